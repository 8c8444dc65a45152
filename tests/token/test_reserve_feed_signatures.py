"""The signatures of a reserve feed: enough attesters, each once, each by its own key or by its own code."""

from __future__ import annotations

import pytest
from _attestations import FeedDesk, digest_of, in_order, wallet_code, with_high_s

from backbone_chain.tokens._control import sign

# --- signed by enough attesters


@pytest.mark.branch("submit: given everything is in order: it stores the round")
@pytest.mark.parametrize("chosen", [(0, 1), (0, 2), (1, 2), (0, 1, 2)])
def test_any_two_or_all_three_are_enough(desk, chosen):
    signers = [desk.attesters[place] for place in chosen]

    events = desk.submit(desk.message(), signers)

    assert events[0][4] == tuple(signer.address for signer in signers)


@pytest.mark.branch("submit: when fewer than the threshold have signed: it reverts with TooFewAttesters")
@pytest.mark.parametrize("count", [0, 1])
def test_too_few_signatures_are_refused(desk, count):
    refused = desk.refuses(desk.submit, desk.message(), desk.attesters[:count])

    assert refused == ("TooFewAttesters", 2, count)


@pytest.mark.branch("submit: when signers and signatures differ in number: it reverts with SignatureCountMismatch")
@pytest.mark.parametrize(("signers", "signatures"), [(2, 1), (2, 3), (3, 2), (0, 2)])
def test_each_signer_has_one_signature(desk, signers, signatures):
    message = desk.message()
    signed = [sign(desk.feed, message, each) for each in desk.attesters[:signatures]]

    refused = desk.refuses(desk.submit, message, desk.attesters[:signers], signatures=signed)

    assert refused == ("SignatureCountMismatch", signers, signatures)


@pytest.mark.branch("submit: when the signers do not ascend: it reverts with AttestersNotAscending")
@pytest.mark.parametrize("chosen", [(0, 0), (1, 0), (0, 2, 1), (0, 1, 1)])
def test_signers_ascend_and_nobody_counts_twice(desk, chosen):
    signers = [desk.attesters[place] for place in chosen]

    refused = desk.refuses(desk.submit, desk.message(), signers)

    assert refused == ("AttestersNotAscending", signers[-2].address, signers[-1].address)


@pytest.mark.branch("submit: when a signer is no attester: it reverts with NotAnAttester")
@pytest.mark.parametrize("name", ["reserve_admin", "attacker", "victim"])
def test_an_outsiders_signature_is_refused(desk, name):
    outsider = desk.actor(name)

    refused = desk.refuses(desk.submit, desk.message(), in_order([*desk.attesters[:2], outsider]))

    assert refused == ("NotAnAttester", outsider.address)


# --- signatures


def forged(desk, message, *, feed=None, **changes):
    """Signatures of which the second is of something else."""
    first, second = desk.attesters[:2]
    return [sign(desk.feed, message, first), sign(feed or desk.feed, message | changes, second)]


@pytest.mark.branch("submit: when a signature is not the signer's: it reverts with InvalidSignature")
@pytest.mark.parametrize(
    "changes", [{"amountCents": 502}, {"asOf": 1}, {"nonce": 2}], ids=lambda each: next(iter(each))
)
def test_a_signature_is_of_every_part_of_the_statement(desk, changes):
    message = desk.message()

    refused = desk.refuses(desk.submit, message, signatures=forged(desk, message, **changes))

    assert refused == ("InvalidSignature", desk.attesters[1].address)


@pytest.mark.branch("submit: when a signature is not the signer's: it reverts with InvalidSignature")
def test_a_signature_is_for_one_feed(desk):
    message, other = desk.message(), FeedDesk(desk.chain)
    other.submit(message)

    refused = desk.refuses(desk.submit, message, signatures=forged(desk, message, feed=other.feed))

    assert refused == ("InvalidSignature", desk.attesters[1].address)


@pytest.mark.branch("submit: when a signature is not the signer's: it reverts with InvalidSignature")
@pytest.mark.parametrize(
    "part", [{"chainId": 5}, {"name": "Reserve Feed"}, {"version": "2"}], ids=lambda p: next(iter(p))
)
def test_a_signature_is_for_one_domain(desk, part):
    first, second = desk.attesters[:2]
    message, fields = desk.message(), [{"name": n, "type": "uint256"} for n in ("amountCents", "asOf", "nonce")]
    domain = {"name": "Backbone Reserve Feed", "version": "1", "chainId": desk.feed.call("eip712Domain")[3]}
    v, r, s = second.sign_typed_data(
        domain | {"verifyingContract": desk.feed.address} | part, {"Attestation": fields}, message
    )

    refused = desk.refuses(desk.submit, message, signatures=[sign(desk.feed, message, first), r + s + bytes([v])])

    assert refused == ("InvalidSignature", second.address)


@pytest.mark.branch("submit: when a signature is not the signer's: it reverts with InvalidSignature")
def test_a_signature_is_the_signers_own(desk):
    message = desk.message()
    first, second, third = (sign(desk.feed, message, each) for each in desk.attesters)

    for wrong in (first, third, b"", second[:-1], second + b"\0", bytes(65), with_high_s(second)):
        refused = desk.refuses(desk.submit, message, signatures=[first, wrong])
        assert refused == ("InvalidSignature", desk.attesters[1].address)


@pytest.mark.branch("submit: when a signature is not the signer's: it reverts with InvalidSignature")
def test_every_signature_is_looked_at_beyond_the_threshold_too(desk):
    message = desk.message()
    good = [sign(desk.feed, message, each) for each in desk.attesters]

    for place, attester in enumerate(desk.attesters):
        signatures = [bytes(65) if place == index else each for index, each in enumerate(good)]
        refused = desk.refuses(desk.submit, message, desk.attesters, signatures=signatures)
        assert refused == ("InvalidSignature", attester.address)


@pytest.mark.branch("submit: given an attester is a contract: it counts what the contract accepts")
def test_a_contract_attests_by_erc_1271(desk):
    # given
    first, second = desk.attesters[:2]
    message = desk.message()
    desk.chain.engine.set_code(second.address, wallet_code(digest_of(desk, message)[1]))

    # then: it accepts this digest, without a signature, and no other
    signatures = [sign(desk.feed, message, first), b"anything"]
    other = message | {"amountCents": 502}
    refused = desk.refuses(desk.submit, other, signatures=[sign(desk.feed, other, first), b"anything"])
    assert refused == ("InvalidSignature", second.address)
    desk.submit(message, signatures=signatures)
    assert desk.feed.call("latestRoundData")[:2] == (1, 501)


@pytest.mark.branch("submit: given an attester is a contract: it counts what the contract accepts")
def test_the_key_of_an_account_with_code_still_signs(desk):
    desk.chain.engine.set_code(desk.attesters[1].address, wallet_code(bytes(32)))

    desk.submit(desk.message())

    assert desk.feed.call("lastNonce") == 1
