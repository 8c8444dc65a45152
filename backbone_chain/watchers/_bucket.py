"""A bucket that refills: what was never passed in history, learned or given, and what is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Drawn(NamedTuple):
    """After a draw: what the bucket lacks, what it holds (None while too little was seen), and whether that is more."""

    drawn: int
    capacity: int | None

    @property
    def over(self) -> bool:
        """Whether more was drawn than the bucket holds."""
        return self.capacity is not None and self.drawn > self.capacity


class Bucket:
    """Base units by time, kept in a rule's state.

    `drawn`: what the bucket lacks, and when. `window`: its number and what went in it. `most`: of one. `first`: time of
    the first draw. `waiting`: what was too much -> when that was. settings: `capacity` and `refill_per_day` in base
    units, 0 to learn them; `window_seconds`, `margin` over the largest window that is over, and `learn_seconds`, after
    which what was too much is history like the rest.
    """

    EMPTY: Mapping[str, Any] = {"first": None, "drawn": (0, 0), "window": (0, 0), "most": 0, "waiting": ()}

    def __init__(self, state: dict[str, Any], settings: Mapping[str, Any]) -> None:
        self._state, self._settings = state, settings
        for name, value in self.EMPTY.items():
            state.setdefault(name, [*value] if isinstance(value, tuple) else value)

    def draw(self, now: int, amount: int, *, excused: bool = False) -> Drawn:
        """Take so much out. excused: it is known to be right, so it is learned from however large it is."""
        self._accept(now - self._settings["learn_seconds"])
        capacity = self._capacity(now)
        result = Drawn(self._refilled(now, capacity) + amount, capacity)
        self._state["drawn"] = [0 if capacity is None else min(result.drawn, capacity), now]
        over = result.over and not excused
        self._learn(now, amount, over)
        if over:
            self._state["waiting"].append([now, result.drawn])
        return result

    def _accept(self, until: int) -> None:
        waiting = self._state["waiting"]
        while waiting and waiting[0][0] <= until:
            self._state["most"] = max(self._state["most"], waiting.pop(0)[1])

    def _capacity(self, now: int) -> int | None:
        """Base units; None while too little was seen to know."""
        if self._settings["capacity"]:
            return int(self._settings["capacity"])
        first = self._state["first"]
        if first is None or now - first < self._settings["learn_seconds"]:
            return None
        return int(self._state["most"] * self._settings["margin"])

    def _refilled(self, now: int, capacity: int | None) -> int:
        drawn, at = self._state["drawn"]
        a_day, window = int(self._settings["refill_per_day"]), int(self._settings["window_seconds"])
        refilled = (now - at) * a_day // 86_400 if a_day else (now - at) * (capacity or 0) // window
        return max(0, int(drawn) - int(refilled))

    def _learn(self, now: int, amount: int, over: bool) -> None:
        """The largest window that is over, so that slices don't raise it, without what was said to be too much."""
        if self._state["first"] is None:
            self._state["first"] = now
        number, drawn = self._state["window"]
        if now // self._settings["window_seconds"] != number:
            self._state["most"] = max(self._state["most"], drawn)
            number, drawn = now // self._settings["window_seconds"], 0
        self._state["window"] = [number, drawn if over else drawn + amount]
