"""A replayed bundle on a terminal: the answer first, then each claim, then how it was run."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from backbone_chain.bundles import Judged, Replayed

BAD, GOOD = "bold red", "bold green"


def print_replay(replayed: Replayed, seconds: float, console: Console) -> None:
    """Print all of it."""
    console.print(Text(verdict(replayed), style=BAD if replayed.breaks else GOOD), soft_wrap=True)
    for each in replayed.judged:
        style = BAD if each.violated else GOOD
        line = Text("  ").append("violated" if each.violated else "kept    ", style=style).append(f"  {told(each)}")
        console.print(line, soft_wrap=True)
    for note in (replayed.other_code, *replayed.notes):
        if note:
            console.print(Text(f"  note: {note}", style="yellow"), soft_wrap=True)
    steps = f"{replayed.accepted} of {len(replayed.ran)} steps went through"
    console.print(
        Text(f"{steps}; {seconds:.1f} s on {replayed.engine} ({replayed.fork}).", style="dim"), soft_wrap=True
    )


def verdict(replayed: Replayed) -> str:
    """The answer in one sentence."""
    bundle, violated = replayed.bundle, sum(each.violated for each in replayed.judged)
    what = f"{bundle.property} ({bundle.severity.value}) on {bundle.subject}"
    if not replayed.judged:
        return f"{what} claims nothing, so nothing can break."
    if violated:
        return f"{what} still breaks: {violated} of {len(replayed.judged)} claims are violated."
    return f"{what} doesn't break any more: all claims are kept ({len(replayed.judged)})."


def told(judged: Judged) -> str:
    """A claim, and what was seen."""
    claim = judged.claim
    when = f"after step {claim.step}" if claim.step >= 0 else "before the first step"
    return f"{claim.sentence.rstrip('.')}; {when}: {judged.seen}"
