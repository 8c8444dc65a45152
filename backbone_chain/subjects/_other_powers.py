"""What gets foreign tokens out of the contract, and what bounds how much is minted or moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backbone_chain.abi import Function
from backbone_chain.accounts import Sender
from backbone_chain.subjects._driver import Call
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._powers import SELF, Route
from backbone_chain.subjects._scene import FOREIGN
from backbone_chain.subjects._templates import ACCOUNTS, mentions, replaced
from backbone_chain.subjects._tries import Tries
from backbone_chain.subjects._words import sounds_like

ODD = 4_321  # fits what is told in hundredths of a percent, and stands nowhere by chance
AMPLE = 10**9  # whole tokens: more than anything in the scene
OTHERS = (
    "mint",
    "pause",
    "unpause",
    "freeze",
    "unfreeze",
    "configure_minter",
    "remove_minter",
    "wipe",
    "seize",
    "burn",
)
Found = dict[tuple[str, str], tuple[VerbLine, list[str]]]


class OtherPowers:
    """Rescue and set_limit, on a token where somebody holds something and most other powers are known."""

    def __init__(self, tries: Tries) -> None:
        self.t = tries
        self.driver, self.scene, self.routes = tries.driver, tries.scene, tries.routes

    def find(self) -> None:
        """Both."""
        with self.driver.chain.isolated():
            self.scene.bring_foreign()
            self._keep("rescue", self._rescues(), "tried: a foreign token left the contract")
        bounds = self._keep("set_limit", self._bounds(), "tried: a small number stops what a large one lets through")
        if not bounds:
            self._keep("set_limit", self._told(), "by its name, and a getter that says so")

    def _keep(self, verb: str, tried: Iterator[tuple[VerbLine, Sender]], how: str) -> list[Route]:
        found: Found = {}
        for line, sender in tried:
            known, holders = found.setdefault((line.to, line.call), (line, []))
            if known.args == line.args and sender.address not in holders:
                holders.append(sender.address)
        routes = [
            Route(verb=verb, line=replace(line, sender=who[0]), holders=tuple(who), how=how)
            for line, who in found.values()
        ]
        self.routes[verb] = sorted(routes, key=lambda route: not sounds_like(verb, route.name))
        return self.routes[verb]

    # --- foreign tokens

    def _rescues(self) -> Iterator[tuple[VerbLine, Sender]]:
        for line, _ in self.t.likely("rescue"):
            for about in _about_foreign(line):
                yield from ((about, sender) for sender in self.t.senders() if self._rescued(about, sender))

    def _rescued(self, line: VerbLine, sender: Sender) -> bool:
        call = self.t.call(line, sender)
        if call is None or not self.driver.would(call):
            return False
        before = self.scene.foreign_here()
        with self.scene.after(call) as done:
            return done and self.scene.foreign_here() < before

    # --- limits

    def _bounds(self) -> Iterator[tuple[VerbLine, Sender]]:
        """A number by which, when it is small, something is refused that goes through when it is large."""
        works, least = self.scene.works(), (1, self.driver.supply() + 1)
        for line, sender in self._settings():
            for small in least:
                with self.scene.after(*self._set(line, sender, small)) as done:
                    stopped = works - self.scene.works() if done else frozenset()
                    raised = self._set(line, sender, self._ample()) if stopped else []
                    lifted = raised and all(map(self.driver.does, raised)) and works <= self.scene.works()
                if lifted:
                    yield line, sender
                    break

    def _told(self) -> Iterator[tuple[VerbLine, Sender]]:
        """A function of that name, whose getter says whichever number was given last."""
        for line, sender in self._settings():
            if sounds_like("set_limit", line.call.partition("(")[0]):
                told = [self._getters(line, sender, number) for number in (ODD, ODD + 2)]
                if told[0] & told[1]:
                    yield line, sender

    def _getters(self, line: VerbLine, sender: Sender, number: int) -> frozenset[tuple[str, str]]:
        """The getters without arguments that say this number after it was set."""
        with self.scene.after(*self._set(line, sender, number)) as done:
            return frozenset(
                (to, function.signature)
                for to, function in self._views()
                if done and self.driver.ask(self.driver.contract(to), function) == number
            )

    def _views(self) -> Iterator[tuple[str, Function]]:
        for to, contract in self.driver.contracts():
            for function in contract.abi.functions:
                if not function.changes_state and not function.inputs:
                    yield to, function

    def _settings(self) -> Iterator[tuple[VerbLine, Sender]]:
        """Calls with a number that a key may make and others may not, and that are none of the other powers."""
        taken = {(each.line.to, each.line.call) for verb in OTHERS for each in self.routes.get(verb, ())}
        minters = [sender.address for _, sender in self.scene.mints[:1]]
        for line, _ in self.t.lines:
            if (line.to, line.call) in taken or not mentions(line, "$amount"):
                continue
            for about in [replaced(line, {SELF: each}) for each in minters] if mentions(line, SELF) else [line]:
                yield from self._by_keys(about)

    def _by_keys(self, line: VerbLine) -> Iterator[tuple[VerbLine, Sender]]:
        would = self.driver.would
        calls = [call for number in (self._ample(), ODD) for call in self._set(line, self.scene.other, number)]
        if not any(map(would, calls)):
            for sender in self.t.senders():
                if any(would(call._replace(sender=sender)) for call in calls):
                    yield line, sender

    def _ample(self) -> int:
        return self.driver.supply() + AMPLE * self.driver.unit

    def _set(self, line: VerbLine, sender: Sender, number: int) -> list[Call]:
        call = self.t.call(line, sender, amount=number)
        return [call] if call else []


def _about_foreign(line: VerbLine) -> Iterator[VerbLine]:
    """The line with the foreign token in the place of one account, and whoever gets it in those of the others."""
    for place in ACCOUNTS:
        if mentions(line, place):
            names: Mapping[str, str] = {**dict.fromkeys(ACCOUNTS, "$recipient"), place: FOREIGN}
            yield replaced(line, names)
