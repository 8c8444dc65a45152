"""Freezing a part of a balance: the ERC-7943 surface, what stays free, and what canTransfer says about it."""

from __future__ import annotations

import itertools

import pytest
from _outcome import ALL_BITS, HELD, MINT, NOTHING, REDEEM, SIGNATURES, SUPPLY, TRANSFER, UNLIMITED, Outcome, request

from backbone_chain.errors import RefusedError

ZERO = "0x" + "00" * 20
HIGHEST = 2**248 - 1


@pytest.fixture
def set_frozen(contract, freezer):
    """Set the frozen part of an account's balance, as the freezer."""
    return lambda account, tokens: contract.send("setFrozenTokens", account, tokens, sender=freezer)


# --- setFrozenTokens


@pytest.mark.branch(
    "setFrozenTokens: when it is raised: it raises the frozen part and emits Frozen and FrozenTokensChanged"
)
@pytest.mark.parametrize("tokens", [1, HELD - 1, HELD, HELD + 1, HIGHEST])
def test_the_freezer_freezes_a_part_that_may_be_more_than_the_balance(contract, holder, set_frozen, does, tokens):
    assert does(lambda: set_frozen(holder, tokens)) == Outcome(
        {"frozen tokens of holder": tokens},
        [("Frozen", "holder", tokens), ("FrozenTokensChanged", "holder", 0, tokens, "freezer")],
    )
    assert contract.call("getFrozenTokens", holder) == tokens
    assert contract.call("isFrozen", holder) is False


@pytest.mark.branch(
    "setFrozenTokens: when it is raised: it raises the frozen part and emits Frozen and FrozenTokensChanged"
)
def test_a_part_is_raised_step_by_step(holder, set_frozen, does):
    set_frozen(holder, 4)

    assert does(lambda: set_frozen(holder, 9)) == Outcome(
        {"frozen tokens of holder": 5}, [("Frozen", "holder", 9), ("FrozenTokensChanged", "holder", 4, 9, "freezer")]
    )


@pytest.mark.branch(
    "setFrozenTokens: when it is raised: given the caller is no freezer: "
    "it reverts with AccessControlUnauthorizedAccount"
)
def test_the_unfreezer_does_not_raise(contract, holder, unfreezer, set_frozen, refuses):
    set_frozen(holder, 4)

    with refuses("AccessControlUnauthorizedAccount", account=unfreezer, neededRole=contract.call("FREEZER_ROLE")):
        contract.send("setFrozenTokens", holder, 5, sender=unfreezer)


@pytest.mark.branch(
    "setFrozenTokens: when it is lowered: it lowers the frozen part and emits Frozen and FrozenTokensChanged"
)
@pytest.mark.parametrize("tokens", [0, 1, 9])
def test_the_unfreezer_lowers_a_part(contract, holder, unfreezer, set_frozen, does, tokens):
    set_frozen(holder, 10)

    assert does(lambda: contract.send("setFrozenTokens", holder, tokens, sender=unfreezer)) == Outcome(
        {"frozen tokens of holder": tokens - 10},
        [("Frozen", "holder", tokens), ("FrozenTokensChanged", "holder", 10, tokens, "unfreezer")],
    )


@pytest.mark.branch(
    "setFrozenTokens: when it is lowered: given the caller is no unfreezer: "
    "it reverts with AccessControlUnauthorizedAccount"
)
@pytest.mark.parametrize("tokens", [0, 9])
def test_the_freezer_does_not_lower(contract, freezer, holder, set_frozen, refuses, tokens):
    set_frozen(holder, 10)

    with refuses("AccessControlUnauthorizedAccount", account=freezer, neededRole=contract.call("UNFREEZER_ROLE")):
        set_frozen(holder, tokens)


@pytest.mark.branch("setFrozenTokens: when it stays the same: it changes nothing and emits nothing")
@pytest.mark.parametrize("tokens", [0, 10])
def test_the_same_part_again_changes_and_says_nothing(contract, holder, set_frozen, does, tokens):
    set_frozen(holder, tokens)

    assert does(lambda: set_frozen(holder, tokens)) == NOTHING


@pytest.mark.branch("setFrozenTokens: when it stays the same: it changes nothing and emits nothing")
def test_the_same_part_again_is_the_freezers(contract, holder, unfreezer, set_frozen, refuses):
    set_frozen(holder, 10)

    with refuses("AccessControlUnauthorizedAccount", account=unfreezer, neededRole=contract.call("FREEZER_ROLE")):
        contract.send("setFrozenTokens", holder, 10, sender=unfreezer)


@pytest.mark.branch("setFrozenTokens: when the amount does not fit: it reverts with SafeCastOverflowedUintDowncast")
@pytest.mark.parametrize("tokens", [HIGHEST + 1, UNLIMITED])
def test_a_part_that_does_not_fit_is_refused(holder, set_frozen, refuses, tokens):
    with refuses("SafeCastOverflowedUintDowncast", bits=248, value=tokens):
        set_frozen(holder, tokens)


@pytest.mark.branch("setFrozenTokens: when the account can't be frozen: it reverts with CannotFreeze")
@pytest.mark.parametrize("tokens", [0, 1])
@pytest.mark.parametrize("who", ["zero", "token", "admin"])
def test_of_nobody_the_token_itself_and_the_admin_no_part_is_frozen(contract, actor, set_frozen, refuses, who, tokens):
    account = {"zero": ZERO, "token": contract.address, "admin": actor("admin").address}[who]

    with refuses("CannotFreeze", account=account):
        set_frozen(account, tokens)


@pytest.mark.branch("setFrozenTokens: given the account became the admin: it still lowers the frozen part")
@pytest.mark.parametrize("tokens", [0, 9])
def test_what_was_frozen_before_its_holder_became_the_admin_can_be_unfrozen(
    contract, chain, admin, victim, unfreezer, set_frozen, does, refuses, tokens
):
    # given
    set_frozen(victim, 10)
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(contract.call("defaultAdminDelay"))
    contract.send("acceptDefaultAdminTransfer", sender=victim)

    # then
    for same_or_more in (10, 11):
        with refuses("CannotFreeze", account=victim):
            set_frozen(victim, same_or_more)
    assert does(lambda: contract.send("setFrozenTokens", victim, tokens, sender=unfreezer)) == Outcome(
        {"frozen tokens of victim": tokens - 10},
        [("Frozen", "victim", tokens), ("FrozenTokensChanged", "victim", 10, tokens, "unfreezer")],
    )


@pytest.mark.branch("setFrozenTokens: it answers true")
def test_setting_a_part_answers_true(contract, holder, freezer):
    assert contract.call("setFrozenTokens", holder, 1, sender=freezer) is True
    assert contract.call("setFrozenTokens", holder, 0, sender=freezer) is True


def test_a_frozen_account_may_have_a_frozen_part_too_and_keeps_it(contract, token, holder, set_frozen, does):
    # given
    token.freeze(holder)

    # then
    assert does(lambda: set_frozen(holder, 7)).changes == {"frozen tokens of holder": 7}
    assert does(lambda: token.unfreeze(holder)).changes == {"frozen": ()}
    assert contract.call("getFrozenTokens", holder) == 7


def test_a_part_is_one_accounts_alone(contract, holder, victim, set_frozen):
    set_frozen(holder, 7)

    assert contract.call("getFrozenTokens", victim) == 0


# --- what stays free


@pytest.mark.branch(
    "transfer: when the amount exceeds the free part: it reverts with ERC7943InsufficientUnfrozenBalance"
)
@pytest.mark.parametrize("frozen", [1, 10, HELD - 1])
def test_the_free_part_is_sent_and_not_one_unit_more(token, holder, recipient, set_frozen, does, refuses, frozen):
    set_frozen(holder, frozen)
    free = HELD - frozen

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=free + 1, unfrozen=free):
        token.transfer(recipient, free + 1, sender=holder)
    assert does(lambda: token.transfer(recipient, free, sender=holder)) == Outcome(
        {"balance of holder": -free, "balance of recipient": free}, [("Transfer", "holder", "recipient", free)]
    )
    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=1, unfrozen=0):
        token.transfer(recipient, 1, sender=holder)


@pytest.mark.parametrize("frozen", [HELD, HELD + 1, HIGHEST])
def test_of_a_balance_that_is_frozen_in_all_its_parts_nothing_is_sent(
    token, holder, recipient, set_frozen, does, refuses, frozen
):
    set_frozen(holder, frozen)

    for amount in (1, HELD, HELD + 1):
        with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=amount, unfrozen=0):
            token.transfer(recipient, amount, sender=holder)
    assert does(lambda: token.transfer(recipient, 0, sender=holder)) == Outcome(
        {}, [("Transfer", "holder", "recipient", 0)]
    )


def test_a_transfer_to_oneself_asks_for_the_free_part_too(token, holder, set_frozen, does, refuses):
    set_frozen(holder, HELD - 5)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=6, unfrozen=5):
        token.transfer(holder, 6, sender=holder)
    assert does(lambda: token.transfer(holder, 5, sender=holder)).changes == {}


def test_more_than_the_whole_balance_is_refused_by_the_free_part_first(token, holder, recipient, set_frozen, refuses):
    set_frozen(holder, 1)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=HELD + 1, unfrozen=HELD - 1):
        token.transfer(recipient, HELD + 1, sender=holder)


def test_the_free_part_is_asked_after_pause_and_freeze(token, holder, recipient, set_frozen, refuses):
    set_frozen(holder, HELD)
    token.freeze(recipient)

    with refuses("AccountFrozen", account=recipient):
        token.transfer(recipient, 1, sender=holder)
    token.pause()
    with refuses("OperationPaused", bit=TRANSFER):
        token.transfer(recipient, 1, sender=holder)


@pytest.mark.branch(
    "transferFrom: when the amount exceeds the free part: it reverts with ERC7943InsufficientUnfrozenBalance"
)
def test_a_spender_reaches_the_free_part_only(token, holder, spender, recipient, set_frozen, does, refuses):
    token.approve(spender, UNLIMITED, sender=holder)
    set_frozen(holder, HELD - 5)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=6, unfrozen=5):
        token.transfer_from(holder, recipient, 6, sender=spender)
    assert does(lambda: token.transfer_from(holder, recipient, 5, sender=spender)).changes == {
        "balance of holder": -5,
        "balance of recipient": 5,
    }


def test_a_spenders_own_frozen_part_does_not_stop_it(token, holder, spender, recipient, set_frozen, does):
    token.approve(spender, 5, sender=holder)
    set_frozen(spender, HIGHEST)

    assert does(lambda: token.transfer_from(holder, recipient, 5, sender=spender)).changes["balance of recipient"] == 5


def test_what_comes_in_beyond_the_frozen_part_is_free(token, holder, recipient, set_frozen, does, refuses):
    # given
    set_frozen(recipient, 10)
    token.transfer(recipient, 10, sender=holder)
    with refuses("ERC7943InsufficientUnfrozenBalance", account=recipient, amount=1, unfrozen=0):
        token.transfer(holder, 1, sender=recipient)

    # when
    token.mint(recipient, 3)

    # then
    with refuses("ERC7943InsufficientUnfrozenBalance", account=recipient, amount=4, unfrozen=3):
        token.transfer(holder, 4, sender=recipient)
    assert does(lambda: token.transfer(holder, 3, sender=recipient)).changes["balance of recipient"] == -3


@pytest.mark.branch("redeem: when the amount exceeds the free part: it reverts with ERC7943InsufficientUnfrozenBalance")
def test_the_free_part_is_redeemed_and_not_one_unit_more(token, holder, set_frozen, does, refuses):
    set_frozen(holder, HELD - 5)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=6, unfrozen=5):
        token.redeem(6, request(1), sender=holder)
    assert does(lambda: token.redeem(5, request(1), sender=holder)) == Outcome(
        {"supply": -5, "balance of holder": -5},
        [("Transfer", "holder", "zero", 5), ("Redeemed", "holder", 5, request(1), SUPPLY - 5)],
    )


def test_a_part_that_is_lowered_is_free_again(contract, token, holder, recipient, unfreezer, set_frozen, does):
    set_frozen(holder, HELD)
    contract.send("setFrozenTokens", holder, HELD - 2, sender=unfreezer)

    assert does(lambda: token.transfer(recipient, 2, sender=holder)).changes["balance of holder"] == -2


# --- canSend, canReceive


@pytest.mark.branch("canSend: given the account is not frozen: it answers true")
@pytest.mark.branch("canReceive: given the account is not frozen: it answers true")
def test_an_account_may_send_and_receive_unless_it_is_frozen(contract, token, victim, holder, set_frozen):
    assert (contract.call("canSend", victim), contract.call("canReceive", victim)) == (True, True)

    set_frozen(victim, HIGHEST)
    token.freeze(holder)

    assert (contract.call("canSend", victim), contract.call("canReceive", victim)) == (True, True)


@pytest.mark.branch("canSend: given the account is frozen: it answers false")
@pytest.mark.branch("canReceive: given the account is frozen: it answers false")
def test_a_frozen_account_may_neither_send_nor_receive(contract, token, victim):
    token.freeze(victim)

    assert (contract.call("canSend", victim), contract.call("canReceive", victim)) == (False, False)


@pytest.mark.branch("canReceive: when it is the zero address or the token itself: it answers false")
def test_neither_nobody_nor_the_token_itself_may_receive(contract):
    assert (contract.call("canReceive", ZERO), contract.call("canReceive", contract.address)) == (False, False)
    assert (contract.call("canSend", ZERO), contract.call("canSend", contract.address)) == (True, True)


# --- canTransfer agrees with transfer


@pytest.mark.branch("canTransfer: it answers what transfer would do")
@pytest.mark.parametrize("bits", [0, TRANSFER, MINT | REDEEM | SIGNATURES, ALL_BITS])
@pytest.mark.parametrize("frozen", ["", "holder", "recipient", "victim"])
@pytest.mark.parametrize("part", [0, 1, HELD - 5, HELD, HELD + 1])
def test_what_can_be_transferred_is_what_a_transfer_does(
    contract, chain, token, holder, actor, pauser, set_frozen, bits, frozen, part
):
    # given
    if part:
        set_frozen(holder, part)
    if frozen:
        token.freeze(actor(frozen))
    contract.send("pauseBits", bits, sender=pauser)

    # then
    targets = (actor("recipient").address, holder.address, contract.address, ZERO)
    amounts = (0, 1, 5, 6, HELD - 1, HELD, HELD + 1, UNLIMITED)
    for to, amount in itertools.product(targets, amounts):
        assert contract.call("canTransfer", holder, to, amount) is goes_through(contract, holder, to, amount)


def goes_through(contract, sender, to, amount):
    try:
        return contract.call("transfer", to, amount, sender=sender)
    except RefusedError:
        return False


@pytest.mark.branch("canTransfer: it answers what transfer would do")
def test_what_who_has_nothing_can_transfer_is_nothing(contract, attacker, recipient):
    assert contract.call("canTransfer", attacker, recipient, 0) is True
    assert contract.call("canTransfer", attacker, recipient, 1) is False
