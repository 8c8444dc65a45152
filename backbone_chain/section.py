"""Sections of a configuration: each value read as what it has to be, and one sentence for each that isn't."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from backbone_chain.codec import checksum
from backbone_chain.errors import SettingsError, did_you_mean

DECIMALS = 6  # those of the token
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
AMOUNT = re.compile(r"(\d+|\d{1,3}(?:_\d{3})+)(?:\.(\d{1,6}))?")
DURATION = re.compile(r"(\d+)([smhd])")
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


class Section:
    """One table of the file. Raises: SettingsError for a key that isn't there, isn't known, or holds something else."""

    def __init__(self, file: Path, name: str, values: object, keys: Iterable[str]) -> None:
        self.file, self.name, self.keys = file, name, tuple(keys)
        if not isinstance(values, dict):
            raise SettingsError(file, f"needs the section {name}, with: {', '.join(self.keys)}.")
        self.values: Mapping[str, Any] = values
        for key in self.values:
            if key not in self.keys:
                self.refuse(f"has an unknown key {key!r} in {name}.{did_you_mean(key, self.keys)}")

    def refuse(self, problem: str) -> NoReturn:
        """Raises: SettingsError with the file before the problem."""
        raise SettingsError(self.file, problem)

    def has(self, key: str) -> bool:
        """Whether a key that may be left out is there."""
        return key in self.values

    def text(self, key: str) -> str:
        """Some text."""
        value = self._given(key, '"text"')
        if not isinstance(value, str) or not value.strip():
            self._wrong(key, value, "must be text in quotes")
        return value

    def count(self, key: str) -> int:
        """A whole number above zero."""
        value: object = self._given(key, "3")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._wrong(key, value, "must be a whole number above 0")
        return value

    def amount(self, key: str) -> int:
        """Dollars as exact text, in base units."""
        value = self._given(key, '"250_000_000.00"')
        found = AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self._wrong(key, value, 'must be dollars as text with at most six decimals, for instance "250_000_000.00"')
        return int(found[1].replace("_", "") + (found[2] or "").ljust(DECIMALS, "0"))

    def duration(self, key: str) -> int:
        """A time with its unit, in seconds; never none at all."""
        value = self._given(key, '"48h"')
        found = DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self._wrong(key, value, 'must be a whole number with its unit s, m, h or d, for instance "48h"')
        if int(found[1]) == 0:
            self._wrong(key, value, "protects nobody; it must be above 0")
        return int(found[1]) * SECONDS[found[2]]

    def address(self, key: str) -> str:
        """One address."""
        return self._address(key, self._given(key, '"0x…"'))

    def addresses(self, key: str, *, least: int = 1) -> tuple[str, ...]:
        """Addresses, each once."""
        values = self._given(key, '["0x…"]')
        if not isinstance(values, list) or len(values) < least:
            self._wrong(key, values, "must be a list of addresses" + (f", at least {least}" if least else ""))
        found = [self._address(key, value) for value in values]
        twice = next((each for each in found if found.count(each) > 1), None)
        if twice:
            self.refuse(f"names {twice} twice in {key} of {self.name}; each counts once.")
        return tuple(found)

    def _address(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not ADDRESS.fullmatch(value):
            self._wrong(key, value, "is not an address: 0x and 40 hexadecimal digits")
        digits, right = value[2:], checksum(value)
        if digits not in (digits.lower(), digits.upper()) and value != right:
            self._wrong(key, value, f"has a wrong checksum; it is {right}, or mistyped")
        if int(digits, 16) == 0:
            self._wrong(key, value, "is the zero address, which nobody holds")
        return right

    def _given(self, key: str, example: str) -> Any:
        if key not in self.values:
            self.refuse(f"needs {key} in {self.name}: {key} = {example}.")
        return self.values[key]

    def _wrong(self, key: str, value: object, why: str) -> NoReturn:
        self.refuse(f"has {key} = {value!r} in {self.name}, which {why}.")
