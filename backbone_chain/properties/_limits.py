"""Finding the numbers that bound what a minter mints, by setting them and minting.

What they are called decides nothing, but for a number that bounds nothing: its name has to say that it should.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backbone_chain.abi import Function
from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.properties._reading import Question, answers
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import ERC20_CALLS, Call, Route, VerbLine, lines, mentions

HERE = "$limit"
WORD = 32
DAY = 86_400
AMPLE = 10  # times the limit, for the numbers that stand beside it
WAITS = (3_600, DAY + 60, 8 * DAY, 32 * DAY, 400 * DAY)
MOST_GIFTS = 20

TIMES = re.compile(r"(?<!per)(?<!per_)(window|period|interval|duration|seconds|epoch|length|cooldown)", re.IGNORECASE)
LIMITS = re.compile(r"allow|limit|cap(?!tur)|quota|ceiling|budget|max", re.IGNORECASE)
RATES = re.compile(
    r"rate|window|daily|per_?(day|hour|minute|second|block|week|month)|refill|throttl|velocity", re.IGNORECASE
)
OTHERS = re.compile(
    r"burn|redeem|fee|transfer|delay|timelock|holder|wallet|balance|supply|gas|destination", re.IGNORECASE
)
ALLOWANCES = re.compile(r"allow|quota|budget|allotment|credit", re.IGNORECASE)
MINTS = re.compile(r"mint|issu|print|emit|creat|facilitator|bridge|controller", re.IGNORECASE)
SMALLEST_BITS = 64


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A number that a key sets for a minter.

    line: how, with `$limit` in its place and `$amount` for other numbers. before: what makes the account a minter.
    base: what is added to the number, the supply for a cap on it. kind: `allowance`, `rate`, `cap`, `each mint`, or
    `nothing` for one that is called a limit of minting and bounds nothing. told: all names that it goes by.
    """

    line: VerbLine
    sender: Sender
    minter: Sender
    route: Route
    before: tuple[Call, ...] = ()
    base: int = 0
    kind: str = ""
    told: str = ""

    @property
    def name(self) -> str:
        """The function that sets it."""
        return self.line.call.partition("(")[0]

    @property
    def sounds_like_rate(self) -> bool:
        """Whether it is called a rate."""
        return bool(RATES.search(self.told))

    @property
    def sounds_like_allowance(self) -> bool:
        """Whether it is called something that is used up."""
        return bool(ALLOWANCES.search(self.told))

    def setting(self, t: Trial, number: int, *, ample: int = 0) -> Call:
        """The call that sets it to this number of base units. Raises: BackboneError where that doesn't fit."""
        beside = ample or AMPLE * max(number, full(t))
        values = t.values(holder=self.minter, minter=self.minter, amount=beside, limit=self.base + number)
        return t.driver.fill(self.line, values, self.sender)

    def zeroed(self, place: int) -> Limit:
        """The same with one of the numbers beside it at zero."""
        beside = [path for path, value in _leaves(self.line.args) if value == "$amount"]
        return replace(self, line=_with(self.line, beside[place], 0))

    @property
    def beside(self) -> int:
        """How many other numbers the call sets."""
        return sum(value == "$amount" for _, value in _leaves(self.line.args))

    def mint(self, t: Trial, amount: int, route: Route | None = None) -> Call:
        """A mint by the minter."""
        way = route or self.route
        return t.verb(way.verb, route=way, sender=self.minter, holder=t.recipient, amount=amount)


def full(t: Trial) -> int:
    """The number that limits are tried with, in base units."""
    return 3 * t.amount


def limits(t: Trial) -> list[Limit]:
    """All that were found, each function and place once."""
    if "limits" not in t.memo:
        with t.undone():
            t.fund(t.holder)
            t.memo["limits"] = _found(t)
    return list(t.memo["limits"])


def _found(t: Trial) -> list[Limit]:
    found: dict[tuple[str, str], Limit] = {}
    for context in _contexts(t):
        _search(t, context, found)
    if not {"allowance", "nothing"} & {limit.kind for limit in found.values()}:
        for context in _late_contexts(t):
            _search(t, context, found)
    return list(found.values())


def _search(t: Trial, context: _Context, found: dict[tuple[str, str], Limit]) -> None:
    with t.undone():
        if not all(t.driver.does(call) for call in context.before):
            return
        for line, told in _candidates(t):
            key = (line.to + line.call, str(_place(line.args)))
            if key not in found or found[key].kind == "nothing":
                limit = _judged(t, context, line, told)
                if limit:
                    found[key] = limit


@dataclass(frozen=True, kw_only=True)
class _Context:
    """A minter, how it mints, and what made it one."""

    minter: Sender
    route: Route
    before: tuple[Call, ...] = ()


def _contexts(t: Trial) -> Iterator[_Context]:
    """A fresh minter, and those that there are."""
    routes = [route for verb in ("mint", "bridge_mint") for route in t.powers.routes.get(verb, ())]
    for route in routes:
        for configure in t.powers.routes.get("configure_minter", ()):
            plain = not mentions(configure.line, "$amount")
            before = (t.verb("configure_minter", route=configure, minter=t.new_minter),) if plain else ()
            yield _Context(minter=t.new_minter, route=route, before=before)
        yield _Context(minter=t.driver.sender(route.line.sender), route=route)


def _late_contexts(t: Trial) -> Iterator[_Context]:
    """An account that was given something by a key, numbers first, although it can't mint by that alone."""
    gifts = list(t.keys.acts(t.keys.all(), t.new_minter.address, amount=AMPLE * full(t)))
    gifts.sort(key=lambda each: "$amount" not in str(each[0].args))
    fresh = {call.data: call for _, call in gifts if not t.driver.would(call._replace(sender=t.outsider))}
    for route in t.powers.routes.get("mint", ()):
        for call in list(fresh.values())[:MOST_GIFTS]:
            yield _Context(minter=t.new_minter, route=route, before=(call,))


def _candidates(t: Trial) -> list[tuple[VerbLine, str]]:
    """Every call that takes a number, once for each place of one, with the names that the number goes by."""
    if "limit lines" not in t.memo:
        powers = ("mint", "bridge_mint", "burn", "redeem", "bridge_burn", "wipe", "seize")
        acts = {route.line.call for verb in powers for route in t.powers.routes.get(verb, ())}
        t.memo["limit lines"] = [
            candidate
            for to, function in t.driver.functions()
            if function.name not in ERC20_CALLS and function.signature not in acts
            for line in lines(to, function, t.powers.words)
            for candidate in _places_in(line, function)
        ]
    return list(t.memo["limit lines"])


def _places_in(line: VerbLine, function: Function) -> Iterator[tuple[VerbLine, str]]:
    names = dict(_names(function.inputs))
    for path, value in _leaves(line.args):
        parameter = names.get(path, {})
        if _is_number(parameter) and TIMES.search(str(parameter.get("name", ""))):
            line = _with(line, path, min(DAY, 2 ** int(str(parameter["type"])[4:] or 256) - 1))
        elif value == 0 and not isinstance(value, bool) and _is_number(parameter, SMALLEST_BITS):
            return  # the same line stands there with an amount
    for path, value in _leaves(line.args):
        if value == "$amount":
            yield _with(line, path, HERE), f"{function.name} {names.get(path, {}).get('name', '')}"


def _judged(t: Trial, context: _Context, line: VerbLine, told: str) -> Limit | None:
    """The limit that a call sets, by what can be minted after it; None where it sets none."""
    for base in (0,) if mentions(line, "$holder") else (0, t.supply()):
        for sender in t.keys.all():
            limit = Limit(
                line=line, sender=sender, told=told, base=base,
                minter=context.minter, route=context.route, before=context.before,
            )  # fmt: skip
            try:
                call = limit.setting(t, full(t))
            except BackboneError:
                return None
            if t.driver.would(call):
                known = _kind(t, limit, call)
                if known:
                    return known
                break
    return None


def _kind(t: Trial, limit: Limit, call: Call) -> Limit | None:
    with t.undone():
        earlier = answers(t, [limit.minter.address])
        if not t.driver.does(call) or not t.driver.would(limit.mint(t, full(t))):
            return None
        if t.driver.would(limit.mint(t, full(t) + 1)):
            return _unbounding(t, limit, earlier)
        t.driver.send(limit.mint(t, full(t)))
        if t.driver.would(limit.mint(t, full(t))):
            return replace(limit, kind="each mint")
        refills = any(waits(t, limit, seconds, full(t)) for seconds in WAITS)
        return replace(limit, kind="rate" if refills else "cap" if limit.base else "allowance")


def waits(t: Trial, limit: Limit, seconds: int, amount: int) -> bool:
    """Whether the minter could mint this amount so many seconds from now."""
    with t.undone():
        t.chain.warp(seconds)
        return t.driver.would(limit.mint(t, amount))


def _unbounding(t: Trial, limit: Limit, earlier: Mapping[Question, bytes | None]) -> Limit | None:
    """A number about the minter that a getter gives back and that is called a limit, although it bounds nothing."""
    if not mentions(limit.line, "$holder"):
        return None
    word = (limit.base + full(t)).to_bytes(WORD)
    function = t.driver.contract(limit.line.to).abi.function(limit.line.call)
    names = " ".join(str(each.get("name", "")) for _, each in _names(function.inputs))
    makes_minters = limit.line.call in {each.line.call for each in t.powers.routes.get("configure_minter", ())}
    for question, answer in answers(t, [limit.minter.address]).items():
        told = f"{limit.told} {question.function.name}"
        is_about_minting = makes_minters or MINTS.search(f"{names} {told}")
        is_called_a_limit = LIMITS.search(told) and not OTHERS.search(told)
        is_set = word in _words(answer) and word not in _words(earlier.get(question))
        if is_about_minting and is_called_a_limit and is_set:
            return replace(limit, kind="nothing", told=told)
    return None


def _words(answer: bytes | None) -> list[bytes]:
    return [(answer or b"")[at : at + WORD] for at in range(0, len(answer or b""), WORD)]


# --- places in nested arguments

Path = tuple[int, ...]


def _leaves(args: Sequence[Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for place, value in enumerate(args):
        if isinstance(value, list | tuple):
            yield from _leaves(value, (*path, place))
        else:
            yield (*path, place), value


def _names(inputs: Sequence[Mapping[str, Any]], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for place, parameter in enumerate(inputs):
        if str(parameter["type"]) == "tuple":
            yield from _names(parameter["components"], (*path, place))
        elif str(parameter["type"]).endswith("]"):
            yield (*path, place, 0), {**parameter, "type": str(parameter["type"]).partition("[")[0]}
        else:
            yield (*path, place), parameter


def _place(args: Sequence[Any]) -> Path:
    return next(path for path, value in _leaves(args) if value == HERE)


def _with(line: VerbLine, path: Path, value: Any) -> VerbLine:
    return replace(line, args=tuple(_put(line.args, path, value)))


def _put(args: Sequence[Any], path: Path, value: Any) -> list[Any]:
    first, *rest = path
    return [
        (_put(each, tuple(rest), value) if rest else value) if place == first else each
        for place, each in enumerate(args)
    ]


def _is_number(parameter: Mapping[str, Any], bits: int = 8) -> bool:
    kind = str(parameter.get("type", ""))
    return kind.startswith("uint") and "[" not in kind and int(kind[4:] or 256) >= bits
