"""frozen-relayer-cannot-relay."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._signing import Authorizations
from backbone_chain.properties._stopping import freeze, freezes, set_up
from backbone_chain.properties._trial import Trial


class FrozenRelayerCannotRelay(Property):
    """A frozen account can't submit somebody else's signed transfer."""

    severity = Severity.LOW
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Every form of a signed transfer that anybody submits, under every way to freeze."""
        signed = Authorizations(t)
        if not signed.by_anybody:
            raise NotApplicableError("The token knows no signed transfers that anybody may submit.")
        set_up(t)
        for form in signed.working(signed.by_anybody):
            call = signed.of(form, t.holder, t.recipient, t.amount).call(t.spender)
            t.control(call)
            for way in freezes(t):
                with t.undone():
                    freeze(t, way, t.spender)
                    said = f"A relayer that was frozen by {way[0].name} still submits: {form.function.signature}."
                    t.must_refuse(call, said)
