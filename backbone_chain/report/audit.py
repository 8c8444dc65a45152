"""An audit on a terminal: first what an attacker or a lost key could do, then who holds what, then every property."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backbone_chain.audit import Audit, Authority, Result
from backbone_chain.model import Severity
from backbone_chain.properties import Judgement

STYLES = {
    Judgement.HOLDS: "green",
    Judgement.BROKEN: "bold white on red",
    Judgement.UNKNOWN: "bold yellow",
    Judgement.NOT_APPLICABLE: "dim",
}
SEVERITY_STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
HOUR = 3600


def print_audit(audit: Audit, console: Console) -> None:
    """Print all of it."""
    console.print(Text(answer(audit), style="bold"), soft_wrap=True)
    for result in broken(audit):
        _print_break(result, console)
    for note in audit.notes:
        console.print(Text(f"note: {note}", style="dim"), soft_wrap=True)
    console.print(_authority_table(audit))
    console.print(_property_table(audit))
    console.print(Text(counts(audit), style="bold"), soft_wrap=True)


def broken(audit: Audit) -> list[Result]:
    """What is broken, the worst first."""
    found = [each for each in audit.results if each.is_broken]
    return sorted(found, key=lambda each: (each.accepted is not None, -list(Severity).index(each.verdict.severity)))


def answer(audit: Audit) -> str:
    """The whole audit in a sentence."""
    found = [each for each in broken(audit) if each.accepted is None]
    if not found:
        return f"{audit.name}: nothing that was tried broke it."
    worst = found[0].verdict.severity
    count = sum(each.verdict.severity is worst for each in found)
    more = len(found) - count
    rest = f", and {more} of less weight" if more else ""
    return f"{audit.name}: {count} {'property' if count == 1 else 'properties'} of severity {worst.value} broken{rest}."


def counts(audit: Audit) -> str:
    """How many of each, and how long it took."""
    found = Counter(each.verdict.judgement.value for each in audit.results)
    told = ", ".join(f"{found[each.value]} {each.value}" for each in Judgement)
    return f"{len(audit.results)} properties: {told}. ({sum(audit.phases.values()):.1f} s on {audit.engine})"


def delay_in_words(seconds: int) -> str:
    """A delay for a person."""
    return f"after {seconds / HOUR:g} h" if seconds else "at once"


def _print_break(result: Result, console: Console) -> None:
    verdict = result.verdict
    line = Text("  ")
    line.append(verdict.severity.value, style=SEVERITY_STYLES[verdict.severity])
    line.append(f" {verdict.property}: {verdict.reason}")
    if result.accepted:
        line.append(f" Accepted by {result.accepted.owner} until {result.accepted.expires}.", style="dim")
    console.print(line, soft_wrap=True)


def _authority_table(audit: Audit) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold", title="Who can do what")
    for name in ("power", "held by", "given by", "how fast"):
        table.add_column(name)
    for row in _rows(audit.authority):
        table.add_row(*row)
    return table


def _rows(authority: tuple[Authority, ...]) -> Iterator[tuple[str, str, str, str]]:
    for each in authority:
        givers = ", ".join(each.granted_by) or "-"
        yield each.power.replace("_", " "), ", ".join(each.held_by), givers, delay_in_words(each.delay)


def _property_table(audit: Audit) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold")
    for name in ("property", "verdict", "severity", "what was found"):
        table.add_column(name, no_wrap=name != "what was found")
    for result in audit.results:
        verdict = result.verdict
        table.add_row(
            verdict.property,
            Text(verdict.judgement.value, style=STYLES[verdict.judgement]),
            verdict.severity.value,
            verdict.reason,
        )
    return table
