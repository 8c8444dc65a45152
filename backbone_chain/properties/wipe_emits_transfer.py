"""wipe-emits-transfer."""

from __future__ import annotations

from backbone_chain.chain import Receipt
from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._payments import TRANSFER
from backbone_chain.properties._signing import word
from backbone_chain.properties._stopping import set_up
from backbone_chain.properties._taking import frozen, taking
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

PARTIES = 3  # topics of a Transfer: its own, sender and recipient
WORD = 32


class WipeEmitsTransfer(Property):
    """What is wiped or seized is told by a Transfer event from the account that loses it, with the amount."""

    severity = Severity.MEDIUM
    needs = (("wipe", "seize"),)
    scwe = "SCWE-063"
    ethtrust = "req-3-event-on-state-change"

    def check(self, t: Trial) -> None:
        """Every way to wipe or seize, from an account that is frozen where that can be, and where it is not."""
        set_up(t)
        tried = [self._try(t, take, first) for take in taking(t) for first in frozen(t)]
        if not any(tried):
            raise UnknownError("Nothing could be wiped or seized here, from a frozen account or from another.")

    def _try(self, t: Trial, take: Call, first: tuple[Call, ...]) -> bool:
        with t.undone():
            for call in first:
                t.driver.send(call)
            before = t.balance(t.holder)
            receipt = t.driver.send(take)
            lost = before - t.balance(t.holder)
            if not t.driver.accepted(take, receipt) or lost <= 0:
                return False
            t.must_emit(receipt, [TRANSFER], f"No Transfer event tells of it: {t.driver.tell(take)}.")
            if _told(t, receipt) != lost:
                said = f"The Transfer events don't add up to the {lost:,} that were taken: {t.driver.tell(take)}."
                t.broken(said, [t.claim(said, kind="refused", seen="it went through")])
        return True


def _told(t: Trial, receipt: Receipt) -> int:
    """What the events say that the holder lost, in base units."""
    holder, lost = word(t.holder.address), 0
    for address, topics, data in receipt.logs:
        if address == t.driver.token.address and topics and topics[0] == TRANSFER:
            words = [*topics[1:], *(data[at : at + WORD] for at in range(0, len(data), WORD))]
            if len(words) == PARTIES:
                sender, to, amount = words
                lost += int.from_bytes(amount) * ((sender == holder) - (to == holder))
    return lost
