"""authorization-by-stranger: a signed payment went past the hand through which its payee takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import AuthorizationUsed, Finding, Observation, Severity, Transfer
from backbone_chain.watchers._base import Watcher

MOST_KNOWN = 100_000  # payees; those whose first payment is longest ago are let go


class AuthorizationByStranger(Watcher):
    """Signed payments of a payee always came through one account, and now another submits one (W32).

    Whoever sees a signed transfer can be first to make it; the payee's own call is then refused, and what the payment
    was for is not done. Payers who submit their own are no strangers. Built on what EIP-3009 says of front-running, and
    why it has `receiveWithAuthorization`. It is medium, since no brake helps the payee.
    """

    needs = (AuthorizationUsed, Transfer)
    blind_spots = (
        "A payee whose payments several submit from the first on, be it a shop, where that does no harm, or a contract "
        "that counts its own calls."
    )
    stage = "exit"
    first_do = (
        "Tell the payee which payments came past it, and that `receiveWithAuthorization` is only its own to call."
    )
    defaults: ClassVar[dict[str, Any]] = {
        "usual_times": 5,  # a payee with several relayers shows a second one sooner
    }

    def start(self) -> dict[str, Any]:
        """`hands`: payee -> [its one account, how often]; no account where there are several. `told`: strangers."""
        return {"hands": {}, "told": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each payment that was signed beforehand, with the transfer that it is."""
        facts = self.own(observation)
        for used in facts:
            if isinstance(used, AuthorizationUsed) and used.tx_sender.lower() not in ("", used.authorizer.lower()):
                made = [fact for fact in facts if isinstance(fact, Transfer) and _is_of(fact, used)]
                if made:
                    nearest = min(made, key=lambda transfer: abs(transfer.log_index - used.log_index))
                    yield from self._judge(observation, used, nearest)
        for known in self.state.values():
            while len(known) > MOST_KNOWN:
                del known[next(iter(known))]

    def _judge(self, observation: Observation, used: AuthorizationUsed, transfer: Transfer) -> Iterator[Finding]:
        payee, by = transfer.to.lower(), used.tx_sender.lower()
        usual, times = self.state["hands"].get(payee, [by, 0])
        if by == usual:
            self.state["hands"][payee] = [usual, times + 1]
        elif times < self.settings["usual_times"]:
            self.state["hands"][payee] = ["", 0]
        elif (stranger := f"{payee} {by}") not in self.state["told"]:
            self.state["told"][stranger] = observation.block
            says = (
                f"{used.tx_sender} submitted what {used.authorizer} signed for {transfer.to}, which took its last "
                f"{times} signed payments through {usual}."
            )
            evidence = {"payer": used.authorizer, "amount": transfer.amount, "usual": usual, "times": times}
            yield self.finding(observation, used, Severity.MEDIUM, transfer.to, says, **evidence)


def _is_of(transfer: Transfer, used: AuthorizationUsed) -> bool:
    return transfer.tx == used.tx and transfer.sender.lower() == used.authorizer.lower()
