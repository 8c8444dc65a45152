"""burn-emits-transfer."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._burns import own_burns
from backbone_chain.properties._payments import TRANSFER
from backbone_chain.properties._signing import word
from backbone_chain.properties._trial import Trial

TO_ZERO = (TRANSFER, None, bytes(32))  # from whom, only the token can say: some take in before they burn


class BurnEmitsTransfer(Property):
    """Every burn and redemption emits Transfer to the zero address."""

    severity = Severity.MEDIUM
    needs = (("burn", "redeem", "bridge_burn"),)
    scwe = "SCWE-063"
    ethtrust = "req-3-event-on-state-change"

    def check(self, t: Trial) -> None:
        """Every function by which somebody burns what is its own."""
        for route, call in own_burns(t, ("burn", "redeem", "bridge_burn")):
            with t.undone():
                receipt = t.prepare(call)
                sentence = f"A burn by {route.name} should emit Transfer to the zero address."
                t.must_emit(receipt, TO_ZERO, sentence, likely=word(call.sender.address))
