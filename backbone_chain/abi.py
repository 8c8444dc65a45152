"""What a contract declares: functions, events and errors, found by name, selector or topic, and decoded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from eth_utils import keccak

from backbone_chain.codec import WORD, Arguments, canonical, word_decoder
from backbone_chain.errors import ArgumentError, UnknownNameError

# Solidity's documentation, "Panic via assert and Error via require".
PANICS = {
    0x00: "generic compiler panic",
    0x01: "assertion failed",
    0x11: "arithmetic overflow or underflow",
    0x12: "division or modulo by zero",
    0x21: "value out of range for the enum",
    0x22: "storage byte array badly encoded",
    0x31: "pop from an empty array",
    0x32: "array index out of bounds",
    0x41: "too much memory allocated",
    0x51: "call to an uninitialised internal function",
}

# ParseError is eth_abi's word for a type that it doesn't know, as the enums and storage pointers in a library's ABI.


class RawLog(NamedTuple):
    """One event as the EVM emits it: checksummed address, 32-byte topics, data."""

    address: str
    topics: Sequence[bytes]
    data: bytes


class Event(NamedTuple):
    """A decoded event: `args` by name in order of declaration; an indexed dynamic value is its 32-byte hash."""

    name: str
    args: Mapping[str, Any]
    contract: str
    log_index: int

    def __str__(self) -> str:
        return f"{self.name}({_shown(self.args)})"


@dataclass(frozen=True, slots=True)
class ContractError:
    """Why a call was refused: a custom error with its arguments, or one of four names for what is none.

    `Error` (a message), `Panic` (code, meaning), `Halt` (the engine's reason), `Unknown` (data that no known ABI
    explains), `NoReason` (a revert with empty data).
    """

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, argument: str) -> Any:
        return self.args[argument]

    def __str__(self) -> str:
        return f"{self.name}({_shown(self.args)})"


def _shown(args: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_plain(value)}" for name, value in args.items())


def _plain(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


@cache
def _hash(signature: str) -> bytes:
    """Once a signature: the tokens of one family declare nearly the same."""
    return keccak(text=signature)


# --- what an ABI declares


class Function:
    """One function: `encode` its calldata, `decode` what it returned."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.inputs = entry.get("inputs", ())
        self.outputs = entry.get("outputs", ())
        self.signature = _signature(entry)
        self.selector = _hash(self.signature)[:4]
        legacy = "view" if entry.get("constant") else "nonpayable"  # what solc wrote before 0.4.16
        self.mutability = str(entry.get("stateMutability", legacy))
        self._arguments = Arguments(self.signature, self.inputs)
        self._results = Arguments(self.signature, entry.get("outputs", ()))

    @property
    def answers(self) -> tuple[str, ...]:
        """The types that it returns."""
        return self._results.types

    @property
    def changes_state(self) -> bool:
        """Neither view nor pure."""
        return self.mutability not in ("view", "pure")

    def encode(self, *values: Any) -> bytes:
        """Calldata. Raises: ArgumentError."""
        return self.selector + self._arguments.encode(values)

    def arguments(self, calldata: bytes) -> tuple[Any, ...]:
        """The arguments in calldata, selector included. Raises: ValueError for data that doesn't fit."""
        return self._arguments.decode(calldata[len(self.selector) :])

    def decode(self, output: bytes) -> Any:
        """The one value returned, or a tuple of several, or None. Raises: ValueError for output that doesn't fit."""
        values = self._results.decode(output)
        return values[0] if len(values) == 1 else values or None


class EventType:
    """One event: `decode` a log of it."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.signature = _signature(entry)
        self.topic = _hash(self.signature)
        inputs = entry.get("inputs", ())
        self._topics = sum(bool(parameter.get("indexed")) for parameter in inputs)
        self._data = Arguments(self.signature, [p for p in inputs if not p.get("indexed")])
        self._plan = tuple(self._places(inputs))

    def _places(self, inputs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, Callable[[bytes], Any] | None]]:
        """For each argument its name, its place (topic 1, 2 …, or minus the byte in the data) and how to decode a word.

        Without a decoder it stands behind an offset, and is decoded with all the rest of the data.
        """
        topic, at = 0, 0
        for number, parameter in enumerate(inputs):
            name, decode = str(parameter.get("name") or number), word_decoder(canonical(parameter))
            if parameter.get("indexed"):
                topic += 1
                yield name, topic, decode or bytes
            else:
                yield name, -at, decode if self._data.is_static else None
                at += WORD

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """The arguments by name. Raises: ValueError for a log that doesn't fit the declaration."""
        if len(topics) != self._topics + 1:
            raise ValueError(f"{self.signature} has {self._topics} indexed arguments, the log {len(topics) - 1}")
        if len(b"".join(topics)) != WORD * len(topics):
            raise ValueError(f"{self.signature} has topics of {WORD} bytes, the log has others")
        if len(data) < self._data.least_bytes:
            raise ValueError(
                f"{self.signature} has at least {self._data.least_bytes} bytes of data, the log {len(data)}"
            )
        if not self._data.is_static:
            return self._decode_dynamic(topics, data)
        values = {}
        for name, place, decode in self._plan:
            values[name] = decode(topics[place] if place > 0 else data[-place : WORD - place])  # type: ignore[misc]
        return values

    def _decode_dynamic(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        rest = iter(self._data.decode(data))
        return {name: decode(topics[at]) if decode else next(rest) for name, at, decode in self._plan}


class ErrorType:
    """One custom error: `decode` its revert data."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.signature = _signature(entry)
        self.selector = _hash(self.signature)[:4]
        self._arguments = Arguments(self.signature, entry.get("inputs", ()))

    def decode(self, data: bytes) -> ContractError:
        """From revert data, selector included. Raises: ValueError for data that doesn't fit."""
        return ContractError(self.name, dict(zip(self._arguments.names, self._arguments.decode(data[4:]), strict=True)))


def _signature(entry: Mapping[str, Any]) -> str:
    return f"{entry['name']}({','.join(canonical(parameter) for parameter in entry.get('inputs', ()))})"


def _entry(name: str, *kinds: tuple[str, str]) -> dict[str, Any]:
    return {"name": name, "inputs": [{"name": label, "type": kind} for label, kind in kinds]}


_MESSAGE = ErrorType(_entry("Error", ("message", "string")))
_PANIC = ErrorType(_entry("Panic", ("code", "uint256")))


class Abi:
    """Everything that a contract declares, found by name, signature, selector or topic."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self.entries = tuple(entries)
        # An ABI put together from several contracts declares the same function twice; an anonymous event has no topic.
        by_selector = {function.selector: function for function in map(Function, self._of("function"))}
        named = [entry for entry in self._of("event") if not entry.get("anonymous")]
        self.functions = list(by_selector.values())
        self.events = {event.topic: event for event in map(EventType, named)}
        self.errors = {error.selector: error for error in map(ErrorType, self._of("error"))}

    def _of(self, kind: str) -> list[Mapping[str, Any]]:
        return [entry for entry in self.entries if entry.get("type") == kind]

    @cached_property
    def constructor(self) -> Arguments:
        """The constructor's arguments, empty where none is declared."""
        declared = self._of("constructor")
        return Arguments("the constructor", declared[0].get("inputs", ()) if declared else ())

    @cached_property
    def _by_word(self) -> dict[str, list[Function]]:
        table: dict[str, list[Function]] = {}
        for function in self.functions:
            table.setdefault(function.name, []).append(function)
            table.setdefault(function.signature, []).append(function)
        return table

    def function(self, word: str) -> Function:
        """By name, or by signature where a name is overloaded. Raises: UnknownNameError, ArgumentError."""
        found = self._by_word.get(word)
        if not found:
            raise UnknownNameError("function", word, self._by_word)
        if len(found) > 1:
            raise ArgumentError(word, f"it is overloaded; name one of {', '.join(f.signature for f in found)}.")
        return found[0]

    def has(self, signature: str) -> bool:
        """Whether a function of this name or signature is declared."""
        return signature in self._by_word

    def error(self, data: bytes) -> ContractError | None:
        """The custom error in revert data, if this ABI declares it and the data fits."""
        declared = self.errors.get(data[:4])
        try:
            return declared.decode(data) if declared else None
        except ValueError:
            return None


def builtin_error(data: bytes, halt: str = "") -> ContractError | None:
    """What Solidity itself or the EVM says: a message, a panic by its meaning, a halt, or no reason at all."""
    if halt:
        return ContractError("Halt", {"reason": halt})
    if not data:
        return ContractError("NoReason")
    try:
        if data[:4] == _MESSAGE.selector:
            return _MESSAGE.decode(data)
        if data[:4] == _PANIC.selector:
            code = _PANIC.decode(data)["code"]
            return ContractError("Panic", {"code": code, "meaning": PANICS.get(code, "unknown")})
    except ValueError:
        return None
    return None


# --- what is declared as a person writes it

_DECLARATION = re.compile(r"(function|event|error) (\w+)\(([^)]*)\)((?: \w+)*?)(?: returns \(([^)]*)\))?")


def declared(text: str) -> list[dict[str, Any]]:
    """ABI entries of functions, events and errors, one a line as in Solidity; structs are not known here.

    Raises: ArgumentError for a line that is no declaration.
    """
    return [_declared(line.strip().removesuffix(";")) for line in text.splitlines() if line.strip()]


def _declared(line: str) -> dict[str, Any]:
    found = _DECLARATION.fullmatch(line)
    if not found:
        raise ArgumentError(line, "it is no declaration, as `function pause()` is one.")
    kind, name, inputs, words, outputs = found.groups()
    entry = {"type": kind, "name": name, "inputs": [*_parameters(inputs)]}
    if kind == "function":
        mutability = next((word for word in words.split() if word in ("view", "pure", "payable")), "nonpayable")
        entry |= {"outputs": [*_parameters(outputs or "")], "stateMutability": mutability}
    return entry


def _parameters(text: str) -> Iterator[dict[str, Any]]:
    for each in filter(None, (part.strip() for part in text.split(","))):
        kind, *words = each.split()
        name = words[-1] if words and words[-1] != "indexed" else ""
        yield {"type": kind, "name": name, **({"indexed": True} if "indexed" in words else {})}
