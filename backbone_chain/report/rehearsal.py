"""A rehearsed upgrade on a terminal: the answer first, then each reason, then the evidence in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backbone_chain.rehearse import Rehearsal, Retold
from backbone_chain.report.words import evidence, word

LEVEL_STYLES = {"unsafe": "bold white on red", "warning": "bold yellow", "info": "dim"}
SHORT_SLOT = 12  # digits of a slot that tell it from others
GOOD, BAD = "bold green", "bold white on red"


def print_rehearsal(rehearsal: Rehearsal, seconds: float, console: Console) -> None:
    """Print all of it."""
    console.print(Text(verdict(rehearsal), style=GOOD if rehearsal.safe else "bold red"), soft_wrap=True)
    for reason in rehearsal.reasons:
        line = Text("  ").append(reason.check, style="bold red").append(f": {reason.summary}")
        console.print(line, soft_wrap=True)
    for note in rehearsal.notes:
        console.print(Text(f"  note: {note}", style="yellow"), soft_wrap=True)
    for table in _tables(rehearsal):
        console.print()
        console.print(table)
    run = rehearsal.run
    says = f"{run.acts} acts before the upgrade, {run.answers} answers compared; {seconds:.1f} s on {rehearsal.engine}."
    console.print(Text(f"\n{says}", style="dim"), soft_wrap=True)


def verdict(rehearsal: Rehearsal) -> str:
    """The answer in one sentence."""
    upgrade, count = rehearsal.upgrade, len(rehearsal.reasons)
    names = f"The upgrade of {upgrade.old.name} to {upgrade.new.name}"
    if count:
        return f"{names} is refused: {count} reason{'s' if count > 1 else ''}."
    told = f"{rehearsal.run.answers} answers are as before or meant to differ"
    return f"{names} is safe: the storage layout fits, {told}, {_stories_told(rehearsal.stories)}."


def _stories_told(stories: Sequence[Retold]) -> str:
    return f"and none of {len(stories)} scenarios ends worse" if stories else "and no scenario was played"


def _tables(rehearsal: Rehearsal) -> Iterable[Table]:
    found = (
        _layout(rehearsal),
        _interface(rehearsal),
        _state(rehearsal),
        _stories(rehearsal.stories),
    )
    return [table for table in found if table.row_count]


def _table(title: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold", title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _layout(rehearsal: Rehearsal) -> Table:
    table = _table("Storage", "", "change", "namespace", "variable", "slot", "offset", "was", "is")
    for change in rehearsal.layout:
        if change.slot is not None:
            level = Text(change.level, style=LEVEL_STYLES[change.level])
            place = (_short(f"0x{change.slot:x}"), str(change.offset))
            cells = (change.namespace or "-", change.variable or "-", *place, change.before, change.after)
            table.add_row(level, change.kind, *cells)
    return table


def _short(slot: str) -> str:
    return slot if len(slot) <= SHORT_SLOT else f"{slot[: SHORT_SLOT - 4]}…{slot[-4:]}"


def _interface(rehearsal: Rehearsal) -> Table:
    table = _table("Interface", "", "declared", "was", "is")
    for change in rehearsal.interface:
        breaks = rehearsal.breaks(change)
        level = Text("breaks" if breaks else "info", style=BAD if breaks else "dim")
        table.add_row(level, f"{change.kind} {change.signature}", change.before or "-", change.after or "-")
    return table


def _state(rehearsal: Rehearsal) -> Table:
    table = _table("Answers that differ", "", "asked", "before", "after")
    for each in rehearsal.run.differences:
        level = Text("meant" if each.expected else "differs", style="dim" if each.expected else BAD)
        table.add_row(level, f"{each.what} {', '.join(each.arguments)}".rstrip(), each.before, each.after)
    return table


def _stories(stories: Sequence[Retold]) -> Table:
    table = _table("Scenarios", "scenario", "before", "after", "")
    for story in stories:
        style = BAD if story.worse else "green"
        told = evidence(story.after) if story.worse else ""
        name = story.after.scenario if story.after.kind == "attack" else f"  {story.after.scenario}"
        table.add_row(name, word(story.before), Text(word(story.after), style=style), told)
    return table
