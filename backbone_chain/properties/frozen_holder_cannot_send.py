"""frozen-holder-cannot-send."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._signing import Authorizations
from backbone_chain.properties._stopping import Freeze, freeze, freezes, sending, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class FrozenHolderCannotSend(Property):
    """A frozen holder's tokens stay: no function of its own, of a spender's, or that takes its signature moves them."""

    severity = Severity.CRITICAL
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Every way to freeze, against everything that takes tokens from a holder: redeeming and burning too."""
        set_up(t)
        ways = sending(t)
        for way in freezes(t):
            self._try(t, way, ways)
        signed = Authorizations(t)
        for form in signed.working():
            slip = signed.of(form, t.holder, t.recipient, t.amount)
            for way in freezes(t):
                self._try(t, way, [slip.call(signed.submitter(form, t.recipient))])

    def _try(self, t: Trial, way: Freeze, ways: list[Call]) -> None:
        with t.undone():
            freeze(t, way, t.holder)
            for call in ways:
                said = f"The tokens of a holder that was frozen by {way[0].name} still leave it"
                t.must_refuse(call, f"{said}: {t.driver.tell(call)}.")
