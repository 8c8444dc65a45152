"""What somebody without a key tries: every function with every sensible argument, also after giving itself a power."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

from backbone_chain.accounts import Account
from backbone_chain.properties._stopping import filled
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import ERC20_CALLS, Call, VerbLine, lines

BY_NAME = "by its name"
OTHERS = "send by others"
HOLDERS = frozenset({"send", "receive", "sent by another", "spend"})
"""Acts of the scene."""
Effect = Callable[[], object]


def attempts(t: Trial, outsiders: Iterable[Account], victims: Iterable[str]) -> Iterator[Call]:
    """Every function but those of ERC-20 by each outsider, about each victim, as far as it would be accepted."""
    tried = set()
    for line in _lines(t):
        for who, victim in itertools.product(outsiders, victims):
            call = filled(t, line, {"holder": victim, "recipient": who.address, "spender": who.address}, who)
            if call and (who.address, call.to, call.data) not in tried:
                tried.add((who.address, call.to, call.data))
                if t.driver.would(call):
                    yield call


def _lines(t: Trial) -> Iterator[VerbLine]:
    for to, function in t.driver.functions():
        if function.name not in ERC20_CALLS:
            yield from lines(to, function, t.powers.words)


def must_not_reach(t: Trial, verb: str, victims: Iterable[str], effect: Effect, outsiders: Iterable[Account]) -> None:
    """None of them may change what `effect` reads: not in one call, not by a power that it gives itself before.

    Raises: BrokenError.
    """
    victims, outsiders = tuple(victims), tuple(outsiders)
    said = f"An outsider can {verb}"
    for call in attempts(t, outsiders, victims):
        t.must_refuse(call, f"{said}: {t.driver.tell(call)}.", effect=effect)
    for who in outsiders:
        for _, gift in list(t.keys.acts([who], who.address)):
            with t.undone():
                if t.driver.does(gift):
                    _use(t, verb, who, effect, f"{said} after {t.driver.tell(gift)}")


def _use(t: Trial, verb: str, who: Account, effect: Effect, said: str) -> None:
    for route in t.powers.routes[verb]:
        call = t.verb(verb, route=route, sender=who, holder=t.holder)
        if t.driver.would(call):
            t.must_refuse(call, f"{said}: {t.driver.tell(call)}.", effect=effect)


def standing(t: Trial, verb: str) -> Effect:
    """Who can do what now: for a pause everybody, for a freeze the holder while others can.

    For a stop that stops nothing, what the token's own getters say of it.
    """
    by_name = any(route.how.startswith(BY_NAME) for route in t.powers.routes[verb])
    start = t.keys.scene.works() & HOLDERS

    def read() -> object:
        works = t.keys.scene.works()
        told = _flags(t) if by_name else ()
        if verb == "pause":
            return OTHERS in works, told
        return works & HOLDERS if OTHERS in works else start, told

    return read


def _flags(t: Trial) -> tuple[object, ...]:
    """What every getter of one bool says, of the token or of the holder."""
    told = []
    for _, contract in t.driver.contracts():
        for function in contract.abi.functions:
            kinds = [str(each["type"]) for each in function.inputs]
            if not function.changes_state and function.answers == ("bool",) and kinds in ([], ["address"]):
                told.append(t.driver.ask(contract, function, [t.holder.address] * len(kinds)))
    return tuple(told)
