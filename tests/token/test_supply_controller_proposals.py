"""Proposals: who announces a large mint and how, and who takes it back."""

from __future__ import annotations

import eth_abi
import pytest
from _control import BURN_LIMIT, DELAY, LIFETIME, MINT_LIMIT, THRESHOLD
from _outcome import MINT, Outcome
from eth_utils import keccak

LARGE = 200


@pytest.fixture
def large(control):
    """A minter who may mint amounts that have to be proposed."""
    control.limit("minter", MINT_LIMIT, MINT_LIMIT, BURN_LIMIT)
    return control


# --- proposing


@pytest.mark.branch("propose: given everything is in order: it stores the proposal")
def test_a_mint_is_proposed(large):
    proposal, now = large.follow(LARGE), large.now
    ready, expires = now + DELAY, now + DELAY + LIFETIME

    assert large.does("minter", "propose", "@recipient", LARGE) == Outcome(
        {f"proposal of {LARGE}": ("minter", ready, expires, "recipient", LARGE, True)},
        [("MintProposed", proposal, "minter", "recipient", LARGE, ready, expires)],
    )


@pytest.mark.branch("propose: given everything is in order: it stores the proposal")
def test_proposing_answers_the_id(large):
    expected = large.call("proposalId", "@minter", "@recipient", LARGE)

    found = large.controller.call("propose", large.actor("recipient"), LARGE, sender=large.actor("minter"))

    assert found == expected


def test_each_part_of_a_mint_has_a_part_in_the_id(control):
    ids = {
        control.call("proposalId", "@minter", "@recipient", LARGE),
        control.call("proposalId", "@second_minter", "@recipient", LARGE),
        control.call("proposalId", "@minter", "@victim", LARGE),
        control.call("proposalId", "@minter", "@recipient", LARGE + 1),
    }
    control.send("canceller", "stopAccount", "@minter")

    assert len(ids | {control.call("proposalId", "@minter", "@recipient", LARGE)}) == 5


def test_an_id_can_be_worked_out_elsewhere(control):
    minter, recipient = control.actor("minter").address, control.actor("recipient").address
    first_epoch = eth_abi.encode(["address", "address", "uint256", "uint256"], [minter, recipient, LARGE, 0])

    assert control.call("proposalId", "@minter", "@recipient", LARGE) == keccak(first_epoch)


@pytest.mark.branch("propose: given minting is paused: it reverts with OperationPaused")
def test_nothing_is_proposed_while_minting_is_paused(large):
    large.send("pauser", "pauseBits", MINT)

    assert large.refuses("minter", "propose", "@recipient", LARGE) == ("OperationPaused", MINT)


@pytest.mark.branch("propose: given everything is in order: it stores the proposal")
def test_a_mint_is_proposed_while_all_but_minting_is_paused(large):
    large.send("pauser", "pauseBits", 15 - MINT)

    assert large.does("minter", "propose", "@recipient", LARGE).events[0][0] == "MintProposed"


@pytest.mark.branch("propose: given the recipient is frozen: it reverts with AccountFrozen")
def test_nothing_is_proposed_for_a_frozen_recipient(large):
    large.freeze("recipient")

    assert large.refuses("minter", "propose", "@recipient", LARGE) == ("AccountFrozen", "recipient")


@pytest.mark.branch("propose: when the recipient is not on the minter's list: it reverts with DestinationNotAllowed")
def test_nothing_is_proposed_for_an_address_that_is_not_on_the_list(large):
    refused = large.refuses("minter", "propose", "@victim", LARGE)

    assert refused == ("DestinationNotAllowed", "minter", "victim")


@pytest.mark.branch("propose: when the amount is at most the threshold: it reverts with ProposalNotNeeded")
@pytest.mark.parametrize("amount", [0, THRESHOLD])
def test_what_needs_no_proposal_gets_none(large, amount):
    assert large.refuses("minter", "propose", "@recipient", amount) == ("ProposalNotNeeded", THRESHOLD, amount)


@pytest.mark.branch("propose: when the amount is at most the threshold: it reverts with ProposalNotNeeded")
def test_a_proposal_of_nothing_is_never_needed(large):
    large.send("reserve_admin", "setProposalTerms", (0, DELAY, LIFETIME))

    assert large.refuses("minter", "propose", "@recipient", 0) == ("ProposalNotNeeded", 0, 0)


@pytest.mark.branch("propose: given everything is in order: it stores the proposal")
@pytest.mark.parametrize("amount", [THRESHOLD + 1, MINT_LIMIT])
def test_the_least_and_the_most_that_can_be_proposed(large, amount):
    assert large.does("minter", "propose", "@recipient", amount).events[0][4] == amount


@pytest.mark.branch(
    "propose: when the amount is above the transaction limit: it reverts with MintExceedsTransactionLimit"
)
def test_nothing_is_proposed_above_the_transaction_limit(large):
    assert large.refuses("minter", "propose", "@recipient", MINT_LIMIT + 1) == (
        "MintExceedsTransactionLimit",
        "minter",
        MINT_LIMIT,
        MINT_LIMIT + 1,
    )


@pytest.mark.branch("propose: given the same mint is pending: it reverts with ProposalPending")
def test_a_pending_mint_is_not_proposed_again(large):
    expires = large.now + DELAY + LIFETIME
    proposal = large.propose(LARGE)

    assert large.refuses("minter", "propose", "@recipient", LARGE) == ("ProposalPending", proposal, expires)
    refused = large.at(expires).refuses("minter", "propose", "@recipient", LARGE)
    assert refused == ("ProposalPending", proposal, expires)


@pytest.mark.branch("propose: given the same mint has expired: it stores the proposal anew")
def test_an_expired_mint_is_proposed_again(large):
    begun = large.now
    proposal = large.propose(LARGE)
    large.at(begun + DELAY + LIFETIME + 1)
    ready, expires = large.now + DELAY, large.now + DELAY + LIFETIME

    assert large.does("minter", "propose", "@recipient", LARGE) == Outcome(
        {f"proposal of {LARGE}": ("minter", ready, expires, "recipient", LARGE, True)},
        [("MintProposed", proposal, "minter", "recipient", LARGE, ready, expires)],
    )


@pytest.mark.branch("propose: given everything is in order: it stores the proposal")
def test_mints_that_differ_are_pending_beside_each_other(large):
    large.send("minter_admin", "allowDestination", "@minter", "@victim")
    large.send("minter_admin", "allowDestination", "@second_minter", "@recipient")
    large.limit("second_minter", LARGE, LARGE, 0)

    ids = [
        large.propose(LARGE),
        large.propose(LARGE + 1),
        large.propose(LARGE, to="victim"),
        large.propose(LARGE, by="second_minter"),
    ]

    assert [large.call("isPending", proposal) for proposal in ids] == [True] * 4


# --- cancelling


@pytest.mark.branch("cancelProposal: given the proposal is pending: it deletes it")
@pytest.mark.parametrize("later", [0, DELAY + 1, DELAY + LIFETIME], ids=["waiting", "ready", "in its last second"])
def test_a_proposal_is_cancelled_while_everything_is_paused(large, later):
    begun = large.now
    proposal = large.propose(LARGE)
    large.send("pauser", "pauseAll")
    large.at(max(large.now, begun + later))

    assert large.does("canceller", "cancelProposal", proposal) == Outcome(
        {f"proposal of {LARGE}": ("zero", 0, 0, "zero", 0, False)},
        [("ProposalCancelled", proposal, "minter", "recipient", LARGE, "canceller")],
    )


@pytest.mark.branch("cancelProposal: given the proposal is not pending: it reverts with ProposalNotPending")
def test_what_was_never_proposed_or_is_cancelled_already_is_not_cancelled(large):
    proposal = large.follow(LARGE)
    assert large.refuses("canceller", "cancelProposal", proposal) == ("ProposalNotPending", proposal)

    large.send("minter", "propose", "@recipient", LARGE)
    large.send("canceller", "cancelProposal", proposal)
    assert large.refuses("canceller", "cancelProposal", proposal) == ("ProposalNotPending", proposal)


@pytest.mark.branch("cancelProposal: given the proposal is not pending: it reverts with ProposalNotPending")
def test_an_expired_proposal_is_not_cancelled(large):
    expires = large.now + DELAY + LIFETIME
    proposal = large.propose(LARGE)

    assert large.at(expires).call("isPending", proposal) is True
    large.at(expires + 1)
    assert large.call("isPending", proposal) is False
    assert large.refuses("canceller", "cancelProposal", proposal) == ("ProposalNotPending", proposal)


@pytest.mark.branch("propose: given everything is in order: it stores the proposal")
def test_a_cancelled_mint_may_be_proposed_again_and_waits_again(large):
    proposal = large.propose(LARGE)
    large.send("canceller", "cancelProposal", proposal)
    ready = large.now + DELAY

    assert large.propose(LARGE) == proposal
    assert large.call("proposal", proposal)[1] == ready


# --- terms


@pytest.mark.branch("setProposalTerms: given everything is in order: it sets threshold, delay and lifetime")
def test_terms_are_set(control):
    new = (THRESHOLD + 1, 2**32 - 1, 7)

    assert control.does("reserve_admin", "setProposalTerms", new) == Outcome(
        {"terms": new},
        [("ProposalTermsChanged", (THRESHOLD, DELAY, LIFETIME), new, "reserve_admin")],
    )


def test_a_pending_proposal_keeps_its_times_when_terms_change(large):
    proposal = large.propose(LARGE)
    before = large.call("proposal", proposal)

    large.send("reserve_admin", "setProposalTerms", (LARGE, 1, 1))

    assert large.call("proposal", proposal) == before
    assert large.call("isPending", proposal) is True


def test_the_longest_delay_and_lifetime_overflow_nothing(large):
    longest = 2**32 - 1
    large.send("reserve_admin", "setProposalTerms", (0, longest, longest))
    now = large.now

    proposal = large.propose(LARGE)

    assert large.call("proposal", proposal)[1:3] == (now + longest, now + 2 * longest)
