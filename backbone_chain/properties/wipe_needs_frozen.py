"""wipe-needs-frozen."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._stopping import set_up
from backbone_chain.properties._taking import taking, works_on_frozen
from backbone_chain.properties._trial import Trial


class WipeNeedsFrozen(Property):
    """Where accounts can be frozen, nothing is wiped or seized from one that is not."""

    severity = Severity.CRITICAL
    needs = ("freeze", ("wipe", "seize"))

    def check(self, t: Trial) -> None:
        """Every way to wipe or seize, from an account that nobody has frozen."""
        set_up(t)
        for take in taking(t):
            t.must_refuse(take, f"What is not frozen is taken: {t.driver.tell(take)}.")
            if not works_on_frozen(t, take):
                raise UnknownError(f"{t.driver.tell(take)} takes nothing from a frozen account either.")
