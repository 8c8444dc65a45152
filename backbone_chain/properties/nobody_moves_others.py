"""nobody-moves-others."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._takings import MOVES, Ledger, takings
from backbone_chain.properties._trial import Trial


class NobodyMovesOthers(Property):
    """No key moves the tokens of an account that is not frozen without its allowance or signature.

    Every function is tried by outsiders and by every key, with all that the key can give itself before.
    """

    severity = Severity.CRITICAL
    of_all_functions = True
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"
    beside = "nobody-burns-others"

    def check(self, t: Trial) -> None:
        """One call at a time, then two in a row."""
        t.fund(t.holder)
        t.try_to_fund(t.outsider)
        t.control(t.transfer(t.holder, t.recipient, t.amount))
        found = takings(t)[MOVES]
        if found:
            ledger = Ledger(t)
            for call in found[:-1]:
                t.prepare(call)
            told = ", then ".join(map(t.driver.tell, found))
            sentence = f"The tokens of a holder who has allowed nothing are moved: {told}."
            t.must_refuse(found[-1], sentence, effect=lambda: ledger.taken() == MOVES)
