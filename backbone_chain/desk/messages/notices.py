"""camt.054: single entries that a bank tells of as they are booked."""

from __future__ import annotations

from collections.abc import Sequence

from backbone_chain.desk.messages import _document, _entries, _values
from backbone_chain.desk.messages._values import Directory, Reading, code, every
from backbone_chain.desk.messages.statements import account_of
from backbone_chain.desk.records import CURRENCY, BankEntry
from backbone_chain.errors import DeskError

KIND = "camt.054"


def read_notices(data: bytes, directory: Directory) -> Reading[BankEntry]:
    """The good entries of a file; directory: the desk's banks, each with its accounts.

    Raises: DeskError for a file that is none.
    """
    body = _document.read(data, [KIND]).body
    found: list[Reading[BankEntry]] = []
    for number, notice in enumerate(every(body.ntfctn), 1):
        where = f"notice {code(notice.id) or number}"
        try:
            _, bank = account_of(notice, directory)
            found.append(_entries.read_all(bank, notice.ntry, f"{where} of {bank}"))
        except DeskError as error:
            found.append(Reading(kept=(), refused=(error,)))
    if not found:
        raise DeskError("The file holds no notice.")
    return _once(found)


def _once(found: Sequence[Reading[BankEntry]]) -> Reading[BankEntry]:
    """All of them; what a bank tells in two notices of one file counts once."""
    kept: dict[tuple[str, str], BankEntry] = {}
    refused = [error for each in found for error in each.refused]
    for entry in (entry for each in found for entry in each.kept):
        if kept.setdefault((entry.bank, entry.entry), entry) is not entry:
            refused.append(DeskError(f"Entry {entry.entry} of {entry.bank} is there twice; the first one counts."))
    pending = tuple(entry for each in found for entry in each.pending)
    return Reading(kept=tuple(kept.values()), refused=tuple(refused), pending=pending)


def write_notices(
    bank: str, account: str, entries: Sequence[BankEntry], *, identity: str, created_at: int, version: str = "08"
) -> bytes:
    """A notice of the entries of an account. Raises: DeskError for what a file can't hold."""
    header = {"MsgId": _values.text(identity, _values.SHORT, "The id"), "CreDtTm": _values.moment(created_at)}
    notice = {
        "Id": identity,
        "CreDtTm": _values.moment(created_at),
        "Acct": {**_values.account_element(account), "Ccy": CURRENCY, "Svcr": _values.agent(bank)},
        "Ntry": [_entries.element(entry, version) for entry in entries],
    }
    return _document.write(KIND, version, {"GrpHdr": header, "Ntfctn": [notice]})
