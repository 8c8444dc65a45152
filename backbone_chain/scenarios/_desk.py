"""What the stories of the desk share: weeks of usual business, a sound reserve, and the days of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backbone_chain.model import BookBalance, Fact, StatementBalance
from backbone_chain.scenarios._world import DAY, SUPPLY, open_for_business, order
from backbone_chain.stage import Stage

HOUR = 3_600
THURSDAY = 3  # the first of January 1970, Monday being 0
FRIDAY, MONDAY = 4, 0
QUIET_DAYS = 24
QUIET = (3, -2, 1, -4, 2)  # net tokens of a usual day, in thousandths of the supply
RESERVE = {  # thousandths of the supply, by place and kind
    ("custodian", "treasury-bill"): 560,
    ("dealer", "repo"): 200,
    ("fund house", "government-fund"): 80,
    ("failing bank", "cash"): 80,
    ("second bank", "cash"): 80,
}


def usual_weeks(stage: Stage) -> None:
    """The common world, and then weeks in which orders and redemptions come and go."""
    open_for_business(stage)
    for day in range(QUIET_DAYS):
        stage.chain.warp(DAY)
        issue(stage, QUIET[day % len(QUIET)], f"day {day}")


def issue(stage: Stage, thousandths: int, name: str) -> None:
    """A day's net issuance or redemption of the exchange, orders with their dollars."""
    amount = SUPPLY * stage.token.unit // 1_000 * abs(thousandths)
    exchange = stage.actor("exchange")
    if thousandths > 0:
        order(stage, name, exchange.address, amount)
        stage.token.mint(exchange, amount)
    else:
        redeem(stage, "exchange", amount, name)


def redeem(stage: Stage, who: str, amount: int, name: str) -> None:
    """Tokens given back for dollars."""
    stage.token.redeem(amount, name.encode().ljust(32, b"\0"), sender=stage.actor(who))


def book(stage: Stage, changes: Mapping[tuple[str, str], int] | None = None) -> None:
    """The issuer's own book, thousandths of the first supply; all of its cash is insured."""
    now = stage.chain.timestamp
    stage.tell(
        *(
            BookBalance(bank=place, instrument=kind, amount=amount, insured=amount, days=0, as_of=now)
            for place, kind, amount in _amounts(stage, changes)
        )
    )


def statements(stage: Stage, changes: Mapping[tuple[str, str], int] | None = None) -> None:
    """What banks and custodians say, thousandths of the first supply."""
    stage.tell(*_statements(stage, changes))


def _statements(stage: Stage, changes: Mapping[tuple[str, str], int] | None) -> Iterator[Fact]:
    for place, kind, amount in _amounts(stage, changes):
        yield StatementBalance(bank=place, instrument=kind, amount=amount, as_of=stage.chain.timestamp)


def _amounts(stage: Stage, changes: Mapping[tuple[str, str], int] | None) -> Iterator[tuple[str, str, int]]:
    for (place, kind), thousandths in {**RESERVE, **(changes or {})}.items():
        yield place, kind, SUPPLY * stage.token.unit // 1_000 * thousandths


def until(stage: Stage, weekday: int, hour: int) -> None:
    """Wait for this hour (UTC) of the next such day."""
    now = stage.chain.timestamp
    days = (weekday - THURSDAY - now // DAY) % 7
    wait = (now // DAY + days) * DAY + hour * HOUR - now
    stage.chain.warp(wait if wait > 0 else wait + 7 * DAY)
