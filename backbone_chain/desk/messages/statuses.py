"""pain.002 and pacs.002: what a bank says of the payments that it was told to make."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from backbone_chain.desk.messages import _document, _values
from backbone_chain.desk.messages._values import Reading, code, dig, every, seconds
from backbone_chain.desk.records import PaymentStatus
from backbone_chain.errors import DeskError, did_you_mean

KINDS = ("pain.002", "pacs.002")
VERSIONS = {"pain.002": "10", "pacs.002": "10"}
Status = Literal["accepted", "settled", "rejected", "pending"]
SAID: dict[str, Status] = {
    **dict.fromkeys(("ACTC", "ACCP", "ACSP", "ACWC", "ACFC"), "accepted"),
    **dict.fromkeys(("ACSC", "ACCC"), "settled"),
    **dict.fromkeys(("RJCT", "CANC"), "rejected"),
    **dict.fromkeys(("PDNG", "RCVD"), "pending"),
}
CODES: dict[str, str] = {"accepted": "ACSP", "settled": "ACSC", "rejected": "RJCT", "pending": "PDNG"}
REASON = re.compile(r"[A-Z]{2}\d{2}")
NARRATIVE = "NARR"
LINE = 105  # Max105Text


def write_statuses(
    statuses: Sequence[PaymentStatus],
    *,
    kind: Literal["pain.002", "pacs.002"] = "pain.002",
    answers: str,
    identity: str,
    created_at: int,
    version: str = "",
) -> bytes:
    """One bank's answers to the message whose id is `answers`. Raises: DeskError for what a file can't hold."""
    banks = sorted({status.bank for status in statuses})
    if len(banks) != 1:
        raise DeskError(f"A status message is one bank's; these are {len(banks)} banks': {', '.join(banks)}.")
    agent = "DbtrAgt" if kind == "pain.002" else "InstgAgt"
    header = {"MsgId": _values.text(identity, _values.SHORT, "The id"), "CreDtTm": _values.moment(created_at)}
    group = {"OrgnlMsgId": _values.text(answers, _values.SHORT, "The id"), "OrgnlMsgNmId": "pain.001.001.09"}
    told = [_transaction(status) for status in statuses]
    body: dict[str, Any] = {"GrpHdr": {**header, agent: _values.agent(banks[0])}, "OrgnlGrpInfAndSts": group}
    if kind == "pain.002":
        body["OrgnlPmtInfAndSts"] = [{"OrgnlPmtInfId": answers, "TxInfAndSts": told}]
    else:
        body["TxInfAndSts"] = told
    return _document.write(kind, version or VERSIONS[kind], body)


def _transaction(status: PaymentStatus) -> dict[str, Any]:
    short = _values.end_to_end(status.id)
    said = {"RmtInf": {"Ustrd": [_values.text(status.id, _values.LONG, "The id")]}} if short != status.id else {}
    return {
        "OrgnlEndToEndId": short,
        "TxSts": CODES[status.status],
        "StsRsnInf": [_reason(status.reason)] if status.reason else [],
        "AccptncDtTm": _values.moment(status.at),
        "OrgnlTxRef": said,
    }


def _reason(reason: str) -> dict[str, Any]:
    if REASON.fullmatch(reason):
        return {"Rsn": {"Cd": reason}}
    lines = textwrap.wrap(_values.text(reason, 10 * LINE, "The reason"), LINE, break_on_hyphens=False)
    return {"Rsn": {"Cd": NARRATIVE}, "AddtlInf": lines}


def read_statuses(
    data: bytes,
    banks: Collection[str],
    *,
    known: Collection[str] = (),
    sent: Mapping[str, Sequence[str]] | None = None,
) -> Reading[PaymentStatus]:
    """What a bank says of each payment.

    known: the ids of payments, for banks that answer with the short id alone. sent: the payments of each message, by
    its id, for a bank that answers for a message as a whole. Raises: DeskError for a file that is none.
    """
    body = _document.read(data, KINDS).body
    bank, created_at = _bank(body.grp_hdr, banks), seconds(dig(body, "grp_hdr", "cre_dt_tm"))
    payments = [part for each in every(getattr(body, "orgnl_pmt_inf_and_sts", None)) for part in _parts(each)]
    found = [*payments, *every(getattr(body, "tx_inf_and_sts", None))]
    if not found:
        return _of_the_whole(body, bank, created_at, sent or {})
    kept: dict[str, PaymentStatus] = {}
    refused: list[DeskError] = []
    for each in found:
        try:
            status = _status(each, bank, created_at, known)
            if status.id in kept:
                raise DeskError(f"{bank} answers twice for the payment {status.id}; the first answer counts.")
            kept[status.id] = status
        except DeskError as error:
            refused.append(error)
    return Reading(kept=tuple(kept.values()), refused=tuple(refused))


def _bank(header: Any, banks: Collection[str]) -> str:
    agents = (dig(header, name) for name in ("dbtr_agt", "instg_agt", "cdtr_agt"))
    name = next((said for each in agents if (said := _values.agent_name(each))), "")
    if not name and len(banks) == 1:
        return next(iter(banks))
    same = next((bank for bank in banks if bank.casefold() == name.casefold()), None)
    if same is None:
        raise DeskError(f"There is no bank called {name!r} at this desk.{did_you_mean(name, banks)}")
    return same


def _parts(found: Any) -> list[Any]:
    return every(found.tx_inf_and_sts)


def _status(found: Any, bank: str, created_at: int | None, known: Collection[str]) -> PaymentStatus:
    short = code(found.orgnl_end_to_end_id)
    if not short or short == _values.NOT_PROVIDED:
        raise DeskError(f"{bank} answers for a payment without its end-to-end id.")
    said = " ".join(code(line) for line in every(getattr(dig(found, "orgnl_tx_ref", "rmt_inf"), "ustrd", None)))
    identity = _values.whole(short, said, known)
    at = seconds(found.accptnc_dt_tm) if found.accptnc_dt_tm is not None else created_at
    if at is None:
        raise DeskError(f"{bank} answers for the payment {identity} at no time.")
    what = f"the payment {identity}"
    return PaymentStatus(id=identity, bank=bank, status=_said(found.tx_sts, bank, what), at=at, reason=_why(found))


def _said(status: Any, bank: str, what: str) -> Status:
    if code(status) not in SAID:
        raise DeskError(f"{bank} says {code(status) or 'nothing'!r} of {what}; there is no such status.")
    return SAID[code(status)]


def _why(found: Any) -> str:
    reason = dig(found, "sts_rsn_inf")
    short = code(dig(reason, "rsn", "cd")) or code(dig(reason, "rsn", "prtry")) or code(dig(reason, "sts_rsn", "cd"))
    more = " ".join(code(line) for line in every(getattr(reason, "addtl_inf", None)))
    return more if short in ("", NARRATIVE) and more else f"{short}: {more}" if more else short


def _of_the_whole(
    body: Any, bank: str, created_at: int | None, sent: Mapping[str, Sequence[str]]
) -> Reading[PaymentStatus]:
    group = dig(body, "orgnl_grp_inf_and_sts")
    message = code(dig(group, "orgnl_msg_id"))
    if message not in sent or created_at is None:
        raise DeskError(f"{bank} answers for the message {message!r} as a whole, and this desk never sent it.")
    status, why = _said(dig(group, "grp_sts"), bank, f"the message {message}"), _why(group)
    told = (PaymentStatus(id=each, bank=bank, status=status, at=created_at, reason=why) for each in sent[message])
    return Reading(kept=tuple(told))
