"""no-unsafe-opcodes."""

from __future__ import annotations

from backbone_chain.bytecode import unsafe_opcodes
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._trial import Trial


class NoUnsafeOpcodes(Property):
    """No call of the implementation can come to a delegatecall into foreign code, or to a selfdestruct.

    The delegatecall of an upgrade function and those to addresses fixed in the code are safe.
    """

    severity = Severity.HIGH
    scwe = "SCWE-035"
    ethtrust = "req-1-delegatecall"

    def check(self, t: Trial) -> None:
        """The deployed code, read without running it."""
        if not t.subject.implementation:
            raise NotApplicableError("The token stands behind no proxy, so its code is not anybody else's.")
        if t.subject.artifact is None:
            raise NotApplicableError("Only the code of the token is known, and nothing of its functions.")
        found = unsafe_opcodes(t.subject.artifact)
        if found:
            t.broken(" ".join(each.summary for each in found))
