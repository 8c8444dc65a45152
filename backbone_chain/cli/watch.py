"""backbone watch: rules over a recorded history."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from backbone_chain import history, watchers
from backbone_chain.cli._options import console, json_option, write_json
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.model import Severity
from backbone_chain.settings import rule_settings

STYLES = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow"}


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


def _print(told: history.Replayed, json_file: str | None) -> None:
    out = console(json_file)
    pages = [finding for finding in told.findings if finding.severity > Severity.INFO]
    blocks = f"{told.logs:,} logs in {told.blocks:,} blocks of {told.token} ({told.family})"
    weak = len(told.findings) - len(pages)
    out.print(f"Findings that page somebody: {len(pages)}; weak signs: {weak}; in {blocks}.")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for finding in pages:
        style = STYLES.get(finding.severity, "")
        table.add_row(
            str(finding.block),
            f"[{style}]{finding.severity.value}[/]" if style else finding.severity.value,
            finding.rule,
            finding.summary,
        )
    if pages:
        out.print(table)
    for rule, needs in told.blind.items():
        out.print(f"blind: {rule} needs {', '.join(needs)}, which no file gives.")
    if told.unknown_events:
        known = ", ".join(f"{topic[:10]}… ({count:,})" for topic, count in [*told.unknown_events.items()][:5])
        out.print(f"events that the adapter has no word for: {known}")


def _address(text: str) -> str:
    try:
        return checksum(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no address; one has 0x and 40 digits.") from error
