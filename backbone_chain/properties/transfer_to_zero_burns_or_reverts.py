"""transfer-to-zero-burns-or-reverts."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import NOBODY, payments
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class TransferToZeroBurnsOrReverts(Property):
    """A transfer to the zero address is refused, or lowers the supply by its amount.

    Otherwise its event looks like a burn that there was none of.
    """

    severity = Severity.MEDIUM

    def check(self, t: Trial) -> str:
        """Each way to pay."""
        t.fund(t.holder)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        told = {self._try(t, name, call) for name, call in payments(t, NOBODY, t.amount)}
        return f"It {' or '.join(sorted(told))}."

    def _try(self, t: Trial, name: str, call: Call) -> str:
        supply = t.supply()
        with t.undone():
            if not t.driver.does(call):
                return "is refused"
            sentence = f"A {name} to the zero address should be refused or lower the supply by its amount."
            t.must_read("totalSupply", value=supply - t.amount, sentence=sentence)
            return "burns"
