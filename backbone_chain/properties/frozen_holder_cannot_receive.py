"""frozen-holder-cannot-receive."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._signing import Authorizations
from backbone_chain.properties._stopping import freeze, freezes, receiving, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class FrozenHolderCannotReceive(Property):
    """Nobody sends or mints tokens to a frozen account, through any function."""

    severity = Severity.HIGH
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Every way to freeze, against everything that gives an account tokens."""
        set_up(t)
        ways = [*receiving(t), *self._signed(t)]
        for way in freezes(t):
            with t.undone():
                freeze(t, way, t.recipient)
                for call in ways:
                    said = f"An account that was frozen by {way[0].name} still gets tokens"
                    t.must_refuse(call, f"{said}: {t.driver.tell(call)}.")

    def _signed(self, t: Trial) -> list[Call]:
        signed = Authorizations(t)
        return [
            signed.of(form, t.bystander, t.recipient, t.amount).call(signed.submitter(form, t.recipient))
            for form in signed.working()
        ]
