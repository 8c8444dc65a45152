"""implementation-changed: other code runs than the issuer planned, whatever the events say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import CodeRead, Finding, Observation, Severity, SlotRead, Upgraded
from backbone_chain.watchers._base import Planned, Watcher

ADDRESS_DIGITS = 40
OF_CODE = ("implementation", "admin", "beacon")  # other slots are privilege-closure-changed's


class ImplementationChanged(Watcher):
    """Implementation, admin, beacon, what it names, or code changed outside a known plan, read from state (W9).

    Where no plan was ever made, the first value read is learned and said once as info. An event that claims another
    implementation than runs is forged, whatever the plan. Built on USPD (2025-09-16: a
    hidden proxy that forged Upgraded for 80 days), UPCX (2025-04-01) and Ankr (2022-12-02).
    """

    needs = (SlotRead, CodeRead)
    blind_spots = (
        "A change that is undone between two reads; a proxy that finds its code by none of the known ways; "
        "what the planned implementation itself does."
    )
    stage = "privilege"
    first_do = "Pause the token, and compare the code that runs with the audited one before anything else."

    def start(self) -> dict[str, Any]:
        """The last reads: "contract slot" -> [word, block], contract -> code hash; what events claimed.

        `unread`: proxies of which an event claimed something that was not read yet.
        """
        return {"slots": {}, "code": {}, "claimed": {}, "unread": {}, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each read against the one before it, and against the plan."""
        Planned(self.state).learn(observation)
        for fact in observation.facts:
            if isinstance(fact, Upgraded):
                self.state["claimed"][fact.proxy.lower()] = fact.implementation
                self.state["unread"][fact.proxy.lower()] = True
            elif isinstance(fact, SlotRead) and fact.slot in OF_CODE:
                yield from self._slot(observation, fact)
            elif isinstance(fact, CodeRead):
                yield from self._code(observation, fact)

    def _slot(self, observation: Observation, read: SlotRead) -> Iterator[Finding]:
        place, word = f"{read.contract.lower()} {read.slot}", read.value.lower()
        old, last_read = self.state["slots"].get(place, (None, -1))
        self.state["slots"][place] = [word, observation.block]
        planned, new = Planned(self.state), _address(word)
        claimed = self.state["claimed"].get(read.contract.lower(), "") if read.slot == "implementation" else ""
        claim_is_new = read.slot == "implementation" and self.state["unread"].pop(read.contract.lower(), False)
        lies = bool(claimed) and claimed.lower() != new
        if (word == old and not (claim_is_new and lies)) or (
            not lies and planned.ticket(read.slot, new, observation.block, since=last_read + 1)
        ):
            return
        unused = old is None and not int(word, 16)  # no such slot here, until there is one
        if unused and not lies and not planned.any(read.slot):
            return
        evidence = {"slot": read.slot, "old": old and _address(old), "new": new, "claimed_by_event": claimed}
        if old is None and not lies and not planned.any(read.slot):
            says = f"The {read.slot} of {read.contract} is {new}; learned, since no plan says what it should be."
            yield self.finding(observation, read, Severity.INFO, read.contract, says, **evidence)
            return
        forged = f" An event claims {claimed}: it is forged." if lies else ""
        says = f"The {read.slot} of {read.contract} is {new}, which no plan names.{forged}"
        yield self.finding(observation, read, Severity.CRITICAL, read.contract, says, **evidence)

    def _code(self, observation: Observation, read: CodeRead) -> Iterator[Finding]:
        old, new = self.state["code"].get(read.contract.lower()), read.code_hash.lower()
        self.state["code"][read.contract.lower()] = new
        if old is not None and old != new:
            says = f"The code at {read.contract} changed in place, which only a destroyed and rebuilt contract does."
            yield self.finding(observation, read, Severity.CRITICAL, read.contract, says, old=old, new=new)


def _address(word: str) -> str:
    return "0x" + word[-ADDRESS_DIGITS:]
