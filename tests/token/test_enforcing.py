"""Wiping and seizing: only what is frozen, whatever is paused, and nothing else of the account is touched."""

from __future__ import annotations

import pytest
from _outcome import HELD, SUPPLY, UNLIMITED, Outcome, request

ZERO = "0x" + "00" * 20
REASON = request(0xC0DE)
SEIZURES = ["seize", "forcedTransfer"]


@pytest.fixture
def wipe(contract, seizer):
    return lambda account, amount: contract.send("wipe", account, amount, REASON, sender=seizer)


@pytest.fixture
def seize(contract, seizer):
    """Take tokens by either call; `verb` is the one."""

    def seizing(account, to, amount, verb="seize", sender=seizer):
        reason = [REASON] if verb == "seize" else []
        return contract.send(verb, account, to, amount, *reason, sender=sender)

    return seizing


@pytest.fixture
def set_frozen(contract, freezer):
    return lambda account, tokens: contract.send("setFrozenTokens", account, tokens, sender=freezer)


def thawed(account, before, after):
    """What is said when enforcement takes frozen tokens."""
    return [("Frozen", account, after), ("FrozenTokensChanged", account, before, after, "seizer")]


def taken(amount, reason=REASON):
    """What is said when `recipient` gets what `holder` had."""
    return [
        ("Transfer", "holder", "recipient", amount),
        ("ForcedTransfer", "holder", "recipient", amount),
        ("Seized", "holder", "recipient", amount, reason, "seizer"),
    ]


# --- wipe


@pytest.mark.branch("wipe: given the account is frozen: it destroys up to the whole balance")
@pytest.mark.branch("wipe: given the account is frozen: it emits Transfer to zero and Wiped")
@pytest.mark.parametrize("amount", [1, HELD - 1, HELD])
def test_a_frozen_account_is_wiped_up_to_its_balance(token, holder, wipe, does, amount):
    token.freeze(holder)

    assert does(lambda: wipe(holder, amount)) == Outcome(
        {"supply": -amount, "balance of holder": -amount},
        [("Transfer", "holder", "zero", amount), ("Wiped", "holder", amount, REASON, "seizer", SUPPLY - amount)],
    )


@pytest.mark.branch("wipe: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
@pytest.mark.parametrize("amount", [HELD + 1, UNLIMITED])
def test_a_frozen_account_is_wiped_of_no_more_than_it_has(token, holder, wipe, refuses, amount):
    token.freeze(holder)

    with refuses("ExceedsFrozen", account=holder, frozen=HELD, amount=amount):
        wipe(holder, amount)


@pytest.mark.branch("wipe: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
def test_an_account_that_is_not_frozen_is_not_wiped(token, holder, victim, wipe, refuses):
    token.freeze(victim)

    with refuses("ExceedsFrozen", account=holder, frozen=0, amount=1):
        wipe(holder, 1)


@pytest.mark.branch("wipe: given a part is frozen: it destroys up to the frozen part and lowers it")
@pytest.mark.parametrize("amount", [1, 9, 10])
def test_a_frozen_part_is_wiped_and_falls_by_as_much(holder, wipe, set_frozen, does, amount):
    set_frozen(holder, 10)

    assert does(lambda: wipe(holder, amount)) == Outcome(
        {"supply": -amount, "balance of holder": -amount, "frozen tokens of holder": -amount},
        [
            *thawed("holder", 10, 10 - amount),
            ("Transfer", "holder", "zero", amount),
            ("Wiped", "holder", amount, REASON, "seizer", SUPPLY - amount),
        ],
    )


@pytest.mark.branch("wipe: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
def test_of_a_partly_frozen_balance_no_more_than_the_frozen_part_is_wiped(holder, wipe, set_frozen, refuses):
    set_frozen(holder, 10)

    with refuses("ExceedsFrozen", account=holder, frozen=10, amount=11):
        wipe(holder, 11)


@pytest.mark.branch("wipe: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
@pytest.mark.parametrize("more", [0, 1, 1000])
def test_a_frozen_part_above_the_balance_counts_as_the_balance(holder, wipe, set_frozen, does, refuses, more):
    set_frozen(holder, HELD + more)

    with refuses("ExceedsFrozen", account=holder, frozen=HELD, amount=HELD + 1):
        wipe(holder, HELD + 1)
    assert does(lambda: wipe(holder, HELD)).changes == {
        "supply": -HELD,
        "balance of holder": -HELD,
        "frozen tokens of holder": -HELD,
    }


@pytest.mark.branch("wipe: given the account and a part are frozen: it lowers the part by what it destroys")
@pytest.mark.parametrize("amount", [9, 10, 11, HELD])
def test_of_a_frozen_account_with_a_frozen_part_the_part_falls_no_lower_than_zero(
    token, holder, wipe, set_frozen, does, amount
):
    set_frozen(holder, 10)
    token.freeze(holder)
    fallen = min(amount, 10)

    assert does(lambda: wipe(holder, amount)) == Outcome(
        {"supply": -amount, "balance of holder": -amount, "frozen tokens of holder": -fallen},
        [
            *thawed("holder", 10, 10 - fallen),
            ("Transfer", "holder", "zero", amount),
            ("Wiped", "holder", amount, REASON, "seizer", SUPPLY - amount),
        ],
    )


@pytest.mark.branch("wipe: when the amount is zero: it reverts with ZeroAmount")
@pytest.mark.parametrize("frozen", [True, False])
def test_nothing_is_not_wiped(token, holder, wipe, refuses, frozen):
    if frozen:
        token.freeze(holder)

    with refuses("ZeroAmount"):
        wipe(holder, 0)


@pytest.mark.branch("wipe: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
def test_nobody_and_the_token_itself_have_nothing_to_wipe(contract, wipe, refuses):
    for account in (ZERO, contract.address):
        with refuses("ExceedsFrozen", account=account, frozen=0, amount=1):
            wipe(account, 1)


# --- seize and forcedTransfer


@pytest.mark.branch("seize: given the account is frozen: it takes up to the whole balance")
@pytest.mark.branch("seize: given the account is frozen: it emits Transfer and ForcedTransfer and Seized")
@pytest.mark.parametrize("amount", [1, HELD - 1, HELD])
def test_from_a_frozen_account_is_seized_up_to_its_balance(token, holder, recipient, seize, does, amount):
    token.freeze(holder)

    assert does(lambda: seize(holder, recipient, amount)) == Outcome(
        {"balance of holder": -amount, "balance of recipient": amount}, taken(amount)
    )


@pytest.mark.branch("forcedTransfer: given the account is frozen: it seizes without a reason code")
@pytest.mark.parametrize("amount", [1, HELD])
def test_a_forced_transfer_is_a_seizure_without_a_reason(token, holder, recipient, seize, does, amount):
    token.freeze(holder)

    assert does(lambda: seize(holder, recipient, amount, "forcedTransfer")) == Outcome(
        {"balance of holder": -amount, "balance of recipient": amount}, taken(amount, bytes(32))
    )


@pytest.mark.branch("forcedTransfer: given the account is frozen: it answers true")
def test_a_forced_transfer_answers_true(contract, token, holder, recipient, seizer):
    token.freeze(holder)

    assert contract.call("forcedTransfer", holder, recipient, 1, sender=seizer) is True


@pytest.mark.branch("seize: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
@pytest.mark.branch("forcedTransfer: when the amount exceeds what is frozen: it reverts with ExceedsFrozen")
@pytest.mark.parametrize("verb", SEIZURES)
@pytest.mark.parametrize("amount", [HELD + 1, UNLIMITED])
def test_no_more_is_seized_than_there_is(token, holder, recipient, seize, refuses, verb, amount):
    token.freeze(holder)

    with refuses("ExceedsFrozen", account=holder, frozen=HELD, amount=amount):
        seize(holder, recipient, amount, verb)


@pytest.mark.branch("seize: given a part is frozen: it takes up to the frozen part and lowers it")
@pytest.mark.branch("forcedTransfer: given a part is frozen: it takes up to the frozen part and lowers it")
@pytest.mark.parametrize(("verb", "reason"), [("seize", REASON), ("forcedTransfer", bytes(32))])
@pytest.mark.parametrize("amount", [1, 10])
def test_a_frozen_part_is_seized_and_not_one_unit_more(
    holder, recipient, seize, set_frozen, does, refuses, verb, reason, amount
):
    set_frozen(holder, 10)

    with refuses("ExceedsFrozen", account=holder, frozen=10, amount=11):
        seize(holder, recipient, 11, verb)
    assert does(lambda: seize(holder, recipient, amount, verb)) == Outcome(
        {"balance of holder": -amount, "balance of recipient": amount, "frozen tokens of holder": -amount},
        [*thawed("holder", 10, 10 - amount), *taken(amount, reason)],
    )


@pytest.mark.branch("seize: given a part is frozen: it takes up to the frozen part and lowers it")
@pytest.mark.parametrize("amount", [9, 11])
def test_a_seizure_from_a_frozen_account_lowers_its_frozen_part(
    token, holder, recipient, seize, set_frozen, does, amount
):
    set_frozen(holder, 10)
    token.freeze(holder)
    fallen = min(amount, 10)

    assert does(lambda: seize(holder, recipient, amount)) == Outcome(
        {"balance of holder": -amount, "balance of recipient": amount, "frozen tokens of holder": -fallen},
        [*thawed("holder", 10, 10 - fallen), *taken(amount)],
    )


@pytest.mark.parametrize("verb", SEIZURES)
def test_a_seizure_leaves_the_recipients_own_frozen_part_alone(token, holder, recipient, seize, set_frozen, does, verb):
    token.freeze(holder)
    set_frozen(recipient, 3)

    assert does(lambda: seize(holder, recipient, 5, verb)).changes == {
        "balance of holder": -5,
        "balance of recipient": 5,
    }


@pytest.mark.branch("seize: when the amount is zero: it reverts with ZeroAmount")
@pytest.mark.branch("forcedTransfer: when the amount is zero: it reverts with ZeroAmount")
@pytest.mark.parametrize("verb", SEIZURES)
def test_nothing_is_not_seized(token, holder, recipient, seize, refuses, verb):
    token.freeze(holder)

    with refuses("ZeroAmount"):
        seize(holder, recipient, 0, verb)


@pytest.mark.branch("seize: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver")
@pytest.mark.branch(
    "forcedTransfer: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver"
)
@pytest.mark.parametrize("verb", SEIZURES)
@pytest.mark.parametrize("to", ["zero", "token"])
def test_nothing_is_seized_for_nobody_or_the_token_itself(contract, token, holder, seize, refuses, verb, to):
    token.freeze(holder)
    receiver = {"zero": ZERO, "token": contract.address}[to]

    with refuses("ERC20InvalidReceiver", receiver=receiver):
        seize(holder, receiver, 1, verb)


@pytest.mark.branch("seize: when it goes to the account itself: it reverts with SeizedForItself")
@pytest.mark.branch("forcedTransfer: when it goes to the account itself: it reverts with SeizedForItself")
@pytest.mark.parametrize("verb", SEIZURES)
@pytest.mark.parametrize("frozen", ["whole", "part", "not"])
def test_nothing_is_seized_for_the_account_itself(token, holder, seize, set_frozen, refuses, verb, frozen):
    if frozen == "whole":
        token.freeze(holder)
    if frozen == "part":
        set_frozen(holder, 10)

    with refuses("SeizedForItself", account=holder):
        seize(holder, holder, 1, verb)


@pytest.mark.branch("seize: given the seizer or the recipient is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("forcedTransfer: given the seizer or the recipient is frozen: it reverts with AccountFrozen")
@pytest.mark.parametrize("verb", SEIZURES)
def test_nothing_is_seized_for_a_frozen_account(token, holder, recipient, seize, refuses, verb):
    token.freeze(holder)
    token.freeze(recipient)

    with refuses("AccountFrozen", account=recipient):
        seize(holder, recipient, 1, verb)


def test_the_recipient_is_asked_before_the_amount_and_the_amount_before_what_is_frozen(
    token, holder, recipient, seize, refuses
):
    with refuses("SeizedForItself", account=holder):
        seize(holder, holder, 0)
    with refuses("ERC20InvalidReceiver", receiver=ZERO):
        seize(holder, ZERO, 0)
    with refuses("SeizedForItself", account=ZERO):
        seize(ZERO, ZERO, 0)
    with refuses("ZeroAmount"):
        seize(holder, recipient, 0)
    token.freeze(recipient)
    with refuses("AccountFrozen", account=recipient):
        seize(holder, recipient, 0)


# --- what enforcement goes around, and what it leaves alone


@pytest.mark.branch("wipe: given everything is paused: it destroys all the same")
@pytest.mark.branch("seize: given everything is paused: it takes all the same")
@pytest.mark.branch("forcedTransfer: given everything is paused: it takes all the same")
def test_enforcement_works_while_everything_is_paused(
    contract, token, holder, recipient, pauser, wipe, seize, set_frozen, does
):
    set_frozen(holder, 10)
    contract.send("pauseAll", sender=pauser)

    assert does(lambda: wipe(holder, 1)).changes["balance of holder"] == -1
    assert does(lambda: seize(holder, recipient, 2)).changes["balance of holder"] == -2
    assert does(lambda: seize(holder, recipient, 3, "forcedTransfer")).changes["balance of holder"] == -3
    assert contract.call("getFrozenTokens", holder) == 4


@pytest.mark.branch("wipe: given the seizer is frozen: it reverts with AccountFrozen")
def test_a_frozen_seizer_takes_and_destroys_nothing(token, holder, recipient, seizer, wipe, seize, refuses):
    token.freeze(holder)
    token.freeze(seizer)

    with refuses("AccountFrozen", account=seizer):
        wipe(holder, 1)
    for verb in SEIZURES:
        with refuses("AccountFrozen", account=seizer):
            seize(holder, recipient, 1, verb)


def test_an_allowance_is_left_as_it_is_and_good_for_nothing_any_more(
    token, holder, spender, recipient, seize, does, refuses
):
    # given
    token.approve(spender, 7, sender=holder)
    token.freeze(holder)

    # when
    step = does(lambda: seize(holder, recipient, HELD))

    # then
    assert step.changes == {"balance of holder": -HELD, "balance of recipient": HELD}
    with refuses("AccountFrozen", account=holder):
        token.transfer_from(holder, recipient, 1, sender=spender)
    token.unfreeze(holder)
    with refuses("ERC20InsufficientBalance", sender=holder, balance=0, needed=1):
        token.transfer_from(holder, recipient, 1, sender=spender)


def test_the_seizer_needs_no_allowance_and_uses_none(token, holder, recipient, seizer, seize, does, refuses):
    with refuses("ERC20InsufficientAllowance", spender=seizer, allowance=0, needed=1):
        token.transfer_from(holder, recipient, 1, sender=seizer)
    token.freeze(holder)

    assert does(lambda: seize(holder, recipient, 1)).changes == {"balance of holder": -1, "balance of recipient": 1}


def test_the_seizer_may_keep_what_it_takes(token, holder, seizer, seize, does):
    token.freeze(holder)

    assert does(lambda: seize(holder, seizer, 5)).changes == {"balance of holder": -5, "balance of seizer": 5}


def test_after_a_seizure_of_the_frozen_part_the_rest_is_as_free_as_before(
    token, holder, recipient, seize, set_frozen, does, refuses
):
    set_frozen(holder, 10)
    seize(holder, recipient, 4)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=HELD - 9, unfrozen=HELD - 10):
        token.transfer(recipient, HELD - 9, sender=holder)
    assert does(lambda: token.transfer(recipient, HELD - 10, sender=holder)).changes["balance of holder"] == 10 - HELD


def test_the_reasons_can_be_searched_for(contract, token, holder, recipient, wipe, seize):
    token.freeze(holder)

    assert wipe(holder, 1).logs[-1].topics[2] == REASON
    assert seize(holder, recipient, 1).logs[-1].topics[3] == REASON
