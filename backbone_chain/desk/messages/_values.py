"""Amounts, times, names and texts of ISO 20022, to and from cents, Unix seconds and plain strings."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from xsdata.models.datatype import XmlDate, XmlDateTime

from backbone_chain.desk.records import CURRENCY
from backbone_chain.errors import DeskError, did_you_mean

T = TypeVar("T")
MOST = Decimal(10) ** 13  # dollars: above it an amount is a mistake
SHORT, LONG = 35, 140  # Max35Text and Max140Text
FIRST_YEAR, LAST_YEAR = datetime.MINYEAR + 1, datetime.MAXYEAR - 1  # whatever the zone
NOT_PROVIDED = "NOTPROVIDED"
WORD = re.compile(r"[A-Za-z0-9/?:().,'+ -]+")  # what references of every rail may hold
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")

Directory = Mapping[str, Collection[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading(Generic[T]):
    """What a file held: what is good, what was refused, a sentence each, and what is announced but not booked.

    message: the file's own id.
    """

    kept: tuple[T, ...]
    refused: tuple[DeskError, ...] = ()
    pending: tuple[T, ...] = ()
    message: str = ""


def dig(thing: Any, *path: str) -> Any:
    """What stands at the end of the path, the first of several; None where the way ends."""
    for name in path:
        thing = getattr(first(thing), name, None)
    return first(thing)


def first(thing: Any) -> Any:
    """Itself, or the first of several."""
    if not isinstance(thing, list):
        return thing
    return thing[0] if thing else None


def every(thing: Any) -> list[Any]:
    """A list, whatever the version makes of what there is."""
    return thing if isinstance(thing, list) else [] if thing is None else [thing]


def code(thing: Any) -> str:
    """An enumeration's value, or a text; empty for none."""
    return str(getattr(thing, "value", thing) or "").strip()


# --- amounts


def cents(amount: Any, what: str, *, least: int = 1) -> int:
    """Cents of an amount with its currency. Raises: DeskError for another currency or an absurd amount."""
    if amount is None:
        raise DeskError(f"{what} has no amount.")
    if amount.ccy != CURRENCY:
        raise DeskError(f"{what} is in {amount.ccy or 'no currency'}; this desk's book is in {CURRENCY}.")
    value = amount.value
    if not isinstance(value, Decimal) or not value.is_finite() or not least <= value * 100 <= MOST * 100:
        raise DeskError(f"{what} is over {value} {CURRENCY}; it should be a positive number, {MOST:f} at most.")
    if value * 100 != int(value * 100):
        raise DeskError(f"{what} is over {value} {CURRENCY}, which are no whole cents.")
    return int(value * 100)


def money(amount: int) -> dict[str, str]:
    """An amount's element."""
    return {"value": f"{amount // 100}.{amount % 100:02}", "Ccy": CURRENCY}


# --- times


def seconds(choice: Any) -> int | None:
    """Of a date (its midnight, UTC) or a time, also inside a choice of both; without a zone it is UTC.

    None where there is none, or one of no year that a calendar has.
    """
    for found in (choice, dig(choice, "dt_tm"), dig(choice, "dt")):
        if isinstance(found, XmlDateTime | XmlDate) and FIRST_YEAR <= found.year <= LAST_YEAR:
            if isinstance(found, XmlDateTime):
                return _timestamp(found.to_datetime())
            return _timestamp(datetime.datetime.combine(found.to_date(), datetime.time()))
    return None


def _timestamp(at: datetime.datetime) -> int:
    return int((at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).timestamp())


def moment(at: int) -> str:
    """ISO 8601, UTC."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- texts


def text(value: str, most: int, what: str) -> str:
    """Raises: DeskError for one that is too long for its element, or that would not come back as it is."""
    if len(value) > most:
        raise DeskError(f"{what} {value!r} has {len(value)} characters; its element takes {most}.")
    if value != " ".join(value.split()):
        raise DeskError(f"{what} {value!r} has blanks at an end or in a row, which messages don't keep.")
    return value


def end_to_end(identity: str) -> str:
    """The identity itself where an end-to-end id can hold it, else 35 characters that stand for it."""
    if identity != NOT_PROVIDED and len(identity) <= SHORT and WORD.fullmatch(identity):
        return identity
    return f"BC-{hashlib.sha256(identity.encode()).hexdigest()[:32]}"


def whole(short: str, said: str, known: Collection[str] = ()) -> str:
    """The identity that a short one stands for: what is said beside it, or one of those that are known."""
    return next((each for each in (said, *known) if each and end_to_end(each) == short), short)


# --- parties


def account_id(account: Any) -> str:
    """IBAN or another number; empty for none."""
    return code(dig(account, "id", "iban")) or code(dig(account, "id", "othr", "id"))


def account_element(number: str) -> dict[str, Any]:
    """An account's element."""
    return {"Id": {"Othr": {"Id": text(number, 34, "The account")}}}


def party_name(party: Any) -> str:
    """A party's name, in the versions with and without the choice of a person or a bank."""
    inside = dig(party, "pty") or dig(party, "agt", "fin_instn_id") or party
    return code(dig(inside, "nm"))


def agent(name: str) -> dict[str, Any]:
    """A bank's element."""
    return {"FinInstnId": {"Nm": text(name, LONG, "The bank")}}


def agent_name(found: Any) -> str:
    """A bank's name, or its BIC where it gives no name."""
    inside = dig(found, "fin_instn_id")
    return next((name for part in ("nm", "bicfi", "bic") if (name := code(dig(inside, part)))), "")


def bank_of(directory: Directory, name: str, account: str) -> str:
    """The desk's name for the bank of an account. Raises: DeskError for a bank or an account that it doesn't have."""
    same = next((bank for bank in directory if bank.casefold() == name.casefold()), None)
    if name and same is None and not BIC.fullmatch(name):
        raise DeskError(f"There is no bank called {name!r} at this desk.{did_you_mean(name, directory)}")
    banks = [bank for bank in directory if same in (None, bank) and account in directory[bank]]
    if len(banks) != 1:
        where = f"at {same}" if same else "at one of its banks"
        raise DeskError(f"This desk has no account {account!r} {where}.")
    return banks[0]
