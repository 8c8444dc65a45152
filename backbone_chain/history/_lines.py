"""Lines of log files: one log of a node, or one fact that no chain says, each; plain or gzip."""

from __future__ import annotations

import dataclasses
import gzip
import json
import types
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

from backbone_chain import model
from backbone_chain.artifacts._read import shallow
from backbone_chain.codec import checksum
from backbone_chain.errors import HistoryError, did_you_mean
from backbone_chain.model import Fact
from backbone_chain.tokens import Log

WORD = 32
END_OF_TIME = 253_402_300_800  # the year 10,000; milliseconds are above it
FACTS: Mapping[str, type[Fact]] = {
    name: each
    for name, each in vars(model).items()
    if isinstance(each, type) and issubclass(each, Fact) and each is not Fact
}


class Line(NamedTuple):
    """One line: a log in its block, or a fact. timestamp: Unix seconds. removed: it is taken back. place: where."""

    block: int
    timestamp: int
    log: Log | None = None
    fact: Fact | None = None
    block_hash: str = ""
    removed: bool = False
    place: str = ""


def lines(paths: Iterable[Path]) -> Iterator[Line]:
    """All lines of all files, in order. Raises: HistoryError with file, line, and what is wrong with it."""
    for path in paths:
        for number, text in enumerate(_texts(path), 1):
            if text.strip():
                yield _line(text, f"{path}, line {number}")


def _texts(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as texts:
            yield from texts
    except OSError as error:
        raise HistoryError(path, f"it can't be read ({error.strerror or error}).") from error
    except (EOFError, UnicodeDecodeError) as error:
        raise HistoryError(path, "it is damaged, or cut off.") from error


def _line(text: str, place: str) -> Line:
    try:
        with shallow():
            entry = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HistoryError(place, "it is no JSON; is it cut off?") from error
    if not isinstance(entry, dict):
        raise HistoryError(place, "it is no JSON object.")
    return _fact(entry, place) if "fact" in entry else _log(entry, place)


def _log(entry: Mapping[str, Any], place: str) -> Line:
    block = _number(entry, "blockNumber", place)
    log = Log(
        address=_address(entry, "address", place),
        topics=[_bytes(each, "topics", place) for each in _list(entry, "topics", place)],
        data=_bytes(entry.get("data", "0x"), "data", place),
        log_index=_number(entry, "logIndex", place),
        tx=str(entry.get("transactionHash", "")),
        tx_sender=_address(entry, "transactionFrom", place) if entry.get("transactionFrom") else "",
    )
    removed = bool(entry.get("removed"))
    timestamp = 0 if removed and "blockTimestamp" not in entry else _time(entry, "blockTimestamp", place)
    block_hash = str(entry.get("blockHash", ""))
    return Line(block, timestamp, log=log, block_hash=block_hash, removed=removed, place=place)


def _fact(entry: Mapping[str, Any], place: str) -> Line:
    name = entry["fact"]
    kind = FACTS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise HistoryError(place, f"there is no fact {name!r}.{did_you_mean(str(name), FACTS)}")
    known = {field.name: field for field in dataclasses.fields(kind)}
    given = {key: value for key, value in entry.items() if key not in ("fact", "timestamp", "block")}
    for key in given:
        if key not in known:
            raise HistoryError(place, f"{name} has no {key!r}.{did_you_mean(key, known)}")
    missing = [key for key, field in known.items() if field.default is dataclasses.MISSING and key not in given]
    if missing:
        raise HistoryError(place, f"{name} lacks {', '.join(missing)}.")
    hints = get_type_hints(kind)
    values = {key: _typed(value, hints[key], f"{name}.{key}", place) for key, value in given.items()}
    block = _number(entry, "block", place) if "block" in entry else -1
    return Line(block, _time(entry, "timestamp", place), fact=kind(**values), place=place)


def _typed(value: Any, hint: Any, what: str, place: str) -> Any:
    """A field's value as the fact has it; numbers may be hexadecimal text."""
    if hint is int and not isinstance(value, bool) and (number := _as_number(value)) is not None:
        return number
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if hint is bool and isinstance(value, bool):
        return value
    if hint is str and isinstance(value, str):
        return value
    if isinstance(hint, types.GenericAlias) and isinstance(value, list):
        return tuple(_typed(each, get_args(hint)[0], what, place) for each in value)
    raise HistoryError(place, f"{what} is {value!r:.60}, which is no {getattr(hint, '__name__', hint)}.")


def _time(entry: Mapping[str, Any], key: str, place: str) -> int:
    seconds = _number(entry, key, place)
    if seconds >= END_OF_TIME:
        raise HistoryError(place, f"its {key} is {seconds}, which is no time in Unix seconds.")
    return seconds


def _number(entry: Mapping[str, Any], key: str, place: str) -> int:
    if key not in entry:
        raise HistoryError(place, f"it has no {key}.")
    number = _as_number(entry[key])
    if number is None or number < 0:
        raise HistoryError(place, f"its {key} is {entry[key]!r:.60}, which is no number.")
    return number


def _as_number(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(value, 16 if value.startswith("0x") else 10) if isinstance(value, str) else None
    except ValueError:
        return None


def _list(entry: Mapping[str, Any], key: str, place: str) -> list[Any]:
    value = entry.get(key)
    if not isinstance(value, list):
        raise HistoryError(place, f"its {key} is {value!r:.60}, which is no list.")
    return value


def _bytes(value: Any, key: str, place: str) -> bytes:
    try:
        data = bytes.fromhex(value.removeprefix("0x"))
    except (AttributeError, ValueError) as error:
        raise HistoryError(place, f"its {key} is {value!r:.60}, which is not hexadecimal.") from error
    if key == "topics" and len(data) != WORD:
        raise HistoryError(place, f"one of its topics has {len(data)} bytes, not {WORD}.")
    return data


def _address(entry: Mapping[str, Any], key: str, place: str) -> str:
    try:
        return checksum(entry[key])
    except (KeyError, ValueError, TypeError) as error:
        raise HistoryError(place, f"its {key} is {entry.get(key)!r:.60}, which is no address.") from error
