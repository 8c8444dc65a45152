"""allowance-spent-exactly."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import FINITE, require_allowances
from backbone_chain.properties._trial import Trial


class AllowanceSpentExactly(Property):
    """A transferFrom lowers a finite allowance by exactly its amount, and one of more than that is refused.

    The largest allowance tried is just below 2^96 base units; what is above may mean "unlimited".
    """

    severity = Severity.HIGH

    def check(self, t: Trial) -> None:
        """A usual allowance, an exactly fitting one, a large one; then none."""
        t.fund(t.holder)
        require_allowances(t)
        for allowance in (3 * t.amount, t.amount, FINITE - 2):
            with t.undone():
                self._spend(t, allowance)
        with t.undone():
            t.approve(t.holder, t.spender, t.amount)
            t.control(t.transfer_from(t.spender, t.holder, t.recipient, t.amount))
        nothing = t.transfer_from(t.spender, t.holder, t.recipient, t.amount)
        t.must_refuse(nothing, "A transferFrom without any allowance goes through.")

    def _spend(self, t: Trial, allowance: int) -> None:
        t.approve(t.holder, t.spender, allowance)
        t.prepare(t.transfer_from(t.spender, t.holder, t.recipient, t.amount))
        left = allowance - t.amount
        sentence = f"After a transferFrom of {t.amount:,} an allowance of {allowance:,} should be {left:,}."
        t.must_read("allowance", t.holder, t.spender, value=left, sentence=sentence)
        if left < t.balance(t.holder):
            more = t.transfer_from(t.spender, t.holder, t.recipient, left + 1)
            t.must_refuse(more, "A transferFrom of more than the allowance goes through.")
