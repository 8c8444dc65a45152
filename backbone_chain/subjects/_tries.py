"""Trying every function with every account that may hold a key, and seeing what each does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from backbone_chain.abi import Function
from backbone_chain.accounts import Sender
from backbone_chain.errors import ArgumentError, BackboneError
from backbone_chain.subjects._driver import ZERO, Call, Driver, addresses_in
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._powers import ERC20_CALLS, SELF, Route
from backbone_chain.subjects._scene import Change, Scene
from backbone_chain.subjects._templates import RoleId, lines
from backbone_chain.subjects._words import sounds_like

ROLE_OF_FUNCTION = "getTargetFunctionRole(address,bytes4)"
"""How OpenZeppelin's AccessManager is asked."""


class Tried(NamedTuple):
    """A call that was accepted, and what it did."""

    line: VerbLine
    call: Call
    change: Change

    @property
    def name(self) -> str:
        """The function's name."""
        return self.line.call.partition("(")[0]


Sees = Callable[[Tried], bool]


class Tries:
    """Every function, tried with every account that may hold a key, on a token where somebody holds something.

    routes: what was found so far, by verb. lines: all calls to try, with their functions.
    """

    def __init__(self, driver: Driver) -> None:
        self.driver, self.scene = driver, Scene(driver)
        self.words: list[RoleId] = [*_role_ids(driver), *_managed_roles(driver)]
        self.keys = _keys(driver, self.words)
        self.routes: defaultdict[str, list[Route]] = defaultdict(list)
        self.lines = [
            (line, function)
            for to, function in driver.functions()
            if function.name not in ERC20_CALLS
            for line in lines(to, function, self.words)
        ]

    def call(self, line: VerbLine, sender: Sender, **values: Any) -> Call | None:
        """The call, None for a line that can't be filled in."""
        try:
            return self.driver.fill(line, self.scene.values(**values), sender)
        except (ArgumentError, BackboneError):
            return None

    def senders(self) -> list[Sender]:
        return [self.driver.sender(address) for address in self.keys]

    def survey(self, senders: Sequence[Sender]) -> list[Tried]:
        """Every line that is accepted just now from one of these senders, and what it does."""
        found = []
        for line in self._without_roles():
            drawn = self.call(line, self.scene.other)
            if drawn is None:
                continue
            for sender in senders:
                call = drawn._replace(sender=sender) if SELF not in line.sender else drawn
                change = self.scene.effect(call)
                if change:
                    found.append(Tried(line, call, change))
        return found

    def _without_roles(self) -> Iterator[VerbLine]:
        """The lines that may do something by themselves, so none that gives or takes a role."""
        words = set(self.words)
        return (
            line for line, _ in self.lines if words.isdisjoint(each for each in line.args if isinstance(each, bytes))
        )

    def found(self, verb: str, sees: Sees, tried: Iterable[Tried], how: str) -> list[Route]:
        """The lines that had the wanted effect, those that sound like the verb first; each function once."""
        by_call: dict[tuple[str, str], tuple[VerbLine, list[str]]] = {}
        for each in tried:
            if sees(each):
                line, holders = by_call.setdefault((each.line.to, each.line.call), (each.line, []))
                if line.args == each.line.args and each.call.sender.address not in holders:
                    holders.append(each.call.sender.address)
        found = [
            Route(verb=verb, line=replace(line, sender=holders[0]), holders=tuple(holders), how=how)
            for line, holders in by_call.values()
        ]
        return sorted(found, key=lambda route: not sounds_like(verb, route.name))

    def likely(self, verb: str) -> list[tuple[VerbLine, Function]]:
        return sorted(self.lines, key=lambda each: not sounds_like(verb, each[1].name))

    def known(self, verb: str, **values: Any) -> Call:
        route = self.routes[verb][0]
        return self.driver.fill(route.line, self.scene.values(**values), self.driver.sender(route.line.sender))


def _role_ids(driver: Driver) -> list[bytes]:
    """What the constants that are called roles answer, in order of declaration."""
    found: dict[bytes, None] = {}
    for _, contract in driver.contracts():
        for function in contract.abi.functions:
            if not function.inputs and function.answers == ("bytes32",) and "ROLE" in function.name.upper():
                word = driver.ask(contract, function)
                if isinstance(word, bytes):
                    found[word] = None
    return list(found)


def _managed_roles(driver: Driver) -> list[int]:
    """The roles that a manager of access asks for the token's functions."""
    selectors = [function.selector for function in driver.token.abi.functions if function.changes_state]
    found: dict[int, None] = {}
    for _, contract in driver.contracts():
        if contract.abi.has(ROLE_OF_FUNCTION):
            asked = contract.abi.function(ROLE_OF_FUNCTION)
            answers = (driver.ask(contract, asked, (driver.token.address, each)) for each in selectors)
            found |= dict.fromkeys(each for each in answers if isinstance(each, int))
    return list(found)


def _keys(driver: Driver, words: Iterable[RoleId]) -> list[str]:
    """Every address that may hold a power: the actors, whatever a getter names, whoever a role lists."""
    found: dict[str, None] = dict.fromkeys((*driver.senders, *driver.subject.accounts))
    for _, contract in driver.contracts():
        for function in contract.abi.functions:
            if function.changes_state or function.inputs:
                continue
            answer = driver.ask(contract, function)
            found |= dict.fromkeys(addresses_in(answer if isinstance(answer, tuple | list) else [answer]))
        found |= dict.fromkeys(_members(driver, contract, words))
    own = {ZERO, driver.token.address, driver.subject.implementation}
    return [address for address in found if address not in own]


def _members(driver: Driver, contract: Any, words: Iterable[RoleId]) -> Iterator[str]:
    if contract.abi.has("getRoleMember(bytes32,uint256)"):
        function = contract.abi.function("getRoleMember(bytes32,uint256)")
        for word in (each for each in words if isinstance(each, bytes)):
            for index in range(5):
                member = driver.ask(contract, function, (word, index))
                if not member:
                    break
                yield member
