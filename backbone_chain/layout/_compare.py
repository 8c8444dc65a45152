"""Storage layouts compared: what an upgrade would read from a slot that another variable was written to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backbone_chain.artifacts import Artifact
from backbone_chain.layout._change import LayoutChange
from backbone_chain.layout._types import Json, same_values, shape, told

GAP = re.compile(r"_*gap\w*$", re.IGNORECASE)
"""A variable that only keeps slots free for later versions."""

WORD_BYTES = 32


class _Side(NamedTuple):
    """Members in one version, and the types that they are made of."""

    members: Sequence[Json]
    types: Mapping[str, Json]

    def inner(self, name: str) -> _Side:
        return _Side(self.types[name]["members"], self.types)


class _Where(NamedTuple):
    """What members belong to: a contract, a namespace, the path to them, and the slot that they count from.

    grows: whether members may be added, which would move what comes next in an array. fixed: inside a mapping or an
    array, the place of the variable that holds them.
    """

    contract: str
    namespace: str = ""
    base: int = 0
    path: str = ""
    grows: bool = True
    fixed: tuple[int, int] | None = None

    def place(self, member: Json) -> tuple[int, int]:
        return self.fixed or (self.base + int(member["slot"]), int(member["offset"]))

    def change(self, kind: str, member: Json, part: str = "", before: str = "", after: str = "") -> LayoutChange:
        slot, offset = self.place(member)
        variable = f"{self.path}{member['label']}{part}"
        return LayoutChange(
            kind=kind,
            contract=self.contract,
            namespace=self.namespace,
            variable=variable,
            slot=slot,
            offset=offset,
            before=before,
            after=after,
        )

    def inside(self, member: Json, part: str) -> _Where:
        """Where the members of a struct are compared; outside of mappings and arrays each has a slot of its own."""
        slot, offset = self.place(member)
        fixed = (slot, offset) if part or self.fixed else None
        return self._replace(base=slot, path=f"{self.path}{member['label']}{part}.", fixed=fixed)


def layout_changes(old: Artifact, new: Artifact) -> list[LayoutChange]:
    """Every difference between the storage of two versions of a contract, the ERC-7201 namespaces included.

    What an artifact doesn't hold is a change of the kind `unseen`, so that nothing is taken for safe unseen.
    """
    return [*_unseen(old, new), *_plain(old, new), *_namespaced(old, new)]


def _unseen(old: Artifact, new: Artifact) -> Iterator[LayoutChange]:
    for artifact in (old, new):
        parts = {"plain variables": artifact.storage_layout, "namespaces": artifact.namespaces}
        if unseen := [what for what, seen in parts.items() if seen is None]:
            says = f"The {' and '.join(unseen)} of {artifact.name} can't be seen: its artifact doesn't hold them. "
            says += "Give its Solidity file, or output of solc with storageLayout and syntax trees (a build-info)."
            yield LayoutChange(kind="unseen", contract=artifact.name, after=says)


def _plain(old: Artifact, new: Artifact) -> Iterator[LayoutChange]:
    if old.storage_layout is not None and new.storage_layout is not None:
        before, after = (
            _Side(each["storage"], each["types"] or {}) for each in (old.storage_layout, new.storage_layout)
        )
        yield from _members(before, after, _Where(new.name), frozenset())


def _namespaced(old: Artifact, new: Artifact) -> Iterator[LayoutChange]:
    before, after = old.namespaces, new.namespaces
    if before is None or after is None:
        return
    for name, space in before["spaces"].items():
        where = _Where(_contract(space), name, int(space["slot"], 16))
        if name not in after["spaces"]:
            yield _whole("namespace-removed", name, space)
            continue
        if _uses(old, space) and not _uses(new, space):
            yield _whole("abandoned", name, space)
        sides = _Side(space["storage"], before["types"]), _Side(after["spaces"][name]["storage"], after["types"])
        yield from _members(*sides, where, frozenset())
    for name in after["spaces"].keys() - before["spaces"].keys():
        yield _whole("namespace-added", name, after["spaces"][name])


def _contract(space: Json) -> str:
    return str(space["contract"]).partition(".")[0]


def _whole(kind: str, name: str, space: Json) -> LayoutChange:
    return LayoutChange(kind=kind, contract=_contract(space), namespace=name, slot=int(space["slot"], 16))


def _uses(artifact: Artifact, space: Json) -> bool:
    """Whether the slot of a member stands in the code, as a constant of 32 bytes."""
    base, members = int(space["slot"], 16), space["storage"]
    slots = {0, *(int(member["slot"]) for member in members)}
    return any((base + slot).to_bytes(WORD_BYTES) in artifact.deployed_bytecode for slot in slots)


def _members(old: _Side, new: _Side, where: _Where, seen: frozenset[tuple[str, str]]) -> Iterator[LayoutChange]:
    """Each old member against what now lies in its place, then what is new."""
    at = {(int(each["slot"]), int(each["offset"])): each for each in new.members}
    names, used = {each["label"] for each in old.members}, []
    for member in (each for each in old.members if not GAP.match(each["label"])):
        here = at.get((int(member["slot"]), int(member["offset"])))
        same = here if here and here["label"] == member["label"] else _elsewhere(member, old, new)
        if same is None:
            yield from _lost(member, here, old, new, where, seen)
        elif same is not here:
            yield _moved(member, same, where)
            if here and here["label"] not in names:
                yield where.change("inserted", here, before=member["label"])
        used += [each for each in (here, same) if each]
        if same:
            yield from _retyped(member, same, old, new, where, seen)
    for member in new.members:
        if not any(member is each for each in used) and not GAP.match(member["label"]):
            yield where.change("added", member, after=told(new.types[member["type"]]))


def _elsewhere(member: Json, old: _Side, new: _Side) -> Json | None:
    """The variable of the same name in another place; two contracts of a family may each have one of that name."""
    taken = {(each["slot"], each["offset"]) for each in old.members if each["label"] == member["label"]}
    found = (each for each in new.members if each["label"] == member["label"])
    return next((each for each in found if (each["slot"], each["offset"]) not in taken), None)


def _moved(member: Json, to: Json, where: _Where) -> LayoutChange:
    slot, offset = where._replace(fixed=None).place(to)
    return where.change("moved", member, after=f"slot 0x{slot:x}, offset {offset}")


def _lost(
    member: Json, here: Json | None, old: _Side, new: _Side, where: _Where, seen: frozenset[tuple[str, str]]
) -> Iterator[LayoutChange]:
    """A name that is no more: gone, or another name for the same thing, or another thing in its place."""
    if here is None:
        yield where.change("removed", member)
        return
    retyped = list(_retyped(member, here, old, new, where, seen))
    yield from retyped
    if not any(change.level == "unsafe" for change in retyped):
        yield where.change("renamed", member, after=here["label"])


def _retyped(
    member: Json, now: Json, old: _Side, new: _Side, where: _Where, seen: frozenset[tuple[str, str]], part: str = ""
) -> Iterator[LayoutChange]:
    """What is different about the type of a variable, down to the values of mappings and the members of structs."""
    names = (member["type"], now["type"])
    before, after = old.types[names[0]], new.types[names[1]]
    if shape(before, old.types) != shape(after, new.types) or not same_values(before, after):
        yield where.change("retyped", member, part, told(before), told(after))
    elif names in seen:
        return
    elif "members" in before:
        yield from _struct(member, now, old, new, where, seen | {names}, part)
    else:
        for key, step, grows in (("key", "[key]", False), ("value", "[]", True), ("base", "[]", False)):
            if key in before:
                inner = ({**member, "type": before[key]}, {**now, "type": after[key]})
                inside = where._replace(grows=grows)
                yield from _retyped(*inner, old, new, inside, seen | {names}, part + step)


def _struct(
    member: Json, now: Json, old: _Side, new: _Side, where: _Where, seen: frozenset[tuple[str, str]], part: str
) -> Iterator[LayoutChange]:
    before, after = old.types[member["type"]], new.types[now["type"]]
    yield from _members(old.inner(member["type"]), new.inner(now["type"]), where.inside(member, part), seen)
    if not where.grows and before["numberOfBytes"] != after["numberOfBytes"]:
        sizes = [f"{told(kind)} of {kind['numberOfBytes']} bytes" for kind in (before, after)]
        yield where.change("retyped", member, part, *sizes)
