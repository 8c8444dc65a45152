"""authorization-used-once."""

from __future__ import annotations

import itertools

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._signing import RECEIVE, TRANSFER, Authorizations, Form
from backbone_chain.properties._stopping import set_up
from backbone_chain.properties._trial import Trial

LATER = 1000  # seconds


class AuthorizationUsedOnce(Property):
    """A signed transfer counts once, in its time, until it is cancelled, and one to be received for its payee alone."""

    severity = Severity.CRITICAL
    scwe = "SCWE-055"
    ethtrust = "req-2-malleable-signatures-for-replay"

    def check(self, t: Trial) -> None:
        """Every form of EIP-3009: forged, too early, too late, twice, cancelled, and taken by a front-runner."""
        signed = Authorizations(t)
        if not signed.declared:
            raise NotApplicableError("The token knows no signed transfers as EIP-3009 has them.")
        set_up(t)
        self._confused(t, signed)
        for form in signed.working():
            self._wrong(t, signed, form)
            self._replayed(t, signed, form)
            for cancel in signed.cancels:
                self._cancelled(t, signed, form, cancel)
            if form.kind is RECEIVE:
                self._front_run(t, signed, form)

    def _confused(self, t: Trial, signed: Authorizations) -> None:
        """One type for both messages would let anybody submit what only the payee should."""
        receiving = [form for form in signed.declared if form.kind is RECEIVE]
        for form, other in itertools.product(signed.by_anybody, receiving):
            slip = signed.of(form, t.holder, t.recipient, t.amount).through(other)
            said = f"What was signed as a plain transfer is taken for one to be received: {other.function.signature}."
            t.must_refuse(slip.call(t.recipient), said)

    def _wrong(self, t: Trial, signed: Authorizations, form: Form) -> None:
        now, who, to = t.chain.timestamp, t.holder, t.recipient
        wrong = {
            "that somebody else signed": signed.of(form, who, to, t.amount, by=t.outsider),
            "with no valid signature": signed.of(form, who, to, t.amount).signed(bytes(65)),
            "for another value": signed.of(form, who, to, t.amount).but(value=2 * t.amount),
            "before its time": signed.of(form, who, to, t.amount, after=now + LATER),
            "after its time": signed.of(form, who, to, t.amount, before=now - 1),
        }
        for what, slip in wrong.items():
            said = f"A signed transfer {what} goes through: {form.function.signature}."
            t.must_refuse(slip.call(signed.submitter(form, to)), said)

    def _replayed(self, t: Trial, signed: Authorizations, form: Form) -> None:
        """The same nonce again: the same message through every overload, and a new one of every kind."""
        slip = signed.of(form, t.holder, t.recipient, t.amount)
        with t.undone():
            t.prepare(slip.call(signed.submitter(form, t.recipient)))
            for other in signed.declared:
                nonce = slip.message["nonce"]
                again = slip.through(other) if other.kind is form.kind else None
                again = again or signed.of(other, t.holder, t.recipient, t.amount, nonce=nonce)
                said = f"A nonce that was used by {form.function.name} is good again: {other.function.signature}."
                t.must_refuse(again.call(signed.submitter(other, t.recipient)), said)

    def _cancelled(self, t: Trial, signed: Authorizations, form: Form, cancel: Form) -> None:
        slip = signed.of(form, t.holder, t.recipient, t.amount)
        call, nonce = slip.call(signed.submitter(form, t.recipient)), slip.message["nonce"]
        forged = signed.cancel(cancel, t.holder, nonce, by=t.outsider).call(t.outsider)
        said = f"Somebody else cancels a signed transfer: {cancel.function.signature}."
        t.must_refuse(forged, said, effect=lambda: t.driver.would(call))
        with t.undone():
            ended = signed.cancel(cancel, t.holder, nonce).call(t.outsider)
            if not t.driver.does(ended):
                raise UnknownError(
                    f"A plain signature for {cancel.function.signature} is refused, so it couldn't be tried."
                )
            t.must_refuse(call, f"A cancelled transfer goes through: {form.function.signature}.")

    def _front_run(self, t: Trial, signed: Authorizations, form: Form) -> None:
        slip = signed.of(form, t.holder, t.recipient, t.amount)
        said = f"Somebody else than the payee submits what only the payee should: {form.function.signature}."
        t.must_refuse(slip.call(t.outsider), said)
        for other in signed.declared:
            if other.kind is TRANSFER:
                said = f"What was signed to be received is submitted as a transfer: {other.function.signature}."
                t.must_refuse(slip.through(other).call(t.outsider), said)
