"""Parts of a bundle's JSON, each checked while it is taken out, so that bad input gets a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backbone_chain.bundles._text import plain
from backbone_chain.codec import WORD, checksum
from backbone_chain.errors import did_you_mean

ADDRESS_BYTES = 20
MOST_SHOWN = 40  # characters of a wrong value
DEEPEST = 8  # structs in structs of an ABI
TYPE = re.compile(r"[A-Za-z_$][\w$. ]{0,200}(\[\d{0,4}\]){0,3}")
ELEMENTARY = re.compile(r"(u?int|bytes|u?fixed)(\d+)")
MOST_BITS = 256
NEEDED = object()


class MalformedError(ValueError):
    """The sentence that completes "… can't be used as a bundle:"; the reader adds the file's path."""


class Part:
    """One JSON object inside a bundle; `path` is where it stands."""

    def __init__(self, value: Mapping[str, Any], path: str) -> None:
        self._value, self._path = value, path

    def words(self) -> Sequence[str]:
        """Its keys, in order."""
        return sorted(self._value)

    def is_null(self, key: str) -> bool:
        """Whether it is there, and null."""
        return self._get(key, NEEDED) is None

    def text(self, key: str, default: Any = NEEDED) -> str:
        """A text on one line."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, value, "is no text")
        return plain(value)

    def choice(self, key: str, known: Sequence[str]) -> str:
        """One of a few words."""
        value = self._get(key, NEEDED)
        if value not in known:
            raise MalformedError(
                f"its {self._at(key)} is {_shown(value)}.{did_you_mean(str(value)[:MOST_SHOWN], known)}"
            )
        return str(value)

    def number(self, key: str, least: int, most: int, default: Any = NEEDED) -> int:
        """A whole number in a range."""
        value = self._get(key, default)
        if type(value) is not int:
            raise self._wrong(key, value, "is no whole number")
        if not least <= value <= most:
            raise self._wrong(key, value, f"is not from {least} to {most}" if most >= least else "is out of range")
        return value

    def data(self, key: str, size: int | None = None) -> bytes:
        """Bytes in hexadecimal digits after 0x."""
        value = self._get(key, NEEDED)
        return self._bytes(value, self._at(key), size)

    def data_in_words(self, key: str) -> bytes:
        """Bytes in hexadecimal digits after 0x, a multiple of a word."""
        data = self.data(key)
        if len(data) % WORD:
            raise MalformedError(f"its {self._at(key)} has {len(data)} bytes, and words have {WORD} each.")
        return data

    def address(self, key: str) -> str:
        """An address, answered checksummed."""
        return self._address(self._get(key, NEEDED), self._at(key))

    def word_of_key(self, key: str) -> int:
        """A key that is a word of storage."""
        return int.from_bytes(self._bytes(key, f"key in {self._path}", WORD))

    def part(self, key: str, default: Any = NEEDED) -> Part:
        """A JSON object."""
        value = self._get(key, default)
        if not isinstance(value, dict):
            raise self._wrong(key, value, "is no JSON object")
        return Part(value, self._at(key))

    def parts(self, key: str, default: Any = NEEDED) -> list[Part]:
        """A list of JSON objects."""
        value = self._get(key, default)
        if not isinstance(value, list):
            raise self._wrong(key, value, "is no list")
        wrong = next((number for number, each in enumerate(value) if not isinstance(each, dict)), None)
        if wrong is not None:
            raise self._wrong(f"{key}[{wrong}]", value[wrong], "is no JSON object")
        return [Part(each, f"{self._at(key)}[{number}]") for number, each in enumerate(value)]

    def by_address(self, key: str, default: Any = NEEDED) -> Iterator[tuple[str, Part]]:
        """The JSON objects of one whose keys are addresses."""
        inner = self.part(key, default)
        for address, each in inner.addresses():
            yield address, inner.part(each)

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Its keys as addresses, and as they stand."""
        found: dict[str, str] = {}
        for key in self.words():
            address = self._address(key, f"key in {self._path}")
            if address in found:
                raise MalformedError(f"its {self._path} names {address} twice.")
            found[address] = key
        yield from found.items()

    def _get(self, key: str, default: Any) -> Any:
        value = self._value.get(key, default)
        if value is NEEDED:
            raise MalformedError(f"it has no {self._at(key)}; is it cut off?")
        return value

    def _at(self, key: str) -> str:
        return plain(f"{self._path}.{key}" if self._path else key, 200)

    def _address(self, value: Any, at: str) -> str:
        data = self._bytes(value, at, ADDRESS_BYTES)
        address = checksum("0x" + data.hex())
        digits = value[2:]
        if digits not in (digits.lower(), digits.upper()) and value != address:
            raise MalformedError(f"its {at} {value} has a wrong checksum; it is {address}, or mistyped.")
        return address

    def _bytes(self, value: Any, at: str, size: int | None) -> bytes:
        if not isinstance(value, str) or not value.startswith("0x"):
            raise MalformedError(f"its {at} is {_shown(value)}, which is no hexadecimal number after 0x.")
        digits = value[2:]
        if wrong := re.search(r"[^0-9a-fA-F]", digits):
            raise MalformedError(f"its {at} is not hexadecimal: {wrong[0]!r} at digit {wrong.start()}.")
        if len(digits) % 2:
            raise MalformedError(f"its {at} has an odd number of hexadecimal digits; is it cut off?")
        if size is not None and len(digits) != 2 * size:
            raise MalformedError(f"its {at} has {len(digits) // 2} bytes, not {size}.")
        return bytes.fromhex(digits)

    def _wrong(self, key: str, value: Any, what: str) -> MalformedError:
        return MalformedError(f"its {self._at(key)} {what}: {_shown(value)}.")


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "a JSON object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > MOST_BITS:
        return "a number without end"
    text = repr(value)
    return plain(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")


# --- ABIs


def checked_abi(part: Part) -> tuple[Mapping[str, Any], ...]:
    """The ABI of a contract, whose entries can be encoded and decoded by. Raises: MalformedError."""
    entries = part.parts("abi", [])
    return tuple(_entry(each) for each in entries)


def _entry(part: Part) -> Mapping[str, Any]:
    kind = part.text("type")
    if kind in ("function", "event", "error"):
        part.text("name")
    for key in ("inputs", "outputs"):
        for parameter in part.parts(key, []):
            _require_parameter(parameter, 0)
    return dict(part._value)  # noqa: SLF001 - its own module


def _require_parameter(part: Part, depth: int) -> None:
    kind = part.text("type")
    part.text("name", "")
    number = ELEMENTARY.match(kind)
    if not TYPE.fullmatch(kind) or (number and int(number[2][:4]) > MOST_BITS) or depth > DEEPEST:
        raise part._wrong("type", kind, "is no type of an ABI")  # noqa: SLF001 - its own module
    if kind.startswith("tuple"):
        members = part.parts("components")
        if not members:
            raise part._wrong("components", [], "is empty")  # noqa: SLF001 - its own module
        for member in members:
            _require_parameter(member, depth + 1)
