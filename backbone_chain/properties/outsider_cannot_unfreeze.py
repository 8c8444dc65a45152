"""outsider-cannot-unfreeze."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._outsiders import must_not_reach, standing
from backbone_chain.properties._stopping import freeze, freezes, set_up
from backbone_chain.properties._trial import Trial


class OutsiderCannotUnfreeze(Property):
    """Nobody without a key can end a freeze, the frozen account itself included, through any function."""

    severity = Severity.CRITICAL
    of_all_functions = True
    needs = ("freeze", "unfreeze")
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Each way to freeze; then every function by an outsider, and by the account that is frozen."""
        set_up(t)
        t.approve(t.bystander, t.holder)
        t.try_to_fund(t.outsider)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        for way in freezes(t):
            with t.undone():
                freeze(t, way, t.holder)
                effect = standing(t, "freeze")
                must_not_reach(t, "unfreeze", (t.holder.address,), effect, (t.outsider, t.holder))
