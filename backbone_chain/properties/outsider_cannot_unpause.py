"""outsider-cannot-unpause."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._outsiders import must_not_reach, standing
from backbone_chain.properties._stopping import pauses, set_up
from backbone_chain.properties._trial import Trial


class OutsiderCannotUnpause(Property):
    """Nobody without a key can end a pause, through any function."""

    severity = Severity.CRITICAL
    of_all_functions = True
    needs = ("pause", "unpause")
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Each way to pause; then every function by an outsider, and by a holder that is stopped."""
        set_up(t)
        t.try_to_fund(t.outsider)
        t.control(t.transfer(t.bystander, t.recipient, t.amount))
        victims = (t.holder.address, t.outsider.address)
        for pause in pauses(t):
            with t.undone():
                t.prepare(pause)
                effect = standing(t, "pause")
                must_not_reach(t, "unpause", victims, effect, (t.outsider, t.holder))
