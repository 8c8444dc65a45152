"""A simulation in words, and as a page with its curves."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from rich.console import Console

from backbone_chain.desk.reserves import IN_WORDS
from backbone_chain.report._pages import templates
from backbone_chain.report.curves import areas, lines
from backbone_chain.simulate import Simulation, as_json, held_against

CENTS_A_MILLION = 10**8
STUCK = "cash at a bank that failed"


def answer(simulation: Simulation) -> str:
    """The outcome in a sentence or two."""
    outcome = simulation.outcome
    if not outcome.balanced:
        return f"The books do not add up, so nothing else here can be relied on: {outcome.problems[0]}"
    paid = "Every redemption was paid in time."
    if outcome.first_unpaid_hour is not None:
        first = f"After {simulation.survival_hours} hours the first redemption was not paid in time"
        paid = f"{first}; {outcome.overdue} were late."
    return f"{paid} The lowest price was {outcome.worst_price:.3f} dollars."


def print_simulation(simulation: Simulation, console: Console) -> None:
    """The answer, then the evidence."""
    console.print(answer(simulation))
    for line in evidence(simulation):
        console.print(f"  {line}")


def evidence(simulation: Simulation) -> Iterator[str]:
    """One fact a line."""
    outcome = simulation.outcome
    yield f"{simulation.days} days, {simulation.orders} orders, stress {simulation.stress.name}, seed {simulation.seed}"
    yield f"minted {_millions(outcome.minted)}, redeemed {_millions(outcome.redeemed)} million dollars"
    books = f"{len(outcome.problems)} times wrong" if outcome.problems else "always right"
    yield f"ledger against banks, queue and chain, at the end of each day: {books}"
    wrong = f"{outcome.planted} planted, {outcome.found} found, {outcome.false} found that aren't there"
    yield f"breaks between book and statements: {wrong}"
    for name, each in list(simulation.policies.items())[1:]:
        yield f"with {name}: lowest price {each.worst_price:.3f}, {each.overdue} redemptions late"
    held = held_against(simulation)
    if held:
        real, simulated = held["total"]["real"], held["total"]["simulated"]
        yield f"net redemptions of those days: {simulated:.1%} of the supply here, {real:.1%} in truth"
        low, high = held["lowest_price"]["real"]
        yield f"lowest price: {held['lowest_price']['simulated']:.3f} here, {low} to {high} in truth ({held['source']})"
        yield "the market's constants were set by hand on this case: it shows that they fit, and forecasts nothing"


def simulation_page(simulation: Simulation, seconds: float) -> str:
    """The whole page, no script and nothing to load."""
    environment = templates()
    return environment.get_template("simulation.html").render(
        answer=answer(simulation),
        failed=not simulation.is_sound,
        evidence=list(evidence(simulation)),
        plots=list(_plots(simulation)),
        policies=as_json(simulation, seconds)["policies"],
        held=held_against(simulation),
        findings=simulation.outcome.findings,
        seconds=seconds,
        stress=simulation.stress.name,
    )


def _plots(simulation: Simulation) -> Iterator[tuple[str, Markup]]:
    days = simulation.outcome.days
    if not days:
        return
    dates = [day.date.isoformat() for day in days]
    kinds = {IN_WORDS.get(kind, STUCK): [_m(day.reserves[kind]) for day in days] for kind in days[0].reserves}
    yield "Supply", _safe(lines(dates, {"tokens": [_m(day.supply) for day in days]}, "m", from_zero=False))
    yield "Reserves by kind", _safe(areas(dates, kinds, "m"))
    yield "Redemptions that wait to be paid", _safe(lines(dates, {"owed": [_m(day.queue) for day in days]}, "m"))
    prices = {"lowest of the day": [day.lowest for day in days], "at its end": [day.price for day in days]}
    yield "Price", _safe(lines(dates, prices, "$", from_zero=False))


def _safe(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - names are escaped where they are put in


def _m(cents: int) -> float:
    return cents / CENTS_A_MILLION


def _millions(cents: int) -> str:
    return f"{_m(cents):,.1f}"
