"""What goes wrong in a simulation: the named cases with the facts behind them, or one from a file."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from backbone_chain.errors import UsageError, did_you_mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Stress:
    """One case. day and hour (UTC) say when it begins, days count from the first of the simulation.

    stuck_share: of the reserve that is cash at a bank which fails then; back_after_hours: until it can be had again, 0
    for never. fear: 0 to 1, how many holders want out at once; fear_half_life_hours: how soon that calms down, once
    nothing is stuck. outflow_share: of the supply, redeemed
    on that day by customers who aren't afraid. bill_haircut_basis_points: what a bill loses when sold then.
    holidays: days on which banks are closed beside week-ends.
    """

    name: str
    start: datetime.date = datetime.date(2026, 1, 5)
    day: int = 30
    hour: int = 12
    stuck_share: float = 0.0
    back_after_hours: int = 0
    fear: float = 0.0
    fear_half_life_hours: float = 48.0
    outflow_share: float = 0.0
    bill_haircut_basis_points: int = 5
    holidays: tuple[int, ...] = ()


LEAST_HALF_LIFE, MOST_HOURS = 0.01, 1e6
FIRST_YEAR, LAST_YEAR = 1970, 2200
MOST: Mapping[str, float] = {
    "stuck_share": 1.0,
    "outflow_share": 1.0,
    "fear": 1.0,
    "hour": 23.0,
    "bill_haircut_basis_points": 10_000.0,
}

CALM = Stress(name="calm")
# 10 March 2023, a Friday: 3.3 of 40 billion dollars at a bank that failed; all of it there again on Monday.
SVB = Stress(
    name="svb",
    start=datetime.date(2023, 2, 8),
    day=30,
    hour=15,
    stuck_share=0.08,
    back_after_hours=71,
    fear=0.55,
    fear_half_life_hours=48,
)
# May 2022: nobody's dollars were gone, and holders of every coin wanted out for two weeks.
TERRA = Stress(name="terra", start=datetime.date(2022, 4, 8), day=31, fear=0.35, fear_half_life_hours=120)
QUARTER_END = Stress(name="quarter-end", start=datetime.date(2026, 3, 2), day=29, hour=14, outflow_share=0.05)
RUMOUR = Stress(name="rumour", day=30, fear=0.3, fear_half_life_hours=24)  # April 2025: 0.88 on one sentence
BANK_HOLIDAY = Stress(name="bank-holiday", day=28, hour=20, holidays=(28, 29), outflow_share=0.01)
NAMED = {each.name: each for each in (CALM, SVB, TERRA, QUARTER_END, RUMOUR, BANK_HOLIDAY)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What really happened, to hold a simulation against: net redemptions a day in billions, lowest price by venue."""

    daily_redemptions: tuple[float, ...]
    supply: float
    lowest_price: tuple[float, float]
    source: str


SVB_FACTS = Facts(
    daily_redemptions=(0.88, 1.30, 0.16, 1.24, 0.95, 0.78),
    supply=43.5,
    lowest_price=(0.81, 0.88),
    source="burns less mints of USDC on Ethereum, 10 to 15 March 2023; the issuer's notice of 11 March 2023",
)
FACTS: Mapping[str, Facts] = {"svb": SVB_FACTS}


def stress(name: str | None) -> Stress:
    """A named case, or one from a TOML file. Raises: UsageError for an unknown name, key or a value out of range."""
    if name is None:
        return CALM
    if name in NAMED:
        return NAMED[name]
    if not name.endswith(".toml"):
        raise UsageError(f"There is no stress {name!r}.{did_you_mean(name, NAMED)} Or give a TOML file.")
    return _checked(name, _read(name))


def _read(name: str) -> dict[str, object]:
    try:
        return tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} is no TOML: {error}.") from error


def _checked(file: str, values: dict[str, object]) -> Stress:
    known = {each.name: getattr(CALM, each.name) for each in fields(Stress) if each.name != "name"}
    for key, value in values.items():
        if key not in known:
            raise UsageError(f"{file} has an unknown key {key!r}.{did_you_mean(key, known)}")
        if not _fits(key, value, known[key]):
            raise UsageError(f"{file} has {key} = {value!r}, which can't be; give a value like {known[key]!r}.")
    chosen: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in values.items()}
    return Stress(name=Path(file).stem, **chosen)


def _fits(key: str, value: object, like: object) -> bool:
    if isinstance(like, tuple):
        return isinstance(value, list) and all(type(each) is int and each >= 0 for each in value)
    if isinstance(like, datetime.date):
        return type(value) is datetime.date and FIRST_YEAR <= value.year <= LAST_YEAR
    if type(value) is not int and not (isinstance(like, float) and type(value) is float):
        return False
    number = float(value)
    least = LEAST_HALF_LIFE if key == "fear_half_life_hours" else 0.0
    return least <= number <= MOST.get(key, MOST_HOURS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Policies:
    """What the issuer can decide. gate: at most 10 % of the supply redeemed in 24 hours; always_open: payouts at any
    hour; cash_share: of the reserve at banks; banks: among how many it lies, so that one of them holds less.
    """

    gate: bool = False
    always_open: bool = False
    cash_share: float = 0.16
    banks: int = 0


POLICIES: Mapping[str, Policies] = {
    "as it is": Policies(),
    "10 % gate": Policies(gate=True),
    "payouts at any hour": Policies(always_open=True),
    "twice the cash": Policies(cash_share=0.32),
    "cash at 20 banks": Policies(banks=20),
}
__all__ = ["CALM", "FACTS", "NAMED", "POLICIES", "Facts", "Policies", "Stress", "stress"]
