"""backbone bench: how fast, as ratios to a baseline in the same run."""

from __future__ import annotations

import click
from rich.table import Table

from backbone_chain.bench import BENCHES, SCHEMA, Row
from backbone_chain.cli._options import console, json_option, progress, write_json
from backbone_chain.registry import find

DECIMALS_BELOW = 100


@click.command(name="bench", help=f"Measure SUBJECT: {'; '.join(f'{n} ({b.summary})' for n, b in BENCHES.items())}.")
@click.argument("subject", metavar="SUBJECT")
@json_option
def command(subject: str, json_file: str | None) -> None:
    """Measure, and set each figure beside its baseline."""
    bench = find(BENCHES, "bench", subject)
    rows = bench.measure(progress(bench.steps, "bench"))
    console(json_file).print(_table(rows))
    write_json(json_file, {"schema": SCHEMA, "rows": [row.as_json() for row in rows]})


def _table(rows: list[Row]) -> Table:
    """A row for each figure, and beside it what it is to its baseline."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("measured")
    table.add_column(rows[0].unit, justify="right")
    table.add_column("ratio", justify="right")
    table.add_column("to")
    for row in rows:
        value = f"{row.value:,.2f}" if row.value < DECIMALS_BELOW else f"{row.value:,.0f}"
        table.add_row(row.name, value, f"{row.ratio:.2f}", row.baseline)
    return table
