"""Words and argument lists: encoders and decoders made once from ABI types, fast for static ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import eth_abi
import eth_abi.exceptions
from eth_utils import is_address, to_checksum_address

from backbone_chain.errors import ArgumentError

WORD = 32
checksum: Callable[[str], str] = lru_cache(maxsize=65536)(to_checksum_address)

_NO_ENCODING = (eth_abi.exceptions.EncodingError, eth_abi.exceptions.ParseError)
_NO_DECODING = (eth_abi.exceptions.DecodingError, eth_abi.exceptions.ParseError)


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


def word_decoder(kind: str) -> Callable[[bytes], Any] | None:
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
        decoders = [word_decoder(kind) for kind in self.types]
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
