"""A reconciliation in words, as a table of breaks by age and owner, and as plain data."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from backbone_chain.desk.calendar import DAY
from backbone_chain.desk.checked import Checked
from backbone_chain.desk.reconcile import Closed
from backbone_chain.desk.records import Break
from backbone_chain.simulate import SCHEMA

MOST_ROWS = 60
HOUR = 3_600


def answer_checked(checked: Checked) -> str:
    """What came out of made-up business, in a sentence."""
    found = checked.planted - len(checked.missed)
    false = f"{len(checked.false)} that {'is' if len(checked.false) == 1 else 'are'} not there"
    return f"{found} of {checked.planted} planted breaks were found within one statement cycle, and {false}."


def answer_open(breaks: Sequence[Break], closed: Sequence[Closed], as_of: int) -> str:
    """What came out of records, in a sentence."""
    mended = f"; {len(closed)} closed before" if closed else ""
    if not breaks:
        return f"No break is open{mended}."
    oldest = max(as_of - each.since for each in breaks)
    return f"{len(breaks)} break{'s are' if len(breaks) > 1 else ' is'} open, the oldest for {age(oldest)}{mended}."


def age(seconds: int) -> str:
    """In days, or hours within the first two."""
    if seconds < 2 * DAY:
        return f"{max(seconds, 0) // HOUR} h"
    return f"{seconds // DAY} days"


def print_breaks(breaks: Sequence[Break], as_of: int, console: Console) -> None:
    """The oldest first, those of one age by owner."""
    if not breaks:
        return
    table = Table("age", "owner", "break", "subject", "amount", "why")
    for each in by_age(breaks, as_of)[:MOST_ROWS]:
        amount = f"{each.amount:,} {'cents' if each.unit == 'cents' else 'base units'}"
        words = (age(as_of - each.since), each.owner, each.kind, _short(each.subject), amount, each.why)
        table.add_row(*map(escape, words))
    console.print(table)
    if len(breaks) > MOST_ROWS:
        console.print(f"… and {len(breaks) - MOST_ROWS} more; --json has them all.")


def by_age(breaks: Sequence[Break], as_of: int) -> list[Break]:
    """The oldest day first, then by owner."""
    return sorted(breaks, key=lambda each: (-((as_of - each.since) // DAY), each.owner, each.kind, each.subject))


def _short(subject: str) -> str:
    return subject if len(subject) <= 30 else f"{subject[:12]}…{subject[-8:]}"  # noqa: PLR2004 - a column's width


def open_as_json(breaks: Sequence[Break], closed: Sequence[Closed], as_of: int) -> dict[str, Any]:
    """The part of `backbone.desk/1` that lists breaks."""
    return {
        "schema": SCHEMA,
        "as_of": as_of,
        "open": [{**dataclasses.asdict(each), "age": as_of - each.since} for each in by_age(breaks, as_of)],
        "closed": [{**dataclasses.asdict(each.was), "closed_at": each.at} for each in closed],
    }


def checked_as_json(checked: Checked, seed: int, messy: float, seconds: float) -> dict[str, Any]:
    """`backbone.desk/1` of made-up business; seconds: of the reconciliation alone."""
    return {
        **open_as_json(checked.open, checked.closed, checked.as_of),
        "orders": checked.orders,
        "records": checked.records,
        "seed": seed,
        "messy_percent": messy,
        "breaks": {
            "planted": checked.planted,
            "found": checked.planted - len(checked.missed),
            "false": len(checked.false),
        },
        "missed": [dataclasses.asdict(each) for each in checked.missed],
        "false": [dataclasses.asdict(each) for each in checked.false],
        "seconds": round(seconds, 3),
    }
