"""pain.001: payment orders to a bank, and how a bank reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from backbone_chain.desk.messages import _document, _rails, _values
from backbone_chain.desk.messages._values import Directory, Reading, code, dig, every, seconds
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import Payment
from backbone_chain.errors import DeskError

KIND = "pain.001"
TIMED = "08"  # the first version whose execution date may have a time


def write_payments(
    payments: Sequence[Payment],
    *,
    debtor: str,
    accounts: Mapping[str, str],
    identity: str,
    created_at: int,
    version: str = "09",
) -> bytes:
    """A file of payment orders; accounts: which account pays at each bank. Raises: DeskError."""
    _each_once(payments)
    for payment in payments:
        rail(payment.rail)
        if payment.bank not in accounts:
            raise DeskError(f"The payment {payment.id} is at {payment.bank!r}, where no account pays.")
    header = {
        "MsgId": _values.text(identity, _values.SHORT, "The id"),
        "CreDtTm": _values.moment(created_at),
        **_totals(payments),
        "InitgPty": {"Nm": _values.text(debtor, _values.LONG, "The debtor")},
    }
    groups = [[*group] for _, group in groupby(payments, key=lambda each: (each.bank, each.rail, each.ordered_at))]
    instructions = [
        {"PmtInfId": f"{number}", **_instruction(group, debtor, accounts, version)}
        for number, group in enumerate(groups, 1)
    ]
    return _document.write(KIND, version, {"GrpHdr": header, "PmtInf": instructions})


def _each_once(payments: Sequence[Payment]) -> None:
    seen: set[str] = set()
    for payment in payments:
        if payment.id in seen:
            raise DeskError(f"The payment {payment.id} is there twice; an end-to-end id is paid once.")
        seen.add(payment.id)


def _totals(payments: Sequence[Payment]) -> dict[str, str]:
    return {
        "NbOfTxs": f"{len(payments)}",
        "CtrlSum": _values.money(sum(each.amount for each in payments))["value"],
    }


def _instruction(group: list[Payment], debtor: str, accounts: Mapping[str, str], version: str) -> dict[str, Any]:
    """Payments of one bank, rail and time."""
    one = group[0]
    at = _values.moment(one.ordered_at)
    return {
        "PmtMtd": "TRF",
        **_totals(group),
        "PmtTpInf": _rails.instrument(one.rail),
        "ReqdExctnDt": {"DtTm": at} if version >= TIMED else at[:10],
        "Dbtr": {"Nm": debtor},
        "DbtrAcct": _values.account_element(accounts[one.bank]),
        "DbtrAgt": _values.agent(one.bank),
        "CdtTrfTxInf": [_transfer(payment) for payment in group],
    }


def _transfer(payment: Payment) -> dict[str, Any]:
    short = _values.end_to_end(payment.id)
    what = f"the payment {payment.id}"
    said = {"Ustrd": [_values.text(payment.id, _values.LONG, "The id")]} if short != payment.id else {}
    return {
        "PmtId": {"EndToEndId": short},
        "Amt": {"InstdAmt": _values.money(payment.amount)},
        "Cdtr": {"Nm": _values.text(payment.creditor, _values.LONG, f"The creditor of {what}")},
        "CdtrAcct": _values.account_element(payment.account),
        "RmtInf": said,
    }


def read_payments(data: bytes, directory: Directory) -> Reading[Payment]:
    """The good orders of a file, each end-to-end id once; directory: banks with the accounts that may pay.

    Raises: DeskError for a file that is none, or whose count or sum is not that of its orders.
    """
    body = _document.read(data, [KIND]).body
    transfers = [(found, transfer) for found in every(body.pmt_inf) for transfer in every(found.cdt_trf_tx_inf)]
    if not transfers:
        raise DeskError("The file holds no payment order.")
    _check_totals(body.grp_hdr, [transfer for _, transfer in transfers])
    kept: dict[str, Payment] = {}
    refused: list[DeskError] = []
    for found, transfer in transfers:
        try:
            payment = _payment(found, transfer, dig(body, "grp_hdr", "cre_dt_tm"), directory)
            if payment.id in kept:
                raise DeskError(f"The payment {payment.id} is there twice; the first one counts.")
            kept[payment.id] = payment
        except DeskError as error:
            refused.append(error)
    message = code(dig(body, "grp_hdr", "msg_id"))
    return Reading(kept=tuple(kept.values()), refused=tuple(refused), message=message)


def _check_totals(header: Any, transfers: list[Any]) -> None:
    number = code(dig(header, "nb_of_txs"))
    if number != f"{len(transfers)}":
        raise DeskError(f"The file says that it holds {number or 'no'} payment orders, and holds {len(transfers)}.")
    total = dig(header, "ctrl_sum")
    amounts = [dig(transfer, "amt", "instd_amt", "value") for transfer in transfers]
    if total is not None and all(isinstance(each, Decimal) for each in amounts) and sum(amounts) != total:
        raise DeskError(f"The file says that its payment orders are over {total}, and they are over {sum(amounts)}.")


def _payment(found: Any, transfer: Any, created_at: Any, directory: Directory) -> Payment:
    short = code(dig(transfer, "pmt_id", "end_to_end_id"))
    if not short or short == _values.NOT_PROVIDED:
        raise DeskError("A payment order has no end-to-end id, so nobody can tell whether it was paid.")
    said = " ".join(code(line) for line in every(getattr(dig(transfer, "rmt_inf"), "ustrd", None)))
    identity = _values.whole(short, said)
    what = f"The payment {identity}"
    account = _values.account_id(dig(transfer, "cdtr_acct"))
    at = seconds(found.reqd_exctn_dt) if dig(found, "reqd_exctn_dt", "dt_tm") is not None else seconds(created_at)
    by = _rails.instructed(dig(transfer, "pmt_tp_inf"), dig(found, "pmt_tp_inf"))
    if not account or at is None or not by:
        lacks = "account to pay to" if not account else "time" if at is None else "rail"
        raise DeskError(f"{what} has no {lacks}.")
    return Payment(
        id=identity,
        bank=_values.bank_of(
            directory, _values.agent_name(dig(found, "dbtr_agt")), _values.account_id(dig(found, "dbtr_acct"))
        ),
        creditor=code(dig(transfer, "cdtr", "nm")),
        account=account,
        amount=_values.cents(dig(transfer, "amt", "instd_amt"), what),
        rail=by,
        ordered_at=at,
    )
