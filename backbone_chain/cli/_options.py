"""Options that several commands share, and writing their results."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from backbone_chain.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])
LINES = 40  # of progress, where no bar can be drawn


def json_option(command: F) -> F:
    """`--json FILE`."""
    decorate = click.option(
        "--json", "json_file", metavar="FILE", help="Write the results as JSON; - is standard output."
    )
    return decorate(command)


def write_json(json_file: str | None, data: dict[str, Any]) -> None:
    """To the file, or to standard output for `-`; nothing without a file."""
    if json_file is not None:
        write_text(json_file, json.dumps(data, indent=2) + "\n")


def write_text(name: str, text: str) -> None:
    """To the file, or to standard output for `-`. Raises: UsageError where the file can't be written."""
    if name == "-":
        sys.stdout.write(text)
        return
    try:
        Path(name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{name} can't be written: {error.strerror}.") from error


def console(json_file: str | None) -> Console:
    """Where a person reads: standard output, or standard error when standard output is a program's."""
    wide = None if sys.stdout.isatty() else 160
    return Console(stderr=json_file == "-", width=wide, highlight=False)


def progress(total: int, what: str) -> Callable[[str], None]:
    """A function to call at each step: a bar on a terminal; elsewhere at most LINES lines; always on standard error."""
    if sys.stderr.isatty():
        return _bar(total, what)
    done = 0

    def line(step: str) -> None:
        nonlocal done
        done += 1
        if done * LINES // total > (done - 1) * LINES // total:
            click.echo(f"{what} {done}/{total}: {step}", err=True)

    return line


def _bar(total: int, what: str) -> Callable[[str], None]:
    from rich.progress import Progress  # noqa: PLC0415 - only where a person looks

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=total)
    bar.start()
    click.get_current_context().call_on_close(bar.stop)

    def step(name: str) -> None:
        bar.update(task, advance=1, description=f"{what} {name}")
        if bar.finished:
            bar.stop()

    return step
