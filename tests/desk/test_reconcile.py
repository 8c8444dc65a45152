"""Reconciliation: every break is found within a statement cycle, and none that is not there."""

from __future__ import annotations

import ast
import dataclasses
from pathlib import Path

import pytest

from backbone_chain import desk
from backbone_chain.desk._difference import OWNERS
from backbone_chain.desk._plants import KINDS, Planted
from backbone_chain.desk.calendar import DAY, business_days_after
from backbone_chain.desk.checked import check
from backbone_chain.desk.generated import generate
from backbone_chain.desk.reconcile import Reconciler
from backbone_chain.desk.records import BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.errors import DeskError
from backbone_chain.model import Burn, Mint, Redeemed, ReserveAttested, StatementBalance, SupplyRead, Wiped

NOON = 1_790_000_000 // DAY * DAY + 12 * 3600  # a Monday
HOUR, CENT = 3_600, 10_000
TO, HOLDER, REQUEST = "0x" + "11" * 20, "0x" + "22" * 20, "0x" + "07" * 32
TOKEN = "0x" + "c0" * 20
ORDER = Order(
    id="order-1", customer="c", to=TO, amount=500_000 * CENT, fee=100, rail="rtp", debtor="C Ltd.", placed_at=NOON
)
CREDIT = BankEntry(
    bank="b",
    entry="E1",
    direction="credit",
    amount=500_100,
    booked_at=NOON,
    value_at=NOON,
    reference="for order-1",
    counterparty="C LTD",
    rail="rtp",
)
MINT = Mint(minter=TOKEN, to=TO, amount=ORDER.amount, contract=TOKEN, tx="0xaa")
ASKED = Redemption(
    id=REQUEST, customer="c", holder=HOLDER, amount=90_000 * CENT, fee=100, rail="rtp", account="acc", placed_at=NOON
)
BURN = Burn(burner=HOLDER, holder=HOLDER, amount=ASKED.amount, contract=TOKEN, tx="0xbb")
REDEEMED = Redeemed(holder=HOLDER, amount=ASKED.amount, request_id=REQUEST, contract=TOKEN, tx="0xbb")
PAYMENT = Payment(
    id=f"{REQUEST}/0", bank="b", creditor="c", account="acc", amount=89_900, rail="rtp", ordered_at=NOON + HOUR
)
DEBIT = BankEntry(
    bank="b",
    entry="D1",
    direction="debit",
    amount=89_900,
    booked_at=NOON + HOUR,
    value_at=NOON + HOUR,
    reference=PAYMENT.id,
    counterparty="C",
    rail="rtp",
)
ISSUED, REDEEMED_ALL = (ORDER, CREDIT, MINT), (ASKED, BURN, REDEEMED, PAYMENT, DEBIT)
change = dataclasses.replace


def after(*records, days=8):
    """What stands some business days after all was told, five minutes after one another, from Monday noon on."""
    reconciler = Reconciler()
    for number, record in enumerate(records):
        reconciler.see(record, NOON + 300 * number)
    reconciler.advance(business_days_after(NOON, days))
    return reconciler


def kinds(reconciler):
    return [each.kind for each in reconciler.breaks]


# --- made-up business


@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_orders_with_messy_references_have_the_planted_breaks_and_no_other(seed):
    checked = check(generate(orders=10_000, messy=2, planted=60, seed=seed))
    assert (checked.missed, checked.false) == ((), ())
    assert checked.planted == 60


@pytest.mark.parametrize("seed", range(10, 20))
def test_every_kind_of_break_is_found_in_time_under_every_seed(seed):
    business = generate(orders=400, planted=2 * len(KINDS), seed=seed)
    assert {each.kind for each in business.planted} == set(KINDS) == set(OWNERS)
    checked = check(business)
    assert (checked.missed, checked.false) == ((), ())


@pytest.mark.parametrize("seed", range(3))
def test_business_without_planted_breaks_has_none(seed):
    checked = check(generate(orders=2_000, messy=10, planted=0, seed=seed))
    assert (checked.open, checked.closed) == ((), ())


def test_break_that_is_not_in_the_records_counts_as_missed():
    business = generate(orders=100, planted=0)
    invented = Planted(kind="mint without order", subjects=("0x00",), at=business.told[0][0])
    checked = check(change(business, planted=(invented,)))
    assert checked.missed == (invented,)


def test_break_that_nobody_planted_counts_as_false():
    business = generate(orders=100, planted=len(KINDS))
    checked = check(change(business, planted=business.planted[1:]))
    assert [each.kind for each in checked.false] == [business.planted[0].kind]


def test_break_that_is_found_too_late_counts_as_missed():
    business = generate(orders=100, planted=1)
    (planted,) = business.planted
    assert check(change(business, planted=(change(planted, at=planted.at - 7 * DAY),))).missed


def test_one_seed_makes_one_business_and_another_another():
    assert generate(orders=50, seed=1) == generate(orders=50, seed=1) != generate(orders=50, seed=2)


def imported(module):
    """Modules of the desk that this one needs, by way of others too."""
    folder = Path(desk.__file__).parent
    found, waiting = set(), [module]
    while waiting:
        for node in ast.walk(ast.parse((folder / f"{waiting.pop()}.py").read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            new = {name.rpartition(".")[2] for name in names if name.startswith("backbone_chain.desk.")} - found
            found |= new
            waiting += new
    return found


def test_generator_and_reconciler_do_not_know_each_other():
    reconciling = {"reconcile", "_money_in", "_money_out", "_totals", "_difference", "_cases"}
    assert reconciling - {"reconcile"} <= imported("reconcile")
    assert not imported("reconcile") & {"generated", "_business", "_plants", "checked"}
    assert not imported("generated") & {*reconciling, "checked"}
    assert {"generated", "reconcile"} <= imported("checked")


# --- single breaks


@pytest.mark.parametrize("told", [ISSUED, REDEEMED_ALL, (*ISSUED, *REDEEMED_ALL), (MINT, CREDIT, ORDER), (ORDER,)])
def test_business_that_agrees_has_no_break(told):
    reconciler = after(*told)
    assert (reconciler.breaks, reconciler.closed) == ([], [])


BAD_CREDIT = change(CREDIT, amount=400_000)
OTHER = change(ORDER, id="order-2", placed_at=NOON + 60)
RETURN = change(CREDIT, entry="E9", direction="debit", returns="E1")


@pytest.mark.parametrize(
    ("told", "kind", "subject"),
    [
        ((MINT,), "mint without order", "0xaa"),
        ((ORDER, MINT), "mint without credit", "order-1"),
        ((ORDER, CREDIT, change(MINT, amount=1)), "mint of another amount", "0xaa"),
        ((*ISSUED, change(MINT, tx="0xab")), "mint twice for one order", "0xab"),
        ((CREDIT,), "credit without order", "b/E1"),
        ((ORDER, change(CREDIT, counterparty="Stranger")), "credit without order", "b/E1"),
        (
            (ORDER, OTHER, change(CREDIT, reference="order-1 order-2"), MINT, change(MINT, tx="0xab")),
            "credit matched to two orders",
            "order-2",
        ),
        ((ORDER, BAD_CREDIT, MINT), "credit of another amount", "b/E1"),
        ((ORDER, BAD_CREDIT), "credit of another amount", "b/E1"),
        ((*ISSUED, RETURN), "returned payment after the mint", "order-1"),
        ((ORDER, CREDIT), "order paid and never minted", "order-1"),
        ((BURN, REDEEMED), "burn without request", "0xbb"),
        ((BURN,), "burn without request", "0xbb"),
        ((ASKED, BURN, REDEEMED), "burn never paid", REQUEST),
        ((ASKED, BURN, REDEEMED, PAYMENT), "burn never paid", REQUEST),
        ((*REDEEMED_ALL, change(DEBIT, entry="D2", booked_at=NOON + 2 * HOUR)), "payout twice", "b/D2"),
        (
            (*REDEEMED_ALL, change(PAYMENT, id=f"{REQUEST}/1"), change(DEBIT, entry="D2", reference=f"{REQUEST}/1")),
            "payout twice",
            f"{REQUEST}/1",
        ),
        (
            (ASKED, BURN, REDEEMED, change(PAYMENT, amount=1), change(DEBIT, amount=1)),
            "payout of another amount",
            PAYMENT.id,
        ),
        ((ASKED, BURN, REDEEMED, PAYMENT, change(DEBIT, amount=1)), "payout of another amount", "b/D1"),
        ((ASKED, PAYMENT, DEBIT), "payout without burn", PAYMENT.id),
        ((PAYMENT, DEBIT), "payout without burn", PAYMENT.id),
        ((ASKED, BURN, REDEEMED, change(PAYMENT, account="x"), DEBIT), "payout to another account", PAYMENT.id),
        ((DEBIT,), "debit without payment", "b/D1"),
        ((*ISSUED, change(CREDIT, entry="E2")), "duplicate bank entry", "b/E2"),
        ((*ISSUED, change(CREDIT, amount=1)), "duplicate bank entry", "b/E1"),
        ((*REDEEMED_ALL, change(DEBIT, entry="D2")), "duplicate bank entry", "b/D2"),
    ],
)
def test_break_is_named_with_its_owner_and_is_the_only_one(told, kind, subject):
    (found,) = after(*told).breaks
    assert (found.kind, found.subject, found.owner) == (kind, subject, OWNERS[kind])
    assert found.since < found.found_at
    assert found.found_at <= business_days_after(found.since, 1)
    assert found.why.endswith(".")


@pytest.mark.parametrize(
    "told",
    [
        (ORDER, change(CREDIT, reference=""), MINT),
        (ORDER, change(CREDIT, reference="ordre-1"), MINT),
        (ORDER, change(CREDIT, counterparty=""), MINT),
        (*ISSUED, CREDIT, CREDIT),
        (ORDER, change(CREDIT, reference=""), CREDIT, MINT),
        (ORDER, OTHER, change(CREDIT, reference="order-2"), MINT),
        (ORDER, OTHER, CREDIT, change(CREDIT, entry="E2"), MINT, change(MINT, tx="0xab")),
        (ORDER, change(OTHER, to=HOLDER), CREDIT, change(MINT, to=HOLDER)),
        (ORDER, OTHER, change(CREDIT, amount=1_000_200, reference="order-1, order-2"), MINT, change(MINT, tx="0xab")),
        (ORDER, CREDIT, RETURN),
        (CREDIT, RETURN),
        (BURN, Wiped(holder=HOLDER, amount=BURN.amount, by=TO, contract=TOKEN, tx="0xbb")),
        (ASKED, BURN, REDEEMED, PAYMENT, change(DEBIT, reference="n/a")),
    ],
)
def test_messy_reference_is_no_break(told):
    reconciler = after(*told)
    assert (reconciler.breaks, reconciler.closed) == ([], [])


def test_break_is_closed_once_what_was_missing_comes():
    reconciler = after(ORDER, MINT, days=2)
    assert kinds(reconciler) == ["mint without credit"]
    reconciler.see(CREDIT, business_days_after(NOON, 2))
    reconciler.advance(business_days_after(NOON, 3))
    assert reconciler.breaks == []
    (closed,) = reconciler.closed
    assert (closed.was.kind, closed.at) == ("mint without credit", business_days_after(NOON, 3))


def test_nothing_is_a_break_while_it_may_be_on_its_way():
    assert after(ORDER, MINT, days=0).breaks == []
    assert kinds(after(ORDER, MINT, days=1)) == ["mint without credit"]


def test_ach_order_waits_for_sixty_days_and_no_longer():
    told = (change(ORDER, rail="ach"), change(CREDIT, rail="ach"))
    assert after(*told, days=40).breaks == []
    assert kinds(after(*told, days=48)) == ["order paid and never minted"]


REFUSED = PaymentStatus(id=PAYMENT.id, bank="b", status="rejected", at=NOON + HOUR)
AGAIN = change(PAYMENT, id=f"{REQUEST}/1", account="second acc")
PAID_AGAIN = change(DEBIT, reference=AGAIN.id)
KNOWN = change(ASKED, id="0x" + "08" * 32, account="second acc")


def test_failed_payout_may_go_to_another_account_of_the_customer_and_to_no_other():
    told = (ASKED, BURN, REDEEMED, PAYMENT, REFUSED, AGAIN, PAID_AGAIN)
    assert after(KNOWN, *told).breaks == []
    assert kinds(after(*told)) == ["payout to another account"]
    assert kinds(after(*told[:5])) == ["burn never paid"]


FAILED = (ASKED, BURN, REDEEMED, PAYMENT, REFUSED)
BACK = Order(
    id="back",
    customer="c",
    to=HOLDER,
    amount=89_900 * CENT,
    fee=0,
    rail="book",
    debtor="C Ltd.",
    placed_at=NOON + HOUR,
    reissues=REQUEST,
)
MINTED_BACK = Mint(minter=TOKEN, to=HOLDER, amount=BACK.amount, contract=TOKEN, tx="0xcc")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param((*FAILED, BACK, MINTED_BACK), [], id="once"),
        pytest.param((*FAILED, BACK, BACK, MINTED_BACK), [], id="told again"),
        pytest.param((*FAILED, BACK), ["order paid and never minted"], id="never minted"),
        pytest.param(
            (*FAILED, BACK, MINTED_BACK, change(MINTED_BACK, tx="0xdd")), ["mint twice for one order"], id="twice"
        ),
        pytest.param((*REDEEMED_ALL, BACK, MINTED_BACK), ["payout twice"], id="and paid"),
        pytest.param((ASKED, BACK, MINTED_BACK), ["payout without burn"], id="without a burn"),
        pytest.param(
            (*FAILED, change(BACK, amount=90_000 * CENT), change(MINTED_BACK, amount=90_000 * CENT)),
            ["burn never paid", "mint without credit"],
            id="more than is owed",
        ),
        pytest.param(
            (*FAILED, change(BACK, to=TO), change(MINTED_BACK, to=TO)),
            ["burn never paid", "mint without credit"],
            id="to another address",
        ),
        pytest.param((change(BACK, reissues="0x00"), MINTED_BACK), ["mint without credit"], id="of no redemption"),
    ],
)
def test_tokens_that_go_back_for_a_failed_payout_are_paid_by_it_once(told, expected):
    assert sorted(kinds(after(*told))) == expected


def test_payout_that_came_back_is_owed_again_until_it_is_paid_again():
    back = change(DEBIT, entry="D8", direction="credit", returns="D1")
    assert kinds(after(*REDEEMED_ALL, back)) == ["burn never paid"]
    again = (change(PAYMENT, id=f"{REQUEST}/1"), change(DEBIT, entry="D2", reference=f"{REQUEST}/1"))
    assert after(*REDEEMED_ALL, back, *again).breaks == []


def test_payment_that_no_bank_made_does_not_make_the_next_one_a_second():
    told = (ASKED, BURN, REDEEMED, PAYMENT, change(PAYMENT, id=f"{REQUEST}/1"))
    assert after(*told, change(DEBIT, reference=f"{REQUEST}/1")).breaks == []
    assert kinds(after(*told, DEBIT, change(DEBIT, entry="D2", reference=f"{REQUEST}/1"))) == ["payout twice"]


def test_fact_that_is_told_again_is_one_and_another_log_is_another():
    mint = change(MINT, log_index=3)
    assert after(ORDER, CREDIT, mint, mint).breaks == []
    assert kinds(after(ORDER, CREDIT, mint, change(mint, log_index=4))) == ["mint twice for one order"]


@pytest.mark.parametrize(
    ("told", "other"),
    [(ORDER, change(ORDER, to=HOLDER)), (ASKED, change(ASKED, account="x")), (PAYMENT, change(PAYMENT, amount=5))],
)
def test_order_told_again_is_nothing_and_with_other_terms_is_refused(told, other):
    assert after(told, told, days=0).breaks == []
    with pytest.raises(DeskError, match="is known already, with other terms"):
        after(told, other)


def supply(amount):
    return SupplyRead(contract=TOKEN, amount=amount)


def test_supply_is_the_opening_with_mints_and_burns_and_nothing_else():
    assert after(*ISSUED, *REDEEMED_ALL, supply(ORDER.amount - ASKED.amount)).breaks == []
    assert after(supply(7), *ISSUED, supply(7 + ORDER.amount)).breaks == []
    (found,) = after(supply(7), *ISSUED, supply(8 + ORDER.amount)).breaks
    assert (found.kind, found.amount) == ("supply against booked mints minus burns", 1)


def test_wrong_supply_that_is_mended_within_the_day_is_told_and_closed():
    reconciler = after(supply(7), supply(8), supply(7))
    assert reconciler.breaks == []
    assert [each.was.amount for each in reconciler.closed] == [1]


@pytest.mark.parametrize(("attested", "expected"), [(100, []), (101, []), (99, ["reserves below supply"])])
def test_reserves_are_no_less_than_the_supply_that_they_are_about(attested, expected):
    told = ReserveAttested(amount=attested, as_of=NOON, attesters=("a",))
    assert kinds(after(supply(100), told)) == expected


def statement(day):
    return StatementBalance(bank="b", instrument="cash", amount=1, as_of=NOON + day * DAY)


def test_missing_statement_is_a_break_until_it_comes():
    reconciler = Reconciler()
    for day in (0, 1, 3):
        reconciler.see(statement(day), NOON + day * DAY)
    reconciler.advance(NOON + 3 * DAY + 10 * HOUR)
    assert [each.subject for each in reconciler.breaks] == ["b 2026-09-23"]
    reconciler.see(statement(2), NOON + 3 * DAY + 11 * HOUR)
    reconciler.see(statement(4), NOON + 4 * DAY)
    reconciler.advance(NOON + 4 * DAY + 10 * HOUR)
    assert reconciler.breaks == []


def test_statements_of_a_week_end_are_not_missed_and_none_after_the_records_end():
    reconciler = Reconciler(banks=["b"])
    for day in (0, 1, 2, 3, 4, 7):
        reconciler.see(statement(day), NOON + day * DAY)
    reconciler.finish()
    assert reconciler.breaks == []


def test_bank_that_must_make_statements_and_makes_none_is_a_break():
    reconciler = Reconciler(banks=["b"])
    reconciler.advance(NOON)
    reconciler.advance(business_days_after(NOON, 1))
    assert kinds(reconciler) == ["statement missing"]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (change(CREDIT, currency="EUR"), "is in EUR"),
        (change(CREDIT, amount=-1), "is over -1 cents"),
        (change(CREDIT, amount=10**30), "is over 10000"),
        (change(CREDIT, rail="pigeon"), "no rail called 'pigeon'"),
        (change(CREDIT, direction="sideways"), "neither a credit nor a debit"),
        (change(ORDER, amount=0), "is over 0 base units"),
        (change(PAYMENT, amount=0), "is over 0 cents"),
    ],
)
def test_record_that_cannot_be_is_refused_and_the_rest_kept(record, says):
    reconciler = after(*ISSUED, days=0)
    with pytest.raises(DeskError, match=says):
        reconciler.see(record, business_days_after(NOON, 1))
    reconciler.advance(business_days_after(NOON, 8))
    assert reconciler.breaks == []


def test_clock_that_runs_backwards_is_refused_and_nothing_noted():
    reconciler = after(days=1)
    reconciler.advance(NOON + 3 * DAY)
    with pytest.raises(DeskError, match="runs backwards"):
        reconciler.see(MINT, NOON)
    reconciler.advance(NOON + 9 * DAY)
    assert reconciler.breaks == []
