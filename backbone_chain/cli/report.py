"""backbone report: what stands behind the token, for everybody to read."""

from __future__ import annotations

from pathlib import Path

import click

from backbone_chain import engines, simulate
from backbone_chain.cli._options import console, json_option, write_json, write_text
from backbone_chain.errors import UsageError
from backbone_chain.report.transparency import answer, tables, transparency, transparency_page


@click.command(name="report")
@click.option("--days", type=click.IntRange(1, 3_650), default=30, show_default=True, help="Of business before it.")
@click.option("--orders", type=click.IntRange(0, 1_000_000), default=1_500, show_default=True, help="In that time.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--stress", metavar="NAME|FILE.toml", help="What goes wrong in that time.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option("--html", "html_file", metavar="FILE", help="Write the page that stands alone and prints.")
@click.option("--csv", "csv_folder", metavar="DIR", help="Write the tables, one file each.")
@json_option
def command(
    days: int,
    orders: int,
    seed: int,
    stress: str | None,
    engine: str | None,
    html_file: str | None,
    csv_folder: str | None,
    json_file: str | None,
) -> int:
    """Report supply, reserves, holders, flows, breaks, the signed attestation and who can do what."""
    if engine is not None:
        engines.check(engine)
    simulation = simulate.run(days=days, orders=orders, case=simulate.stress(stress), seed=seed, engine=engine)
    report = transparency(simulation)
    console(json_file).print(answer(report))
    write_json(json_file, report)
    if html_file is not None:
        write_text(html_file, transparency_page(report, simulation))
    if csv_folder is not None:
        _write_tables(Path(csv_folder), report)
    return 0


def _write_tables(folder: Path, report: dict[str, object]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} can't be made: {error.strerror}.") from error
    for name, text in tables(report):
        write_text(str(folder / name), text)
