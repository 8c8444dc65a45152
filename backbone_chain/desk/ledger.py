"""The double-entry ledger of the desk in a real database: every posting has two sides, nothing is ever changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import Connection, bindparam, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool

from backbone_chain.desk._tables import BALANCES, ENTRIES, POSTINGS, UNITS
from backbone_chain.errors import DeskError

MIGRATIONS = Path(__file__).parent / "migrations"
LARGEST = 2**63 - 1  # what a database's integers hold; 92 quadrillion dollars in cents
View = Literal["trade", "settlement"]
KNOWN = select(ENTRIES.c.id).where(ENTRIES.c.key == bindparam("key"))
LINES = (
    select(POSTINGS.c.debit, POSTINGS.c.credit, POSTINGS.c.amount, POSTINGS.c.unit)
    .where(POSTINGS.c.entry == bindparam("entry"))
    .order_by(POSTINGS.c.id)
)
STANDING = select(BALANCES.c.account, BALANCES.c.amount).where(BALANCES.c.unit == bindparam("unit"))
ACCOUNT = STANDING.where(BALANCES.c.account == bindparam("account"))
ENTER, POST = ENTRIES.insert(), POSTINGS.insert()


class Line(NamedTuple):
    """One posting: `amount` goes from the credited account to the debited one."""

    debit: str
    credit: str
    amount: int
    unit: str = "cents"


class Entry(NamedTuple):
    """What is booked together, once: `key` names it for ever, `source` is what it comes from.

    trade_at: when it was agreed. settle_at: when it counts as paid.
    """

    key: str
    kind: str
    source: str
    trade_at: int
    settle_at: int
    lines: Sequence[Line]


class Ledger:
    """Accounts and entries behind a database URL; SQLite in memory by default, created or brought up to date.

    Assets (`bank:…`, `chain:…`, `loss:…`) stand on the debit side, what is owed (`customer:…`, `tokens:…`,
    `in-flight:…`, `suspense:…`, `fees`) on the credit side. Raises: DeskError for a URL that leads to no database.
    """

    def __init__(self, url: str = "sqlite://") -> None:
        try:
            self.url = make_url(url)
            memory = self.url.get_backend_name() == "sqlite" and not self.url.database
            self._engine = create_engine(self.url, **({"poolclass": StaticPool} if memory else {}))
            if self.url.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", _careful)
                event.listen(self._engine, "begin", _begin)
            self._upgrade()
        except (ArgumentError, NoSuchModuleError, OperationalError, ImportError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
            raise DeskError(f"The database {url!r} can't be used: {reason}") from error

    def _upgrade(self) -> None:
        from alembic import command  # noqa: PLC0415 - takes long to import
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: all that happens inside stands, or nothing."""
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # --- writing

    def post(self, connection: Connection, entry: Entry) -> bool:
        """Book an entry; answers whether it is new. The same one again is nothing; another one of its key is refused.

        Raises: DeskError for no lines, an amount that is no positive integer, an account that would hold more than
        LARGEST, or a key that stands for something else.
        """
        _check(entry)
        known = connection.scalar(KNOWN, {"key": entry.key})
        if known is not None:
            if self._lines(connection, known) != [*entry.lines]:
                raise DeskError(f"The entry {entry.key} is booked already, with other amounts or accounts.")
            return False
        fields = {name: getattr(entry, name) for name in ("key", "kind", "source", "trade_at", "settle_at")}
        identity = connection.execute(ENTER, fields).inserted_primary_key[0]  # type: ignore[index]
        try:
            connection.execute(POST, [{"entry": identity, **line._asdict()} for line in entry.lines])
        except (DataError, IntegrityError) as error:
            raise DeskError(f"The entry {entry.key} would take an account above {LARGEST}.") from error
        return True

    def _lines(self, connection: Connection, entry: int) -> list[Line]:
        return [Line(*row) for row in connection.execute(LINES, {"entry": entry})]

    # --- reading

    def balances(
        self, unit: str = "cents", *, at: int | None = None, view: View = "trade", connection: Connection | None = None
    ) -> dict[str, int]:
        """Debits less credits of every account that ever moved; at: up to and with that time, by either date."""
        with self._reading(connection) as reading:
            if at is None:
                return dict(sorted((name, int(amount)) for name, amount in reading.execute(STANDING, {"unit": unit})))
            return self._summed(reading, unit, at, view)

    def _summed(self, connection: Connection, unit: str, at: int, view: View) -> dict[str, int]:
        when = ENTRIES.c.trade_at if view == "trade" else ENTRIES.c.settle_at
        found: dict[str, int] = {}
        for side, sign in ((POSTINGS.c.debit, 1), (POSTINGS.c.credit, -1)):
            query = select(side, func.sum(POSTINGS.c.amount)).where(POSTINGS.c.unit == unit).group_by(side)
            dated = query.join(ENTRIES, ENTRIES.c.id == POSTINGS.c.entry).where(when <= at)
            for account, amount in connection.execute(dated):
                found[account] = found.get(account, 0) + sign * int(amount)
        return dict(sorted(found.items()))

    def balance(
        self,
        account: str,
        unit: str = "cents",
        *,
        at: int | None = None,
        view: View = "trade",
        connection: Connection | None = None,
    ) -> int:
        """Of one account, or of all whose names begin with it where it ends in a colon."""
        if at is None and not account.endswith(":"):
            with self._reading(connection) as reading:
                row = reading.execute(ACCOUNT, {"unit": unit, "account": account}).one_or_none()
                return int(row.amount) if row else 0
        every = self.balances(unit, at=at, view=view, connection=connection)
        if not account.endswith(":"):
            return every.get(account, 0)
        return sum(amount for name, amount in every.items() if name.startswith(account))

    def entries(self, source: str = "") -> list[Entry]:
        """All in their order, or those of one source."""
        with self._engine.connect() as connection:
            query = select(ENTRIES).order_by(ENTRIES.c.id)
            rows = connection.execute(query.where(ENTRIES.c.source == source) if source else query).all()
            return [
                Entry(row.key, row.kind, row.source, row.trade_at, row.settle_at, self._lines(connection, row.id))
                for row in rows
            ]

    @contextmanager
    def _reading(self, connection: Connection | None) -> Iterator[Connection]:
        if connection is not None:
            yield connection
            return
        with self._engine.connect() as fresh:
            yield fresh


def _check(entry: Entry) -> None:
    if not entry.lines:
        raise DeskError(f"The entry {entry.key} has no lines.")
    for line in entry.lines:
        if type(line.amount) is not int or not 0 < line.amount <= LARGEST:
            raise DeskError(f"The entry {entry.key} moves {line.amount!r}; give a whole number of 1 to {LARGEST}.")
        if line.unit not in UNITS or line.debit == line.credit:
            raise DeskError(f"The entry {entry.key} moves {line.unit!r} from {line.credit!r} to {line.debit!r}.")


def _careful(connection: object, _: object) -> None:
    """SQLite as a database should be: foreign keys, and transactions that Python's driver doesn't begin by itself."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[attr-defined]


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
