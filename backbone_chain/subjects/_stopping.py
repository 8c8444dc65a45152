"""What stops everybody, what stops one account, and what undoes that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backbone_chain.subjects._driver import Call
from backbone_chain.subjects._powers import SELF, Route
from backbone_chain.subjects._templates import mentions
from backbone_chain.subjects._tries import Sees, Tried, Tries
from backbone_chain.subjects._words import ABOUT_SUPPLY, sounds_like

LATER = "by its name; it stops something, but only some blocks later"
LATER_BLOCKS = 50


class Stopping:
    """Pause and freeze, their inverses, and the freeze of a part of a balance."""

    def __init__(self, tries: Tries) -> None:
        self.t = tries
        self.driver, self.scene, self.routes = tries.driver, tries.scene, tries.routes
        self.partial: list[Route] = []

    def find(self) -> None:
        """On a holder that has something, and a spender that may spend it."""

        def pauses(tried: Tried) -> bool:
            is_switch = sounds_like("pause", tried.name) or not mentions(tried.line, "$amount")
            return is_switch and "send by others" in tried.change.stopped and tried.change.is_still

        def freezes(tried: Tried) -> bool:
            stops = tried.change.stopped and not tried.change.stopped & {"send by others", "mint to others"}
            moved = tried.change.of(self.scene.holder.address)
            return bool(stops) and mentions(tried.line, SELF) and tried.change.is_still and not moved

        tried = self.t.survey(self.t.senders())
        self.routes["pause"] = self.t.found("pause", pauses, tried, "tried: nobody can transfer afterwards")
        self.routes["freeze"] = self.t.found("freeze", freezes, tried, "tried: the account is stopped afterwards")
        for verb, inverse in (("pause", "unpause"), ("freeze", "unfreeze")):
            named = [each for each in self.routes[verb] if sounds_like(verb, each.name)]
            found = named or self.routes[verb] or self._by_name(verb, tried)
            self.routes[verb] = found or self.t.found(verb, self._stops_later(verb), tried, LATER)
            if self.routes[verb]:
                self.routes[inverse] = self._undone(verb, inverse)

        self.partial = self.t.found(
            "freeze", self._holds_a_part, tried, "tried: a part of the balance stays afterwards"
        )

    def _holds_a_part(self, tried: Tried) -> bool:
        """Whether the whole balance can't be sent afterwards, although a little still can."""
        change, holder = tried.change, self.scene.holder
        is_quiet = change.is_still and not change.stopped and not change.of(holder.address)
        if not (is_quiet and mentions(tried.line, SELF) and mentions(tried.line, "$amount")):
            return False
        all_of_it = self.driver.balance(holder.address)
        send = self.driver.erc20("transfer", self.scene.recipient.address, all_of_it, sender=holder)
        with self.scene.after(tried.call) as done:
            return done and not self.driver.would(send)

    def _stops_later(self, verb: str) -> Sees:
        """A function of that name after which, some blocks later, an act of everybody or of the holder alone stops."""
        act = "send" if verb == "freeze" else "send by others"

        def stops(tried: Tried) -> bool:
            is_right = mentions(tried.line, SELF) == (verb == "freeze") and sounds_like(verb, tried.name)
            if not (is_right and tried.change.is_still) or act not in self.scene.works():
                return False
            with self.scene.after(tried.call) as done:
                self.driver.chain.mine(LATER_BLOCKS)
                return done and act not in self.scene.works()

        return stops

    def _undone(self, verb: str, inverse: str) -> list[Route]:
        """What undoes the verb; for one that stops nothing, what turns its getter back."""

        def restores(tried: Tried) -> bool:
            return bool(tried.change.restored) and tried.change.is_still

        def turns_back(tried: Tried) -> bool:
            return self._turns(tried.call, flags, to=False)

        with self.scene.after(self.t.known(verb)):
            flags = self._flags()
            sees = restores if self.routes[verb][0].how.startswith("tried") else turns_back
            how = f"tried: it undoes {self.routes[verb][0].name}"
            return self.t.found(inverse, sees, self.t.survey(self.t.senders()), how)

    def _by_name(self, verb: str, tried: Iterable[Tried]) -> list[Route]:
        """A function of that name that stops nothing, but whose getter says that it did: a power that is broken."""
        flags = self._flags()

        def turns(tried: Tried) -> bool:
            is_right = mentions(tried.line, SELF) == (verb == "freeze") and not ABOUT_SUPPLY.search(tried.name)
            return is_right and sounds_like(verb, tried.name) and self._turns(tried.call, flags, to=True)

        return self.t.found(verb, turns, tried, "by its name, and a getter that says so; it stops nothing")

    def _flags(self) -> dict[tuple[str, str], Any]:
        """What every getter of one bool says of the holder."""
        flags = {}
        for to, contract in self.driver.contracts():
            for function in contract.abi.functions:
                kinds = [each["type"] for each in function.inputs]
                if not function.changes_state and function.answers == ("bool",) and kinds in ([], ["address"]):
                    args = [self.scene.holder.address] * len(kinds)
                    flags[to, function.signature] = self.driver.ask(contract, function, args)
        return flags

    def _turns(self, call: Call, flags: Mapping[tuple[str, str], Any], *, to: bool) -> bool:
        with self.scene.after(call) as done:
            now = self._flags() if done else {}
        return any(flags.get(key) is (not to) and value is to for key, value in now.items())
