"""supply-is-sum-of-balances."""

from __future__ import annotations

from backbone_chain.invariants._base import Invariant, Moved, Violation
from backbone_chain.model import Severity


class SupplyIsSumOfBalances(Invariant):
    """The total supply is the sum of the balances of all holders.

    A holder that nobody has heard of would make the sum too small, always by the same amount, so it is the changes
    that are compared, and a sum that is too large.
    """

    severity = Severity.CRITICAL

    def violated(self, moved: Moved) -> Violation | None:
        """After the transaction."""
        change, total = sum(moved.balance_changes().values()), sum(moved.after.balances.values())
        if change != moved.supply_change:
            right = moved.before.supply + change
            reason = f"{moved.name} changes balances by {change:,} in all, and the supply by {moved.supply_change:,}."
            return Violation(reason=reason, right=right)
        if total > moved.after.supply:
            reason = f"After {moved.name} holders have {total:,}, more than the supply of {moved.after.supply:,}."
            return Violation(reason=reason, right=total)
        return None
