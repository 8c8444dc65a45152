"""Who orders what and when: retail customers, exchanges and arbitrageurs on usual days."""

from __future__ import annotations

import random
from dataclasses import dataclass

RETAIL = tuple(f"retail {number}" for number in range(40))
EXCHANGES = tuple(f"exchange {number}" for number in range(5))
ARBITRAGEURS = tuple(f"arbitrageur {number}" for number in range(3))
CUSTOMERS = (*RETAIL, *EXCHANGES, *ARBITRAGEURS)
OPENING_CENTS = 40_000_000_000  # 400 million tokens
SHARES = ((RETAIL, 0.30), (EXCHANGES, 0.62), (ARBITRAGEURS, 0.08))
TURNOVER = 0.012  # of the supply ordered or redeemed on a usual day
SIGMA = 1.2  # of the logarithm of an order
ISSUED = 0.51  # of the orders are new tokens
LARGEST = 0.01  # of the opening supply


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One customer's order: `cents` of new tokens, or given back."""

    hour: int
    who: str
    cents: int
    issues: bool


def usual(days: int, orders: int, seed: int, weekday: int = 0) -> list[Order]:
    """So many orders over so many days, by the hour; more of them in office hours and on week-days.

    weekday: the first day's, Monday being 0.
    """
    draw = random.Random(f"orders {seed}")  # noqa: S311 - business, not secrets
    hours = range(days * 24)
    weights = [(3 if 12 <= hour % 24 < 22 else 1) * (1 if (weekday + hour // 24) % 7 < 5 else 0.4) for hour in hours]  # noqa: PLR2004
    mean = OPENING_CENTS * TURNOVER * days / max(1, orders)
    typical = mean / 2.718281828 ** (SIGMA**2 / 2)
    chosen = sorted(draw.choices(hours, weights, k=orders)) if days else []
    return [_order(draw, hour, typical) for hour in chosen]


def _order(draw: random.Random, hour: int, typical: float) -> Order:
    who = draw.choice(RETAIL if draw.random() < 0.5 else EXCHANGES)  # noqa: PLR2004 - half of them
    cents = max(100, min(int(draw.lognormvariate(0, SIGMA) * typical), int(OPENING_CENTS * LARGEST)))
    return Order(hour=hour, who=who, cents=cents, issues=draw.random() < ISSUED)
