"""Entries of statements and notices: a batch becomes its transactions, a charge taken from it becomes its own entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from backbone_chain.desk.messages import _values as values
from backbone_chain.desk.messages._rails import rail_of, transaction_code
from backbone_chain.desk.messages._values import cents, code, dig, every, seconds
from backbone_chain.desk.records import CURRENCY, BankEntry
from backbone_chain.errors import DeskError

DIRECTIONS: dict[str, Literal["credit", "debit"]] = {"CRDT": "credit", "DBIT": "debit"}
INDICATORS = {name: indicator for indicator, name in DIRECTIONS.items()}
BOOKED, PENDING, INFORMATION = "BOOK", "PDNG", "INFO"
RETURNED, FINAL = "OriginalEntry", "FinalAt"
SINGLE = "03"  # the first version whose transactions have their own amount and direction


def read_all(bank: str, found: Iterable[Any], where: str, *, statement: str = "") -> values.Reading[BankEntry]:
    """The entries of one account, each good one once; the others are told why not.

    statement: the id of the statement in which each has its place, by which one without a reference is known.
    """
    kept: dict[str, BankEntry] = {}
    pending: list[BankEntry] = []
    refused: list[DeskError] = []
    for number, each in enumerate(found, 1):
        what = f"Entry {reference_of(each) or number} in {where}"
        try:
            state = _state(each, what)
            reference = reference_of(each) or (f"{statement}#{number}" if statement else "")
            booked = state == BOOKED
            entries = [] if state == INFORMATION else _entries(bank, each, reference, what, booked=booked)
            if booked:
                _add(kept, entries, what)
            else:
                pending += entries
        except DeskError as error:
            refused.append(error)
    return values.Reading(kept=tuple(kept.values()), refused=tuple(refused), pending=tuple(pending))


def _add(kept: dict[str, BankEntry], entries: list[BankEntry], what: str) -> None:
    for entry in entries:
        if entry.entry in kept:
            same = "the same" if kept[entry.entry] == entry else "other"
            raise DeskError(f"{what} is there twice, with {same} terms; the first one counts.")
    kept.update({entry.entry: entry for entry in entries})


def reference_of(found: Any) -> str:
    """The bank's own reference of an entry."""
    inside = code(dig(found, "ntry_dtls", "tx_dtls", "refs", "acct_svcr_ref"))
    return code(dig(found, "acct_svcr_ref")) or inside or code(dig(found, "ntry_ref"))


def _state(found: Any, what: str) -> str:
    state = code(dig(found, "sts", "cd")) or code(dig(found, "sts"))
    state = {"FUTR": PENDING}.get(state, state)
    if state not in (BOOKED, PENDING, INFORMATION):
        raise DeskError(f"{what} is neither booked nor pending.")
    return state


def _entries(bank: str, found: Any, reference: str, what: str, *, booked: bool) -> list[BankEntry]:
    """All entries that one stands for. Raises: DeskError."""
    direction = _direction(found, what)
    amount = cents(dig(found, "amt"), what)
    booked_at = seconds(dig(found, "bookg_dt"))
    value_at = seconds(dig(found, "val_dt"))
    if not reference:
        raise DeskError(f"{what} has no reference of the bank's, so it can't be told from another one.")
    if booked and booked_at is None:
        raise DeskError(f"{what} is booked on no date.")
    booked_at = booked_at if booked_at is not None else value_at or 0
    common: dict[str, Any] = {"bank": bank, "booked_at": booked_at, "currency": CURRENCY}
    common["value_at"] = booked_at if value_at is None else value_at
    parts = [part for details in every(getattr(found, "ntry_dtls", None)) for part in every(details.tx_dtls)]
    amounts, charge = _amounts(found, parts, direction, amount, what)
    several = len(amounts) > 1
    made = [
        _entry(found, part, each, _inner(reference, part, number if several else 0), common)
        for number, (part, each) in enumerate(zip(parts or [None], amounts, strict=True), 1)
    ]
    return [*made, *_charge(made[0], reference, charge)]


def _direction(found: Any, what: str) -> Literal["credit", "debit"]:
    direction = DIRECTIONS.get(code(dig(found, "cdt_dbt_ind")))
    if direction is None:
        raise DeskError(f"{what} is neither a credit nor a debit.")
    return direction


def _inner(reference: str, part: Any, number: int) -> str:
    """A transaction's own reference in a batch."""
    own = code(dig(part, "refs", "acct_svcr_ref"))
    if not number:
        return reference
    return own if own and own != reference else f"{reference}/{number}"


def _amounts(found: Any, parts: list[Any], direction: str, amount: int, what: str) -> tuple[list[int], int]:
    """What each transaction moved, in the entry's direction, and what charge, if any, is in the entry's amount."""
    stated = [_stated(part) for part in parts]
    if len(parts) <= 1 and (not stated or stated[0] is None or stated[0].ccy != CURRENCY):
        return [amount], 0
    moved = [cents(each, f"A transaction of {what[0].lower()}{what[1:]}") for each in stated]
    for number, part in enumerate(parts):
        own = code(dig(part, "cdt_dbt_ind"))
        if own and DIRECTIONS.get(own) != direction:
            raise DeskError(f"Transaction {number + 1} of {what[0].lower()}{what[1:]} goes the other way.")
    charge = sum(moved) - amount if direction == "credit" else amount - sum(moved)
    if charge and charge != _charges(found, parts, what):
        raise DeskError(f"{what} is over {amount} cents, and its transactions are over {sum(moved)}.")
    return moved, charge


def _stated(part: Any) -> Any:
    """A transaction's amount on this account."""
    return dig(part, "amt") or dig(part, "amt_dtls", "tx_amt", "amt")


def _charges(found: Any, parts: list[Any], what: str) -> int:
    """The charges that the entry names, or else those of its transactions."""
    own = _total(found, what)
    return own or sum(_total(part, what) for part in parts)


def _total(found: Any, what: str) -> int:
    total = dig(found, "chrgs", "ttl_chrgs_and_tax_amt")
    if total is not None:
        return cents(total, f"The charge of {what}", least=0)
    listed = [record for each in every(getattr(found, "chrgs", None)) for record in every(_records(each))]
    return sum(cents(dig(record, "amt"), f"The charge of {what}", least=0) for record in listed)


def _records(charges: Any) -> Any:
    return getattr(charges, "rcrd", charges)


def _charge(of: BankEntry, reference: str, amount: int) -> list[BankEntry]:
    """The charge that was taken from a credit or put on a debit, as the debit that it is."""
    if not amount:
        return []
    return [
        BankEntry(
            bank=of.bank,
            entry=f"{reference}/charge",
            direction="debit",
            amount=amount,
            booked_at=of.booked_at,
            value_at=of.value_at,
            reference=f"charge of {reference}",
            counterparty=of.bank,
            rail="book",
        )
    ]


def _entry(found: Any, part: Any, amount: int, reference: str, common: dict[str, Any]) -> BankEntry:
    direction = DIRECTIONS[code(dig(found, "cdt_dbt_ind"))]
    returns = _returns(found, part)
    other = "dbtr" if direction == "credit" else "cdtr"
    if returns:  # the parties are those of the payment that comes back, so the other one stands where we did
        other = "cdtr" if direction == "credit" else "dbtr"
    return BankEntry(
        entry=reference,
        direction=direction,
        amount=amount,
        reference=_said(part, prefer_identity=direction == "debit" or bool(returns)),
        counterparty=values.party_name(dig(part, "rltd_pties", other)),
        rail=rail_of(dig(part, "bk_tx_cd"), dig(found, "bk_tx_cd")),
        final_at=_final_at(part),
        returns=returns,
        **common,
    )


def _said(part: Any, *, prefer_identity: bool) -> str:
    """What the payer wrote, or the end-to-end id: that first for our own payments and for what comes back."""
    short = code(dig(part, "refs", "end_to_end_id"))
    short = "" if short == values.NOT_PROVIDED else short
    lines = getattr(dig(part, "rmt_inf"), "ustrd", None)
    written = " ".join(code(line) for line in every(lines))
    written = written or code(dig(part, "rmt_inf", "strd", "cdtr_ref_inf", "ref"))
    return values.whole(short, written) if short and (prefer_identity or not written) else written


def _returns(found: Any, part: Any) -> str:
    """The entry that this one gives back; the best that the bank says of it, or empty where it gives nothing back."""
    refs = dig(part, "refs")
    for own in every(getattr(refs, "prtry", None)):
        if code(own.tp) == RETURNED:
            return code(own.ref)
    if getattr(found, "rvsl_ind", None) is not True and dig(part, "rtr_inf") is None:
        return ""
    said = (code(dig(refs, name)) for name in ("acct_svcr_tx_id", "tx_id", "instr_id", "end_to_end_id"))
    return next((each for each in said if each and each != values.NOT_PROVIDED), "unknown")


def _final_at(part: Any) -> int | None:
    dates = every(getattr(dig(part, "rltd_dts"), "prtry", None))
    return next((seconds(each.dt) for each in dates if code(each.tp) == FINAL), None)


# --- writing


def element(entry: BankEntry, version: str) -> dict[str, Any]:
    """A booked entry's element. Raises: DeskError for what it can't hold."""
    what = f"the entry {entry.entry}"
    reference = values.text(entry.entry, values.SHORT, "The reference of an entry")
    details = _details(entry, what)
    if version >= SINGLE:
        details |= {"Amt": values.money(entry.amount), "CdtDbtInd": INDICATORS[entry.direction]}
    else:
        details["AmtDtls"] = {"TxAmt": {"Amt": values.money(entry.amount)}}
    return {
        "NtryRef": reference,
        "Amt": values.money(entry.amount),
        "CdtDbtInd": INDICATORS[entry.direction],
        "RvslInd": True if entry.returns else None,
        "Sts": BOOKED,
        "BookgDt": {"DtTm": values.moment(entry.booked_at)},
        "ValDt": {"DtTm": values.moment(entry.value_at)},
        "AcctSvcrRef": reference,
        "BkTxCd": transaction_code(entry.rail, entry.direction),
        "NtryDtls": [{"TxDtls": [details]}],
    }


def _details(entry: BankEntry, what: str) -> dict[str, Any]:
    identity = entry.direction == "debit" or bool(entry.returns)
    short = values.end_to_end(entry.reference) if identity and entry.reference else values.NOT_PROVIDED
    refs: dict[str, Any] = {"AcctSvcrRef": entry.entry, "EndToEndId": short}
    if entry.returns:
        refs["Prtry"] = [{"Tp": RETURNED, "Ref": values.text(entry.returns, values.SHORT, "The entry given back")}]
    name = {"Nm": values.text(entry.counterparty, values.LONG, f"The other party of {what}")}
    final = [{"Tp": FINAL, "Dt": {"DtTm": values.moment(entry.final_at)}}] if entry.final_at is not None else []
    return {
        "Refs": refs,
        "RltdPties": {_other(entry): name},
        "RmtInf": _remittance(entry, short, what),
        "RltdDts": {"Prtry": final} if final else None,
    }


def _other(entry: BankEntry) -> str:
    return "Dbtr" if (entry.direction == "credit") != bool(entry.returns) else "Cdtr"


def _remittance(entry: BankEntry, short: str, what: str) -> dict[str, Any] | None:
    if not entry.reference or short == entry.reference:
        return None
    return {"Ustrd": [values.text(entry.reference, values.LONG, f"The reference of {what}")]}
