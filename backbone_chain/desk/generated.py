"""A desk's business made up from a seed: orders, redemptions, banks, chain, messy references, and planted breaks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from backbone_chain.desk._business import CONTRACT, PLAIN_RAILS, Business
from backbone_chain.desk.calendar import DAY, business_days_after
from backbone_chain.desk.records import BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.errors import DeskError
from backbone_chain.model import Fact

HOUR = 3_600
REDEMPTIONS, GIVEN_UP, REFUSED, SENT_BACK, TOLD_TWICE = 0.3, 0.03, 0.01, 0.01, 0.1  # shares
Record = Order | Redemption | BankEntry | Payment | PaymentStatus | Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Planted:
    """A break that was put in: since when it is one, and under which of the names it may be reported."""

    kind: str
    subjects: tuple[str, ...]
    at: int


@dataclass(frozen=True, kw_only=True)
class Generated:
    """told: each record with the time at which it is known, in order of time. end: when all of it is long over."""

    orders: int
    told: tuple[tuple[int, Record], ...]
    planted: tuple[Planted, ...]
    end: int


@dataclass
class Story:
    """What was told so far, and what was planted."""

    business: Business
    planted: list[Planted] = field(default_factory=list)

    def plant(self, kind: str, at: int, *subjects: str) -> None:
        """Note a break."""
        self.planted.append(Planted(kind=kind, subjects=subjects, at=at))


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


# --- breaks


def _paid(story: Story, **changes: object) -> tuple[Order, BankEntry]:
    """An order of an amount like no other's, by a rail that is final at once, and its credit; nothing of it is told."""
    business = story.business
    order = business.order(rail=business.rng.choice(PLAIN_RAILS), is_odd=True)
    return order, replace(business.credit(order), **changes)  # type: ignore[arg-type]


def _mint_without_order(story: Story) -> None:
    order, _ = _paid(story)
    mint, at = story.business.mint(order, order.placed_at)
    story.plant("mint without order", at, mint.tx)


def _mint_without_credit(story: Story) -> None:
    order, credit = _paid(story)
    story.business.tell(order, order.placed_at)
    _, at = story.business.mint(order, credit.booked_at)
    story.plant("mint without credit", at, order.id)


def _mint_of_another_amount(story: Story) -> None:
    business = story.business
    order, credit = _paid(story)
    business.tell(order, order.placed_at)
    business.tell(credit, credit.booked_at)
    wrong = order.amount * 10 if business.rng.random() < 0.5 else order.amount + 1  # noqa: PLR2004 - a coin
    mint, at = business.mint(replace(order, amount=wrong), credit.booked_at)
    story.plant("mint of another amount", at, mint.tx)


def _mint_twice(story: Story) -> None:
    order, credit = _paid(story)
    story.business.tell(order, order.placed_at)
    story.business.tell(credit, credit.booked_at)
    first, at = story.business.mint(order, credit.booked_at)
    second, later = story.business.mint(order, at)
    story.plant("mint twice for one order", later, first.tx, second.tx)


def _credit_without_order(story: Story) -> None:
    _, credit = _paid(story)
    story.business.tell(credit, credit.booked_at)
    story.plant("credit without order", credit.booked_at, f"{credit.bank}/{credit.entry}")


def _credit_for_two(story: Story) -> None:
    business = story.business
    order, credit = _paid(story)
    other = replace(order, id=business.number("order"), placed_at=order.placed_at + 60)
    at = 0
    for each in (order, other):
        business.tell(each, each.placed_at)
        at = max(at, business.mint(each, credit.booked_at)[1])
    credit = replace(credit, reference=f"{order.id}, {other.id}")
    business.tell(credit, credit.booked_at)
    story.plant("credit matched to two orders", at, order.id, other.id)


def _credit_of_another_amount(story: Story) -> None:
    business = story.business
    order, credit = _paid(story)
    business.tell(order, order.placed_at)
    credit = replace(credit, amount=credit.amount - business.rng.randrange(1, min(credit.amount, 5_000)))
    business.tell(credit, credit.booked_at)
    business.mint(order, credit.booked_at)
    story.plant("credit of another amount", credit.booked_at, f"{credit.bank}/{credit.entry}")


def _returned(story: Story) -> None:
    business = story.business
    order = business.order(rail="ach", is_odd=True)
    credit = business.credit(order)
    business.tell(order, order.placed_at)
    business.tell(credit, credit.booked_at)
    business.mint(order, credit.booked_at)
    back = business.given_back(credit, business.rng.randrange(2, 50) * DAY)
    business.tell(back, back.booked_at)
    story.plant("returned payment after the mint", back.booked_at, order.id)


def _never_minted(story: Story) -> None:
    order, credit = _paid(story)
    story.business.tell(order, order.placed_at)
    story.business.tell(credit, credit.booked_at)
    story.plant("order paid and never minted", credit.booked_at, order.id)


def _duplicate_entry(story: Story) -> None:
    business = story.business
    order, credit = _paid(story)
    business.tell(order, order.placed_at)
    business.tell(credit, credit.booked_at)
    business.mint(order, credit.booked_at)
    again = replace(credit, entry=business.number("entry"))
    if business.rng.random() < 0.5:  # noqa: PLR2004 - a coin
        again = replace(credit, amount=credit.amount + 100)
    business.tell(again, credit.booked_at + HOUR)
    names = [f"{each.bank}/{each.entry}" for each in (credit, again)]
    story.plant("duplicate bank entry", credit.booked_at + HOUR, *names)


def _asked(story: Story) -> tuple[Redemption, int, Payment]:
    """A redemption that is told and burned for, and the payment that it needs, which is not told."""
    business = story.business
    wanted = business.redemption(is_odd=True)
    business.tell(wanted, wanted.placed_at)
    burned_at = business.burn(wanted)
    return wanted, burned_at, business.payment(wanted, burned_at)


def _pay(business: Business, payment: Payment) -> BankEntry:
    business.tell(payment, payment.ordered_at)
    debit = business.debit(payment)
    business.tell(debit, debit.booked_at)
    return debit


def _burn_without_request(story: Story) -> None:
    wanted = story.business.redemption(is_odd=True)
    at = story.business.burn(wanted)
    story.plant("burn without request", at, story.business.last_tx)


def _burn_never_paid(story: Story) -> None:
    wanted, burned_at, _ = _asked(story)
    story.plant("burn never paid", business_days_after(burned_at, 2), wanted.id)


def _payout_twice(story: Story) -> None:
    business = story.business
    wanted, _, payment = _asked(story)
    debit = _pay(business, payment)
    if business.rng.random() < 0.5:  # noqa: PLR2004 - a coin
        second = business.payment(wanted, debit.booked_at, attempt=1)
        again = _pay(business, second)
        story.plant("payout twice", again.booked_at, second.id)
        return
    again = replace(debit, entry=business.number("entry"), booked_at=debit.booked_at + HOUR)
    business.tell(again, again.booked_at)
    story.plant("payout twice", again.booked_at, f"{again.bank}/{again.entry}")


def _payout_of_another_amount(story: Story) -> None:
    business = story.business
    _, _, payment = _asked(story)
    wrong = replace(payment, amount=payment.amount + business.rng.randrange(1, 10_000))
    if business.rng.random() < 0.5:  # noqa: PLR2004 - a coin
        _pay(business, wrong)
        story.plant("payout of another amount", wrong.ordered_at, wrong.id)
        return
    business.tell(payment, payment.ordered_at)
    debit = replace(business.debit(payment), amount=wrong.amount)
    business.tell(debit, debit.booked_at)
    story.plant("payout of another amount", debit.booked_at, f"{debit.bank}/{debit.entry}")


def _payout_without_burn(story: Story) -> None:
    business = story.business
    wanted = business.redemption(is_odd=True)
    business.tell(wanted, wanted.placed_at)
    payment = business.payment(wanted, wanted.placed_at)
    _pay(business, payment)
    story.plant("payout without burn", payment.ordered_at, payment.id)


def _payout_to_another_account(story: Story) -> None:
    _, _, payment = _asked(story)
    changed = replace(payment, account=f"{payment.account} of somebody else")
    _pay(story.business, changed)
    story.plant("payout to another account", changed.ordered_at, changed.id)


def _debit_without_payment(story: Story) -> None:
    business = story.business
    wanted = business.redemption(is_odd=True)
    debit = business.debit(business.payment(wanted, wanted.placed_at))
    business.tell(debit, debit.booked_at)
    story.plant("debit without payment", debit.booked_at, f"{debit.bank}/{debit.entry}")


DAILY = ("supply against booked mints minus burns", "reserves below supply", "statement missing")
PLANTS = {
    "mint without order": _mint_without_order,
    "mint without credit": _mint_without_credit,
    "mint of another amount": _mint_of_another_amount,
    "mint twice for one order": _mint_twice,
    "credit without order": _credit_without_order,
    "credit matched to two orders": _credit_for_two,
    "credit of another amount": _credit_of_another_amount,
    "returned payment after the mint": _returned,
    "order paid and never minted": _never_minted,
    "burn without request": _burn_without_request,
    "burn never paid": _burn_never_paid,
    "payout twice": _payout_twice,
    "payout of another amount": _payout_of_another_amount,
    "payout without burn": _payout_without_burn,
    "payout to another account": _payout_to_another_account,
    "debit without payment": _debit_without_payment,
    "duplicate bank entry": _duplicate_entry,
}
KINDS = (*PLANTS, *DAILY)
