"""transfer-to-token-refused."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import payments
from backbone_chain.properties._trial import Trial


class TransferToTokenRefused(Property):
    """Nobody can pay the token contract itself, where tokens are lost."""

    severity = Severity.LOW

    def check(self, t: Trial) -> None:
        """Each way to pay."""
        t.fund(t.holder)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        for name, call in payments(t, t.driver.token.address, t.amount):
            t.must_refuse(call, f"A {name} to the token contract itself goes through.")
