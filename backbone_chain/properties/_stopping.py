"""What stops an account or everybody, and everything that it should stop: each way to move tokens, found by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.properties._base import UnknownError
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route, lines
from backbone_chain.subjects._scene import Change

Freeze = tuple[Route, ...]
"""All that is done to freeze an account: mostly one call."""

Sees = Callable[[Change], bool]
NO_MOVEMENT = ("approve(address,uint256)", "transfer(address,uint256)", "transferFrom(address,address,uint256)")
BY_NAME = "by its name"


def set_up(t: Trial) -> None:
    """Holder and bystander have tokens, and the spender may spend them. Raises: UnknownError."""
    for owner in (t.holder, t.bystander):
        t.fund(owner)
        t.approve(owner, t.spender)


# --- stops


def freezes(t: Trial) -> list[Freeze]:
    """The ways to freeze an account, on a scene that was set up.

    Where sending and receiving are stopped by two functions, a freeze is both together; where one function stops an
    account from sending, it is a freeze by itself, whatever else it forgets.
    """
    routes = t.powers.routes["freeze"]
    stopped = {route.line.call: _stopped(t, route) for route in routes}
    mains = [route for route in routes if "send" in stopped[route.line.call] or route.how.startswith(BY_NAME)]
    rest = tuple(route for route in routes if route not in mains)
    if not mains:
        return [(route,) for route in routes]
    return [(main,) if "receive" in stopped[main.line.call] else (main, *rest) for main in mains]


def _stopped(t: Trial, route: Route) -> frozenset[str]:
    change = t.keys.scene.effect(t.verb("freeze", route=route, holder=t.holder))
    return change.stopped if change else frozenset()


def freeze(t: Trial, way: Freeze, account: Sender | str) -> None:
    """Freeze somebody. Raises: UnknownError."""
    for route in way:
        t.prepare(t.verb("freeze", route=route, holder=account))


def pauses(t: Trial) -> Iterator[Call]:
    """The ways to pause."""
    for route in t.powers.routes.get("pause", ()):
        yield t.verb("pause", route=route)


# --- what they should stop


def sending(t: Trial) -> list[Call]:
    """Every call, by the holder or by a spender that it approved, that takes tokens from the holder just now."""
    return [*by_holder(t), *by_spender(t)]


def by_holder(t: Trial, sees: Sees | None = None) -> list[Call]:
    """Those by the holder itself: a transfer, and whatever else has that effect."""
    transfer = t.transfer(t.holder, t.recipient, t.amount)
    t.control(transfer)
    return [transfer, *_found(t, t.holder, _gives(t, sees))]


def by_spender(t: Trial, sees: Sees | None = None) -> list[Call]:
    """Those by somebody whom the holder approved: transferFrom, and whatever else has that effect."""
    spend = t.transfer_from(t.spender, t.holder, t.recipient, t.amount)
    t.control(spend)
    return [spend, *_found(t, t.spender, _gives(t, sees))]


def moves(change: Change) -> bool:
    """Whether tokens only changed hands."""
    return not change.supply


def receiving(t: Trial) -> list[Call]:
    """Every call, by a bystander, its spender or a minter, that gives the recipient tokens just now."""

    def gets(change: Change) -> bool:
        return change.of(t.recipient.address) > 0 > change.of(t.bystander.address)

    given = [
        t.transfer(t.bystander, t.recipient, t.amount),
        t.transfer_from(t.spender, t.bystander, t.recipient, t.amount),
    ]
    for call in given:
        t.control(call)
    return [*given, *_found(t, t.bystander, gets), *_found(t, t.spender, gets, t.bystander), *minting(t)]


def minting(t: Trial, verbs: Iterable[str] = ("mint", "bridge_mint")) -> list[Call]:
    """Every way to mint for the recipient that works just now."""
    ways = [t.verb(verb, route=route, holder=t.recipient) for verb in verbs for route in t.powers.routes.get(verb, ())]
    return [call for call in ways if _raises_supply(t, call)]


def _raises_supply(t: Trial, call: Call) -> bool:
    change = t.keys.scene.effect(call)
    return change is not None and change.supply > 0


def _gives(t: Trial, sees: Sees | None) -> Sees:
    return lambda change: change.of(t.holder.address) < 0 and (sees is None or sees(change))


def _found(t: Trial, sender: Sender, sees: Sees, payer: Sender | None = None) -> list[Call]:
    """A call of each function that isn't ERC-20's own, by this sender, that is seen to have the effect."""
    found = []
    for to, function in t.driver.functions():
        if to or function.signature not in NO_MOVEMENT:
            calls = candidates(t, to, function, sender, payer or t.holder)
            found += [call for call in calls if (change := t.keys.scene.effect(call)) and sees(change)][:1]
    return found


def candidates(t: Trial, to: str, function: Any, sender: Sender, payer: Sender) -> Iterator[Call]:
    """The function with the payer in the first place, or the recipient there, as where the caller is who pays."""
    drawn: dict[bytes, None] = {}
    for line in lines(to, function, t.powers.words):
        for first in (payer, t.recipient):
            call = filled(t, line, {"holder": first.address, "recipient": t.recipient.address}, sender)
            if call and call.data not in drawn:
                drawn[call.data] = None
                yield call


def filled(t: Trial, line: Any, values: Mapping[str, Any], sender: Sender) -> Call | None:
    """A call, None for a line that can't be filled in."""
    try:
        return t.driver.fill(line, t.values(**values), sender)
    except BackboneError:
        return None


def some(calls: list[Call], what: str) -> list[Call]:
    """The calls. Raises: UnknownError where there are none."""
    if not calls:
        raise UnknownError(f"No {what} works even when nothing stops it.")
    return calls
