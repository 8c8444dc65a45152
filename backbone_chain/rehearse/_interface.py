"""Interfaces compared: what callers of the old version would no longer find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backbone_chain.artifacts import Artifact
from backbone_chain.codec import canonical

KINDS = ("function", "event", "error")


@dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceChange:
    """A function, event or error that is gone, new, or another one. before, after: what callers see of it."""

    kind: str
    signature: str
    before: str = ""
    after: str = ""

    @property
    def breaking(self) -> bool:
        """Whether a caller of the old version is hurt."""
        return bool(self.before)

    @property
    def summary(self) -> str:
        """One sentence."""
        if not self.after:
            return f"The {self.kind} {self.signature} is gone."
        if not self.before:
            return f"The {self.kind} {self.signature} is new."
        return f"The {self.kind} {self.signature} was {self.before} and is {self.after}."


def interface_changes(old: Artifact, new: Artifact) -> list[InterfaceChange]:
    """What is gone or changed first, then what is new."""
    before, after = dict(_declared(old)), dict(_declared(new))
    places = [*before, *(place for place in after if place not in before)]
    return [
        InterfaceChange(kind=place[0], signature=place[1], before=before.get(place, ""), after=after.get(place, ""))
        for place in places
        if before.get(place) != after.get(place)
    ]


def _declared(artifact: Artifact) -> Iterator[tuple[tuple[str, str], str]]:
    for entry in artifact.abi:
        if entry["type"] in KINDS:
            kinds = ",".join(canonical(parameter) for parameter in entry["inputs"])
            yield (entry["type"], f"{entry['name']}({kinds})"), _seen(entry)


def _seen(entry: Mapping[str, Any]) -> str:
    """What a caller sees beside the signature."""
    if entry["type"] == "event":
        indexed = [
            str(parameter["name"] or number) for number, parameter in enumerate(entry["inputs"]) if parameter["indexed"]
        ]
        return f"indexed by {', '.join(indexed) or 'nothing'}"
    if entry["type"] == "error":
        return "an error"
    answers = ",".join(canonical(parameter) for parameter in entry.get("outputs", ()))
    return f"{entry.get('stateMutability', 'nonpayable')} returning ({answers})"
