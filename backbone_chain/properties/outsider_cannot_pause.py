"""outsider-cannot-pause."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._outsiders import must_not_reach, standing
from backbone_chain.properties._stopping import set_up
from backbone_chain.properties._trial import Trial


class OutsiderCannotPause(Property):
    """Nobody without a key can pause the token, through any function."""

    severity = Severity.CRITICAL
    of_all_functions = True
    needs = ("pause",)
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every function by an outsider that has some tokens; none may stop others from sending."""
        set_up(t)
        t.try_to_fund(t.outsider)
        t.control(t.transfer(t.bystander, t.recipient, t.amount))
        victims = (t.holder.address, t.outsider.address)
        must_not_reach(t, "pause", victims, standing(t, "pause"), (t.outsider,))
