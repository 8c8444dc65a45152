"""backbone desk: the off-chain half, simulated against the real token."""

from __future__ import annotations

import time

import click

from backbone_chain import engines, simulate
from backbone_chain.cli._options import console, json_option, write_json, write_text
from backbone_chain.report.simulation import print_simulation, simulation_page

MOST_DAYS, MOST_ORDERS = 3_650, 1_000_000


@click.group(name="desk")
def command() -> None:
    """Orders, banks, reserves and runs: the dollars behind the token."""


@command.command(name="simulate")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=90, show_default=True, help="How long.")
@click.option("--orders", type=click.IntRange(0, MOST_ORDERS), default=5_000, show_default=True, help="In that time.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--stress", metavar="NAME|FILE.toml", help=f"What goes wrong: {', '.join(simulate.NAMED)}, or your own.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option("--html", "html_file", metavar="FILE", help="Write a page with supply, reserves, queue and price.")
@json_option
def simulate_(
    days: int,
    orders: int,
    seed: int,
    stress: str | None,
    engine: str | None,
    html_file: str | None,
    json_file: str | None,
) -> int:
    """Simulate customers, banks, reserves and the secondary market, hour by hour, with the real token on a chain.

    Exit code 1 if the ledger does not balance, or a planted break between book and statement was missed.
    """
    case = simulate.stress(stress)
    if engine is not None:
        engines.check(engine)
    started = time.perf_counter()
    result = simulate.run(days=days, orders=orders, case=case, seed=seed, engine=engine)
    seconds = time.perf_counter() - started
    print_simulation(result, console(json_file))
    write_json(json_file, simulate.as_json(result, seconds))
    if html_file is not None:
        write_text(html_file, simulation_page(result, seconds))
    return int(not result.is_sound)
