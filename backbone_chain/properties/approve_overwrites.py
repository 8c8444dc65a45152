"""approve-overwrites."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import require_allowances
from backbone_chain.properties._trial import Trial


class ApproveOverwrites(Property):
    """An approval over one that is there sets the new value, be it higher or lower."""

    severity = Severity.INFO

    def check(self, t: Trial) -> None:
        """Twice as much, then half as much."""
        t.fund(t.holder)
        require_allowances(t)
        for first, second in ((t.amount, 2 * t.amount), (2 * t.amount, t.amount)):
            with t.undone():
                t.approve(t.holder, t.spender, first)
                sentence = f"An approval of {second:,} over one of {first:,} should go through."
                t.must_work(t.approval(t.holder, t.spender, second), sentence)
                sentence = f"After it the allowance should be {second:,}."
                t.must_read("allowance", t.holder, t.spender, value=second, sentence=sentence)
