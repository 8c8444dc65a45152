"""Instructions that an implementation behind a proxy should never come to: foreign code in its storage, or its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backbone_chain.artifacts import Artifact
from backbone_chain.bytecode._instructions import CALLCODE, DELEGATECALL, SELFDESTRUCT
from backbone_chain.bytecode._reach import WATCHED, Code, Reached
from backbone_chain.bytecode._source import location

NAMES: Mapping[int, str] = {CALLCODE: "CALLCODE", DELEGATECALL: "DELEGATECALL", SELFDESTRUCT: "SELFDESTRUCT"}
MEANINGS = {
    "CALLCODE": "runs foreign code in the token's storage",
    "DELEGATECALL": "runs code of an address that is no constant in the token's storage",
    "SELFDESTRUCT": "can end the contract, or send its ether away",
}
UPGRADES = ("upgradeToAndCall(address,bytes)", "upgradeTo(address)")
"""The functions whose delegatecall is what they are for: a proxy's upgrade runs the new initialiser with it."""

NO_SELECTOR = "any other call"
UNUSED_SELECTOR = 0x0BADBEEF


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsafeOpcode:
    """An instruction that a call can come to.

    opcode: its name, or `UNDECIDED` where not all paths could be followed and the code holds such an instruction.
    functions: signatures of the functions that come to it. place: its byte in the deployed code. source: `unit:line`
    where that is known.
    """

    opcode: str
    functions: tuple[str, ...]
    place: int
    source: str = ""

    @property
    def summary(self) -> str:
        """One sentence."""
        who, at = ", ".join(self.functions), f"byte 0x{self.place:x}{', ' + self.source if self.source else ''}"
        if self.opcode == "UNDECIDED":
            return f"What {who} comes to can't be decided, and the code holds a DELEGATECALL or the like ({at})."
        return f"{who} comes to a {self.opcode}, which {MEANINGS[self.opcode]} ({at})."


def unsafe_opcodes(artifact: Artifact) -> list[UnsafeOpcode]:
    """Every DELEGATECALL, CALLCODE and SELFDESTRUCT that a call of the contract can come to, by its place.

    Left out are the delegatecall of an upgrade function, which runs the new code's initialiser, and delegatecalls to
    addresses that are constants of the code, as those of linked libraries are.
    """
    code = Code(artifact.deployed_bytecode, _library_places(artifact))
    by_function = {name: code.reached(selector) for name, selector in _entrances(artifact).items()}
    numbers = {each.place: number for number, each in enumerate(code.all)}
    found: dict[int, list[str]] = {}
    for function, reached in by_function.items():
        for place in _unsafe_places(function, reached):
            found.setdefault(place, []).append(function)
    opcodes = {each.place: NAMES.get(each.opcode, "") for each in code.all}
    return [
        *(
            UnsafeOpcode(
                opcode=opcodes[place], functions=tuple(names), place=place, source=location(artifact, numbers[place])
            )
            for place, names in sorted(found.items())
        ),
        *_undecided(code, by_function),
    ]


def _entrances(artifact: Artifact) -> dict[str, int]:
    declared = {each.signature: int.from_bytes(each.selector) for each in artifact.interface.functions}
    return {**declared, NO_SELECTOR: UNUSED_SELECTOR}


def _library_places(artifact: Artifact) -> frozenset[int]:
    references = artifact.deployed_link_references.values()
    return frozenset(place["start"] for libraries in references for each in libraries.values() for place in each)


def _unsafe_places(function: str, reached: Reached) -> Iterator[int]:
    for place, targets in reached.targets.items():
        delegates = reached.opcodes[place] == DELEGATECALL
        if not (delegates and (None not in targets or function in UPGRADES)):
            yield place


def _undecided(code: Code, by_function: Mapping[str, Reached]) -> list[UnsafeOpcode]:
    """Where a search had to be given up, all such instructions of the code may be what it would have come to."""
    lost = tuple(name for name, reached in by_function.items() if not reached.complete and name not in UPGRADES)
    place = next((each.place for each in code.all if each.opcode in WATCHED), None)
    if not lost or place is None:
        return []
    return [UnsafeOpcode(opcode="UNDECIDED", functions=lost, place=place)]
