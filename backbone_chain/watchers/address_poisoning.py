"""address-poisoning: a payment goes to an address that looks like one that was paid before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Observation, Severity, Transfer
from backbone_chain.watchers._base import Watcher

DIGITS = 4  # that wallets show at either end of an address
MOST_KNOWN = 100_000  # payments of a payer to a look; the oldest are let go


class AddressPoisoning(Watcher):
    """Somebody pays an address whose first and last four digits are those of another that it paid before (W29).

    By chance that happens once in four billion payments. What only puts the address into a history, as a transfer of
    nothing or of dust does, is info: there are millions of those. Built on the 68 million dollars of 2024-05-03, of
    which the sender copied the wrong line of its own history.
    """

    needs = (Transfer,)
    blind_spots = "A first payment, and an address that was copied from elsewhere than the payer's own history."
    stage = "exit"
    first_do = "Ask the payer whether it meant that address, and freeze it before it moves on if it did not."
    defaults: ClassVar[dict[str, Any]] = {
        "dust": 1_000_000,  # base units, a dollar: below it nobody pays, and poisoners do
    }

    def start(self) -> dict[str, Any]:
        """`paid`: payer and look of an address -> the address that it paid first."""
        return {"paid": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each transfer against what its two ends did before."""
        for fact in self.own(observation):
            if isinstance(fact, Transfer):
                yield from self._judge(observation, fact)
        while len(self.state["paid"]) > MOST_KNOWN:
            del self.state["paid"][next(iter(self.state["paid"]))]

    def _judge(self, observation: Observation, transfer: Transfer) -> Iterator[Finding]:
        payer, to = transfer.sender.lower(), transfer.to.lower()
        paid = self.state["paid"]
        is_payment = transfer.amount >= self.settings["dust"] and transfer.tx_sender.lower() in (payer, "")
        meant = paid.get(_look(payer, to), to)
        baited = paid.get(_look(to, payer), payer)
        if meant != to:
            severity = Severity.CRITICAL if is_payment else Severity.INFO
            what = "paid" if is_payment else "seems to have sent something to"
            says = f"{transfer.sender} {what} {transfer.to}, which looks like {meant} that it paid before."
            evidence = {"looks_like": meant, "amount": transfer.amount}
            yield self.finding(observation, transfer, severity, transfer.to, says, **evidence)
        elif baited != payer:
            says = f"{transfer.to} got {transfer.amount} from {transfer.sender}, which looks like {baited}."
            evidence = {"looks_like": baited, "amount": transfer.amount}
            yield self.finding(observation, transfer, Severity.INFO, transfer.sender, says, **evidence)
        elif is_payment:
            paid.setdefault(_look(payer, to), to)


def _look(payer: str, address: str) -> str:
    return f"{payer} {address[2 : 2 + DIGITS]}{address[-DIGITS:]}"
