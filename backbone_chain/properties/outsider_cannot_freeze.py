"""outsider-cannot-freeze."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._outsiders import must_not_reach, standing
from backbone_chain.properties._stopping import set_up
from backbone_chain.properties._trial import Trial


class OutsiderCannotFreeze(Property):
    """Nobody without a key can freeze somebody else, through any function."""

    severity = Severity.CRITICAL
    of_all_functions = True
    needs = ("freeze",)
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every function by an outsider that has some tokens; none may stop the holder from sending or receiving."""
        set_up(t)
        t.approve(t.bystander, t.holder)
        t.try_to_fund(t.outsider)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        must_not_reach(t, "freeze", (t.holder.address,), standing(t, "freeze"), (t.outsider,))
