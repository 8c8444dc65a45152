"""transfer-to-zero-refused."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import NOBODY, payments
from backbone_chain.properties._trial import Trial


class TransferToZeroRefused(Property):
    """Nobody can pay the zero address."""

    severity = Severity.LOW

    def check(self, t: Trial) -> None:
        """Each way to pay."""
        t.fund(t.holder)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        for name, call in payments(t, NOBODY, t.amount):
            t.must_refuse(call, f"A {name} to the zero address goes through.")
