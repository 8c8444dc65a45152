"""supply-cap-respected."""

from __future__ import annotations

from backbone_chain.invariants._base import Invariant, Moved, Violation
from backbone_chain.model import Severity


class SupplyCapRespected(Invariant):
    """The total supply never passes the token's own cap."""

    severity = Severity.HIGH

    @classmethod
    def applies(cls, moved: Moved) -> bool:
        """Whether the token says that it has a cap."""
        return moved.cap is not None

    def violated(self, moved: Moved) -> Violation | None:
        """A supply that grew beyond the cap; one that was above it before the cap was lowered may stay."""
        if moved.cap is None or moved.supply_change <= 0 or moved.after.supply <= moved.cap:
            return None
        reason = f"{moved.name} raises the supply to {moved.after.supply:,}, above the cap of {moved.cap:,}."
        return Violation(reason=reason, right=moved.cap)
