"""Finding out what a token can be asked, and by whom: every function is tried, and counts as what it does."""

from __future__ import annotations

from dataclasses import replace

from backbone_chain.accounts import Sender
from backbone_chain.subjects._code import copied_implementation
from backbone_chain.subjects._driver import Driver
from backbone_chain.subjects._ending import Ending
from backbone_chain.subjects._minting import Minting
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._other_powers import OtherPowers
from backbone_chain.subjects._powers import SELF, Powers, Route
from backbone_chain.subjects._stopping import Stopping
from backbone_chain.subjects._templates import mentions, replaced
from backbone_chain.subjects._tries import Tries
from backbone_chain.subjects._words import sounds_like


class Detector:
    """Finds all powers of a token."""

    def __init__(self, driver: Driver) -> None:
        self.t = Tries(driver)
        self.driver, self.routes = driver, self.t.routes
        self.minting, self.stopping = Minting(self.t), Stopping(self.t)
        self.problems: dict[str, str] = {}

    def run(self) -> Powers:
        """All powers. What the tries do is undone, but for a preparation without which nothing could be minted."""
        self.minting.find()
        with self.driver.chain.isolated():
            if self.minting.fund():
                self._find_the_rest()
            self.minting.find_minters()
        with self.driver.chain.isolated():
            if self.minting.fund():
                OtherPowers(self.t).find()
        with self.driver.chain.isolated():
            self._upgrading()
        self._corrections()
        denied = {verb for verb, line in self.driver.subject.verbs.items() if line is None}
        routes = {verb: tuple(found) for verb, found in sorted(self.routes.items()) if found and verb not in denied}
        return Powers(
            routes=routes,
            partial=tuple(self.stopping.partial),
            preparation=tuple(self.minting.preparation),
            words=tuple(self.t.words),
            keys=tuple(self.t.keys),
            problems=self.problems,
        )

    def _find_the_rest(self) -> None:
        """What shows only where somebody holds tokens."""
        self.t.scene.approve()
        self.stopping.find()
        ending = Ending(self.t, self.stopping.partial, self.minting.give)
        ending.find_takings()
        ending.find_burns()

    def _upgrading(self) -> None:
        new = copied_implementation(self.driver)
        if not new:
            return
        names = {"$holder": new, "$recipient": new}
        found = []
        for line, function in self.t.likely("upgrade"):
            if not mentions(line, SELF) and not mentions(line, "$recipient"):
                continue
            if not sounds_like("upgrade", function.name):
                break
            proxied = replaced(line, {**names, SELF: self.driver.token.address} if line.to else names)
            holders = [each.address for each in self.t.senders() if self._upgrades(proxied, each)]
            if holders:
                upgrade = replaced(proxied, {new: "$implementation"})
                found.append(
                    Route(
                        verb="upgrade",
                        line=replace(upgrade, sender=holders[0]),
                        holders=tuple(holders),
                        how="tried: the proxy runs another implementation",
                    )
                )
        self.routes["upgrade"] = found

    def _upgrades(self, line: VerbLine, sender: Sender) -> bool:
        call = self.t.call(line, sender)
        change = self.t.scene.effect(call) if call else None
        return bool(change and change.implementation)

    # --- what the subject file says

    def _corrections(self) -> None:
        for verb, line in self.driver.subject.verbs.items():
            if line is None:
                continue
            known = next((each for each in self.routes.get(verb, ()) if each.line.call == line.call), None)
            sender = line.sender if line.sender.startswith("$") else self._named(line.sender)
            sender = sender or (known.line.sender if known else "")
            if not sender:
                self.problems[verb] = f"nobody was found who may call {line.call}"
                continue
            holders = known.holders if known else (sender,)
            route = Route(verb=verb, line=replace(line, sender=sender), holders=holders, how="the subject file")
            self.routes[verb] = [route, *(each for each in self.routes.get(verb, ()) if each is not known)]

    def _named(self, sender: str) -> str:
        if not sender.startswith("@"):
            return sender
        known = self.driver.subject.actors.get(sender[1:])
        return known.address if known else self.driver.chain.account(sender[1:]).address
