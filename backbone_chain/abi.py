"""Calldata, return values, events and errors: encoders and decoders made once from an ABI, fast for static types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import eth_abi
import eth_abi.exceptions
from eth_utils import is_address, keccak, to_checksum_address

from backbone_chain.errors import ArgumentError, UnknownNameError

WORD = 32
checksum: Callable[[str], str] = lru_cache(maxsize=65536)(to_checksum_address)

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


# --- one word


@lru_cache(maxsize=65536)
def _address_word(address: str) -> bytes:
    if not is_address(address):
        raise ValueError(f"{address!r} is not an address")
    return bytes(12) + bytes.fromhex(address[2:])


def _encode_address(value: Any) -> bytes:
    return _address_word(value if isinstance(value, str) else _address_of(value))


def _address_of(value: Any) -> str:
    address = getattr(value, "address", None)
    if not isinstance(address, str):
        raise ValueError(f"{value!r} is not an address")
    return address


def _encode_uint(bits: int) -> Callable[[Any], bytes]:
    limit = 1 << bits

    def encode(value: Any) -> bytes:
        if value.__class__ is not int or not 0 <= value < limit:
            raise ValueError(f"{value!r} is not a uint{bits}")
        return int(value).to_bytes(WORD, "big")

    return encode


def _encode_int(bits: int) -> Callable[[Any], bytes]:
    limit = 1 << (bits - 1)

    def encode(value: Any) -> bytes:
        if value.__class__ is not int or not -limit <= value < limit:
            raise ValueError(f"{value!r} is not an int{bits}")
        return int(value).to_bytes(WORD, "big", signed=True)

    return encode


def _encode_bool(value: Any) -> bytes:
    if value.__class__ is not bool:
        raise ValueError(f"{value!r} is not a bool")
    return (1 if value else 0).to_bytes(WORD, "big")


def _encode_fixed_bytes(size: int) -> Callable[[Any], bytes]:
    def encode(value: Any) -> bytes:
        raw = bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else value
        if not isinstance(raw, bytes) or len(raw) != size:
            raise ValueError(f"{value!r} is not {size} bytes")
        return raw.ljust(WORD, b"\0")

    return encode


def _word_encoder(kind: str) -> Callable[[Any], bytes] | None:
    """The encoder of an elementary static type, or None for anything else."""
    if kind == "address":
        return _encode_address
    if kind == "bool":
        return _encode_bool
    for prefix, make in (("uint", _encode_uint), ("int", _encode_int), ("bytes", _encode_fixed_bytes)):
        if kind.startswith(prefix) and kind[len(prefix) :].isdigit():
            return make(int(kind[len(prefix) :]))
    return None


@lru_cache(maxsize=65536)
def _address_in(word: bytes) -> str:
    return checksum("0x" + word[12:].hex())


def _word_decoder(kind: str) -> Callable[[bytes], Any] | None:
    if kind == "address":
        return _address_in
    if kind == "bool":
        return lambda word: word[-1] != 0
    if kind.startswith("uint") and kind[4:].isdigit():
        return int.from_bytes
    if kind.startswith("int") and kind[3:].isdigit():
        return lambda word: int.from_bytes(word, "big", signed=True)
    if kind.startswith("bytes") and kind[5:].isdigit():
        size = int(kind[5:])
        return lambda word: word[:size]
    return None


# --- whole argument lists


def canonical(parameter: Mapping[str, Any]) -> str:
    """The type of an ABI parameter as it stands in signatures, tuples spelled out."""
    kind = str(parameter["type"])
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(canonical(part) for part in parameter["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def _prepared(value: Any, parameter: Mapping[str, Any]) -> Any:
    """The value as eth_abi wants it: addresses out of objects, bytes out of hex, structs given by name in order."""
    kind = str(parameter["type"])
    if kind.endswith("]"):
        element = {**parameter, "type": kind[: kind.rindex("[")]}
        return [_prepared(item, element) for item in value]
    if kind == "tuple":
        parts = parameter["components"]
        values = [value[part["name"]] for part in parts] if isinstance(value, Mapping) else value
        return tuple(_prepared(item, part) for item, part in zip(values, parts, strict=True))
    if kind == "address" and not isinstance(value, str):
        return _address_of(value)
    if kind.startswith("bytes") and isinstance(value, str):
        return bytes.fromhex(value.removeprefix("0x"))
    return value


class Arguments:
    """The argument list of a function, constructor, event or error: encodes and decodes it."""

    def __init__(self, owner: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        self.owner = owner
        self.parameters = tuple(parameters)
        self.types = tuple(canonical(parameter) for parameter in parameters)
        self.names = tuple(str(parameter.get("name") or i) for i, parameter in enumerate(parameters))
        encoders = [_word_encoder(kind) for kind in self.types]
        decoders = [_word_decoder(kind) for kind in self.types]
        self._encoders = None if None in encoders else tuple(e for e in encoders if e)
        self._decoders = None if None in decoders else tuple((i * WORD, d) for i, d in enumerate(decoders) if d)

    def encode(self, values: Sequence[Any]) -> bytes:
        """ABI-encode the values. Raises: ArgumentError for a wrong number, type or range."""
        if len(values) != len(self.types):
            raise ArgumentError(self.owner, f"it takes {len(self.types)}, not {len(values)}.")
        try:
            if self._encoders is not None:
                return b"".join([encode(value) for encode, value in zip(self._encoders, values, strict=True)])
            prepared = [_prepared(value, p) for value, p in zip(values, self.parameters, strict=True)]
            return eth_abi.encode(self.types, prepared)
        except (ValueError, TypeError, KeyError, eth_abi.exceptions.EncodingError) as error:
            raise ArgumentError(self.owner, f"{error}.") from error

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """The values in ABI-encoded data, addresses checksummed. Raises: ValueError for data that doesn't fit."""
        if self._decoders is not None:
            if len(data) < WORD * len(self._decoders):
                raise ValueError(
                    f"{self.owner} answered {len(data)} bytes, too few for {','.join(self.types) or 'nothing'}"
                )
            return tuple([decode(data[start : start + WORD]) for start, decode in self._decoders])
        try:
            values = eth_abi.decode(self.types, data, strict=False)
        except (eth_abi.exceptions.DecodingError, OverflowError, UnicodeDecodeError) as error:
            raise ValueError(f"{self.owner} answered {len(data)} bytes that are no {','.join(self.types)}") from error
        return tuple(_checksummed(value, kind) for value, kind in zip(values, self.types, strict=True))


def _checksummed(value: Any, kind: str) -> Any:
    if kind == "address":
        return checksum(value)
    if kind.startswith("address["):
        return tuple(_checksummed(item, kind[: kind.rindex("[")]) for item in value)
    return value


# --- what an ABI declares


class Function:
    """One function: `encode` its calldata, `decode` what it returned."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.inputs = entry.get("inputs", ())
        self.signature = _signature(entry)
        self.selector = keccak(text=self.signature)[:4]
        self.mutability = str(entry.get("stateMutability", "nonpayable"))
        self._arguments = Arguments(self.signature, self.inputs)
        self._results = Arguments(self.signature, entry.get("outputs", ()))

    @property
    def changes_state(self) -> bool:
        """Neither view nor pure."""
        return self.mutability not in ("view", "pure")

    def encode(self, *values: Any) -> bytes:
        """Calldata. Raises: ArgumentError."""
        return self.selector + self._arguments.encode(values)

    def decode(self, output: bytes) -> Any:
        """The one value returned, or a tuple of several, or None. Raises: ValueError for output that doesn't fit."""
        values = self._results.decode(output)
        return values[0] if len(values) == 1 else values or None


class EventType:
    """One event: `decode` a log of it."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.signature = _signature(entry)
        self.topic = keccak(text=self.signature)
        inputs = entry["inputs"]
        self._names = tuple(str(parameter.get("name") or i) for i, parameter in enumerate(inputs))
        self._indexed = tuple(bool(parameter.get("indexed")) for parameter in inputs)
        self._topics = tuple(_word_decoder(canonical(p)) or bytes for p in inputs if p.get("indexed"))
        self._data = Arguments(self.signature, [p for p in inputs if not p.get("indexed")])
        self._in_order = sorted(self._indexed, reverse=True) == list(self._indexed)  # indexed first, as most events are

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """The arguments by name. Raises: ValueError for a log that doesn't fit the declaration."""
        if len(topics) != len(self._topics) + 1:
            raise ValueError(f"{self.signature} has {len(self._topics)} indexed arguments, the log {len(topics) - 1}")
        values = [decode(topics[i]) for i, decode in enumerate(self._topics, 1)]
        if self._in_order:
            values += self._data.decode(data)
            return dict(zip(self._names, values))  # noqa: B905 - the lengths were checked, and this is the hot path
        first, rest = iter(values), iter(self._data.decode(data))
        return {name: next(first if inside else rest) for name, inside in zip(self._names, self._indexed, strict=True)}


class ErrorType:
    """One custom error: `decode` its revert data."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.signature = _signature(entry)
        self.selector = keccak(text=self.signature)[:4]
        self._arguments = Arguments(self.signature, entry["inputs"])

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
        self.functions = [Function(entry) for entry in self._of("function")]
        self.events = {event.topic: event for event in map(EventType, self._of("event"))}
        self.errors = {error.selector: error for error in map(ErrorType, self._of("error"))}

    def _of(self, kind: str) -> list[Mapping[str, Any]]:
        return [entry for entry in self.entries if entry.get("type") == kind]

    @cached_property
    def constructor(self) -> Arguments:
        """The constructor's arguments, empty where none is declared."""
        declared = self._of("constructor")
        return Arguments("the constructor", declared[0]["inputs"] if declared else ())

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
