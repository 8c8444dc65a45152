"""supply-events-match-state."""

from __future__ import annotations

from backbone_chain.invariants._base import Invariant, Moved, Violation
from backbone_chain.model import Severity


class SupplyEventsMatchState(Invariant):
    """What Transfer events from and to the zero address add up to is the change of the supply."""

    severity = Severity.HIGH

    def violated(self, moved: Moved) -> Violation | None:
        """The events of the transaction against its effect."""
        if moved.minted() == moved.supply_change:
            return None
        reason = f"{moved.name} changes the supply by {moved.supply_change:,}; its events say {moved.minted():,}."
        return Violation(reason=reason, right=moved.before.supply + moved.minted())
