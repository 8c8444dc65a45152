"""The whole rehearsal: read both versions, upgrade on a copy, tell every story again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backbone_chain.bytecode import UnsafeOpcode, unsafe_opcodes
from backbone_chain.layout import LayoutChange, layout_changes
from backbone_chain.rehearse._copy import Copy, staged
from backbone_chain.rehearse._interface import InterfaceChange, interface_changes
from backbone_chain.rehearse._reason import Reason
from backbone_chain.rehearse._run import Run, run
from backbone_chain.rehearse._stories import Retold, retell
from backbone_chain.rehearse._upgrade import Upgrade
from backbone_chain.scenarios import Scenario

SCHEMA = "backbone.rehearse/1"
MOST_CODE_BYTES = 24_576  # EIP-170


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """All that was found. The upgrade is safe when there are no `reasons`."""

    upgrade: Upgrade
    engine: str
    seed: int
    layout: tuple[LayoutChange, ...]
    opcodes: tuple[UnsafeOpcode, ...]
    interface: tuple[InterfaceChange, ...]
    run: Run
    stories: tuple[Retold, ...]

    @property
    def safe(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons

    @property
    def reasons(self) -> list[Reason]:
        """Why the upgrade is refused, in the order in which it was looked at."""
        return [*self._static(), *self.run.reasons, *self._dynamic()]

    def _static(self) -> Iterator[Reason]:
        if len(self.upgrade.new.deployed_bytecode) > MOST_CODE_BYTES:
            size = len(self.upgrade.new.deployed_bytecode)
            says = f"The new implementation has {size:,} bytes; a chain takes {MOST_CODE_BYTES:,} (EIP-170)."
            yield Reason(check="size", summary=says)
        for change in self.layout:
            if change.level == "unsafe":
                yield Reason(check="storage-layout-compatible", summary=change.summary)
        for opcode in self.opcodes:
            yield Reason(check="no-unsafe-opcodes", summary=opcode.summary)
        for declared in self.interface:
            if self.breaks(declared):
                yield Reason(check="interface", summary=declared.summary)

    def _dynamic(self) -> Iterator[Reason]:
        for difference in self.run.differences:
            if not difference.expected:
                yield Reason(check="upgrade-keeps-state", summary=difference.summary)
        for story in self.stories:
            if story.worse:
                yield Reason(check="scenarios", summary=story.summary)

    def breaks(self, change: InterfaceChange) -> bool:
        """Whether a change of the interface hurts callers and was not meant."""
        return change.breaking and change.signature.partition("(")[0] not in self.upgrade.may_change

    @property
    def notes(self) -> list[str]:
        """What is worth knowing and no reason, in sentences."""
        notes = [change.summary for change in self.layout if change.level == "warning"]
        if self.upgrade.new.immutable_references:
            count = len(self.upgrade.new.immutable_references)
            notes.append(f"Set by the constructor and kept in the code, not in storage: {count} immutable values.")
        if self.run.unread:
            notes.append(f"Not asked, for want of arguments: {', '.join(self.run.unread)}.")
        return notes

    def as_json(self) -> dict[str, Any]:
        """`backbone.rehearse/1`, without `seconds`."""
        return {
            "schema": SCHEMA,
            "token": self.upgrade.old.name,
            "old": self.upgrade.before.label,
            "new": self.upgrade.new.label,
            "engine": self.engine,
            "seed": self.seed,
            "safe": self.safe,
            "reasons": [{"check": each.check, "summary": each.summary} for each in self.reasons],
            "notes": self.notes,
            "layout": [_layout_json(each) for each in self.layout],
            "opcodes": [_opcode_json(each) for each in self.opcodes],
            "interface": [_interface_json(each) for each in self.interface],
            "acts": self.run.acts,
            "answers": self.run.answers,
            "unread": list(self.run.unread),
            "differences": [_difference_json(each) for each in self.run.differences],
            "stories": [{"before": each.before.as_json(), "after": each.after.as_json()} for each in self.stories],
        }


def rehearse(
    upgrade: Upgrade,
    stories: Mapping[str, type[Scenario]],
    *,
    copy: Copy | None = None,
    engine: str | None = None,
    seed: int = 0,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    say: Callable[[str], object] = str,
) -> Rehearsal:
    """Everything. copy: where the upgrade is made, by default the old token on a new chain with a past. settings: those
    of the rules, by id. `say` is called with each step.
    """
    say("reading both versions")
    layout, opcodes = tuple(layout_changes(upgrade.before, upgrade.new)), tuple(unsafe_opcodes(upgrade.new))
    say("upgrading a copy")
    made = copy or staged(upgrade, engine, seed)
    ran = run(made, upgrade)
    told = []
    upgrades = not any(reason.check == "upgrade" for reason in ran.reasons)
    for retold in retell(stories if upgrades else {}, upgrade, engine=engine, seed=seed, settings=settings):
        say(retold.after.scenario)
        told.append(retold)
    return Rehearsal(
        upgrade=upgrade,
        engine=made.chain.engine.name,
        seed=seed,
        layout=layout,
        opcodes=opcodes,
        interface=tuple(interface_changes(upgrade.before, upgrade.new)),
        run=ran,
        stories=tuple(told),
    )


def _layout_json(change: LayoutChange) -> dict[str, Any]:
    names = ("kind", "level", "contract", "namespace", "variable", "offset", "before", "after", "summary")
    slot = None if change.slot is None else f"0x{change.slot:x}"
    return {**{name: getattr(change, name) for name in names}, "slot": slot}


def _opcode_json(found: UnsafeOpcode) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("opcode", "functions", "place", "source", "summary")}


def _interface_json(change: InterfaceChange) -> dict[str, Any]:
    return {name: getattr(change, name) for name in ("kind", "signature", "before", "after", "breaking")}


def _difference_json(difference: Any) -> dict[str, Any]:
    return {name: getattr(difference, name) for name in ("what", "arguments", "before", "after", "expected")}
