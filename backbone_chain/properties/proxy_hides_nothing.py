"""proxy-hides-nothing."""

from __future__ import annotations

from backbone_chain.bytecode import selectors
from backbone_chain.engines._base import Transaction
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects._driver import GAS

WITNESS = bytes.fromhex("6c57e1dd9a3b40f2a8c1d5e60b7f9342").rjust(32, b"\xb7")
ANSWERS_WITNESS = b"\x7f" + WITNESS + bytes.fromhex("60005260206000f3")
"""PUSH32, MSTORE, RETURN: code that says the same to every call."""

UNKNOWN_SELECTORS = (bytes.fromhex("0badbeef"), bytes.fromhex("d15ea5ed"))
ARGUMENTS = bytes(8 * 32)


class ProxyHidesNothing(Property):
    """Whoever calls a function of the implementation comes to it: none is hidden by one of the proxy's own.

    Selectors have four bytes, so functions of different names may clash too. What only the proxy's admin can't reach
    is not hidden.
    """

    severity = Severity.MEDIUM

    def check(self, t: Trial) -> None:
        """Code that answers every call alike stands in for the implementation; what says something else is hidden."""
        implementation = t.subject.implementation
        if not implementation:
            raise NotApplicableError("The token stands behind no proxy.")
        functions = _functions(t)
        t.chain.engine.set_code(implementation, ANSWERS_WITNESS)
        if not any(_forwards(t, selector) for selector in UNKNOWN_SELECTORS):
            raise UnknownError("The proxy doesn't forward calls that it can't know, so what it hides is not known.")
        hidden = [name for selector, name in functions.items() if not _forwards(t, selector)]
        if hidden:
            verb = "is" if len(hidden) == 1 else "are"
            t.broken(f"{', '.join(hidden)} of the implementation {verb} hidden by a function of the proxy's own.")


def _functions(t: Trial) -> dict[bytes, str]:
    """The implementation's functions by selector, as far as anything says what they are."""
    if t.subject.artifact:
        return {each.selector: each.signature for each in t.subject.artifact.interface.functions}
    return {each: f"0x{each.hex()}" for each in selectors(t.chain.engine.get_code(t.subject.implementation))}


def _forwards(t: Trial, selector: bytes) -> bool:
    call = Transaction(t.outsider.address, t.driver.token.address, selector + ARGUMENTS, 0, GAS)
    answer = t.chain.engine.call(call)
    return answer.success and answer.output == WITNESS
