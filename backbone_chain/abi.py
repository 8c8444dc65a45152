"""Calldata, return values, events and errors: encoders and decoders made once from an ABI, fast for static types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

# ParseError is eth_abi's word for a type that it doesn't know, as the enums and storage pointers in a library's ABI.
_NO_ENCODING = (eth_abi.exceptions.EncodingError, eth_abi.exceptions.ParseError)
_NO_DECODING = (eth_abi.exceptions.DecodingError, eth_abi.exceptions.ParseError)


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
    if not address.startswith("0x") or not is_address(address):  # is_address alone also takes 40 digits without the 0x
        raise ValueError(f"{address!r} is not an address")
    digits = address[2:]
    if digits not in (digits.lower(), digits.upper()) and address != checksum(address):
        raise ValueError(f"{address!r} has a wrong checksum; it is {checksum(address)!r}, or mistyped")
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
        raw = _bytes_of(value) if isinstance(value, str) else value
        if not isinstance(raw, bytes) or len(raw) != size:
            raise ValueError(f"{value!r} is not {size} bytes")
        return raw.ljust(WORD, b"\0")

    return encode


def _bytes_of(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits.removeprefix("0x"))
    except ValueError as error:
        raise ValueError(f"{digits!r} is not hexadecimal") from error


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
    if any(word[:12]):
        raise ValueError(f"0x{word.hex()} is not an address")
    return checksum("0x" + word[12:].hex())


def _decode_bool(word: bytes) -> bool:
    value = int.from_bytes(word)
    if value > 1:
        raise ValueError(f"0x{word.hex()} is not a bool")
    return value == 1


def _decode_uint(bits: int) -> Callable[[bytes], int]:
    limit = 1 << bits

    def decode(word: bytes) -> int:
        value = int.from_bytes(word)
        if value >= limit:
            raise ValueError(f"{value} is not a uint{bits}")
        return value

    return int.from_bytes if bits == WORD * 8 else decode


def _decode_int(bits: int) -> Callable[[bytes], int]:
    limit = 1 << (bits - 1)

    def decode(word: bytes) -> int:
        value = int.from_bytes(word, signed=True)
        if not -limit <= value < limit:
            raise ValueError(f"{value} is not an int{bits}")
        return value

    return decode


def _decode_fixed_bytes(size: int) -> Callable[[bytes], bytes]:
    def decode(word: bytes) -> bytes:
        if any(word[size:]):
            raise ValueError(f"0x{word.hex()} is not {size} bytes")
        return word[:size]

    return bytes if size == WORD else decode


def _word_decoder(kind: str) -> Callable[[bytes], Any] | None:
    """The decoder of an elementary static type, as strict as Solidity's own: dirty bits beside a value are an error."""
    if kind == "address":
        return _address_in
    if kind == "bool":
        return _decode_bool
    for prefix, make in (("uint", _decode_uint), ("int", _decode_int), ("bytes", _decode_fixed_bytes)):
        if kind.startswith(prefix) and kind[len(prefix) :].isdigit():
            return make(int(kind[len(prefix) :]))
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
        return tuple(_prepared(item, part) for item, part in zip(_members(value, parts), parts, strict=True))
    if kind == "bytes" and isinstance(value, str):
        return _bytes_of(value)
    if kind == "address":
        return "0x" + _encode_address(value)[12:].hex()
    if kind.startswith("bytes") and kind != "bytes":  # eth_abi would fill up a value that is too short
        size = int(kind.removeprefix("bytes"))
        return _encode_fixed_bytes(size)(value)[:size]
    return value


def _members(value: Any, parts: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """A struct's members in order of declaration."""
    names = [str(part.get("name") or i) for i, part in enumerate(parts)]
    if isinstance(value, Mapping):
        unfit = [f"lacks {name}" for name in names if name not in value]
        unfit += [f"has no {name}" for name in value if name not in names]
        if unfit:
            raise ValueError(f"the struct of {', '.join(names)} {unfit[0]}")
        return [value[name] for name in names]
    if not isinstance(value, list | tuple) or len(value) != len(parts):
        raise ValueError(f"{value!r} is not a struct of {', '.join(names)}")
    return value


class Arguments:
    """The argument list of a function, constructor, event or error: encodes and decodes it.

    is_static: every value is one word in its place. least_bytes: a word for each value, or for its offset.
    """

    def __init__(self, owner: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        self.owner = owner
        self.parameters = tuple(parameters)
        self.types = tuple(canonical(parameter) for parameter in parameters)
        self.names = tuple(str(parameter.get("name") or i) for i, parameter in enumerate(parameters))
        self.least_bytes = WORD * len(self.types)
        encoders = [_word_encoder(kind) for kind in self.types]
        decoders = [_word_decoder(kind) for kind in self.types]
        self._encoders = None if None in encoders else tuple(e for e in encoders if e)
        self._decoders = None if None in decoders else tuple((i * WORD, d) for i, d in enumerate(decoders) if d)
        self.is_static = self._decoders is not None

    def encode(self, values: Sequence[Any]) -> bytes:
        """ABI-encode the values. Raises: ArgumentError for a wrong number, type or range."""
        if len(values) != len(self.types):
            raise ArgumentError(self.owner, f"it takes {len(self.types)}, not {len(values)}.")
        try:
            if self._encoders is not None:
                return b"".join([encode(value) for encode, value in zip(self._encoders, values, strict=True)])
            prepared = [_prepared(value, p) for value, p in zip(values, self.parameters, strict=True)]
            return eth_abi.encode(self.types, prepared)
        except (ValueError, TypeError, *_NO_ENCODING) as error:
            raise ArgumentError(self.owner, f"{error}.") from error

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """The values in ABI-encoded data, addresses checksummed. Raises: ValueError for data that doesn't fit."""
        if self._decoders is not None:
            if len(data) < self.least_bytes:
                raise ValueError(
                    f"{self.owner} answered {len(data)} bytes, too few for {','.join(self.types) or 'nothing'}"
                )
            return tuple([decode(data[start : start + WORD]) for start, decode in self._decoders])
        try:
            values = eth_abi.decode(self.types, data, strict=False)
        except (ValueError, OverflowError, *_NO_DECODING) as error:
            raise ValueError(f"{self.owner} answered {len(data)} bytes that are no {','.join(self.types)}") from error
        return tuple(_checksummed(value, p) for value, p in zip(values, self.parameters, strict=True))


def _checksummed(value: Any, parameter: Mapping[str, Any]) -> Any:
    """The decoded value with every address in it checksummed, also inside arrays and structs."""
    kind = str(parameter["type"])
    if kind.endswith("]"):
        element = {**parameter, "type": kind[: kind.rindex("[")]}
        return tuple(_checksummed(item, element) for item in value)
    if kind == "tuple":
        return tuple(_checksummed(item, part) for item, part in zip(value, parameter["components"], strict=True))
    return checksum(value) if kind == "address" else value


# --- what an ABI declares


class Function:
    """One function: `encode` its calldata, `decode` what it returned."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.name = str(entry["name"])
        self.inputs = entry.get("inputs", ())
        self.signature = _signature(entry)
        self.selector = keccak(text=self.signature)[:4]
        legacy = "view" if entry.get("constant") else "nonpayable"  # what solc wrote before 0.4.16
        self.mutability = str(entry.get("stateMutability", legacy))
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
            name, decode = str(parameter.get("name") or number), _word_decoder(canonical(parameter))
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
        self.selector = keccak(text=self.signature)[:4]
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
