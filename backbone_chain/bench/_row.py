"""One measured figure and what it is measured against."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One measured figure; `ratio` is value / value of the row called `baseline`."""

    name: str
    unit: str
    value: float
    baseline: str
    ratio: float

    def as_json(self) -> dict[str, Any]:
        """The row of `backbone.bench/1`."""
        return asdict(self)
