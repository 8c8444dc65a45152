"""Signatures by a key, whatever they sign: by whom, over what, in which domain, in which bytes."""

from __future__ import annotations

import pytest
from _outcome import Outcome
from _signing import CURVE_ORDER, FOREVER, FORMS, KINDS

from backbone_chain.codec import checksum

ZERO = "0x" + "00" * 20
RECEIVE = "ReceiveWithAuthorization"
MOVED = {"balance of holder": -5, "balance of recipient": 5, "authorization 1 of holder is used": True}
EVENTS_OF_MOVING = [("AuthorizationUsed", "holder", (1).to_bytes(32)), ("Transfer", "holder", "recipient", 5)]
OUTCOMES = {
    "Permit": Outcome(
        {"allowance of holder for spender": 5, "nonce of holder": 1}, [("Approval", "holder", "spender", 5)]
    ),
    "TransferWithAuthorization": Outcome(MOVED, EVENTS_OF_MOVING),
    "ReceiveWithAuthorization": Outcome(MOVED, EVENTS_OF_MOVING),
    "CancelAuthorization": Outcome(
        {"authorization 1 of holder is used": True}, [("AuthorizationCanceled", "holder", (1).to_bytes(32))]
    ),
}
CHANGED = {
    "owner": "victim",
    "spender": "attacker",
    "from": "victim",
    "to": "attacker",
    "authorizer": "victim",
    "value": 6,
    "deadline": FOREVER - 1,
    "validAfter": 1,
    "validBefore": FOREVER - 1,
    "nonce": (2).to_bytes(32),
}
MEMBERS = [(kind, name) for kind in KINDS for name in KINDS[kind] if (kind, name) != ("Permit", "nonce")]
OTHER_DOMAINS = {
    "name": "Another Dollar",
    "version": "2",
    "chainId": 1,
    "verifyingContract": "0x" + "11" * 20,
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def submitter(kind, recipient, relayer):
    return recipient if kind == RECEIVE else relayer


@pytest.fixture
def signing(signs, kind, holder, spender, recipient):
    """A message of the kind, about the holder."""

    def sign(account=holder, **more):
        match kind:
            case "Permit":
                return signs.permit(account, spender, 5, **more)
            case "CancelAuthorization":
                return signs.cancel(account, **more)
            case _:
                return signs.authorization(kind, account, recipient, 5, **more)

    return sign


@pytest.fixture
def slip(signing):
    return signing()


# --- by whom


def test_an_accounts_own_signature_counts(slip, submitter, form, kind, does):
    assert does(lambda: slip.submit(sender=submitter, form=form)) == OUTCOMES[kind]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != RECEIVE], indirect=True)
def test_an_account_may_submit_what_it_signed_itself(slip, kind, holder, does):
    assert does(lambda: slip.submit(sender=holder)) == OUTCOMES[kind]


@pytest.mark.branch("permit: when the signature is not the owner's: it reverts with InvalidSignature")
@pytest.mark.branch(
    "transferWithAuthorization: when the signature is not the sender's: it reverts with InvalidSignature"
)
@pytest.mark.branch(
    "receiveWithAuthorization: when the signature is not the sender's: it reverts with InvalidSignature"
)
@pytest.mark.branch("cancelAuthorization: when the signature is not the authorizer's: it reverts with InvalidSignature")
@pytest.mark.parametrize("signer", ["attacker", "recipient"])
def test_another_accounts_signature_is_refused(signing, submitter, form, holder, actor, refuses, signer):
    with refuses("InvalidSignature", account=holder):
        signing(signer=actor(signer)).submit(sender=submitter, form=form)


def test_nobody_signs_for_the_zero_address(signing, submitter, form, attacker, refuses):
    forged = signing(ZERO, signer=attacker)

    with refuses("InvalidSignature", account=ZERO):
        forged.submit(sender=submitter, form=form)
    with refuses("InvalidSignature", account=ZERO):  # what ecrecover answers with zero
        forged.signed(v=0, r=bytes(32), s=bytes(32)).submit(sender=submitter, form=form)


def test_nobody_signs_for_the_token(signing, submitter, form, contract, attacker, refuses):
    with refuses("InvalidSignature", account=contract):
        signing(contract, signer=attacker).submit(sender=submitter, form=form)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 10])
def test_no_precompile_passes_for_a_wallet(signs, relayer, attacker, refuses, number):
    precompile = checksum(f"0x{number:040x}")

    with refuses("InvalidSignature", account=precompile):
        signs.cancel(precompile, signer=attacker).submit(sender=relayer)


# --- over what


@pytest.mark.parametrize(("kind", "member"), MEMBERS, indirect=["kind"])
def test_no_member_can_be_changed(slip, kind, submitter, holder, actor, refuses, member):
    changed = CHANGED[member]
    party = actor(changed) if isinstance(changed, str) else changed
    submits = party if (kind, member) == (RECEIVE, "to") else submitter
    account = party if member in ("owner", "from", "authorizer") else holder

    with refuses("InvalidSignature", account=account):
        slip.but(**{member: party}).submit(sender=submits)


@pytest.mark.parametrize("other", OTHER_DOMAINS)
def test_what_was_signed_in_another_domain_is_refused(signing, submitter, holder, refuses, other):
    with refuses("InvalidSignature", account=holder):
        signing(domain={other: OTHER_DOMAINS[other]}).submit(sender=submitter)


def test_an_authorisation_to_transfer_is_none_to_receive(signs, holder, recipient, form, refuses):
    slip = signs.transfer(holder, recipient, 5).called("ReceiveWithAuthorization")

    with refuses("InvalidSignature", account=holder):
        slip.submit(sender=recipient, form=form)


def test_an_authorisation_to_receive_is_none_to_transfer(signs, holder, recipient, form, refuses):
    slip = signs.receive(holder, recipient, 5).called("TransferWithAuthorization")

    with refuses("InvalidSignature", account=holder):
        slip.submit(sender=recipient, form=form)


@pytest.mark.parametrize("kind", ["TransferWithAuthorization", "ReceiveWithAuthorization"])
def test_an_authorisation_is_no_cancellation_and_a_cancellation_no_authorisation(
    signs, holder, recipient, form, refuses, kind
):
    authorisation, cancellation = signs.authorization(kind, holder, recipient, 5), signs.cancel(holder)

    with refuses("InvalidSignature", account=holder):
        cancellation.signed(**authorisation.signature._asdict()).submit(sender=recipient, form=form)
    with refuses("InvalidSignature", account=holder):
        authorisation.signed(**cancellation.signature._asdict()).submit(sender=recipient, form=form)


# --- in which bytes


def test_the_other_signature_of_the_curve_is_refused(slip, submitter, form, holder, refuses):
    high = CURVE_ORDER - int.from_bytes(slip.signature.s)
    twin = slip.signed(v=55 - slip.signature.v, s=high.to_bytes(32))

    with refuses("InvalidSignature", account=holder):
        twin.submit(sender=submitter, form=form)


@pytest.mark.parametrize("v", [0, 1, 26, 29])
def test_a_v_that_is_neither_27_nor_28_is_refused(slip, submitter, holder, refuses, v):
    with refuses("InvalidSignature", account=holder):
        slip.signed(v=v).submit(sender=submitter)


def test_the_other_v_is_refused(slip, submitter, holder, refuses):
    with refuses("InvalidSignature", account=holder):
        slip.signed(v=55 - slip.signature.v).submit(sender=submitter)


@pytest.mark.parametrize("part", ["r", "s"])
@pytest.mark.parametrize("number", [0, CURVE_ORDER])
def test_an_r_or_s_that_is_no_number_of_the_curve_is_refused(slip, submitter, holder, refuses, part, number):
    with refuses("InvalidSignature", account=holder):
        slip.signed(**{part: number.to_bytes(32)}).submit(sender=submitter)


def compact(slip):
    """The 64 bytes of ERC-2098: the parity of v in the highest bit of s."""
    parity = (slip.signature.v - 27) << 255
    return slip.signature.r + (parity | int.from_bytes(slip.signature.s)).to_bytes(32)


OTHER_LENGTHS = {
    "none": lambda slip: b"",
    "without v": lambda slip: slip.raw[:64],
    "compact": compact,
    "with a zero behind": lambda slip: slip.raw + b"\0",
    "with a zero before": lambda slip: b"\0" + slip.raw,
    "as three words": lambda slip: slip.raw[:64] + slip.raw[64:].rjust(32, b"\0"),
}


@pytest.mark.parametrize("how", OTHER_LENGTHS)
def test_a_signature_has_65_bytes(slip, submitter, holder, refuses, how):
    """The compact form is refused too: of one signature there is one form, before and after it was used."""
    with refuses("InvalidSignature", account=holder):
        slip.submit_raw(OTHER_LENGTHS[how](slip), sender=submitter)


@pytest.mark.parametrize("first", FORMS)
def test_a_signature_counts_once_in_whatever_form(slip, submitter, kind, form, holder, refuses, first):
    slip.submit(sender=submitter, form=first)
    used = {"authorizer": holder, "nonce": (1).to_bytes(32)}
    error = ("InvalidSignature", {"account": holder}) if kind == "Permit" else ("AuthorizationUsedOrCanceled", used)

    with refuses(error[0], **error[1]):
        slip.submit(sender=submitter, form=form)
    with refuses(error[0], **error[1]):
        slip.submit_raw(compact(slip), sender=submitter)
