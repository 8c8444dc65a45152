"""camt.053: an account's statement, with what banks get wrong in one told before anything of it is booked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from backbone_chain.desk.calendar import DAY, date_of
from backbone_chain.desk.messages import _document, _entries, _values
from backbone_chain.desk.messages._values import Directory, Reading, code, dig, every, seconds
from backbone_chain.desk.records import CURRENCY, BankEntry, Statement
from backbone_chain.errors import DeskError

KIND = "camt.053"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read_statements(data: bytes, directory: Directory) -> Reading[Statement]:
    """All good statements of a file; directory: the desk's banks, each with its accounts.

    A bad entry is left out and told of; a statement whose balances don't fit its good entries is refused as a whole,
    or, where that is because of what was left out, kept and told of.
    Raises: DeskError for a file that is none.
    """
    body = _document.read(data, [KIND]).body
    kept: list[Statement] = []
    refused: list[DeskError] = []
    for number, found in enumerate(every(body.stmt), 1):
        try:
            statement, said = _statement(found, directory, f"statement {code(found.id) or number}")
            kept.append(statement)
            refused += said
        except DeskError as error:
            refused.append(error)
    if not kept and not refused:
        raise DeskError("The file holds no statement.")
    return Reading(kept=tuple(kept), refused=tuple(refused))


def write_statements(statements: Sequence[Statement], *, identity: str, created_at: int, version: str = "08") -> bytes:
    """A file of the statements. Raises: DeskError for what a file can't hold."""
    header = {"MsgId": _values.text(identity, _values.SHORT, "The id"), "CreDtTm": _values.moment(created_at)}
    elements = [_element(statement, created_at, version) for statement in statements]
    return _document.write(KIND, version, {"GrpHdr": header, "Stmt": elements})


def _statement(found: Any, directory: Directory, where: str) -> tuple[Statement, tuple[DeskError, ...]]:
    """One statement and what was left out of it. Raises: DeskError for one that can't be used at all."""
    account, bank = account_of(found, directory)
    read = _entries.read_all(bank, found.ntry, f"{where} of {bank}", statement=f"{account}/{code(found.id)}")
    balances = {code(dig(each, "tp", "cd_or_prtry", "cd")): each for each in every(found.bal)}
    opening, begins = _balance(balances, OPENING, f"{where} of {bank}")
    closing, ends = _balance(balances, CLOSING, f"{where} of {bank}")
    period = getattr(found, "fr_to_dt", None)
    from_, to = seconds(dig(period, "fr_dt_tm")), seconds(dig(period, "to_dt_tm"))
    statement = Statement(
        bank=bank,
        account=account,
        sequence=_sequence(found, f"{where} of {bank}"),
        opening=opening,
        closing=closing,
        from_=begins if from_ is None else from_,
        to=ends + DAY - 1 if to is None else to,
        entries=read.kept,
    )
    what = f"{where[0].upper()}{where[1:]} of {bank}"
    _check_period(statement, what)
    off = _off(statement, what)
    if off is not None and not read.refused:
        raise off
    return statement, read.refused if off is None else (*read.refused, off)


def account_of(found: Any, directory: Directory) -> tuple[str, str]:
    """The account of a statement or a notice, and its bank. Raises: DeskError."""
    account = _values.account_id(dig(found, "acct"))
    currency = code(dig(found, "acct", "ccy")) or CURRENCY
    if currency != CURRENCY:
        raise DeskError(f"The account {account} is in {currency}; this desk's book is in {CURRENCY}.")
    return account, _values.bank_of(directory, _values.agent_name(dig(found, "acct", "svcr")), account)


def _balance(balances: dict[str, Any], kinds: Sequence[str], where: str) -> tuple[int, int]:
    """Cents, below zero for a debit, and the time that it is stated for."""
    found = next((balances[kind] for kind in kinds if kind in balances), None)
    name = "opening" if kinds is OPENING else "closing"
    direction = _entries.DIRECTIONS.get(code(dig(found, "cdt_dbt_ind")))
    if found is None or direction is None:
        raise DeskError(f"{where[0].upper()}{where[1:]} has no {name} balance.")
    amount = _values.cents(dig(found, "amt"), f"The {name} balance of {where}", least=0)
    return amount if direction == "credit" else -amount, seconds(dig(found, "dt")) or 0


def _sequence(found: Any, where: str) -> int:
    for number in (dig(found, "elctrnc_seq_nb"), dig(found, "lgl_seq_nb")):
        if isinstance(number, Decimal) and number.is_finite() and number == int(number) >= 0:
            return int(number)
    raise DeskError(f"{where[0].upper()}{where[1:]} has no number, so nobody can tell whether one is missing.")


def signed(entry: BankEntry) -> int:
    """Cents as the balance sees them."""
    return entry.amount if entry.direction == "credit" else -entry.amount


def _check_period(statement: Statement, what: str) -> None:
    """Raises: DeskError for a statement of no time, or of another one than its entries'."""
    if statement.to < statement.from_:
        raise DeskError(f"{what} ends before it begins.")
    for entry in statement.entries:
        if not date_of(statement.from_) <= date_of(entry.booked_at) <= date_of(statement.to):
            raise DeskError(f"{what} holds entry {entry.entry}, which is booked outside its period.")


def _off(statement: Statement, what: str) -> DeskError | None:
    """What is wrong with its balances."""
    moved = sum(map(signed, statement.entries))
    off = statement.closing - statement.opening - moved
    told = f"opens with {statement.opening} cents, moves {moved} and closes with {statement.closing}"
    return DeskError(f"{what} {told}, which is {off} off.") if off else None


def _element(statement: Statement, created_at: int, version: str) -> dict[str, Any]:
    account = _values.account_element(statement.account)
    return {
        "Id": f"{statement.sequence}",
        "ElctrncSeqNb": f"{statement.sequence}",
        "CreDtTm": _values.moment(created_at),
        "FrToDt": {"FrDtTm": _values.moment(statement.from_), "ToDtTm": _values.moment(statement.to)},
        "Acct": {**account, "Ccy": CURRENCY, "Svcr": _values.agent(statement.bank)},
        "Bal": [
            _balance_element(OPENING[0], statement.opening, statement.from_),
            _balance_element(CLOSING[0], statement.closing, statement.to),
        ],
        "Ntry": [_entries.element(entry, version) for entry in statement.entries],
    }


def _balance_element(kind: str, amount: int, at: int) -> dict[str, Any]:
    return {
        "Tp": {"CdOrPrtry": {"Cd": kind}},
        "Amt": _values.money(abs(amount)),
        "CdtDbtInd": "CRDT" if amount >= 0 else "DBIT",
        "Dt": {"DtTm": _values.moment(at)},
    }
