"""The public report of an issuer: supply, reserves, holders, flows, breaks, attestation, powers, incidents."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eth_utils import keccak
from markupsafe import Markup

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.desk.attestation import Attestation, Attester, Snapshot, collect, post, problems
from backbone_chain.desk.calendar import date_of
from backbone_chain.desk.reserves import IN_WORDS, UNITS_PER_CENT
from backbone_chain.errors import RefusedError
from backbone_chain.model import Severity
from backbone_chain.report._pages import templates
from backbone_chain.report.curves import areas, lines
from backbone_chain.simulate import Simulation, World
from backbone_chain.simulate._token import OnChain
from backbone_chain.tokens.reference_dollar import ReferenceDollar

SCHEMA = "backbone.report/1"
ATTESTERS, NEEDED = ("attester", "second_attester", "third_attester"), 2
HOME = "home chain"
POWERS = {
    "mint": "create tokens",
    "configure_minter": "allow others to create tokens",
    "pause": "stop all transfers",
    "unpause": "let transfers go on",
    "freeze": "stop one holder",
    "unfreeze": "let a stopped holder go on",
    "wipe": "destroy a stopped holder's tokens",
    "seize": "take a stopped holder's tokens",
    "bridge_mint": "create tokens for another chain's",
    "rescue": "take foreign tokens that lie in the contract",
    "set_limit": "change limits and reserve feed",
    "upgrade": "replace the token's code",
}
ADMIN = "give each of these powers, but creating tokens through a limit, to anybody"
KEY, CONTRACT = "key", "contract"
NOT_HERE = (
    "Customers, banks and prices are simulated.",
    "The token, the feed and the signatures are real, on a chain in this process.",
    "There is one chain; a supply on others would stand beside it.",
)


def transparency(simulation: Simulation) -> dict[str, Any]:
    """`backbone.report/1`: all that the page says, amounts in cents. The simulation must have been run on chain."""
    world = simulation.world
    assert world is not None
    attestation = _attest(world)
    today, last = world.date(world.days * 24 - 1), simulation.outcome.days[-1]
    book = world.treasury.book
    return {
        "schema": SCHEMA,
        "as_of": today.isoformat(),
        "supply": {HOME: world.supply},
        "reserves": {
            "value": book.value(),
            "by_kind": {IN_WORDS.get(kind, kind): cents for kind, cents in book.by("kind").items()},
            "by_place": book.by("place"),
            "maturities": [
                {"cusip": lot.cusip, "days": lot.days(today), "cents": lot.value}
                for lot in book.reserve
                if lot.maturity
            ],
            "average_days": round(book.average_days(today), 1),
            "ladder": [{"business_days": rung.days, "cents": rung.cents} for rung in book.ladder(today)],
        },
        "holders": _classes(world),
        "concentration": _concentration(world),
        "flows": [
            {"date": day.date.isoformat(), "net_issuance": day.net_issuance, "supply": day.supply, "owed": day.queue}
            for day in simulation.outcome.days
        ],
        "owed": last.queue,
        "breaks": [
            {"place": each.place, "kind": each.kind, "cents": each.missing, "owner": each.owner}
            for each in attestation.snapshot.breaks
        ],
        "attestation": attestation.as_json(),
        "attestation_problems": [each.as_json() for each in problems(attestation, now=attestation.snapshot.as_of)],
        "powers": list(_powers(world)),
        "upgrades": _upgrades(world),
        "incidents": [
            {"date": world.date(each.block // 300 - 1).isoformat(), "rule": each.rule, "says": each.summary}
            for each in simulation.outcome.findings
            if each.severity >= Severity.HIGH
        ],
        "not_looked_at": [*attestation.snapshot.not_looked_at, *NOT_HERE],
    }


def transparency_page(report: Mapping[str, Any], simulation: Simulation) -> str:
    """The whole page, no script and nothing to load."""
    environment = templates()
    environment.filters["dollars"] = lambda cents: f"{cents / 100:,.2f}"
    days = simulation.outcome.days
    dates = [day.date.isoformat() for day in days]
    kinds = {
        IN_WORDS.get(kind, "cash at a bank that failed"): [day.reserves[kind] / 10**8 for day in days]
        for kind in days[0].reserves
    }
    net = {"issued less redeemed": [day.net_issuance / 10**8 for day in days]}
    plots = [("Issued and redeemed", lines(dates, net, "m")), ("Reserves by kind", areas(dates, kinds, "m"))]
    safe = [(title, Markup(svg)) for title, svg in plots]  # noqa: S704 - names are escaped where they are put in
    return environment.get_template("transparency.html").render(report=report, answer=answer(report), plots=safe)


def answer(report: Mapping[str, Any]) -> str:
    """Whether the tokens are backed, in a sentence."""
    owed, held = report["attestation"]["owed_cents"], report["attestation"]["attested_cents"]
    signed = f"{len(report['attestation']['signatures'])} attesters signed"
    if held < owed:
        stand = f"{held / 100:,.2f} stand against {owed / 100:,.2f}"
        return f"{(owed - held) / 100:,.2f} dollars are missing: {stand}; {signed}."
    return f"Every token is backed: {held / 100:,.2f} dollars stand against {owed / 100:,.2f}; {signed}."


def tables(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The tables as CSV, each with its file's name."""
    reserves = report["reserves"]
    yield "supply.csv", _csv(("chain", "cents"), report["supply"].items())
    yield "reserves-by-kind.csv", _csv(("kind", "cents"), reserves["by_kind"].items())
    yield "reserves-by-place.csv", _csv(("place", "cents"), reserves["by_place"].items())
    for name, rows in (
        ("maturities", reserves["maturities"]),
        ("holders", report["holders"]),
        ("flows", report["flows"]),
        ("breaks", report["breaks"]),
        ("upgrades", report["upgrades"]),
        ("powers", [_flat(each) for each in report["powers"]]),
        ("incidents", report["incidents"]),
    ):
        yield f"{name}.csv", _csv(rows[0].keys() if rows else ("none",), (row.values() for row in rows))


def _flat(power: Mapping[str, Any]) -> dict[str, Any]:
    """One row of what is a list in the report."""
    fields = {name: power[name] for name in ("power", "means", "delay_seconds")}
    return {**fields, "held_by": "; ".join(power["held_by"])}


def _csv(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(list(head))
    writer.writerows(list(row) for row in rows)
    return text.getvalue()


def _attest(world: World) -> Attestation:
    """The last day's snapshot, signed, and posted to a feed on the simulation's own chain."""
    token = _on_chain(world)
    chain = token.chain
    attesters = [Attester(chain.account(name)) for name in ATTESTERS]
    addresses, deployer = [each.account.address for each in attesters], chain.account("deployer")
    feed = chain.deploy(artifacts.load("ReserveFeed"), deployer.address, addresses, NEEDED, sender=deployer)
    statements = world.treasury.statements(chain.timestamp)  # every bank is asked at the block of the snapshot
    breaks = world.comparison.compare(world.treasury.book, statements, world.days * 24)
    owed = {HOME: world.supply, "given back and not yet paid": sum(claim.cents for claim in world.queue)}
    snapshot = Snapshot.take(
        world.treasury.book,
        statements=statements,
        breaks=breaks,
        supply={name: cents * UNITS_PER_CENT for name, cents in owed.items()},
        block=chain.block_number,
        as_of=chain.timestamp,
    )
    attestation = collect(snapshot, attesters, NEEDED)
    post(attestation, feed, attesters, sender=deployer)
    return attestation


def _on_chain(world: World) -> OnChain:
    assert isinstance(world.token, OnChain)
    return world.token


def _classes(world: World) -> list[dict[str, Any]]:
    """Who holds how much, by class, and the largest holder of each."""
    classes: dict[str, list[int]] = {}
    for holder, cents in world.token.balances.items():
        classes.setdefault(holder.rpartition(" ")[0], []).append(cents)
    return [
        {"class": name, "holders": len(held), "cents": sum(held), "largest": max(held)}
        for name, held in classes.items()
    ]


def _concentration(world: World) -> dict[str, float]:
    """Shares of the supply: of the largest holder, of the ten largest, and the Herfindahl index, 0 to 1."""
    shares = sorted((cents / world.supply for cents in world.token.balances.values() if world.supply), reverse=True)
    sums = {"largest": sum(shares[:1]), "ten_largest": sum(shares[:10]), "herfindahl": sum(each**2 for each in shares)}
    return {name: round(share, 4) for name, share in sums.items()}


def _powers(world: World) -> Iterator[dict[str, Any]]:
    """Who holds which power: a key or a contract, and the seconds that it makes a decision wait."""
    token = _on_chain(world)
    assert isinstance(token.token, ReferenceDollar)
    names = {name: token.chain.account(name).address for name in token.chain.names().values()}
    admin = str(token.token.contract.call("defaultAdmin"))
    held = {power: [name for name in names if token.token.has_key(power, names[name])] for power in POWERS}
    held["admin"] = [name for name, address in names.items() if address == admin] or [admin]
    for power, who in held.items():
        holders = [_holder(token.chain, name, names.get(name, name)) for name in who]
        delays = [each["delay_seconds"] for each in holders]
        means = POWERS.get(power, ADMIN)
        yield {
            "power": power,
            "means": means,
            "held_by": who,
            "holders": holders,
            "delay_seconds": min(delays, default=0),
        }


def _holder(chain: Chain, name: str, address: str) -> dict[str, Any]:
    """A key acts at once; a contract after the delay that it says, as a timelock does."""
    if not chain.engine.get_code(address):
        return {"name": name, "address": address, "kind": KEY, "delay_seconds": 0}
    try:
        delay = int.from_bytes(chain.call(address, keccak(text="getMinDelay()")[:4])[:32], "big")
    except RefusedError:
        delay = 0
    return {"name": name, "address": address, "kind": CONTRACT, "delay_seconds": delay}


def _upgrades(world: World) -> list[dict[str, str]]:
    """The implementation of today, and since when; every other one that its events told of."""
    token = _on_chain(world)
    made = [
        {"date": date_of(at).isoformat(), "implementation": each.implementation, "by": each.by}
        for at, each in token.upgrades
    ]
    begun = {"date": date_of(token.began).isoformat(), "implementation": token.first, "by": "deployment"}
    return [begun, *made]
