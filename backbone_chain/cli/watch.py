"""backbone watch: rules over a recorded history, and thresholds from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backbone_chain import history, watchers
from backbone_chain.cli._options import console, json_option, write_json
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.model import Severity
from backbone_chain.settings import rule_settings, write_rules
from backbone_chain.watchers import Incident

STYLES = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: ""}
MOST_LINES = 20  # of an incident


@click.group(name="watch")
def command() -> None:
    """Rules over what happened to a token."""


@command.command(name="replay")
@click.argument("files", nargs=-1, required=True, metavar="FILE …")
@click.option("--family", default="", metavar="NAME", help="Whose adapter reads the events; found from them.")
@click.option("--token", default="", metavar="ADDR", help="Whose logs these are; the address with most of them.")
@click.option("--state", metavar="FILE", help="Facts from before the first log: registers, plans, state reads.")
@click.option("--rule", "names", multiple=True, metavar="NAME", help="Only this rule; may be repeated.")
@click.option("--config", metavar="FILE", help="Settings of the rules; backbone.toml of this folder.")
@json_option
def replay(
    files: tuple[str, ...],
    family: str,
    token: str,
    state: str | None,
    names: tuple[str, ...],
    config: str | None,
    json_file: str | None,
) -> None:
    """Show recorded logs to the rules: JSON lines as a node answers them, plain or gzip.

    Findings are output, not failure: the exit code is 0.
    """
    rules = watchers.create(list(names) or None, settings=rule_settings(config))
    told = history.replay(
        [Path(name) for name in files],
        rules,
        family=family,
        token=_address(token) if token else "",
        state=Path(state) if state else None,
    )
    write_json(json_file, told.as_json())
    _print(told, json_file)


@command.command(name="fit")
@click.argument("files", nargs=-1, required=True, metavar="FILE …")
@click.option(
    "--budget",
    default=0.0,
    type=click.FloatRange(min=0),
    metavar="N",
    help="False alarms a year that each rule may raise; 0 is a fifth above all that was seen.",
)
@click.option("--family", default="", metavar="NAME", help="Whose adapter reads the events; found from them.")
@click.option("--token", default="", metavar="ADDR", help="Whose logs these are; the address with most of them.")
@click.option("--state", metavar="FILE", help="Facts from before the first log: registers, plans, state reads.")
@click.option("--config", metavar="FILE", help="Where the thresholds are written; backbone.toml of this folder.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@json_option
def fit(
    files: tuple[str, ...],
    budget: float,
    family: str,
    token: str,
    state: str | None,
    config: str | None,
    dry_run: bool,
    json_file: str | None,
) -> None:
    """Fit the statistical rules to recorded logs of calm times, and write their thresholds into the settings.

    Each is written with where it comes from; what else stands in the file is kept.
    """
    standing = rule_settings(config) if config is None or Path(config).exists() else {}
    told = history.fit(
        [Path(name) for name in files],
        standing,
        budget=budget,
        family=family,
        token=_address(token) if token else "",
        state=Path(state) if state else None,
    )
    written = None if dry_run or not told.fitted else str(write_rules(config, _by_rule(told)))
    write_json(json_file, {**told.as_json(), "written": written})
    _print_fit(told, written, json_file)


def _by_rule(told: history.Fit) -> dict[str, dict[str, tuple[int | float, str]]]:
    rules: dict[str, dict[str, tuple[int | float, str]]] = {}
    for each in told.fitted:
        rules.setdefault(each.rule, {})[each.setting] = (each.value, each.origin)
    return rules


def _print_fit(told: history.Fit, written: str | None, json_file: str | None) -> None:
    out = console(json_file)
    where = f"written to {written}" if written else "nothing written"
    out.print(
        f"Thresholds fitted: {len(told.fitted)}, {where}; from {told.logs:,} logs in {told.days:,.1f} days of "
        f"{told.token} ({told.family}), {told.budget:g} false alarms a year."
    )
    for each in told.fitted:
        out.print(f"{each.rule}: {each.setting} = {each.value} ({each.origin}); alarms on this history: {each.alarms}")
    for rule, why in told.left.items():
        out.print(f"left as it is: {rule}, {why}.")


def _print(told: history.Replayed, json_file: str | None) -> None:
    out = console(json_file)
    pages = [incident for incident in told.incidents if incident.severity > Severity.INFO]
    loud = sum(finding.severity > Severity.INFO for finding in told.findings)
    blocks = f"{told.logs:,} logs in {told.blocks:,} blocks of {told.token} ({told.family})"
    weak = len(told.findings) - loud
    stories = f", in {len(pages)} incident{'s' * (len(pages) > 1)}" if pages else ""
    out.print(f"Findings that page somebody: {loud}{stories}; weak signs: {weak}; in {blocks}.")
    for incident in pages:
        _print_incident(out, incident)
    for rule, needs in told.blind.items():
        out.print(f"blind: {rule} needs {', '.join(needs)}, which no file gives.")
    if told.unknown_events:
        known = ", ".join(f"{topic[:10]}… ({count:,})" for topic, count in [*told.unknown_events.items()][:5])
        out.print(f"events that the adapter has no word for: {known}")


def _print_incident(out: Console, incident: Incident) -> None:
    """What happened and what it means, what to do first, then how it came."""
    out.print(
        Text.assemble("\n", (incident.severity.value.upper(), STYLES[incident.severity]), f" {incident.headline}")
    )
    if incident.first_do:
        out.print(Text(f"First: {incident.first_do}"))
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for finding in incident.timeline[:MOST_LINES]:
        when = datetime.fromtimestamp(finding.timestamp, UTC).strftime("%Y-%m-%d %H:%M")
        grade = Text(finding.severity.value, style=STYLES.get(finding.severity, ""))
        table.add_row(when, str(finding.block), grade, finding.rule, Text(finding.summary))
    out.print(table)
    if len(incident.timeline) > MOST_LINES:
        out.print(f"  and {len(incident.timeline) - MOST_LINES} more, which --json has")


def _address(text: str) -> str:
    try:
        return checksum(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no address; one has 0x and 40 digits.") from error
