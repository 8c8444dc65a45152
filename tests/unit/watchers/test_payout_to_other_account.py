"""payout-to-other-account: dollars go where their holder confirmed that they should, and did so in time."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Observation, PayoutAccount, PayoutSent, Redeemed, Severity
from backbone_chain.watchers.payout_to_other_account import PayoutToOtherAccount

ALICE, BOB = map(address, ("alice", "bob"))
DAY = 86_400
NOW = 100 * DAY
REQUEST = "0x" + "07" * 32


def known(holder: str, account: str, since: int = 0) -> PayoutAccount:
    return PayoutAccount(holder=holder, account=account, since=since)


def paid(account: str, request: str = REQUEST) -> PayoutSent:
    return PayoutSent(request_id=request, amount=500, account=account)


def history(*registers: PayoutAccount, account: str) -> list[Observation]:
    burned = Redeemed(holder=ALICE, amount=500, request_id=REQUEST)
    return [block(1, *registers), block(2, burned), block(3, paid(account), timestamp=NOW)]


OWN, OTHERS = known(ALICE, "of alice"), known(BOB, "of bob")
STOLEN = history(OWN, OTHERS, account="of bob")


@pytest.mark.parametrize(
    ("told", "severity", "why"),
    [
        pytest.param(history(OWN, account="elsewhere"), Severity.CRITICAL, "nobody's", id="nobody confirmed it"),
        pytest.param(STOLEN, Severity.CRITICAL, "another holder's", id="another holder's"),
        pytest.param(history(OTHERS, account="of alice"), Severity.CRITICAL, "nobody's", id="not told of this holder"),
        pytest.param(
            history(OWN, known(ALICE, "new", NOW - 3 * DAY + 1), account="new"),
            Severity.HIGH,
            "confirmed 71 hours before",
            id="within the cooling-off",
        ),
        pytest.param(
            history(OWN, known(BOB, "of alice"), account="of alice"), Severity.HIGH, "2 holders", id="shared by two"
        ),
    ],
)
def test_payout_that_its_holder_did_not_confirm_in_time_is_told(told, severity, why) -> None:
    (found,) = assert_says(PayoutToOtherAccount(), told, Says(severity, ALICE, 3, {"request": REQUEST, "amount": 500}))
    assert why in found.summary


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(history(OWN, OTHERS, account="of alice"), id="to the confirmed one"),
        pytest.param(history(known(ALICE.lower(), "of alice"), account="of alice"), id="in another case"),
        pytest.param(history(OWN, known(ALICE, "new", NOW - 3 * DAY), account="new"), id="after the cooling-off"),
        pytest.param(history(account="elsewhere"), id="where no account was ever told"),
        pytest.param(history(OWN, account=""), id="where the bank says no account"),
        pytest.param([block(1, OWN), block(2, paid("elsewhere"))], id="of a burn that nobody saw"),
    ],
)
def test_payouts_that_were_confirmed_or_cannot_be_judged_are_quiet(told) -> None:
    assert_says(PayoutToOtherAccount(), told)


def test_cooling_off_is_a_setting() -> None:
    told = history(OWN, known(ALICE, "new", NOW - 60), account="new")
    assert_says(PayoutToOtherAccount({"cooling_seconds": 60}), told)
    assert_says(PayoutToOtherAccount({"cooling_seconds": 61}), told, Says(Severity.HIGH, ALICE, 3))


def test_it_resumes() -> None:
    assert_resumes(PayoutToOtherAccount, STOLEN)
