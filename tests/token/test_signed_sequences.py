"""Signed messages with a bit changed, and in any order: drawn at random, held against a small model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from _outcome import request
from _signing import FORMS, KINDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbone_chain.errors import RefusedError

PADDING = 31  # bytes behind the 65 of a signature, which say nothing
SELECTOR_BITS = 32


def drawn(examples):
    """The same ones in every run; what an example leaves on the chain is its own to undo."""
    quiet = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=quiet)


# --- one bit is another


@pytest.fixture
def slips(signs, holder, spender, recipient):
    """One of each kind."""
    return {
        "Permit": signs.permit(holder, spender, 5),
        "TransferWithAuthorization": signs.transfer(holder, recipient, 5),
        "ReceiveWithAuthorization": signs.receive(holder, recipient, 5),
        "CancelAuthorization": signs.cancel(holder),
    }


@drawn(400)
@given(kind=st.sampled_from(list(KINDS)), form=st.sampled_from(FORMS), number=st.integers(0, 2**16))
def test_no_bit_of_a_signed_call_can_be_another(chain, contract, slips, recipient, kind, form, number):
    """Of the message and of the signature, and of the words around them."""
    # given
    data = slips[kind].calldata(form)
    said = len(data) - (PADDING if form == "bytes" else 0)
    bit = SELECTOR_BITS + number % (said * 8 - SELECTOR_BITS)
    flipped = bytearray(data)
    flipped[bit // 8] ^= 0x80 >> bit % 8

    # then
    assert not chain.send(contract.address, bytes(flipped), sender=recipient, check=False).success


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_call_without_a_change_goes_through(chain, contract, slips, recipient, kind, form):
    assert chain.send(contract.address, slips[kind].calldata(form), sender=recipient).success


# --- one nonce, many messages


class Step(NamedTuple):
    """A message about one of two nonces of one of two authorizers."""

    verb: str
    authorizer: str
    nonce: int
    is_forged: bool
    form: str


@dataclass
class Model:
    """What a token should remember and say."""

    used: set[tuple[str, int]] = field(default_factory=set)
    received: int = 0

    def take(self, step: Step) -> str:
        """The name of the error, empty when there is none."""
        if (step.authorizer, step.nonce) in self.used:
            return "AuthorizationUsedOrCanceled"
        if step.is_forged:
            return "InvalidSignature"
        self.used.add((step.authorizer, step.nonce))
        self.received += 0 if step.verb == "cancel" else 5
        return ""


AUTHORIZERS, NONCES = ("holder", "victim"), (1, 2)
STEPS = st.builds(
    Step,
    verb=st.sampled_from(["transfer", "receive", "cancel"]),
    authorizer=st.sampled_from(AUTHORIZERS),
    nonce=st.sampled_from(NONCES),
    is_forged=st.sampled_from([False, False, True]),
    form=st.sampled_from(FORMS),
)


@drawn(40)
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_a_nonce_is_used_once_in_whatever_order_messages_come(
    chain, contract, token, signs, recipient, attacker, actor, steps
):
    def submit(step):
        account, signer = actor(step.authorizer), attacker if step.is_forged else actor(step.authorizer)
        if step.verb == "cancel":
            slip = signs.cancel(account, nonce=step.nonce, signer=signer)
        else:
            slip = getattr(signs, step.verb)(account, recipient, 5, nonce=step.nonce, signer=signer)
        try:
            slip.submit(sender=recipient, form=step.form)
        except RefusedError as refusal:
            return refusal.error.name
        return ""

    with chain.isolated():
        model, before = Model(), token.balance_of(recipient)
        for step in steps:
            assert submit(step) == model.take(step)
        used = {(who, n) for who in AUTHORIZERS for n in NONCES if is_used(contract, actor(who), n)}
        assert (used, token.balance_of(recipient) - before) == (model.used, model.received)


def is_used(contract, account, nonce):
    return contract.call("authorizationState", account, request(nonce))


@drawn(40)
@given(nonces=st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_permits_go_through_in_the_order_of_their_nonces_only(chain, contract, signs, holder, spender, relayer, nonces):
    with chain.isolated():
        following = 0
        for nonce in nonces:
            slip = signs.permit(holder, spender, 100 + nonce, nonce=nonce)
            receipt = chain.send(contract.address, slip.calldata(), sender=relayer, check=False)
            assert receipt.success == (nonce == following)
            following += receipt.success
        assert contract.call("nonces", holder) == following
        assert contract.call("allowance", holder, spender) == (99 + following if following else 0)
