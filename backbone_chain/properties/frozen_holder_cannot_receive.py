"""frozen-holder-cannot-receive."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._signing import Authorizations
from backbone_chain.properties._stopping import Freeze, freeze, freezes, receiving, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class FrozenHolderCannotReceive(Property):
    """Nobody sends or mints tokens to a frozen account, through any function."""

    severity = Severity.HIGH
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Every way to freeze, against everything that gives an account tokens."""
        set_up(t)
        ways = receiving(t)
        for way in freezes(t):
            self._try(t, way, ways)
        signed = Authorizations(t)
        for form in signed.working():
            slip = signed.of(form, t.bystander, t.recipient, t.amount)
            for way in freezes(t):
                self._try(t, way, [slip.call(signed.submitter(form, t.recipient))])

    def _try(self, t: Trial, way: Freeze, ways: list[Call]) -> None:
        with t.undone():
            freeze(t, way, t.recipient)
            for call in ways:
                said = f"An account that was frozen by {way[0].name} still gets tokens"
                t.must_refuse(call, f"{said}: {t.driver.tell(call)}.")
