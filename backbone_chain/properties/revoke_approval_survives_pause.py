"""revoke-approval-survives-pause."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import pauses, set_up
from backbone_chain.properties._trial import Trial


class RevokeApprovalSurvivesPause(Property):
    """A holder can take an allowance back, by approving zero, while the token is paused."""

    severity = Severity.LOW
    needs = ("pause",)

    def check(self, t: Trial) -> None:
        """Under every way to pause."""
        set_up(t)
        revoke = t.approval(t.holder, t.spender, 0)
        t.control(revoke)
        for pause in pauses(t):
            with t.undone():
                t.prepare(pause)
                said = f"After {t.driver.tell(pause)} an allowance can't be taken back."
                t.must_work(revoke, said)
                t.must_read("allowance", t.holder, t.spender, value=0, sentence=said)
