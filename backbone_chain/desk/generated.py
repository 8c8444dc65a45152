"""A desk's business made up from a seed: orders, redemptions, banks, chain, messy references, planted breaks."""

from __future__ import annotations

import random
from dataclasses import dataclass

from backbone_chain.desk._business import CONTRACT, Business
from backbone_chain.desk._plants import DAILY, KINDS, PLANTS, Planted, Story
from backbone_chain.desk.calendar import business_days_after
from backbone_chain.desk.records import BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.errors import DeskError
from backbone_chain.model import Fact

HOUR = 3_600
REDEMPTIONS, GIVEN_UP, REFUSED, SENT_BACK, TOLD_TWICE = 0.3, 0.03, 0.01, 0.01, 0.1  # shares
Record = Order | Redemption | BankEntry | Payment | PaymentStatus | Fact


@dataclass(frozen=True, kw_only=True)
class Generated:
    """told: each record with the time at which it is known, in order of time. end: when all of it is long over."""

    orders: int
    told: tuple[tuple[int, Record], ...]
    planted: tuple[Planted, ...]
    end: int


def generate(*, orders: int = 10_000, messy: float = 2, planted: int = 40, seed: int = 0) -> Generated:
    """Business with `orders` orders; `messy`: percent of bank entries with a bad reference; `planted`: breaks in it.

    Kinds of breaks come in turn. One seed gives one business. Raises: DeskError for a share that is none.
    """
    if not 0 <= messy <= 100:  # noqa: PLR2004 - percent
        raise DeskError(f"{messy:g} percent of references can't be bad; give 0 to 100.")
    rng = random.Random(seed)  # noqa: S311 - repeatable, and no secret
    story = Story(Business(rng, days=max(30, orders // 100), messy=messy / 100))
    story.business.opening()
    for _ in range(orders):
        _order(story)
    for _ in range(int(orders * REDEMPTIONS)):
        _redemption(story)
    daily: dict[str, int] = dict.fromkeys(DAILY, 0)
    for number in range(planted):
        kind = KINDS[number % len(KINDS)]
        if kind in daily:
            daily[kind] += 1
        else:
            PLANTS[kind](story)
    _days(story, daily)
    told = sorted(story.business.told, key=lambda each: each[0])
    end = business_days_after(told[-1][0], 0)
    return Generated(orders=orders, told=tuple(told), planted=tuple(story.planted), end=end)


# --- business as usual


def _order(story: Story) -> None:
    business = story.business
    order = business.order()
    business.tell(order, order.placed_at)
    if business.rng.random() < GIVEN_UP:
        return
    credit = business.credit(order)
    _tell_entry(business, credit)
    business.mint(order, business.final_at(credit))


def _tell_entry(business: Business, entry: BankEntry) -> None:
    """As banks do: at times again in the statement, at times with a bad reference, or with the right one only later."""
    rng, at = business.rng, entry.booked_at + business.rng.randrange(60, 900)
    if rng.random() < business.messy:
        spoiled = business.spoil(entry)
        business.tell(spoiled, at)
        if rng.random() < 0.2:  # noqa: PLR2004 - of the messy ones, so many are mended later
            business.tell(entry, at + rng.randrange(600, 3 * HOUR))
        return
    business.tell(entry, at)
    if rng.random() < TOLD_TWICE:
        business.tell(entry, at + rng.randrange(600, 6 * HOUR))


def _redemption(story: Story) -> None:
    business = story.business
    wanted = business.redemption()
    business.tell(wanted, wanted.placed_at)
    burned_at = business.burn(wanted)
    payment = business.payment(wanted, burned_at)
    business.tell(payment, payment.ordered_at)
    luck = business.rng.random()
    if luck < REFUSED:
        answer = PaymentStatus(id=payment.id, bank=payment.bank, status="rejected", at=payment.ordered_at + 600)
        business.tell(answer, answer.at)
        _again(business, wanted, answer.at)
        return
    debit = business.debit(payment)
    _tell_entry(business, debit)
    if luck < REFUSED + SENT_BACK:
        back = business.given_back(debit, HOUR)
        business.tell(back, back.booked_at)
        _again(business, wanted, back.booked_at)


def _again(business: Business, wanted: Redemption, after: int) -> None:
    payment = business.payment(wanted, after, attempt=1)
    business.tell(payment, payment.ordered_at)
    _tell_entry(business, business.debit(payment))


def _days(story: Story, daily: dict[str, int]) -> None:
    """Statements, supply and attestations of each business day; the breaks among them on days far enough apart."""
    business = story.business
    days = list(business.business_days())
    supplies = business.supplies(days)
    spoiled = {kind: _apart(business.rng, len(days), count) for kind, count in daily.items()}
    for number, (day, supply) in enumerate(zip(days, supplies, strict=True)):
        read = supply
        if number in spoiled[DAILY[0]]:
            read += business.rng.choice((-1, 1)) * business.rng.randrange(1, 10**9)
            story.plant(DAILY[0], day, CONTRACT)
        business.supply(read, day)
        reserves = max(read, supply)
        if number in spoiled[DAILY[1]]:
            reserves = read - business.rng.randrange(1, 10**9)
            story.plant(DAILY[1], day, "all chains")
        business.attested(reserves, day)
        missing = business.rng.choice(business.banks) if number in spoiled[DAILY[2]] else ""
        if missing:
            story.plant(DAILY[2], business.close(day), f"{missing} {business.date(day)}")
        business.statements(day, without=missing)


def _apart(rng: random.Random, days: int, count: int) -> list[int]:
    """Numbers of so many days that lie four apart, as far as there are as many."""
    free = range(4, days - 4, 4)
    return rng.sample(free, min(count, len(free)))
