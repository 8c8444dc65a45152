"""zero-transfer-allowed."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import TRANSFER, payments
from backbone_chain.properties._trial import Trial


class ZeroTransferAllowed(Property):
    """A transfer of 0 goes through and emits Transfer, as ERC-20 asks."""

    severity = Severity.INFO

    def check(self, t: Trial) -> None:
        """Each way to pay, with a payment of something as the control."""
        t.fund(t.holder)
        for _, something in payments(t, t.recipient.address, t.amount):
            t.control(something)
        for name, call in payments(t, t.recipient.address, 0):
            receipt = t.must_work(call, f"A {name} of 0 should go through.")
            t.must_emit(receipt, [TRANSFER], f"A {name} of 0 should emit Transfer.")
