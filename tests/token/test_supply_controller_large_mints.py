"""Large mints: minted once, by whoever proposed them, exactly as proposed, in the time between ready and expired."""

from __future__ import annotations

import pytest
from _control import BURN_LIMIT, DELAY, LIFETIME, MINT_LIMIT, THRESHOLD, minted
from _outcome import MINT, Outcome

LARGE = 120
GONE = ("zero", 0, 0, "zero", 0, False)


@pytest.fixture
def large(control):
    """A minter who may mint amounts that have to be proposed."""
    control.limit("minter", MINT_LIMIT, MINT_LIMIT, BURN_LIMIT)
    return control


def used(proposal, amount):
    """The outcome of a mint that uses a proposal up."""
    plain = minted(amount)
    return Outcome(
        plain.changes | {f"proposal of {amount}": GONE},
        [("ProposalUsed", proposal, "minter", "recipient", amount), *plain.events],
    )


def missing(amount, *, by="minter", to="recipient"):
    return ("ProposalMissing", by, to, amount)


# --- when


@pytest.mark.branch("beforeMint: given the proposal is ready: it uses the proposal up")
@pytest.mark.parametrize("later", [DELAY, DELAY + 1, DELAY + LIFETIME], ids=["ready", "later", "in its last second"])
def test_a_proposed_mint_goes_through(large, later):
    begun = large.now
    proposal = large.propose(LARGE)

    assert large.at(begun + later).does("minter", "mint", "@recipient", LARGE) == used(proposal, LARGE)


@pytest.mark.branch("beforeMint: given the proposal is not ready yet: it reverts with ProposalNotReady")
def test_a_proposed_mint_may_come_too_early(large):
    ready = large.now + DELAY
    proposal = large.propose(LARGE)

    assert large.refuses("minter", "mint", "@recipient", LARGE) == ("ProposalNotReady", proposal, ready)
    refused = large.at(ready - 1).refuses("minter", "mint", "@recipient", LARGE)
    assert refused == ("ProposalNotReady", proposal, ready)


@pytest.mark.branch("beforeMint: given the proposal has expired: it reverts with ProposalExpired")
def test_a_proposed_mint_may_come_too_late(large):
    expires = large.now + DELAY + LIFETIME
    proposal = large.propose(LARGE)

    refused = large.at(expires + 1).refuses("minter", "mint", "@recipient", LARGE)

    assert refused == ("ProposalExpired", proposal, expires)


# --- once, and exactly


@pytest.mark.branch("beforeMint: given the mint was not proposed: it reverts with ProposalMissing")
def test_a_large_mint_that_was_not_proposed_is_refused(large):
    assert large.refuses("minter", "mint", "@recipient", THRESHOLD + 1) == missing(THRESHOLD + 1)


@pytest.mark.branch("beforeMint: given the proposal was used or cancelled: it reverts with ProposalMissing")
def test_a_proposal_is_used_once(large):
    ready = large.now + DELAY
    large.propose(LARGE)
    large.at(ready).send("minter", "mint", "@recipient", LARGE)

    assert large.refuses("minter", "mint", "@recipient", LARGE) == missing(LARGE)


@pytest.mark.branch("beforeMint: given the proposal was used or cancelled: it reverts with ProposalMissing")
def test_a_cancelled_proposal_is_not_used(large):
    ready = large.now + DELAY
    large.send("canceller", "cancelProposal", large.propose(LARGE))

    assert large.at(ready).refuses("minter", "mint", "@recipient", LARGE) == missing(LARGE)


@pytest.mark.branch("beforeMint: given the mint was not proposed: it reverts with ProposalMissing")
@pytest.mark.parametrize("amount", [LARGE - 1, LARGE + 1])
def test_another_amount_was_not_proposed(large, amount):
    ready = large.now + DELAY
    large.propose(LARGE)

    assert large.at(ready).refuses("minter", "mint", "@recipient", amount) == missing(amount)


@pytest.mark.branch("beforeMint: given the mint was not proposed: it reverts with ProposalMissing")
def test_another_recipient_was_not_proposed(large):
    large.send("minter_admin", "allowDestination", "@minter", "@victim")
    ready = large.now + DELAY
    large.propose(LARGE)

    assert large.at(ready).refuses("minter", "mint", "@victim", LARGE) == missing(LARGE, to="victim")


@pytest.mark.branch("beforeMint: given the mint was not proposed: it reverts with ProposalMissing")
def test_another_minter_has_not_proposed(large):
    large.limit("second_minter", MINT_LIMIT, MINT_LIMIT, 0)
    large.send("minter_admin", "allowDestination", "@second_minter", "@recipient")
    ready = large.now + DELAY
    large.propose(LARGE)

    refused = large.at(ready).refuses("second_minter", "mint", "@recipient", LARGE)

    assert refused == missing(LARGE, by="second_minter")


# --- the threshold


def test_a_mint_up_to_the_threshold_needs_no_proposal(control):
    assert control.does("minter", "mint", "@recipient", THRESHOLD) == minted(THRESHOLD)


@pytest.mark.branch("beforeMint: given the mint was not proposed: it reverts with ProposalMissing")
def test_with_a_threshold_of_zero_every_mint_is_proposed(control):
    control.send("reserve_admin", "setProposalTerms", (0, DELAY, LIFETIME))
    ready = control.now + DELAY

    assert control.refuses("minter", "mint", "@recipient", 1) == missing(1)
    proposal = control.propose(1)
    assert control.at(ready).does("minter", "mint", "@recipient", 1) == used(proposal, 1)


def test_a_threshold_raised_later_leaves_a_proposal_unused(large):
    ready = large.now + DELAY
    large.propose(LARGE)
    large.send("reserve_admin", "setProposalTerms", (LARGE, DELAY, LIFETIME))

    assert large.at(ready).does("minter", "mint", "@recipient", LARGE) == minted(LARGE)


def test_a_bridges_mints_are_never_proposed(control):
    control.limit("bridge", MINT_LIMIT, MINT_LIMIT, 0)

    assert control.does("bridge", "crosschainMint", "@recipient", MINT_LIMIT).changes["supply"] == MINT_LIMIT


# --- what else still holds


def test_a_refused_mint_leaves_its_proposal_ready(large):
    # given
    ready = large.now + DELAY
    proposal = large.propose(LARGE)
    large.at(ready)

    # when: minting is paused, the recipient frozen, the destination removed, the window narrow, the cap low
    large.send("pauser", "pauseBits", MINT)
    assert large.refuses("minter", "mint", "@recipient", LARGE) == ("OperationPaused", MINT)
    large.send("unpauser", "unpause", MINT)
    large.send("canceller", "removeDestination", "@minter", "@recipient")
    assert large.refuses("minter", "mint", "@recipient", LARGE) == ("DestinationNotAllowed", "minter", "recipient")
    large.send("minter_admin", "allowDestination", "@minter", "@recipient")
    large.limit("minter", MINT_LIMIT, LARGE - 1, 0)
    assert large.refuses("minter", "mint", "@recipient", LARGE) == ("MintExceedsWindow", "minter", LARGE - 1, LARGE)
    large.limit("minter", LARGE, MINT_LIMIT, 0)

    # then
    assert large.does("minter", "mint", "@recipient", LARGE) == used(proposal, LARGE)


def test_a_proposal_lifts_no_limit_for_one_transaction(large):
    ready = large.now + DELAY
    large.propose(LARGE)
    large.send("canceller", "lowerLimits", "@minter", (LARGE - 1, MINT_LIMIT, BURN_LIMIT))

    refused = large.at(ready).refuses("minter", "mint", "@recipient", LARGE)

    assert refused == ("MintExceedsTransactionLimit", "minter", LARGE - 1, LARGE)
