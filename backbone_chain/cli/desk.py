"""backbone desk: the off-chain half, simulated against the real token."""

from __future__ import annotations

import time
from collections.abc import Iterable

import click

from backbone_chain import engines, simulate
from backbone_chain.cli._options import console, json_option, progress, write_json, write_text
from backbone_chain.desk import bank_files
from backbone_chain.desk.checked import check
from backbone_chain.desk.generated import generate
from backbone_chain.desk.reconcile import Reconciler
from backbone_chain.desk.record_files import read
from backbone_chain.desk.records import Order
from backbone_chain.errors import UsageError
from backbone_chain.report import reconciliation
from backbone_chain.report.simulation import print_simulation, simulation_page

MOST_DAYS, MOST_ORDERS, MOST_PLANTED = 3_650, 1_000_000, 10_000


@click.group(name="desk")
def command() -> None:
    """Orders, banks, reserves and runs: the dollars behind the token."""


@command.command(name="simulate")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=90, show_default=True, help="How long.")
@click.option("--orders", type=click.IntRange(0, MOST_ORDERS), default=5_000, show_default=True, help="In that time.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--stress", metavar="NAME|FILE.toml", help=f"What goes wrong: {', '.join(simulate.NAMED)}, or your own.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels, web3, or the URL of an Anvil.")
@click.option(
    "--database", default="sqlite://", metavar="URL", help="Keep the ledger: sqlite:///FILE, postgresql+psycopg://…"
)
@click.option("--html", "html_file", metavar="FILE", help="Write a page with supply, reserves, queue and price.")
@json_option
def simulate_(
    days: int,
    orders: int,
    seed: int,
    stress: str | None,
    engine: str | None,
    database: str,
    html_file: str | None,
    json_file: str | None,
) -> int:
    """Simulate customers, banks, reserves and the market, hour by hour, with the real desk, ledger and token.

    Exit code 1 if the ledger does not balance, or a planted break between book and statement was missed.
    """
    case = simulate.stress(stress)
    if engine is not None:
        engines.check(engine)
    started = time.perf_counter()
    say = progress(days, "day")
    result = simulate.run(days=days, orders=orders, case=case, seed=seed, engine=engine, database=database, say=say)
    seconds = time.perf_counter() - started
    print_simulation(result, console(json_file))
    write_json(json_file, simulate.as_json(result, seconds))
    if html_file is not None:
        write_text(html_file, simulation_page(result, seconds))
    return int(not result.is_sound)


@command.command(name="reconcile")
@click.option("--orders", type=click.IntRange(1, MOST_ORDERS), default=10_000, show_default=True, help="Made up.")
@click.option("--messy", default=2.0, show_default=True, metavar="PERCENT", help="Bank references that are bad.")
@click.option(
    "--planted", type=click.IntRange(0, MOST_PLANTED), default=40, show_default=True, help="Breaks put in, all kinds."
)
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--records", "first", multiple=True, metavar="FILE...", help="Your own: JSON lines, see docs/desk.md.")
@click.option("--statements", multiple=True, metavar="FILE", help="A bank's camt.053 or camt.054; repeatable.")
@click.option("--account", "accounts", multiple=True, metavar="BANK=NUMBER", help="Whose files they are; repeatable.")
@click.argument("files", nargs=-1, metavar="")
@json_option
def reconcile_(
    orders: int,
    messy: float,
    planted: int,
    seed: int,
    first: tuple[str, ...],
    statements: tuple[str, ...],
    accounts: tuple[str, ...],
    files: tuple[str, ...],
    json_file: str | None,
) -> int:
    """Hold orders, bank entries, payments and the chain against each other, and list the breaks by age and owner.

    Exit code 1 if a planted break was missed, or one was found that nobody planted; for --records and --statements, if
    one is open, or a part of a bank's file can't be used.
    """
    if first or statements:
        if files and not first:
            raise UsageError(f"{files[0]} is not expected here; give each of the banks' files with --statements.")
        told = bank_files.read(statements, _directory(accounts))
        return _reconcile_files((*first, *files), told, json_file)
    if accounts:
        raise UsageError("--account says whose --statements are; give both.")
    if files:
        raise UsageError(f"{files[0]} is not expected here; give files after --records.")
    return _reconcile_made_up(orders, messy, planted, seed, json_file)


def _reconcile_made_up(orders: int, messy: float, planted: int, seed: int, json_file: str | None) -> int:
    business = generate(orders=orders, messy=messy, planted=planted, seed=seed)
    started = time.perf_counter()
    checked = check(business)
    seconds = time.perf_counter() - started
    out = console(json_file)
    out.print(reconciliation.answer_checked(checked))
    what = f"{orders} orders, {checked.records} records, {messy:g} % messy references, seed {seed}"
    out.print(f"  {what}: {seconds:.1f} s")
    for each in checked.missed:
        out.print(f"  missed: {each.kind}, {' or '.join(each.subjects)}", markup=False)
    for one in checked.false:
        out.print(f"  not there: {one.kind}, {one.subject}: {one.why}", markup=False)
    reconciliation.print_breaks(checked.open, checked.as_of, out)
    write_json(json_file, reconciliation.checked_as_json(checked, seed, messy, seconds))
    return int(bool(checked.missed or checked.false))


def _directory(accounts: Iterable[str]) -> dict[str, list[str]]:
    """The banks with their accounts. Raises: UsageError for what is not BANK=NUMBER."""
    found: dict[str, list[str]] = {}
    for each in accounts:
        bank, _, number = each.rpartition("=")
        if not bank or not number:
            raise UsageError(f"--account {each!r} names no bank and account; give it as BANK=NUMBER.")
        found.setdefault(bank, []).append(number)
    return found


def _reconcile_files(names: tuple[str, ...], banks: bank_files.BankFiles, json_file: str | None) -> int:
    told, reconciler = sorted([*read(names), *banks.told], key=lambda each: each[0]), Reconciler()
    for at, record in told:
        reconciler.see(record, at)
    as_of = reconciler.finish()
    breaks, closed = reconciler.breaks, reconciler.closed
    out = console(json_file)
    out.print(reconciliation.answer_open(breaks, closed, as_of))
    out.print(f"  {len(told)} records")
    for each in banks.wrong:
        out.print(f"  wrong in a bank's file: {each}", markup=False)
    reconciliation.print_breaks(breaks, as_of, out)
    orders = sum(isinstance(record, Order) for _, record in told)
    data = reconciliation.open_as_json(breaks, closed, as_of)
    found = {"planted": 0, "found": len(breaks) + len(closed), "false": 0}
    write_json(json_file, {**data, "orders": orders, "records": len(told), "breaks": found, "wrong": banks.wrong})
    return int(bool(breaks or banks.wrong))
