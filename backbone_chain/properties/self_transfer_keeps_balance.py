"""self-transfer-keeps-balance."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import payments
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class SelfTransferKeepsBalance(Property):
    """Who pays itself has what it had, and the supply stays.

    A part and the whole of the balance are tried, by the holder and by a spender; to refuse keeps everything too.
    """

    severity = Severity.HIGH

    def check(self, t: Trial) -> str:
        """Each way to pay, each amount by itself."""
        t.fund(t.holder)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        told = []
        for amount in (t.amount, t.balance(t.holder)):
            for name, call in payments(t, t.holder.address, amount):
                told.append(self._try(t, name, call))
        return f"A self-transfer {' or '.join(sorted(set(told)))}."

    def _try(self, t: Trial, name: str, call: Call) -> str:
        balance, supply = t.balance(t.holder), t.supply()
        with t.undone():
            if not t.driver.send(call).success:
                return "is refused"
            kept = f"After a {name} to itself the holder should have what it had."
            t.must_read("balanceOf", t.holder, value=balance, sentence=kept)
            t.must_read(
                "totalSupply", value=supply, sentence=f"After a {name} to itself the supply should be as before."
            )
            return "changes nothing"
