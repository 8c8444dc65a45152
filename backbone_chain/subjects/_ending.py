"""What takes tokens away: from others, and from whoever calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from backbone_chain.subjects._driver import Call
from backbone_chain.subjects._powers import SELF, Route
from backbone_chain.subjects._templates import mentions
from backbone_chain.subjects._tries import Tried, Tries
from backbone_chain.subjects._words import BRIDGES, REDEEMS


class Ending:
    """Wipe and seize, burn and redeem.

    partial: the ways to freeze a part of a balance. give: gives an account some base units, and says whether it could.
    """

    def __init__(self, tries: Tries, partial: list[Route], give: Callable[[str, int], bool]) -> None:
        self.t, self.partial, self.give = tries, partial, give
        self.driver, self.scene, self.routes = tries.driver, tries.scene, tries.routes

    def find_takings(self) -> None:
        """Wipe and seize, from an account that is frozen where there is a freeze."""
        holder = self.scene.holder.address

        def wipes(tried: Tried) -> bool:
            return tried.change.supply < 0 and tried.change.of(holder) < 0

        def seizes(tried: Tried) -> bool:
            return not tried.change.supply and tried.change.of(holder) < 0

        tried = []
        for first in self._states():
            with self.scene.after(*first) as done:
                found = self.t.survey(self.t.senders()) if done else []
                tried += [each for each in found if not BRIDGES.search(each.name)]
        self.routes["wipe"] = self.t.found("wipe", wipes, tried, "tried: a balance was destroyed")
        self.routes["seize"] = self.t.found("seize", seizes, tried, "tried: a balance was taken")

    def _states(self) -> Iterator[list[Call]]:
        """What may have to be done before something can be taken: a freeze, the freeze of a part, nothing."""
        if self.routes["freeze"]:
            yield [self.t.known("freeze")]
        if self.partial:
            line = self.partial[0].line
            yield [self.driver.fill(line, self.scene.values(), self.driver.sender(line.sender))]
        yield []

    def find_burns(self) -> None:
        """What destroys the caller's own tokens, a holder's or a key's."""

        def burns(tried: Tried) -> bool:
            names_nobody = not any(mentions(tried.line, each) for each in (SELF, "$recipient", "$spender"))
            return tried.change.supply < 0 and (names_nobody or tried.change.of(tried.call.sender.address) < 0)

        own = self.t.found(
            "burn", burns, self.t.survey([self.scene.holder]), "tried: a holder's balance and supply fell"
        )
        own = [replace(each, line=replace(each.line, sender=SELF)) for each in own]
        known = {(each.line.to, each.line.call) for each in own}
        with self.driver.chain.isolated():
            rich = [each for each in self.t.senders() if self.give(each.address, 2 * self.scene.amount)]
            by_keys = self.t.found("burn", burns, self.t.survey(rich), "tried: the key's balance and supply fell")
        found = [*own, *(each for each in by_keys if (each.line.to, each.line.call) not in known)]
        for verb, pattern in (("redeem", REDEEMS), ("bridge_burn", BRIDGES)):
            self.routes[verb] = [replace(each, verb=verb) for each in found if pattern.search(each.name)]
        named = {each.line for verb in ("redeem", "bridge_burn") for each in self.routes[verb]}
        self.routes["burn"] = [each for each in found if each.line not in named]
