"""balances-change-only-with-events."""

from __future__ import annotations

from backbone_chain.invariants._base import Invariant, Moved, Violation
from backbone_chain.model import Severity


class BalancesChangeOnlyWithEvents(Invariant):
    """A balance changes only with a Transfer event that names its holder."""

    severity = Severity.HIGH

    def violated(self, moved: Moved) -> Violation | None:
        """Every balance that changed."""
        named = {account for sender, to, _ in moved.transfers() for account in (sender, to)}
        for holder, change in moved.balance_changes().items():
            if holder not in named:
                reason = f"{moved.name} changes the balance of {holder} by {change:,}, and no event names it."
                return Violation(reason=reason, right=moved.before.balances.get(holder, 0), holder=holder)
        return None
