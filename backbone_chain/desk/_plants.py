"""The breaks that are put into made-up business, a function each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from backbone_chain.desk._business import HOUR, PLAIN_RAILS, Business
from backbone_chain.desk.calendar import DAY, business_days_after
from backbone_chain.desk.records import BankEntry, Order, Payment, Redemption


@dataclass(frozen=True, kw_only=True, slots=True)
class Planted:
    """A break that was put in: since when it is one, and under which of the names it may be reported."""

    kind: str
    subjects: tuple[str, ...]
    at: int


@dataclass
class Story:
    """What was told so far, and what was planted."""

    business: Business
    planted: list[Planted] = field(default_factory=list)

    def plant(self, kind: str, at: int, *subjects: str) -> None:
        """Note a break."""
        self.planted.append(Planted(kind=kind, subjects=subjects, at=at))


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
