"""supply-changes-only-by-mint-and-burn."""

from __future__ import annotations

from backbone_chain.invariants._base import MINTS_AND_BURNS, Invariant, Moved, Violation
from backbone_chain.model import Severity


class SupplyChangesOnlyByMintAndBurn(Invariant):
    """The supply changes only when somebody mints or burns that much."""

    severity = Severity.CRITICAL

    def violated(self, moved: Moved) -> Violation | None:
        """A mint or a burn is what is known as one, or what the token's own events say is one."""
        if not moved.supply_change or moved.verb in MINTS_AND_BURNS or moved.minted() == moved.supply_change:
            return None
        reason = f"{moved.name} is no mint and no burn, and changes the supply by {moved.supply_change:,}."
        return Violation(reason=reason, right=moved.before.supply)
