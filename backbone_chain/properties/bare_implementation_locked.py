"""bare-implementation-locked."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._initialisers import hostile_calls, initialisers
from backbone_chain.properties._trial import Trial


class BareImplementationLocked(Property):
    """Nobody can initialise the implementation contract itself.

    Whoever does owns a contract that carries the token's name and address book, and with older upgrade code can end it
    under the proxy (Parity, 2017).
    """

    severity = Severity.HIGH
    of_all_functions = True
    scwe = "SCWE-092"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every initialiser, called by a stranger on the implementation's own address."""
        if not t.subject.implementation:
            raise NotApplicableError("The token stands behind no proxy.")
        found = initialisers(t)
        if not found:
            raise NotApplicableError("The implementation has no initialiser.")
        for function in found:
            for call in hostile_calls(t, function, t.subject.implementation):
                if t.driver.would(call):
                    sentence = f"A stranger initialises the bare implementation: {t.driver.tell(call)}."
                    t.must_refuse(call, sentence, effect=lambda: t.driver.would(call))  # noqa: B023
