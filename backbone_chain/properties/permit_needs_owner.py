"""permit-needs-owner."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._signing import Domain, Form, Permits, Slip
from backbone_chain.properties._stopping import set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.properties.permit_respects_freeze import require_permit

GARBAGE = b"\x11" * 64


class PermitNeedsOwner(Property):
    """Only the owner's own, fresh signature gives an allowance, on its chain, in its time, once and in one form."""

    severity = Severity.CRITICAL
    scwe = "SCWE-055"
    ethtrust = "req-2-malleable-signatures-for-replay"

    def check(self, t: Trial) -> None:
        """Every form of a permit, each wrong in one way; then a good one twice."""
        permits = require_permit(t)
        set_up(t)
        for form in permits.working():
            for what, slip in _wrong(t, permits, form):
                said = f"A permit {what} gives an allowance: {form.function.signature}."
                t.must_refuse(slip.call(t.outsider), said, effect=permits.allowed(t.holder, t.bystander))
            self._replayed(t, permits, form)
        if _elsewhere(t, permits) is None:
            self._without_chain(t, permits)

    def _replayed(self, t: Trial, permits: Permits, form: Form) -> None:
        """Used, taken back, and submitted again through every function that takes such a permit."""
        with t.undone():
            slip = permits.of(form, t.holder, t.bystander, t.amount)
            t.prepare(slip.call(t.outsider))
            t.approve(t.holder, t.bystander, 0)
            for other in permits.declared:
                if other.kind is form.kind:
                    said = f"A permit counts a second time, after it was taken back: {other.function.signature}."
                    again = slip.through(other).call(t.outsider)
                    t.must_refuse(again, said, effect=permits.allowed(t.holder, t.bystander))

    def _without_chain(self, t: Trial, permits: Permits) -> None:
        """A domain whose fields are known and that names no chain is good on any; of others nothing is known."""
        if not permits.domain.fields:
            raise UnknownError(
                "All else is refused, but what the domain separator is made of isn't known, so a signature for another "
                "chain couldn't be tried."
            )
        form = permits.declared[0]
        said = "A permit for another chain gives an allowance: the token's domain names no chain."
        t.prepare(permits.of(form, t.holder, t.bystander, t.amount).call(t.outsider))
        t.broken(said, [t.claim(said, kind="refused", seen="it went through")])


def _wrong(t: Trial, permits: Permits, form: Form) -> Iterator[tuple[str, Slip]]:
    good = permits.of(form, t.holder, t.bystander, t.amount)
    yield "that somebody else signed", permits.of(form, t.holder, t.bystander, t.amount, by=t.outsider)
    yield "that nobody signed", good.signed(GARBAGE + b"\x1b")
    yield "with no valid signature", good.signed(bytes(65))
    yield "with s on the upper half of the curve", good.high
    yield "for another spender", permits.of(form, t.holder, t.spender, t.amount).but(spender=t.bystander.address)
    if "value" in good.form.kind.given:
        yield "for another value", good.but(value=2 * t.amount)
    yield "that has expired", permits.of(form, t.holder, t.bystander, t.amount, until=t.chain.timestamp - 1)
    elsewhere = _elsewhere(t, permits)
    if elsewhere:
        yield "for another chain", permits.of(form, t.holder, t.bystander, t.amount, domain=elsewhere)


def _elsewhere(t: Trial, permits: Permits) -> Domain | None:
    """The token's domain on another chain; None where nothing in it is known to name the chain."""
    other, domain = t.chain.engine.chain_id() + 1, permits.domain
    if "chainId" in domain.fields:
        return domain.but(chainId=other)
    is_chain = domain.fields.get("salt") == (other - 1).to_bytes(32)
    return domain.but(salt=other.to_bytes(32)) if is_chain else None
