"""mint-emits-transfer."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import TRANSFER
from backbone_chain.properties._trial import Trial

FROM_ZERO = (TRANSFER, bytes(32))


class MintEmitsTransfer(Property):
    """Every way to mint emits Transfer from the zero address."""

    severity = Severity.MEDIUM
    needs = (("mint", "bridge_mint"),)
    scwe = "SCWE-063"
    ethtrust = "req-3-event-on-state-change"

    def check(self, t: Trial) -> None:
        """Every function that mints."""
        for verb in ("mint", "bridge_mint"):
            for route in t.powers.routes.get(verb, ()):
                with t.undone():
                    receipt = t.prepare(t.verb(verb, route=route))
                    sentence = f"A mint by {route.name} should emit Transfer from the zero address."
                    t.must_emit(receipt, FROM_ZERO, sentence)
