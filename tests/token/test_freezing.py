"""Freezing: what goes on the freeze list and off it. What a frozen account can't do is in test_gates and test_roles."""

from __future__ import annotations

import pytest
from _outcome import NOTHING, Outcome, request

REASON = request(4711)

# --- freeze


@pytest.mark.branch("freeze: given everything is in order: it freezes and emits AddressFrozen")
@pytest.mark.parametrize("who", ["victim", "attacker", "minter", "unfreezer", "freezer", "upgrader"])
def test_an_account_can_be_frozen(contract, freezer, actor, does, who):
    account = actor(who)

    assert does(lambda: contract.send("freeze", account, REASON, sender=freezer)) == Outcome(
        {"frozen": (who,)}, [("AddressFrozen", who, REASON, "freezer")]
    )
    assert contract.call("isFrozen", account) is True


def test_an_account_that_was_not_frozen_is_not_frozen(contract, freezer, victim, holder):
    assert contract.call("isFrozen", victim) is False

    contract.send("freeze", victim, REASON, sender=freezer)

    assert contract.call("isFrozen", holder) is False


@pytest.mark.branch("freeze: given the account is frozen already: it changes nothing and emits nothing")
@pytest.mark.branch("freezeMany: given an account is frozen already: it passes over it")
@pytest.mark.parametrize("verb", ["freeze", "freezeMany"])
def test_freezing_a_frozen_account_changes_and_says_nothing(contract, freezer, victim, does, verb):
    contract.send("freeze", victim, REASON, sender=freezer)
    target = victim if verb == "freeze" else [victim]

    assert does(lambda: contract.send(verb, target, request(2), sender=freezer)) == NOTHING


@pytest.mark.branch("freeze: when the account can't be frozen: it reverts with CannotFreeze")
@pytest.mark.branch("freezeMany: when an account can't be frozen: it reverts with CannotFreeze")
@pytest.mark.parametrize("verb", ["freeze", "freezeMany"])
@pytest.mark.parametrize("who", ["zero", "token", "admin"])
def test_nobody_the_token_itself_and_the_admin_can_not_be_frozen(contract, freezer, victim, actor, refuses, verb, who):
    account = {"zero": "0x" + "00" * 20, "token": contract.address, "admin": actor("admin").address}[who]

    with refuses("CannotFreeze", account=account):
        contract.send(verb, account if verb == "freeze" else [victim.address, account], REASON, sender=freezer)


def test_a_former_admin_can_be_frozen_and_the_new_one_can_not(contract, chain, admin, freezer, victim, does, refuses):
    # given
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(contract.call("defaultAdminDelay") + 1)
    contract.send("acceptDefaultAdminTransfer", sender=victim)

    # then
    with refuses("CannotFreeze", account=victim):
        contract.send("freeze", victim, REASON, sender=freezer)
    assert does(lambda: contract.send("freeze", admin, REASON, sender=freezer)).changes == {"frozen": ("admin",)}


# --- freezeMany


@pytest.mark.branch("freezeMany: given an account is frozen already: it passes over it")
@pytest.mark.branch("freezeMany: given everything is in order: it freezes each and emits AddressFrozen for each")
def test_many_accounts_are_frozen_for_one_reason(contract, freezer, victim, attacker, does):
    assert does(lambda: contract.send("freezeMany", [victim, attacker], REASON, sender=freezer)) == Outcome(
        {"frozen": ("victim", "attacker")},
        [("AddressFrozen", "victim", REASON, "freezer"), ("AddressFrozen", "attacker", REASON, "freezer")],
    )


def test_a_batch_passes_over_those_that_are_frozen_already(contract, freezer, victim, attacker, holder, does):
    contract.send("freeze", victim, REASON, sender=freezer)

    assert does(lambda: contract.send("freezeMany", [attacker, victim, holder, attacker], REASON, sender=freezer)) == (
        Outcome(
            {"frozen": ("victim", "attacker", "holder")},
            [("AddressFrozen", "attacker", REASON, "freezer"), ("AddressFrozen", "holder", REASON, "freezer")],
        )
    )


@pytest.mark.branch("freezeMany: when there are no accounts: it changes nothing and emits nothing")
def test_an_empty_batch_does_nothing(contract, freezer, does):
    assert does(lambda: contract.send("freezeMany", [], REASON, sender=freezer)) == NOTHING


def test_a_freezer_that_freezes_itself_finishes_its_batch(contract, freezer, victim, does):
    assert does(lambda: contract.send("freezeMany", [freezer, victim], REASON, sender=freezer)).changes == {
        "frozen": ("freezer", "victim")
    }


# --- unfreeze


@pytest.mark.branch("unfreeze: given the account is not frozen: it changes nothing and emits nothing")
@pytest.mark.branch("unfreeze: given everything is in order: it unfreezes and emits AddressUnfrozen")
def test_unfreezing_takes_an_account_off_the_list(contract, freezer, unfreezer, victim, does):
    contract.send("freeze", victim, REASON, sender=freezer)

    assert does(lambda: contract.send("unfreeze", victim, sender=unfreezer)) == Outcome(
        {"frozen": ()}, [("AddressUnfrozen", "victim", "unfreezer")]
    )
    assert contract.call("isFrozen", victim) is False


def test_unfreezing_who_is_not_frozen_changes_and_says_nothing(contract, unfreezer, victim, does):
    assert does(lambda: contract.send("unfreeze", victim, sender=unfreezer)) == NOTHING


def test_unfreezing_one_account_leaves_the_others_frozen(contract, freezer, unfreezer, victim, attacker, holder):
    contract.send("freezeMany", [victim, attacker, holder], REASON, sender=freezer)

    contract.send("unfreeze", victim, sender=unfreezer)

    assert contract.call("frozenCount") == 2
    assert {contract.call("frozenAt", i) for i in range(2)} == {attacker.address, holder.address}


def test_an_unfrozen_account_moves_its_tokens_again(token, holder, recipient, does, refuses):
    token.freeze(holder)
    with refuses("AccountFrozen", account=holder):
        token.transfer(recipient, 1, sender=holder)

    token.unfreeze(holder)

    assert does(lambda: token.transfer(recipient, 1, sender=holder)).changes == {
        "balance of holder": -1,
        "balance of recipient": 1,
    }


def test_an_unfrozen_account_can_be_frozen_again(contract, freezer, unfreezer, victim, does):
    contract.send("freeze", victim, REASON, sender=freezer)
    contract.send("unfreeze", victim, sender=unfreezer)

    assert does(lambda: contract.send("freeze", victim, request(8), sender=freezer)) == Outcome(
        {"frozen": ("victim",)}, [("AddressFrozen", "victim", request(8), "freezer")]
    )


# --- the list


def test_the_list_is_empty_at_first(contract, refuses):
    assert contract.call("frozenCount") == 0
    with refuses("Panic", code=0x32, meaning="array index out of bounds"):
        contract.call("frozenAt", 0)


def test_the_list_ends_where_its_length_says(contract, freezer, victim, refuses):
    contract.send("freeze", victim, REASON, sender=freezer)

    assert contract.call("frozenAt", 0) == victim.address
    with refuses("Panic", code=0x32, meaning="array index out of bounds"):
        contract.call("frozenAt", 1)
