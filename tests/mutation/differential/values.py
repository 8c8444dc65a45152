"""Arguments: sensible ones, picked up from what contracts answer, and hostile ones at every edge."""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Parameter = Mapping[str, Any]

SMALL = (0, 1, 2, 3, 5, 7, 8, 12, 15, 16, 255, 1000, 10**6, 10**9, 10**12)
INTERFACES = ("01ffc9a7", "7965db0b", "31498786", "ffffffff", "36372b07", "5a05180f", "84b0196e")
REMEMBERED = 300
LAST_NAMED = 5
IN_CAST = 0.7
DAY = 86_400
TIMES = ("valid", "deadline", "expir", "until")


@dataclass(kw_only=True)
class Values:
    """Draws arguments by type. cast: the addresses that are drawn most. numbers, named: the latest in answers."""

    dice: random.Random
    addresses: Sequence[str]
    words: list[bytes]
    cast: Sequence[str] = ()
    numbers: deque[int] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    named: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_NAMED))
    now: int = 0

    def learn(self, answer: object) -> None:
        """Remember the numbers and the addresses in an answer."""
        if isinstance(answer, tuple | list):
            for each in answer:
                self.learn(each)
        elif isinstance(answer, int) and not isinstance(answer, bool):
            self.numbers.append(answer)
        elif isinstance(answer, str) and answer in self.addresses:
            self.named.append(answer)

    def draw(self, parameter: Parameter) -> Any:
        """A value for a parameter."""
        kind = str(parameter["type"])
        if listed := re.fullmatch(r"(.+)\[(\d*)\]", kind):
            count = int(listed[2]) if listed[2] else self.dice.choice((0, 1, 1, 2, 3))
            return [self.draw({**parameter, "type": listed[1]}) for _ in range(count)]
        if kind == "tuple":
            return tuple(self.draw(each) for each in parameter["components"])
        if kind.startswith(("uint", "int")):
            return self._number(kind, str(parameter.get("name", "")).lower())
        return self._other(kind)

    def _other(self, kind: str) -> Any:
        match kind:
            case "address":
                return self.dice.choice(self.cast if self.cast and self.dice.random() < IN_CAST else self.addresses)
            case "bool":
                return self.dice.random() < 1 / 2
            case "string":
                return self.dice.choice(("", "USD", "x" * 40))
            case "bytes":
                return self.dice.choice((b"", b"", b"\x01", bytes(32), self.dice.randbytes(65)))
            case "bytes4":
                return bytes.fromhex(self.dice.choice(INTERFACES))
        size = int(kind.removeprefix("bytes"))
        return self.dice.choice(self.words)[:size]

    def _number(self, kind: str, name: str) -> int:
        bits = int(kind.lstrip("uint") or 256)
        is_time = any(word in name for word in TIMES) and self.dice.random() < 1 / 2
        value = self._time() if is_time else self._any_number()
        if kind.startswith("uint"):
            return value % (1 << bits)
        half = 1 << (bits - 1)
        return (value + half) % (2 * half) - half

    def _time(self) -> int:
        return self.now + self.dice.choice((-DAY, -1, 0, 1, DAY))

    def _any_number(self) -> int:
        chance = self.dice.random()
        if chance < 0.4 and self.numbers:
            return self.dice.choice(self.numbers) + self.dice.choice((0, 0, 0, 1, -1))
        if chance < 0.8:
            return self.dice.choice(SMALL)
        if chance < 0.9:
            return self._time()
        return self.dice.choice((-1, -2, 1 << 255, self.dice.getrandbits(self.dice.randrange(1, 257))))
