"""backbone bench: how fast, as ratios to a baseline in the same run."""

from __future__ import annotations

import click
from rich.table import Table

from backbone_chain.bench import ROUNDS, SCHEMA, Row, bench_engines
from backbone_chain.cli._options import console, json_option, progress, write_json
from backbone_chain.registry import find

SUBJECTS = {"engines": bench_engines}
PATHS = 5


@click.command(name="bench")
@click.argument("subject", metavar="SUBJECT")
@json_option
def command(subject: str, json_file: str | None) -> None:
    """Measure SUBJECT (engines): transfers a second on each path, best of several interleaved rounds."""
    rows = find(SUBJECTS, "bench", subject)(progress(ROUNDS * PATHS, "bench"))
    console(json_file).print(_table(rows))
    write_json(json_file, {"schema": SCHEMA, "rows": [row.as_json() for row in rows]})


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("path")
    table.add_column(rows[0].unit, justify="right")
    for baseline in dict.fromkeys(row.baseline for row in rows):
        table.add_column(f"x {baseline}", justify="right")
    values = {row.name: row.value for row in rows}
    for row in rows:
        ratios = [f"{row.value / values[baseline]:.2f}" for baseline in dict.fromkeys(row.baseline for row in rows)]
        table.add_row(row.name, f"{row.value:,.0f}", *ratios)
    return table
