"""payout-to-other-account: a redemption's dollars go where its holder never confirmed that they should go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Observation, PayoutAccount, PayoutSent, Redeemed, Severity
from backbone_chain.watchers._base import Watcher

HOUR = 3_600


class PayoutToOtherAccount(Watcher):
    """A payout to an account that is not its holder's, is so since yesterday, or is another holder's too (W30).

    Critical where nobody confirmed the account for this holder. One that was confirmed within the cooling-off, or that
    takes the dollars of several holders, is high. Asked once any holder's accounts are told. Built on how payment
    details are changed by mail and telephone (the FBI's yearly reports count billions of dollars), which stablecoins'
    payouts share with every treasury.
    """

    needs = (Redeemed, PayoutSent, PayoutAccount)
    blind_spots = "An account that was confirmed long ago by somebody who was bought, for one holder only."
    stage = "exit"
    first_do = "Have the bank call the payment back within the hour, and stop this holder's other payouts."
    defaults: ClassVar[dict[str, Any]] = {
        "cooling_seconds": 72 * HOUR,  # longer than a holder needs to see the notice of a change that was not its own
    }

    def start(self) -> dict[str, Any]:
        """`accounts`: account -> holder -> since. `holders`: id of a request -> who burned for it."""
        return {"accounts": {}, "holders": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Accounts and burns first: a payout is never told before its burn."""
        for fact in observation.facts:
            if isinstance(fact, PayoutAccount):
                self.state["accounts"].setdefault(fact.account, {})[fact.holder.lower()] = fact.since
        for event in self.own(observation):
            if isinstance(event, Redeemed):
                self.state["holders"][event.request_id] = event.holder
        for fact in observation.facts:
            if isinstance(fact, PayoutSent) and fact.account and self.state["accounts"]:
                yield from self._judge(observation, fact)

    def _judge(self, observation: Observation, payout: PayoutSent) -> Iterator[Finding]:
        holder = self.state["holders"].get(payout.request_id)
        if holder is None:
            return
        owners = self.state["accounts"].get(payout.account, {})
        since = owners.get(holder.lower())
        if since is None:
            whose = "another holder's" if owners else "nobody's"
            severity, why = Severity.CRITICAL, f"which is {whose} as far as was ever confirmed"
        elif observation.timestamp - since < self.settings["cooling_seconds"]:
            hours = (observation.timestamp - since) // HOUR
            severity, why = Severity.HIGH, f"which was confirmed {hours} hours before"
        elif len(owners) > 1:
            severity, why = Severity.HIGH, f"which takes the dollars of {len(owners)} holders"
        else:
            return
        says = f"{payout.amount} of {holder}'s redemption were paid to {payout.account!r}, {why}."
        evidence = {"account": payout.account, "amount": payout.amount, "request": payout.request_id}
        yield self.finding(observation, payout, severity, holder, says, **evidence)
