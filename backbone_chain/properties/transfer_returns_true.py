"""transfer-returns-true."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._payments import ALLOWANCE_CALLS
from backbone_chain.properties._stubs import forwarding
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

TRUE = (1).to_bytes(32)


class TransferReturnsTrue(Property):
    """A transfer that succeeds returns true.

    Contracts that were compiled against ERC-20 refuse a payment whose answer is missing or is anything else.
    """

    severity = Severity.LOW

    def check(self, t: Trial) -> None:
        """A transfer and a transferFrom."""
        t.fund(t.holder)
        for call in _payments(t):
            before = t.balance(t.recipient)
            with t.undone():
                receipt = t.driver.send(call)
                if not receipt.success or t.balance(t.recipient) <= before:
                    raise UnknownError(f"{t.driver.tell(call)} moved nothing.")
            if receipt.output[:32] != TRUE:
                self._broken(t, call, receipt.output)

    def _broken(self, t: Trial, call: Call, output: bytes) -> None:
        """The same by a contract, whose answer shows what it got; by the holder itself where a contract can't pay."""
        told = f"0x{output[:32].hex()}" if output else "nothing"
        sentence = f"A {call.name} that succeeds should return true, and returns {told}."
        place = forwarding(t, t.driver.token.address)
        agent = t.driver.sender(place)
        try:
            t.fund(agent)
            if call.name == "transferFrom":
                t.prepare(t.approval(t.holder, agent, t.amount))
        except BackboneError:
            t.broken(sentence)
        claim = t.claim(sentence, kind="equals", to=place, data=call.data, value=TRUE, seen=told)
        t.broken(sentence, [claim])


def _payments(t: Trial) -> Iterator[Call]:
    yield t.transfer(t.holder, t.recipient, t.amount)
    approval = t.approval(t.holder, t.spender, t.amount)
    if all(t.driver.token.abi.has(each) for each in ALLOWANCE_CALLS) and t.driver.send(approval).success:
        yield t.transfer_from(t.spender, t.holder, t.recipient, t.amount)
