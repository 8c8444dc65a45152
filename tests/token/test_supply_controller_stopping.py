"""Stopping an account: its limits, its destinations and its proposals go at once, and nothing comes back by itself."""

from __future__ import annotations

import pytest
from _control import BURN_LIMIT, DELAY, MINT_LIMIT, NO_LIMITS, PER_TRANSACTION
from _outcome import Outcome

LIMITS = (PER_TRANSACTION, MINT_LIMIT, BURN_LIMIT)
LARGE = 200


@pytest.fixture
def large(control):
    """A minter who may mint amounts that have to be proposed."""
    control.limit("minter", MINT_LIMIT, MINT_LIMIT, BURN_LIMIT)
    return control


@pytest.mark.branch("stopAccount: it takes limits, destinations and proposals away")
def test_a_stopped_minter_has_nothing_left(large):
    # given
    proposal = large.propose(LARGE)
    made = large.call("proposal", proposal)

    # then
    assert large.does("canceller", "stopAccount", "@minter") == Outcome(
        {
            "limits of minter": NO_LIMITS,
            "mintable by minter": -MINT_LIMIT,
            "burnable by minter": -BURN_LIMIT,
            "epoch of minter": 1,
            "destinations of minter": (),
            f"proposal of {LARGE}": (*made, False),
        },
        [
            ("LimitsChanged", "minter", (MINT_LIMIT, MINT_LIMIT, BURN_LIMIT), NO_LIMITS, "canceller"),
            ("AccountStopped", "minter", 1, "canceller"),
        ],
    )


@pytest.mark.branch("stopAccount: it takes limits, destinations and proposals away")
def test_a_stopped_bridge_mints_and_burns_no_more(control):
    assert control.does("canceller", "stopAccount", "@bridge") == Outcome(
        {
            "limits of bridge": NO_LIMITS,
            "mintable by bridge": -MINT_LIMIT,
            "burnable by bridge": -BURN_LIMIT,
            "epoch of bridge": 1,
        },
        [("LimitsChanged", "bridge", LIMITS, NO_LIMITS, "canceller"), ("AccountStopped", "bridge", 1, "canceller")],
    )
    refused = control.refuses("bridge", "crosschainMint", "@recipient", 1)
    assert refused == ("MintExceedsTransactionLimit", "bridge", 0, 1)
    assert control.refuses("bridge", "crosschainBurn", "@bridge", 1) == ("BurnExceedsWindow", "bridge", 0, 1)


@pytest.mark.branch("stopAccount: it takes limits, destinations and proposals away")
def test_an_account_is_stopped_while_everything_is_paused_and_again(control):
    control.send("pauser", "pauseAll")
    control.send("canceller", "stopAccount", "@minter")

    assert control.does("canceller", "stopAccount", "@minter") == Outcome(
        {"epoch of minter": 1},
        [
            ("LimitsChanged", "minter", NO_LIMITS, NO_LIMITS, "canceller"),
            ("AccountStopped", "minter", 2, "canceller"),
        ],
    )
    assert control.call("epochOf", "@minter") == 2


def test_stopping_one_account_leaves_the_others_alone(large):
    proposal = large.propose(LARGE)

    large.send("canceller", "stopAccount", "@second_minter")

    assert large.call("isPending", proposal) is True
    assert large.call("epochOf", "@minter") == 0
    assert large.call("destinationCount", "@minter") == 1


def test_what_was_used_stays_used(control):
    control.send("minter", "mint", "@recipient", PER_TRANSACTION)
    control.send("minter", "burn", 30)

    control.send("canceller", "stopAccount", "@minter")
    control.limit("minter", *LIMITS)

    assert control.call("mintWindowOf", "@minter") == (PER_TRANSACTION, MINT_LIMIT - PER_TRANSACTION)
    assert control.call("burnWindowOf", "@minter") == (30, BURN_LIMIT - 30)


@pytest.mark.branch("beforeMint: given the minter was stopped since: it reverts with ProposalMissing")
def test_a_minter_who_comes_back_finds_nothing_revived(large):
    # given: a proposal that is ready; then the minter is removed, stopped, added again
    proposal = large.propose(LARGE)
    large.send("canceller", "removeMinter", "@minter")
    large.send("canceller", "stopAccount", "@minter")
    large.send("minter_admin", "addMinter", "@minter", LARGE)
    large.at(large.now + DELAY)

    # then: neither destination, limits nor proposal are there
    assert large.refuses("minter", "mint", "@recipient", LARGE) == ("DestinationNotAllowed", "minter", "recipient")
    large.send("minter_admin", "allowDestination", "@minter", "@recipient")
    refused = large.refuses("minter", "mint", "@recipient", LARGE)
    assert refused == ("MintExceedsTransactionLimit", "minter", 0, LARGE)
    large.limit("minter", MINT_LIMIT, MINT_LIMIT, 0)
    refused = large.refuses("minter", "mint", "@recipient", LARGE)
    assert refused == ("ProposalMissing", "minter", "recipient", LARGE)
    assert large.refuses("canceller", "cancelProposal", proposal) == ("ProposalNotPending", proposal)


def test_the_same_mint_proposed_again_afterwards_is_another_proposal(large):
    old = large.propose(LARGE)
    large.send("canceller", "stopAccount", "@minter")
    large.limit("minter", MINT_LIMIT, MINT_LIMIT, 0)
    large.send("minter_admin", "allowDestination", "@minter", "@recipient")

    new = large.propose(LARGE)

    assert new != old
    assert (large.call("isPending", old), large.call("isPending", new)) == (False, True)
