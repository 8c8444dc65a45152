"""What contracts do in one transaction, and what a supply controller or a foreign token does that calls back."""

from __future__ import annotations

import pytest
from _outcome import MINT, MINTER_ALLOWANCE, SUPPLY, Outcome, request, role_id

from backbone_chain import artifacts
from backbone_chain.accounts import Puppet

BRIDGE = role_id("BRIDGE_ROLE")


def batch(chain, puppet, contract, *calls):
    """Several calls to the token in one transaction, by the puppet."""
    made = chain.at(puppet.address, artifacts.load("Puppet").interface)
    data = [contract.abi.function(name).encode(*args) for name, *args in calls]
    return made.send("executeBatch", [contract.address] * len(data), data, sender=puppet.owner)


@pytest.fixture
def puppet(chain, ledger, token):
    """A contract that mints up to 10."""
    made = chain.puppet("owner")
    ledger.know("puppet", made)
    token.configure_minter(made, 10)
    return made


@pytest.fixture
def batching(chain, contract, puppet):
    """`batching(("mint", to, 5), …)` in one transaction."""
    return lambda *calls: batch(chain, puppet, contract, *calls)


# --- batches


def test_a_batch_of_mints_uses_up_the_allowance_and_each_event_says_what_is_left(batching, recipient, does):
    assert does(lambda: batching(("mint", recipient, 4), ("mint", recipient, 6))) == Outcome(
        {"supply": 10, "balance of recipient": 10, "minter allowance of puppet": -10},
        [
            ("Transfer", "zero", "recipient", 4),
            ("Minted", "puppet", "recipient", 4, 6, SUPPLY + 4),
            ("Transfer", "zero", "recipient", 6),
            ("Minted", "puppet", "recipient", 6, 0, SUPPLY + 10),
        ],
    )


def test_a_batch_of_mints_that_fit_one_by_one_does_not_exceed_the_allowance_together(
    batching, puppet, recipient, refuses
):
    with refuses("MintExceedsAllowance", minter=puppet, allowance=1, amount=6):
        batching(("mint", recipient, 9), ("mint", recipient, 6))


def test_burning_in_between_gives_no_allowance_back(batching, puppet, recipient, refuses):
    with refuses("MintExceedsAllowance", minter=puppet, allowance=0, amount=1):
        batching(("mint", puppet, 10), ("burn", 10), ("mint", recipient, 1))


def test_an_allowance_is_given_spent_and_redeemed_in_one_transaction(
    chain, contract, token, puppet, batching, holder, does
):
    # given
    token.approve(puppet, 8, sender=holder)

    # then
    assert does(lambda: batching(("transferFrom", holder, puppet, 8), ("redeem", 8, request(3)))) == Outcome(
        {"supply": -8, "balance of holder": -8},
        [
            ("Transfer", "holder", "puppet", 8),
            ("Transfer", "puppet", "zero", 8),
            ("Redeemed", "puppet", 8, request(3), SUPPLY - 8),
        ],
    )
    assert contract.call("allowance", holder, puppet) == 0


def test_an_allowance_is_spent_once_however_the_batch_is_cut(token, batching, puppet, holder, refuses):
    token.approve(puppet, 8, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=puppet, allowance=3, needed=5):
        batching(("transferFrom", holder, puppet, 5), ("transferFrom", holder, puppet, 5))


def test_what_is_minted_paid_and_burned_in_one_transaction_leaves_the_right_totals(batching, puppet, does):
    # when
    step = does(
        lambda: batching(
            ("mint", puppet, 10), ("approve", puppet, 10), ("transferFrom", puppet, puppet, 10), ("burn", 10)
        )
    )

    # then
    assert step.changes == {"minter allowance of puppet": -10}
    assert step.events == [
        ("Transfer", "zero", "puppet", 10),
        ("Minted", "puppet", "puppet", 10, 0, SUPPLY + 10),
        ("Approval", "puppet", "puppet", 10),
        ("Transfer", "puppet", "puppet", 10),
        ("Transfer", "puppet", "zero", 10),
        ("Burned", "puppet", 10, SUPPLY),
    ]


def test_a_batch_that_ends_in_a_refusal_leaves_neither_tokens_nor_a_used_allowance(
    batching, contract, puppet, recipient, refuses
):
    with refuses("ERC20InsufficientBalance", sender=puppet, balance=0, needed=11):
        batching(("mint", recipient, 10), ("transfer", recipient, 11))
    assert contract.call("minterAllowance", puppet) == 10


def test_a_minter_that_removes_itself_mints_no_more_in_the_same_transaction(batching, puppet, recipient, refuses):
    minter = role_id("MINTER_ROLE")

    with refuses("AccessControlUnauthorizedAccount", account=puppet, neededRole=minter):
        batching(("mint", recipient, 1), ("renounceRole", minter, puppet), ("mint", recipient, 1))


# --- a controller that calls back


@pytest.fixture
def controller(chain, contract, ledger, reserve_admin, stage):
    """A controller that is in the hands of `attacker` and set; a sender as well, so that it may hold roles."""
    made = chain.deploy(artifacts.load("ReentrantController"), sender=stage.actor("attacker"))
    contract.send("setSupplyController", made, sender=reserve_admin)
    execute = made.abi.function("execute")
    sender = Puppet("the controller", stage.actor("attacker"), made.address, execute)
    ledger.know("controller", sender)
    return sender


@pytest.fixture
def answering(chain, contract, controller):
    """`answering("mint", to, 5)`: the next question sets off this call to the token by the controller."""
    made = chain.at(controller.address, artifacts.load("ReentrantController").interface)

    def preparing(function, *args, strict=True, target=None):
        data = (target or contract).abi.function(function).encode(*args)
        made.send("prepare", target or contract, data, strict, sender=controller.owner)
        return made

    return preparing


def test_a_mint_inside_a_mint_shares_the_allowance_and_both_events_are_true(
    token, controller, answering, recipient, victim, does
):
    # given
    token.configure_minter(controller, 10)
    answering("mint", victim, 4)

    # then
    assert does(lambda: token.mint(recipient, 6, sender=controller)) == Outcome(
        {"supply": 10, "balance of recipient": 6, "balance of victim": 4, "minter allowance of controller": -10},
        [
            ("Transfer", "zero", "victim", 4),
            ("Minted", "controller", "victim", 4, 0, SUPPLY + 4),  # the outer mint has used up its part already
            ("Transfer", "zero", "recipient", 6),
            ("Minted", "controller", "recipient", 6, 0, SUPPLY + 10),
        ],
    )


@pytest.mark.parametrize(("outer", "inner", "left"), [(10, 1, 0), (6, 5, 4), (0, 11, 10)])
def test_a_mint_inside_a_mint_goes_no_further_than_what_the_outer_one_leaves(
    token, controller, answering, recipient, victim, refuses, outer, inner, left
):
    token.configure_minter(controller, 10)
    answering("mint", victim, inner)

    with refuses("MintExceedsAllowance", minter=controller, allowance=left, amount=inner):
        token.mint(recipient, outer, sender=controller)


def test_a_refused_mint_inside_a_mint_costs_the_outer_one_nothing(
    token, controller, answering, recipient, victim, does
):
    # given
    token.configure_minter(controller, 10)
    made = answering("mint", victim, 1, strict=False)

    # then
    assert does(lambda: token.mint(recipient, 10, sender=controller)).changes == {
        "supply": 10,
        "balance of recipient": 10,
        "minter allowance of controller": -10,
    }
    assert not made.call("lastSucceeded")


def test_a_minter_that_is_removed_while_its_mint_is_asked_about_ends_with_that_mint(
    contract, token, admin, minter, controller, answering, recipient, does, refuses
):
    # given
    contract.send("grantRole", role_id("CANCELLER_ROLE"), controller, sender=admin)
    answering("removeMinter", minter)

    # then: what was minted and what was erased are its whole allowance, and the event says that nothing is left
    assert does(lambda: token.mint(recipient, 5)) == Outcome(
        {
            "supply": 5,
            "balance of recipient": 5,
            "minter holds MINTER_ROLE": False,
            "minter allowance of minter": -MINTER_ALLOWANCE,
        },
        [
            ("RoleRevoked", "MINTER_ROLE", "minter", "controller"),
            ("MinterRemoved", "minter", MINTER_ALLOWANCE - 5, "controller"),
            ("Transfer", "zero", "recipient", 5),
            ("Minted", "minter", "recipient", 5, 0, SUPPLY + 5),
        ],
    )
    with refuses("AccessControlUnauthorizedAccount", account=minter, neededRole=role_id("MINTER_ROLE")):
        token.mint(recipient, 1)


def test_an_allowance_that_is_lowered_while_a_mint_is_asked_about_is_told_as_it_is(
    contract, token, admin, controller, answering, minter, recipient, does
):
    contract.send("grantRole", role_id("CANCELLER_ROLE"), controller, sender=admin)
    answering("decreaseMinterAllowance", minter, MINTER_ALLOWANCE - 9)

    step = does(lambda: token.mint(recipient, 5))

    assert step.events[-1] == ("Minted", "minter", "recipient", 5, 4, SUPPLY + 5)
    assert contract.call("minterAllowance", minter) == 4


@pytest.mark.parametrize("frozen", ["minter", "recipient"])
def test_who_is_frozen_while_a_mint_is_asked_about_gets_nothing(
    token, actor, controller, answering, recipient, refuses, frozen
):
    token.grant("freeze", controller)
    answering("freeze", actor(frozen), request(1))

    with refuses("AccountFrozen", account=actor(frozen)):
        token.mint(recipient, 5)


def test_a_pause_while_a_mint_is_asked_about_stops_it(token, controller, answering, recipient, refuses):
    token.grant("pause", controller)
    answering("pauseAll")

    with refuses("OperationPaused", bit=MINT):
        token.mint(recipient, 5)


def test_a_redemption_inside_a_mint_has_the_supply_of_its_own_moment(
    token, treasury, controller, answering, recipient, does
):
    # given
    token.transfer(controller, 3, sender=treasury)
    answering("redeem", 3, request(1))

    # then
    assert does(lambda: token.mint(recipient, 5)) == Outcome(
        {
            "supply": 2,
            "balance of controller": -3,
            "balance of recipient": 5,
            "minter allowance of minter": -5,
        },
        [
            ("Transfer", "controller", "zero", 3),
            ("Redeemed", "controller", 3, request(1), SUPPLY - 3),
            ("Transfer", "zero", "recipient", 5),
            ("Minted", "minter", "recipient", 5, MINTER_ALLOWANCE - 5, SUPPLY + 2),
        ],
    )


def test_tokens_that_leave_while_their_burn_is_asked_about_are_not_burned(
    token, controller, answering, recipient, refuses
):
    # given
    token.configure_minter(controller, 10)
    token.mint(controller, 10, sender=controller)
    answering("transfer", recipient, 4)

    # then
    with refuses("ERC20InsufficientBalance", sender=controller, balance=6, needed=10):
        token.burn(10, sender=controller)


def test_a_burn_inside_a_burn_burns_nothing_twice(token, controller, answering, does, refuses):
    # given
    token.configure_minter(controller, 10)
    token.mint(controller, 10, sender=controller)
    answering("burn", 6)

    # then
    assert does(lambda: token.burn(4, sender=controller)) == Outcome(
        {"supply": -10, "balance of controller": -10},
        [
            ("Transfer", "controller", "zero", 6),
            ("Burned", "controller", 6, SUPPLY + 4),
            ("Transfer", "controller", "zero", 4),
            ("Burned", "controller", 4, SUPPLY),
        ],
    )


def test_a_bridges_burn_inside_its_burn_spends_the_holders_allowance_once(
    contract, token, admin, controller, answering, holder, refuses, does
):
    # given
    contract.send("grantRole", BRIDGE, controller, sender=admin)
    token.approve(controller, 10, sender=holder)
    answering("crosschainBurn", holder, 6)

    # then
    with refuses("ERC20InsufficientAllowance", spender=controller, allowance=0, needed=6):
        contract.send("crosschainBurn", holder, 10, sender=controller)
    assert does(lambda: contract.send("crosschainBurn", holder, 4, sender=controller)).changes == {
        "supply": -10,
        "balance of holder": -10,
    }
    assert contract.call("allowance", holder, controller) == 0


def test_a_controller_without_a_role_can_do_no_more_than_an_outsider(
    token, controller, answering, recipient, attacker, refuses
):
    answering("mint", attacker, 5)

    with refuses("AccessControlUnauthorizedAccount", account=controller, neededRole=role_id("MINTER_ROLE")):
        token.mint(recipient, 5)


# --- a foreign token that calls back


def test_a_foreign_token_that_calls_back_in_its_rescue_has_the_rescuers_power_for_nothing(
    contract, actor, controller, answering, recipient, refuses
):
    rescuer = actor("rescuer")
    answering("rescue", controller.address, recipient, 5)

    with refuses("AccessControlUnauthorizedAccount", account=controller, neededRole=role_id("RESCUER_ROLE")):
        contract.send("rescue", controller.address, recipient, 5, sender=rescuer)


def test_a_foreign_token_that_moves_its_own_holdings_in_its_rescue_moves_those_and_no_others(
    contract, token, treasury, actor, controller, answering, recipient, does
):
    # given
    token.transfer(controller, 5, sender=treasury)
    answering("transfer", recipient, 5)

    # then
    assert does(lambda: contract.send("rescue", controller.address, recipient, 7, sender=actor("rescuer"))) == Outcome(
        {"balance of controller": -5, "balance of recipient": 5},
        [
            ("Transfer", "controller", "recipient", 5),
            ("Rescued", "controller", "recipient", 7, "rescuer"),
        ],
    )


# --- the controller itself


def test_nobody_but_its_owner_prepares_or_makes_a_call(chain, contract, controller, victim, answering, refuses):
    made = chain.at(controller.address, artifacts.load("ReentrantController").interface)

    with refuses("NotOwner", caller=victim):
        made.send("prepare", contract, b"", True, sender=victim)
    with refuses("NotOwner", caller=victim):
        made.send("execute", contract, b"", sender=victim)


def test_it_counts_questions_and_calls_back_once(token, controller, answering, recipient, treasury):
    token.transfer(controller, 5, sender=treasury)
    made = answering("transfer", recipient, 1)

    token.mint(recipient, 1)
    token.mint(recipient, 1)

    assert made.call("questions") == 2
    assert made.call("lastSucceeded")
    assert token.balance_of(controller) == 4
