"""Contracts as senders: a puppet holds tokens and roles as an account does, and batches calls, all or none."""

from __future__ import annotations

import pytest
from _outcome import SUPPLY, TRANSFER, Outcome, request, role_id

from backbone_chain import artifacts


@pytest.fixture
def puppet(chain, ledger, token, treasury):
    """A contract that acts for `owner`, with 100 base units of its own."""
    made = chain.puppet("owner")
    ledger.know("puppet", made)
    token.transfer(made, 100, sender=treasury)
    return made


@pytest.fixture
def batching(chain, puppet):
    """Several calls to the token in one transaction of the puppet's owner, or of another sender."""
    contract = chain.at(puppet.address, artifacts.load("Puppet").interface)

    def sending(*calls, target, sender=None):
        data = [target.abi.function(name).encode(*args) for name, *args in calls]
        return contract.send("executeBatch", [target.address] * len(data), data, sender=sender or puppet.owner)

    return sending


# --- in every part


def test_a_contract_sends_its_tokens(token, puppet, recipient, does):
    assert does(lambda: token.transfer(recipient, 40, sender=puppet)) == Outcome(
        {"balance of puppet": -40, "balance of recipient": 40}, [("Transfer", "puppet", "recipient", 40)]
    )


def test_a_contract_sends_no_more_than_it_has(token, puppet, recipient, refuses):
    with refuses("ERC20InsufficientBalance", sender=puppet, balance=100, needed=101):
        token.transfer(recipient, 101, sender=puppet)


def test_a_contract_redeems(token, puppet, does):
    assert does(lambda: token.redeem(100, request(1), sender=puppet)) == Outcome(
        {"supply": -100, "balance of puppet": -100},
        [("Transfer", "puppet", "zero", 100), ("Redeemed", "puppet", 100, request(1), SUPPLY - 100)],
    )


def test_a_contract_spends_an_allowance(token, puppet, holder, recipient, does, refuses):
    with refuses("ERC20InsufficientAllowance", spender=puppet, allowance=0, needed=1):
        token.transfer_from(holder, recipient, 1, sender=puppet)

    token.approve(puppet, 1, sender=holder)

    assert does(lambda: token.transfer_from(holder, recipient, 1, sender=puppet)).changes == {
        "balance of holder": -1,
        "balance of recipient": 1,
    }


def test_a_contract_mints_within_its_allowance(token, puppet, recipient, does, refuses):
    # given
    with refuses("AccessControlUnauthorizedAccount", account=puppet, neededRole=role_id("MINTER_ROLE")):
        token.mint(recipient, 5, sender=puppet)
    token.configure_minter(puppet, 5)

    # then
    with refuses("MintExceedsAllowance", minter=puppet, allowance=5, amount=6):
        token.mint(recipient, 6, sender=puppet)
    assert does(lambda: token.mint(recipient, 5, sender=puppet)) == Outcome(
        {"supply": 5, "balance of recipient": 5, "minter allowance of puppet": -5},
        [("Transfer", "zero", "recipient", 5), ("Minted", "puppet", "recipient", 5, 0, SUPPLY + 5)],
    )


def test_a_contract_freezes(token, puppet, victim, does, refuses):
    with refuses("AccessControlUnauthorizedAccount", account=puppet, neededRole=role_id("FREEZER_ROLE")):
        token.freeze(victim, sender=puppet)

    token.grant("freeze", puppet)

    assert does(lambda: token.freeze(victim, sender=puppet)) == Outcome(
        {"frozen": ("victim",)}, [("AddressFrozen", "victim", b"court order".ljust(32, b"\0"), "puppet")]
    )


def test_a_contract_bridges(token, chain, puppet, bridge, recipient, holder, does, refuses):
    # given
    with refuses("AccessControlUnauthorizedAccount", account=puppet, neededRole=role_id("BRIDGE_ROLE")):
        token.bridge_mint(recipient, 5, sender=puppet)
    token.grant("bridge_mint", puppet)
    token.approve(puppet, 7, sender=holder)

    # then
    assert does(lambda: token.bridge_mint(recipient, 5, sender=puppet)) == Outcome(
        {"supply": 5, "balance of recipient": 5},
        [("Transfer", "zero", "recipient", 5), ("CrosschainMint", "recipient", 5, "puppet")],
    )
    assert does(lambda: token.bridge_burn(holder, 7, sender=puppet)) == Outcome(
        {"supply": -7, "balance of holder": -7},
        [("Transfer", "holder", "zero", 7), ("CrosschainBurn", "holder", 7, "puppet")],
    )
    with refuses("ERC20InsufficientAllowance", spender=puppet, allowance=0, needed=1):
        token.bridge_burn(holder, 1, sender=puppet)


def test_a_contracts_frozen_part_stays_whoever_calls_it(token, puppet, freezer, recipient, batching, does, refuses):
    token.contract.send("setFrozenTokens", puppet.address, 60, sender=freezer)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=puppet, amount=21, unfrozen=20):
        batching(("transfer", recipient, 20), ("transfer", recipient, 21), target=token.contract)
    assert does(lambda: token.transfer(recipient, 40, sender=puppet)).changes["balance of puppet"] == -40


def test_a_contract_says_what_it_pays_for(contract, puppet, recipient, does):
    assert does(lambda: contract.send("transferWithMemo", recipient, 4, request(6), sender=puppet)) == Outcome(
        {"balance of puppet": -4, "balance of recipient": 4},
        [("Transfer", "puppet", "recipient", 4), ("TransferMemo", "puppet", "recipient", 4, request(6))],
    )


def test_a_contracts_tokens_are_seized_and_wiped_once_it_is_frozen(token, puppet, recipient, does, refuses):
    with refuses("ExceedsFrozen", account=puppet, frozen=0, amount=1):
        token.seize(puppet, recipient, 1)

    token.freeze(puppet)

    assert does(lambda: token.seize(puppet, recipient, 40)).changes == {
        "balance of puppet": -40,
        "balance of recipient": 40,
    }
    assert does(lambda: token.wipe(puppet)).changes == {"supply": -60, "balance of puppet": -60}


def test_a_role_of_its_owner_is_no_role_of_the_contract(token, puppet, victim, refuses):
    token.grant("freeze", puppet.owner)

    with refuses("AccessControlUnauthorizedAccount", account=puppet, neededRole=role_id("FREEZER_ROLE")):
        token.freeze(victim, sender=puppet)


def test_a_frozen_contract_moves_nothing_and_its_frozen_owner_does_not_stop_it(token, puppet, recipient, does, refuses):
    token.freeze(puppet.owner)
    assert does(lambda: token.transfer(recipient, 1, sender=puppet)).changes["balance of puppet"] == -1

    token.freeze(puppet)

    with refuses("AccountFrozen", account=puppet):
        token.transfer(recipient, 1, sender=puppet)


# --- batches


def test_a_batch_runs_in_order_in_one_transaction(contract, puppet, recipient, victim, batching, does):
    calls = [("transfer", recipient, 30), ("approve", victim, 7), ("transfer", victim, 70)]

    assert does(lambda: batching(*calls, target=contract)) == Outcome(
        {"balance of puppet": -100, "balance of recipient": 30, "balance of victim": 70},
        [
            ("Transfer", "puppet", "recipient", 30),
            ("Approval", "puppet", "victim", 7),
            ("Transfer", "puppet", "victim", 70),
        ],
    )


def test_one_refusal_undoes_the_batch_and_comes_back_unchanged(contract, puppet, recipient, batching, refuses):
    with refuses("ERC20InsufficientBalance", sender=puppet, balance=70, needed=71):
        batching(("transfer", recipient, 30), ("transfer", recipient, 71), target=contract)


def test_a_batch_may_be_empty(contract, batching, does):
    assert does(lambda: batching(target=contract)) == Outcome({}, [])


def test_a_batch_answers_what_each_call_answered(chain, contract, puppet):
    made = chain.at(puppet.address, artifacts.load("Puppet").interface)
    data = [contract.abi.function("balanceOf").encode(puppet), contract.abi.function("totalSupply").encode()]

    answers = made.call("executeBatch", [contract.address] * 2, data, sender=puppet.owner)

    assert [int.from_bytes(answer) for answer in answers] == [100, SUPPLY]


def test_a_batch_needs_a_call_for_each_target(chain, contract, puppet, refuses):
    made = chain.at(puppet.address, artifacts.load("Puppet").interface)

    with refuses("Panic", code=0x32, meaning="array index out of bounds"):
        made.send("executeBatch", [contract.address], [], sender=puppet.owner)


# --- its owner


@pytest.mark.parametrize("who", ["attacker", "admin"])
def test_nobody_but_its_owner_moves_it(contract, chain, puppet, actor, recipient, batching, refuses, who):
    caller, call = actor(who), contract.abi.function("transfer").encode(recipient, 1)

    with refuses("NotOwner", caller=caller):
        batching(("transfer", recipient, 1), target=contract, sender=caller)
    with refuses("NotOwner", caller=caller):
        chain.send(puppet.address, puppet.execute.encode(contract.address, call), sender=caller)


def test_it_passes_ether_on_to_what_it_calls(chain, contract, puppet, victim, refuses):
    # given
    owner = puppet.owner
    chain.engine.set_balance(owner.address, 10)
    chain.send(puppet.address, sender=owner, value=4)
    assert chain.engine.get_balance(puppet.address) == 4

    # when
    chain.send(puppet.address, puppet.execute.encode(victim.address, b""), sender=owner, value=5)

    # then: the ether sent along went on, its own stayed; and the token takes none
    assert (chain.engine.get_balance(puppet.address), chain.engine.get_balance(victim.address)) == (4, 5)
    with refuses("NoReason"):
        chain.send(puppet.address, puppet.execute.encode(contract.address, b""), sender=owner, value=1)


# --- what the token tells a contract that listens


@pytest.mark.parametrize("reason", ["a pause", "a freeze", "a role"])
def test_a_refusal_bubbles_up_unchanged(token, puppet, recipient, refuses, reason):
    if reason == "a pause":
        token.pause()
        with refuses("OperationPaused", bit=TRANSFER):
            token.transfer(recipient, 1, sender=puppet)
    elif reason == "a freeze":
        token.freeze(recipient)
        with refuses("AccountFrozen", account=recipient):
            token.transfer(recipient, 1, sender=puppet)
    else:
        with refuses("AccessControlUnauthorizedAccount", account=puppet, neededRole=role_id("PAUSER_ROLE")):
            token.pause(sender=puppet)
