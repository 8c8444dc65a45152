"""The reserve feed: a statement that is the next one becomes a round, and every round can be read later."""

from __future__ import annotations

import pytest
from _attestations import digest_of
from eth_utils import keccak

from backbone_chain.errors import RefusedError

LARGEST = 2**255 - 1


# --- read


def test_a_feed_says_what_it_is(desk):
    call = desk.feed.call
    message = desk.message()

    assert (call("decimals"), call("description"), call("version")) == (2, "Attested reserves in US dollars", 1)
    assert call("eip712Domain")[1:3] == ("Backbone Reserve Feed", "1")
    assert call("eip712Domain")[4] == desk.feed.address
    assert call("DOMAIN_SEPARATOR") == digest_of(desk, message)[0]
    assert call("ATTESTATION_TYPEHASH") == keccak(text="Attestation(uint256 amountCents,uint256 asOf,uint256 nonce)")


@pytest.mark.branch("latestRoundData: given there is no attestation: it reverts with NoAttestation")
def test_there_is_no_answer_before_the_first_attestation(desk):
    with pytest.raises(RefusedError) as refusal:
        desk.feed.call("latestRoundData")

    assert (refusal.value.error.name, refusal.value.error.args) == ("NoAttestation", {})
    assert desk.feed.call("lastNonce") == 0


@pytest.mark.branch("getRoundData: given there is no such round: it reverts with RoundUnknown")
@pytest.mark.parametrize("number", [0, 2, 2**80 - 1])
def test_there_is_no_round_that_was_not_attested(desk, number):
    desk.submit(desk.message())

    with pytest.raises(RefusedError) as refusal:
        desk.feed.call("getRoundData", number)

    assert (refusal.value.error.name, refusal.value.error.args) == ("RoundUnknown", {"roundId": number})


@pytest.mark.branch("submit: given everything is in order: it stores the round")
@pytest.mark.branch("latestRoundData: given there is an attestation: it answers with the last one")
@pytest.mark.branch("getRoundData: given there is such a round: it answers with it")
@pytest.mark.parametrize("cents", [0, 1, LARGEST])
def test_a_statement_becomes_a_round(desk, cents):
    as_of = desk.chain.timestamp - 1_000
    signers = [each.address for each in desk.attesters[:2]]

    assert desk.submit(desk.message(amountCents=cents, asOf=as_of)) == [
        ("ReserveAttested", cents, as_of, 1, tuple(signers))
    ]
    assert desk.feed.call("latestRoundData") == (1, cents, as_of, as_of, 1)
    assert desk.feed.call("getRoundData", 1) == (1, cents, as_of, as_of, 1)
    assert desk.feed.call("lastNonce") == 1


@pytest.mark.branch("latestRoundData: given there is an attestation: it answers with the last one")
@pytest.mark.branch("getRoundData: given there is such a round: it answers with it")
def test_every_round_can_be_read_later(desk):
    times = []
    for cents in (7, 5, 9):
        times.append(desk.chain.timestamp)
        desk.submit(desk.message(amountCents=cents))

    expected = [(number + 1, cents, times[number], times[number], number + 1) for number, cents in enumerate((7, 5, 9))]
    assert desk.rounds(3) == expected
    assert desk.feed.call("latestRoundData") == expected[-1]


# --- the next statement


@pytest.mark.branch("submit: when the nonce is not the next: it reverts with NonceNotNext")
@pytest.mark.parametrize("nonce", [0, 2, 2**256 - 1])
def test_the_first_statement_has_the_nonce_one(desk, nonce):
    assert desk.refuses(desk.submit, desk.message(nonce=nonce)) == ("NonceNotNext", 1, nonce)


@pytest.mark.branch("submit: when the nonce is not the next: it reverts with NonceNotNext")
@pytest.mark.parametrize("nonce", [0, 1, 3])
def test_the_next_statement_has_the_next_nonce(desk, nonce):
    desk.submit(desk.message())

    assert desk.refuses(desk.submit, desk.message(nonce=nonce)) == ("NonceNotNext", 2, nonce)


@pytest.mark.branch("submit: when the nonce is not the next: it reverts with NonceNotNext")
def test_a_statement_is_not_submitted_twice(desk):
    message = desk.message()
    desk.submit(message)

    assert desk.refuses(desk.submit, message) == ("NonceNotNext", 2, 1)


def test_a_statement_that_is_not_the_next_is_refused_whoever_signed_it(desk):
    assert desk.refuses(desk.submit, desk.message(nonce=2), []) == ("NonceNotNext", 1, 2)


@pytest.mark.branch("submit: when the statement is not of a later time: it reverts with AttestationNotLater")
@pytest.mark.parametrize("earlier", [0, 1])
def test_a_statement_is_of_a_later_time_than_the_last(desk, earlier):
    last = desk.chain.timestamp
    desk.submit(desk.message(asOf=last))

    refused = desk.refuses(desk.submit, desk.message(asOf=last - earlier))
    assert refused == ("AttestationNotLater", last, last - earlier)
    desk.submit(desk.message(asOf=last + 1))
    assert desk.feed.call("latestRoundData")[3] == last + 1


@pytest.mark.branch("submit: when the statement is not of a later time: it reverts with AttestationNotLater")
def test_the_first_statement_is_of_some_time(desk):
    assert desk.refuses(desk.submit, desk.message(asOf=0)) == ("AttestationNotLater", 0, 0)

    desk.submit(desk.message(asOf=1))
    assert desk.feed.call("latestRoundData") == (1, 501, 1, 1, 1)


@pytest.mark.branch("submit: when the statement is of a time to come: it reverts with AttestationInTheFuture")
def test_a_statement_is_of_no_time_to_come(desk):
    as_of = desk.chain.timestamp + 1

    assert desk.refuses(desk.submit, desk.message(asOf=as_of)) == ("AttestationInTheFuture", as_of)


@pytest.mark.branch("submit: when the amount is too large for an answer: it reverts with AmountTooLarge")
@pytest.mark.parametrize("cents", [LARGEST + 1, 2**256 - 1])
def test_an_amount_fits_an_answer(desk, cents):
    assert desk.refuses(desk.submit, desk.message(amountCents=cents)) == ("AmountTooLarge", cents)
