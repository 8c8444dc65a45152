"""Attestations: what is there at one block, who signs for it, and what is wrong with it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils import keccak

from backbone_chain.accounts import Account, Sender
from backbone_chain.chain import Contract, Receipt
from backbone_chain.desk.breaks import Holding, ReserveBreak
from backbone_chain.desk.reserves import UNITS_PER_CENT, Book
from backbone_chain.errors import UsageError
from backbone_chain.model import Finding, Severity
from backbone_chain.tokens._control import attest

RULE = "attestation"
SCHEMA = "backbone.attestation/1"
REPORT = [
    {"name": "digest", "type": "bytes32"},
    {"name": "amountCents", "type": "uint256"},
    {"name": "asOf", "type": "uint256"},
    {"name": "block", "type": "uint256"},
]
DOMAIN = {"name": "Backbone Reserve Report", "version": "1"}
DAILY = 26 * 3600  # a day, and two hours to sign


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """What was looked at: book and statements in cents, the supply of each chain in base units, at one block.

    not_looked_at: what a reader could think was looked at, and wasn't, in sentences.
    """

    block: int
    as_of: int
    supply: Mapping[str, int]
    book: Mapping[str, int]
    statements: Sequence[Holding]
    breaks: Sequence[ReserveBreak]
    not_looked_at: Sequence[str] = ()

    @classmethod
    def take(
        cls,
        book: Book,
        *,
        statements: Sequence[Holding],
        breaks: Sequence[ReserveBreak],
        supply: Mapping[str, int],
        block: int,
        as_of: int,
    ) -> Snapshot:
        """Of the book as it is now."""
        said = {(each.place, each.kind) for each in statements}
        missing = [
            f"No statement came for {position.kind} at {position.place}; the book's word was not counted."
            for position in book.reserve
            if (position.place, position.kind) not in said
        ]
        always = ("Liabilities of the issuer other than the tokens.", "Chains other than those named here.")
        values: dict[str, int] = {}
        for position in book.reserve:
            key = f"{position.place}: {position.kind}"
            values[key] = values.get(key, 0) + (0 if position.blocked else position.value)
        return cls(
            block=block,
            as_of=as_of,
            supply=dict(supply),
            book=values,
            statements=tuple(statements),
            breaks=tuple(breaks),
            not_looked_at=(*dict.fromkeys(missing), *always),
        )

    @property
    def cents(self) -> int:
        """What can be attested: at each place the lower of the book's conservative value and the statement."""
        said: dict[str, Holding] = {}
        for each in sorted(self.statements, key=lambda statement: statement.as_of):
            said[f"{each.place}: {each.kind}"] = each
        return sum(min(value, said[place].cents) for place, value in self.book.items() if place in said)

    @property
    def owed(self) -> int:
        """The supply of all chains, cents, rounded up."""
        return -(-sum(self.supply.values()) // UNITS_PER_CENT)

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        plain = dataclasses.asdict(self)
        return {"schema": SCHEMA, **plain, "attested_cents": self.cents, "owed_cents": self.owed}

    def digest(self) -> bytes:
        """What the attesters sign for: the hash of the JSON with sorted keys and no spaces."""
        return keccak(text=json.dumps(self.as_json(), sort_keys=True, separators=(",", ":")))


class Attester:
    """Somebody who signs, and who first asks the banks by a way of their own.

    seen: place and kind -> cents that this attester was told; None to believe the statements in the snapshot.
    """

    def __init__(self, account: Account, seen: Mapping[tuple[str, str], int] | None = None) -> None:
        self.account, self.seen = account, seen

    def disagrees(self, snapshot: Snapshot) -> list[str]:
        """Where the statements say more than this attester was told, in sentences."""
        if self.seen is None:
            return []
        return [
            f"{each.kind} at {each.place}: {self.seen.get((each.place, each.kind), 0)} cents, not {each.cents}"
            for each in snapshot.statements
            if self.seen.get((each.place, each.kind), 0) < each.cents
        ]

    def sign(self, snapshot: Snapshot) -> str:
        """The 65 bytes of an EIP-712 signature under the whole report, as hex."""
        v, r, s = self.account.sign_typed_data(DOMAIN, {"Report": REPORT}, _message(snapshot))
        return "0x" + (r + s + bytes([v])).hex()


@dataclass(frozen=True, kw_only=True, slots=True)
class Attestation:
    """A snapshot, who signed for it, who wouldn't and why, and how many it needs."""

    snapshot: Snapshot
    signatures: Mapping[str, str]
    refused: Mapping[str, Sequence[str]]
    threshold: int

    @property
    def stands(self) -> bool:
        """Whether enough have signed."""
        return len(self.signatures) >= self.threshold

    def as_json(self) -> dict[str, Any]:
        """The report as it is handed out: anybody can check the signatures with nothing but this."""
        signed = {"signatures": dict(self.signatures), "refused": {k: list(v) for k, v in self.refused.items()}}
        return {**self.snapshot.as_json(), "digest": "0x" + self.snapshot.digest().hex(), **signed}


def collect(snapshot: Snapshot, attesters: Sequence[Attester], threshold: int) -> Attestation:
    """Ask each attester; those who were told less than the statements say don't sign."""
    answers = {each.account.address: each.disagrees(snapshot) for each in attesters}
    signatures = {e.account.address: e.sign(snapshot) for e in attesters if not answers[e.account.address]}
    refused = {address: said for address, said in answers.items() if said}
    return Attestation(snapshot=snapshot, signatures=signatures, refused=refused, threshold=threshold)


def post(attestation: Attestation, feed: Contract, attesters: Sequence[Attester], *, sender: Sender) -> Receipt:
    """Submit it to the feed on chain, from where the mint gate reads it.

    Raises: UsageError when too few have signed, RefusedError where the feed refuses it.
    """
    if not attestation.stands:
        have, need = len(attestation.signatures), attestation.threshold
        raise UsageError(f"{have} of {need} needed attesters have signed; the attestation can't be posted.")
    signers = [each.account for each in attesters if each.account.address in attestation.signatures]
    snapshot = attestation.snapshot
    return attest(feed, snapshot.cents, snapshot.as_of, signers, sender=sender)


def is_signed(report: Mapping[str, Any], address: str) -> bool:
    """Whether this account's signature stands under exactly this report, as `as_json` gave it."""
    from eth_account import Account as EthAccount  # noqa: PLC0415 - takes long to import
    from eth_account.messages import encode_typed_data  # noqa: PLC0415

    content = {key: value for key, value in report.items() if key not in ("digest", "signatures", "refused")}
    digest = keccak(text=json.dumps(content, sort_keys=True, separators=(",", ":")))
    fields = {"amountCents": content["attested_cents"], "asOf": content["as_of"], "block": content["block"]}
    signable = encode_typed_data(DOMAIN, {"Report": REPORT}, {"digest": digest, **fields})
    signature = report["signatures"].get(address)
    return signature is not None and EthAccount.recover_message(signable, signature=signature) == address


def problems(attestation: Attestation | None, *, now: int, due: int = DAILY) -> list[Finding]:
    """What is wrong with the last attestation at the time `now`: late, stale, under-reserved or disagreeing.

    due: seconds after which the next one should be there; at twice that the last one is stale.
    """
    if attestation is None:
        return [_finding(Severity.HIGH, 0, now, "missing", "There is no attestation.")]
    return list(_problems(attestation, now, due))


def _problems(attestation: Attestation, now: int, due: int) -> Iterator[Finding]:
    snapshot = attestation.snapshot
    age, short = now - snapshot.as_of, snapshot.owed - snapshot.cents
    if age > 2 * due:
        says = f"The last attestation is {age} s old: it says nothing about now."
        yield _finding(Severity.HIGH, snapshot.block, now, "stale", says)
    elif age > due:
        yield _finding(Severity.MEDIUM, snapshot.block, now, "late", f"The next attestation is {age - due} s late.")
    if short > 0:
        says = f"{snapshot.owed} cents are owed and {snapshot.cents} are there: {short} are missing."
        yield _finding(Severity.CRITICAL, snapshot.block, now, "under-reserved", says)
    for address, said in attestation.refused.items():
        says = f"{address} was told other numbers: {'; '.join(said)}."
        yield _finding(Severity.HIGH, snapshot.block, now, "disagreeing", says)
    if not attestation.stands:
        says = f"{len(attestation.signatures)} have signed, {attestation.threshold} must."
        yield _finding(Severity.HIGH, snapshot.block, now, "unsigned", says)


def _finding(severity: Severity, block: int, now: int, subject: str, says: str) -> Finding:
    return Finding(
        rule=RULE,
        severity=severity,
        block=block,
        timestamp=now,
        tx="",
        log_index=-1,
        subject=subject,
        summary=says,
        key=f"{RULE}:{subject}:{block}",
    )


def _message(snapshot: Snapshot) -> dict[str, Any]:
    fields = {"amountCents": snapshot.cents, "asOf": snapshot.as_of, "block": snapshot.block}
    return {"digest": snapshot.digest(), **fields}
