"""Everything that a token answers when it is asked: every view function, for every account, role and small number."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backbone_chain.abi import Abi, Function
from backbone_chain.chain import Contract
from backbone_chain.codec import canonical
from backbone_chain.errors import BackboneError, RefusedError
from backbone_chain.tokens._base import PROXY_SLOTS

SLOTS = {f"{name} slot": slot for name, slot in PROXY_SLOTS.items()}

NUMBERS = (0, 1, 2, 4, 8)
INTERFACE_IDS = tuple(bytes.fromhex(digits) for digits in ("01ffc9a7", "36372b07", "7965db0b", "ffffffff"))
MOST_CALLS = 4_000
"""Calls of one function; with more accounts than that allows, the first combinations are asked."""

Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class State:
    """What was read: (function, arguments) -> the answer in words; `unread` are views that take other arguments.

    names: what the token itself calls a value of 32 bytes, for instance a role.
    """

    answers: Mapping[Key, str]
    unread: tuple[str, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One answer that is another one after the upgrade. expected: it was meant to be."""

    what: str
    arguments: tuple[str, ...]
    before: str
    after: str
    expected: bool

    @property
    def summary(self) -> str:
        """One sentence."""
        subject = f"{self.what}({', '.join(self.arguments)})" if self.arguments else self.what
        return f"{subject} was {self.before} and is {self.after}."


def read_state(contract: Contract, abi: Abi, accounts: Sequence[str]) -> State:
    """Ask everything. abi: the functions to ask; one that a version lacks is told by the comparison of interfaces."""
    views = [each for each in abi.functions if not each.changes_state]
    ids = _identifiers(contract, views)
    answers: dict[Key, str] = dict(_slots(contract))
    unread = []
    for view in views:
        samples = [_samples(canonical(parameter), accounts, list(ids)) for parameter in view.inputs]
        if all(samples):
            for values in itertools.islice(itertools.product(*samples), MOST_CALLS):
                answers[view.signature, tuple(map(_told, values))] = _answer(contract, view, values)
        else:
            unread.append(view.signature)
    return State(answers=answers, unread=tuple(unread), names={_told(each): name for each, name in ids.items()})


def differences(before: State, after: State, may_change: Iterable[str]) -> list[Difference]:
    """What was answered otherwise; a function in `may_change`, by name, may."""
    return [
        Difference(
            what=what,
            arguments=arguments,
            before=answer,
            after=after.answers[what, arguments],
            expected=what.partition("(")[0] in may_change,
        )
        for (what, arguments), answer in before.answers.items()
        if after.answers.get((what, arguments), answer) != answer
    ]


def _slots(contract: Contract) -> Iterator[tuple[Key, str]]:
    for name, slot in SLOTS.items():
        yield (name, ()), f"0x{contract.chain.engine.get_storage(contract.address, slot):040x}"
    yield ("ether balance", ()), str(contract.chain.engine.get_balance(contract.address))


def _identifiers(contract: Contract, views: Sequence[Function]) -> dict[bytes, str]:
    """The roles, by what the token calls them: whatever it names with 32 bytes, and zero, which is the admin's."""
    found = {bytes(32): "zero"}
    for view in views:
        if not view.inputs and view.answers == ("bytes32",):
            try:
                found[view.decode(contract.chain.call(contract.address, view.encode()))] = view.name
            except (RefusedError, ValueError):
                continue
    return found


def _samples(kind: str, accounts: Sequence[str], ids: Sequence[bytes]) -> Sequence[Any]:
    if kind.startswith("uint") and not kind.endswith("]"):
        return NUMBERS
    return {"address": accounts, "bytes32": ids, "bytes4": INTERFACE_IDS, "bool": (False, True)}.get(kind, ())


def _answer(contract: Contract, view: Function, values: Sequence[Any]) -> str:
    try:
        output = contract.chain.call(contract.address, view.encode(*values))
        return _told(view.decode(output))
    except RefusedError as refusal:
        return f"refused: {refusal.error}"
    except (ValueError, BackboneError):
        return "no answer"


def _told(value: Any) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_told, value))})"
    return str(value)
