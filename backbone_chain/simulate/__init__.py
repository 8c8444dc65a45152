"""Ninety days of a stablecoin: customers, banks, reserves and the real token, and what a bad week does to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backbone_chain.errors import UsageError
from backbone_chain.simulate._orders import usual
from backbone_chain.simulate._run import Day, Outcome, World
from backbone_chain.simulate._stress import CALM, FACTS, NAMED, POLICIES, Facts, Policies, Stress, stress
from backbone_chain.simulate._token import OnChain, Sums

SCHEMA = "backbone.desk/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """A run on chain, and what each policy would have made of the same days."""

    stress: Stress
    days: int
    orders: int
    seed: int
    outcome: Outcome
    policies: dict[str, Outcome]
    world: World | None = None

    @property
    def survival_hours(self) -> int:
        """Hours from the stress (or the first day) until a redemption wasn't paid in time; all, where each was."""
        return survival(self.outcome, self.stress, self.days)

    @property
    def is_sound(self) -> bool:
        """Whether the ledger balanced at every hour and every planted break was found, and no other."""
        outcome = self.outcome
        return outcome.balanced and outcome.planted == outcome.found and not outcome.false


def run(
    *,
    days: int,
    orders: int,
    case: Stress = CALM,
    seed: int = 0,
    engine: str | None = None,
    database: str = "sqlite://",
    say: Callable[[str], None] = lambda _: None,
) -> Simulation:
    """Simulate, on the reference token on `engine`, then each policy without a chain. One seed, one result.

    database: where the ledger is kept, SQLite in memory by default. say: called after each day with its date.
    Raises: UsageError for a stress that begins after the last day, DeskError for a database that is none or not empty.
    """
    if case.day >= days and case is not CALM:
        raise UsageError(
            f"The stress {case.name} begins on day {case.day + 1}, after the last of {days}; take more days."
        )
    business = usual(days, orders, seed, case.start.weekday())
    world = World(OnChain(engine, seed, case.start, database), case, Policies(), seed, days)
    outcome = world.run(business, say)
    policies = {name: World(Sums(), case, policy, seed, days).run(business) for name, policy in POLICIES.items()}
    return Simulation(stress=case, days=days, orders=orders, seed=seed, outcome=outcome, policies=policies, world=world)


def survival(outcome: Outcome, case: Stress, days: int) -> int:
    """Hours from the stress until the first unpaid redemption, or to the end."""
    begin = case.day * 24 + case.hour if case is not CALM else 0
    end = days * 24 if outcome.first_unpaid_hour is None else outcome.first_unpaid_hour
    return max(0, end - begin)


def held_against(simulation: Simulation) -> dict[str, Any] | None:
    """The simulated days beside what really happened, as shares of the supply; None where nothing is known."""
    facts = FACTS.get(simulation.stress.name)
    if facts is None:
        return None
    first = simulation.stress.day
    chosen = simulation.outcome.days[first : first + len(facts.daily_redemptions)]
    before = simulation.outcome.days[first - 1].supply
    simulated = [round(-day.net_issuance / before, 4) for day in chosen]
    real = [round(each / facts.supply, 4) for each in facts.daily_redemptions]
    return {
        "daily_net_redemptions": {"real": real, "simulated": simulated},
        "total": {"real": round(sum(real), 4), "simulated": round(sum(simulated), 4)},
        "lowest_price": {"real": list(facts.lowest_price), "simulated": round(simulation.outcome.worst_price, 4)},
        "source": facts.source,
    }


def as_json(simulation: Simulation, seconds: float) -> dict[str, Any]:
    """`backbone.desk/1`; amounts in cents."""
    outcome, case = simulation.outcome, simulation.stress
    hour = outcome.first_unpaid_hour
    return {
        "schema": SCHEMA,
        "stress": case.name,
        "days": simulation.days,
        "orders": simulation.orders,
        "seed": simulation.seed,
        "minted": outcome.minted,
        "redeemed": outcome.redeemed,
        "unpaid": outcome.unpaid,
        "overdue": outcome.overdue,
        "ledger_balanced": outcome.balanced,
        "breaks": {"planted": outcome.planted, "found": outcome.found, "false": outcome.false},
        "survival_hours": simulation.survival_hours,
        "worst_price": round(outcome.worst_price, 4),
        "first_unpaid_redemption": None if hour is None else f"{_date(simulation, hour)} {hour % 24:02d}:00",
        "policies": [_policy(name, each, simulation) for name, each in simulation.policies.items()],
        "held_against": held_against(simulation),
        "findings": [finding.as_json() for finding in outcome.findings],
        "days_detail": [_day(day) for day in outcome.days],
        "seconds": round(seconds, 3),
    }


def _date(simulation: Simulation, hour: int) -> str:
    return simulation.outcome.days[hour // 24].date.isoformat()


def _policy(name: str, outcome: Outcome, simulation: Simulation) -> dict[str, Any]:
    return {
        "policy": name,
        "survival_hours": survival(outcome, simulation.stress, simulation.days),
        "overdue": outcome.overdue,
        "worst_price": round(outcome.worst_price, 4),
        "redeemed": outcome.redeemed,
        "refused": outcome.refused,
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "supply": day.supply,
        "reserves": day.reserves,
        "net_issuance": day.net_issuance,
        "queue": day.queue,
        "price": day.price,
        "lowest_price": day.lowest,
    }


__all__ = [
    "CALM",
    "FACTS",
    "NAMED",
    "POLICIES",
    "Day",
    "Facts",
    "OnChain",
    "Outcome",
    "Policies",
    "Simulation",
    "Stress",
    "World",
    "as_json",
    "held_against",
    "run",
    "stress",
    "usual",
]
