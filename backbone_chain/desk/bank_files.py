"""Banks' own files as records: statements (camt.053) and notices (camt.054), and what had to be left out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backbone_chain.desk.messages import notices, statements
from backbone_chain.desk.messages._document import kind_of
from backbone_chain.desk.messages.succession import Succession
from backbone_chain.desk.reconcile import Record
from backbone_chain.desk.records import Statement
from backbone_chain.desk.reserves import CASH, UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.model import StatementBalance

Told = tuple[int, Record]
Directory = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class BankFiles:
    """What files tell: records with the time at which they are known, and a sentence for all that is wrong."""

    told: list[Told] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def read(files: Iterable[str], directory: Directory) -> BankFiles:
    """Read them all; directory: the desk's banks, each with its accounts.

    A notice's entries are known when they are booked, a statement's when its period is over. Statements of one account
    are taken in the order of their numbers; after a gap the rest is taken all the same, and the gap is told of.
    Raises: DeskError for a file that can't be read at all.
    """
    found, all_statements = BankFiles(), list[Statement]()
    for name in files:
        data = _bytes(name)
        try:
            if kind_of(data, (statements.KIND, notices.KIND)) == statements.KIND:
                read_statements = statements.read_statements(data, directory)
                all_statements += read_statements.kept
                refused = read_statements.refused
            else:
                read_notices = notices.read_notices(data, directory)
                found.told += [(entry.booked_at, entry) for entry in read_notices.kept]
                refused = read_notices.refused
        except DeskError as error:
            raise DeskError(f"{name}: {error}") from error
        found.wrong += [f"{name}: {each}" for each in refused]
    for statement in _in_line(all_statements, found.wrong):
        found.told += _records(statement)
    found.told.sort(key=lambda each: each[0])
    return found


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise DeskError(f"{name} can't be read: {error.strerror}.") from error


def _in_line(every: Iterable[Statement], wrong: list[str]) -> Iterator[Statement]:
    """Each that goes on from the one before; of two with one number the first, and after a gap all that follow."""
    lines: dict[tuple[str, str], tuple[Succession, int]] = {}
    for statement in sorted(every, key=lambda each: (each.bank, each.account, each.sequence)):
        key = (statement.bank, statement.account)
        line, last = lines.get(key, (Succession(), -1))
        try:
            is_new = line.take(statement)
        except DeskError as error:
            wrong.append(str(error))
            is_new = statement.sequence > last
            if is_new:
                line = Succession()
                line.take(statement)
        lines[key] = (line, max(last, statement.sequence))
        if is_new:
            yield statement


def _records(statement: Statement) -> Iterator[Told]:
    known_at = statement.to + 1
    for entry in statement.entries:
        yield known_at, entry
    closing, opening = (cents * UNITS_PER_CENT for cents in (statement.closing, statement.opening))
    place = {"bank": statement.bank, "instrument": CASH, "number": statement.sequence}
    yield known_at, StatementBalance(amount=closing, opening=opening, as_of=known_at, **place)  # type: ignore[arg-type]
