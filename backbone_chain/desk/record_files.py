"""Records from files of JSON lines, each checked before anything is done with it."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from backbone_chain import model
from backbone_chain.desk.reconcile import Record, check
from backbone_chain.desk.records import BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.errors import DeskError, did_you_mean

FACTS = (
    model.Mint,
    model.Burn,
    model.Redeemed,
    model.Wiped,
    model.SupplyRead,
    model.ReserveAttested,
    model.StatementBalance,
)
KNOWN: dict[str, type] = {
    each.__name__: each for each in (Order, Redemption, BankEntry, Payment, PaymentStatus, *FACTS)
}
MOST_NESTED = 100  # brackets in a line: a record has few, and thousands end an interpreter that may recurse deeply
LAST = 253_402_300_799  # the end of the year 9999
WORDS = {str: "a text", int: "a whole number", tuple: "a list of texts", types.NoneType: "null"}


def read(files: Iterable[str]) -> list[tuple[int, Record]]:
    """All records with their times, in order of time. Raises: DeskError with file and line of the first bad one."""
    told = [each for name in files for each in _lines(name)]
    return sorted(told, key=lambda each: each[0])


def _lines(name: str) -> Iterator[tuple[int, Record]]:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise DeskError(f"{name} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DeskError(f"{name} can't be read: it is no text in UTF-8.") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield _record(line)
            except DeskError as error:
                raise DeskError(f"{name}, line {number}: {error}") from error


def _record(line: str) -> tuple[int, Record]:
    try:
        data = json.loads(line) if line.count("[") + line.count("{") <= MOST_NESTED else None
    except ValueError as error:
        raise DeskError("This is not JSON; give one object a line.") from error
    if not isinstance(data, dict):
        raise DeskError('This is no object; give one as {"record": "Order", …, "at": seconds}.')
    kind, at = data.pop("record", None), data.pop("at", None)
    # A bank's status has a time of its own under the same name.
    if kind == PaymentStatus.__name__:
        data["at"] = at
    if not isinstance(kind, str) or kind not in KNOWN:
        raise DeskError(f"There is no record called {kind!r}.{did_you_mean(str(kind), KNOWN)}")
    if type(at) is not int or not 0 <= at <= LAST:
        raise DeskError(f"at = {at!r}; give the time at which it is known in whole Unix seconds.")
    made = _made(KNOWN[kind], data)
    check(made)
    return at, made


@cache
def _types(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _made(kind: type, data: dict[str, Any]) -> Record:
    fields = {each.name: each for each in dataclasses.fields(kind)}
    for name in data:
        if name not in fields:
            raise DeskError(f"{kind.__name__} has no field {name!r}.{did_you_mean(name, fields)}")
    for name, each in fields.items():
        if name not in data and each.default is dataclasses.MISSING:
            raise DeskError(f"{kind.__name__} lacks its field {name!r}.")
    values = {name: _value(name, value, _types(kind)[name]) for name, value in data.items()}
    return kind(**values)  # type: ignore[no-any-return]


def _value(name: str, value: Any, wanted: Any) -> Any:
    if typing.get_origin(wanted) is typing.Literal:
        choices = typing.get_args(wanted)
        if value not in choices:
            raise DeskError(f"{name} = {value!r}; it is one of: {', '.join(choices)}.")
        return value
    allowed = typing.get_args(wanted) if isinstance(wanted, types.UnionType) else (typing.get_origin(wanted) or wanted,)
    if tuple in allowed:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise DeskError(f"{name} = {value!r}; give {WORDS[tuple]}.")
        return tuple(value)
    if type(value) not in allowed:
        raise DeskError(f"{name} = {value!r}; give {' or '.join(WORDS[each] for each in allowed)}.")
    if type(value) is int and name.endswith(("_at", "_of")) and not 0 <= value <= LAST:
        raise DeskError(f"{name} = {value!r}; give a time in whole Unix seconds.")
    return value
