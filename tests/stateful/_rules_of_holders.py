"""What holders do to the machine's token: they pay, allow, redeem and sign."""

from __future__ import annotations

from typing import Any, Protocol

from _books import UINT256, Signed
from _draws import AMOUNTS, CALLERS, FORMS, NUMBERS, PARTIES, SIGNERS, Amount
from _model import Model
from hypothesis import strategies as st
from hypothesis.stateful import rule

MEMO = (7).to_bytes(32)
LATE = st.sampled_from((UINT256,) * 9 + (0, -1, 12))
"""When a signature ends: a moment, or if it is small, that many seconds after the call."""


class Acting(Protocol):
    """What a machine offers its rules."""

    model: Model

    def act(self, by: str, function: str, *args: Any, form: str = "") -> None: ...
    def now(self) -> int: ...
    def pass_time(self, seconds: int) -> None: ...
    def as_admin(self, caller: str) -> str: ...


class Payments:
    """Transfers, with and without an allowance or a memo."""

    @rule(by=CALLERS, to=PARTIES, amount=AMOUNTS)
    def transfer(self: Acting, by: str, to: str, amount: Amount) -> None:
        self.act(by, "transfer", to, amount.of(self.model, by))

    @rule(by=CALLERS, to=PARTIES, amount=AMOUNTS)
    def transfer_with_memo(self: Acting, by: str, to: str, amount: Amount) -> None:
        self.act(by, "transferWithMemo", to, amount.of(self.model, by), MEMO)

    @rule(by=CALLERS, source=PARTIES, to=PARTIES, amount=AMOUNTS)
    def transfer_from(self: Acting, by: str, source: str, to: str, amount: Amount) -> None:
        self.act(by, "transferFrom", source, to, amount.of(self.model, source, by))

    @rule(pair=st.integers(0, 20), to=PARTIES, amount=AMOUNTS)
    def transfer_from_within_an_allowance(self: Acting, pair: int, to: str, amount: Amount) -> None:
        allowances = sorted(pair for pair, allowed in self.model.allowances.items() if allowed)
        if allowances:
            source, by = allowances[pair % len(allowances)]
            self.act(by, "transferFromWithMemo", source, to, amount.of(self.model, source, by), MEMO)

    @rule(by=CALLERS, spender=PARTIES, amount=AMOUNTS)
    def approve(self: Acting, by: str, spender: str, amount: Amount) -> None:
        self.act(by, "approve", spender, amount.of(self.model, by, spender))

    @rule(by=CALLERS, spender=PARTIES, amount=AMOUNTS)
    def decrease_allowance(self: Acting, by: str, spender: str, amount: Amount) -> None:
        self.act(by, "decreaseAllowance", spender, amount.of(self.model, by, spender))

    @rule(by=CALLERS, amount=AMOUNTS)
    def redeem(self: Acting, by: str, amount: Amount) -> None:
        self.act(by, "redeem", amount.of(self.model, by), MEMO)


class Obstacles:
    """One thing in the way of a payment that would go through without it, and then out of the way again."""

    @rule(
        source=SIGNERS,
        spender=SIGNERS,
        to=PARTIES,
        stopped=st.sampled_from(("source", "spender", "to", "transfers", "part", "nothing")),
        whole=st.booleans(),
    )
    def spend_an_allowance_in_spite_of(
        self: Acting, source: str, spender: str, to: str, stopped: str, whole: bool
    ) -> None:
        amount = min(self.model.balance(source), 10)
        self.act(source, "approve", spender, amount if whole else UINT256)
        stop, restart = _obstacle(stopped, source, {"source": source, "spender": spender, "to": to})
        self.act(*stop)
        self.act(spender, "transferFrom", source, to, amount)
        self.act(*restart)


def _obstacle(stopped: str, source: str, parties: dict[str, str]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The call that stops somebody or something, and the one that undoes it."""
    if stopped in parties:
        return ("freezer", "freeze", parties[stopped], MEMO), ("unfreezer", "unfreeze", parties[stopped])
    if stopped == "part":
        return (
            ("freezer", "setFrozenTokens", source, UINT256 >> 8),
            ("unfreezer", "setFrozenTokens", source, 0),
        )
    return ("pauser", "pauseBits", int(stopped == "transfers")), ("unpauser", "unpause", 15)


class Signatures:
    """Permits and authorisations: good ones, and ones by the wrong key, for another amount or at the wrong time."""

    @rule(
        by=CALLERS,
        owner=SIGNERS,
        spender=PARTIES,
        amount=AMOUNTS,
        late=LATE,
        signer=st.sampled_from((None,) * 9 + ("attacker",)),
        off=st.sampled_from((0,) * 9 + (1,)),
        form=FORMS,
    )
    def permit(
        self: Acting,
        by: str,
        owner: str,
        spender: str,
        amount: Amount,
        late: int,
        signer: str | None,
        off: int,
        form: str,
    ) -> None:
        value, deadline = amount.of(self.model, owner, spender), _moment(late, self.now())
        nonce = self.model.nonces.get(owner, 0) + off
        signature = Signed(signer=signer or owner, kind="Permit", message=(owner, spender, value, nonce, deadline))
        self.act(by, "permit", owner, spender, value, deadline, signature, form=form)

    @rule(
        kind=st.sampled_from(("TransferWithAuthorization", "ReceiveWithAuthorization")),
        submitted=st.sampled_from(("as it is",) * 9 + ("as the other kind", "for more", "by another")),
        source=SIGNERS,
        to=PARTIES,
        by=CALLERS,
        amount=AMOUNTS,
        early=st.sampled_from((0,) * 9 + (UINT256, 1, -1)),
        late=LATE,
        nonce=NUMBERS,
        form=FORMS,
    )
    def pay_by_authorization(
        self: Acting,
        kind: str,
        submitted: str,
        source: str,
        to: str,
        by: str,
        amount: Amount,
        early: int,
        late: int,
        nonce: bytes,
        form: str,
    ) -> None:
        value, after = amount.of(self.model, source), early and _moment(early, self.now())
        message = (source, to, value, after, _moment(late, self.now()), nonce)
        signature = Signed(signer="attacker" if submitted == "by another" else source, kind=kind, message=message)
        if submitted == "as the other kind":
            kind = "ReceiveWithAuthorization" if kind == "TransferWithAuthorization" else "TransferWithAuthorization"
        if submitted == "for more":
            message = (source, to, min(value + 1, UINT256), *message[3:])
        is_payee_asked = kind == "ReceiveWithAuthorization" and to in SUBMITTERS
        self.act(to if is_payee_asked else by, kind[0].lower() + kind[1:], *message, signature, form=form)

    @rule(by=CALLERS, authorizer=SIGNERS, signer=st.sampled_from((None, None, "attacker")), nonce=NUMBERS, form=FORMS)
    def cancel_authorization(
        self: Acting, by: str, authorizer: str, signer: str | None, nonce: bytes, form: str
    ) -> None:
        signature = Signed(signer=signer or authorizer, kind="CancelAuthorization", message=(authorizer, nonce))
        self.act(by, "cancelAuthorization", authorizer, nonce, signature, form=form)


SUBMITTERS = ("holder", "spender", "victim")
"""Payees who submit what they are paid by; the attacker leaves it to others, who may not."""


def _moment(drawn: int, now: int) -> int:
    return now + drawn if abs(drawn) < 100 else drawn
