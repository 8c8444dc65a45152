"""One difference between two storage layouts, and what it means for an upgrade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["unsafe", "warning", "info"]

LEVELS: Mapping[str, Level] = {
    "unseen": "unsafe",
    "namespace-removed": "unsafe",
    "removed": "unsafe",
    "retyped": "unsafe",
    "moved": "unsafe",
    "inserted": "unsafe",
    "abandoned": "unsafe",
    "renamed": "warning",
    "added": "info",
    "namespace-added": "info",
}
"""Every kind of change, and what it means for an upgrade."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LayoutChange:
    """One difference between the storage of two versions of a contract.

    kind: a key of LEVELS. namespace: the ERC-7201 id, empty for plain variables. slot and offset (in bytes): where the
    variable was, for an added one where it is; None where the change is no variable's. variable: its name, with
    `.member`, `[]` and `[key]` for a part of it. before, after: types, places or names.
    """

    kind: str
    contract: str
    namespace: str = ""
    variable: str = ""
    slot: int | None = None
    offset: int = 0
    before: str = ""
    after: str = ""

    @property
    def level(self) -> Level:
        """Whether the upgrade would damage what is stored, may, or doesn't."""
        return LEVELS[self.kind]

    @property
    def place(self) -> str:
        """Slot in hex, and offset."""
        return "" if self.slot is None else f"slot 0x{self.slot:x}, offset {self.offset}"

    @property
    def summary(self) -> str:
        """One sentence."""
        where = f"{self.variable} of {self.contract}{f' in {self.namespace}' if self.namespace else ''} ({self.place})"
        sentences = {
            "unseen": f"{self.after}",
            "namespace-removed": f"The namespace {self.namespace} of {self.contract} ({self.place}) is gone.",
            "namespace-added": f"The namespace {self.namespace} of {self.contract} ({self.place}) is new.",
            "abandoned": f"The slot of {self.namespace} ({self.place}) is in the old code, but not in the new one.",
            "removed": f"The variable {where} is gone.",
            "retyped": f"The variable {where} was {self.before} and is {self.after}.",
            "moved": f"The variable {where} has moved to {self.after}.",
            "inserted": f"The variable {where} is now where {self.before} was.",
            "renamed": f"The variable {where} is now called {self.after}; its type is the same.",
            "added": f"The variable {where} is new, {self.after}, in a place that was free.",
        }
        return sentences[self.kind]
