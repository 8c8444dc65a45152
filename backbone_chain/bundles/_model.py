"""What a bundle holds: a beginning, the transactions since, and what a sound token would have done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backbone_chain.engines._base import GENESIS_TIMESTAMP, MAX_TRANSACTION_GAS, Authorization
from backbone_chain.model import Severity

SCHEMA = "backbone.bundle/1"
REFUSED, GOES_THROUGH, EMITS = "refused", "goes-through", "emits"
EQUALS, DIFFERS, AT_MOST = "equals", "differs", "at-most"
READS = (EQUALS, DIFFERS, AT_MOST)
KINDS = (REFUSED, GOES_THROUGH, *READS, EMITS)
BEFORE_THE_FIRST = -1


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A transaction in its block: checksummed addresses, `to` None for a creation, `value` in wei."""

    sender: str
    to: str | None
    data: bytes = b""
    value: int = 0
    block: int = 0
    timestamp: int = 0
    gas: int = MAX_TRANSACTION_GAS
    authorizations: tuple[Authorization, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of `steps`; gas and authorizations only where they are not the usual ones."""
        told: dict[str, Any] = {
            "sender": self.sender,
            "to": self.to,
            "data": _hex(self.data),
            "value": self.value,
            "block": self.block,
            "timestamp": self.timestamp,
        }
        if self.gas != MAX_TRANSACTION_GAS:
            told["gas"] = self.gas
        if self.authorizations:
            told["authorizations"] = [dict(each._asdict()) for each in self.authorizations]
        return told


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a sound token would have done.

    kind: `refused` (the transaction reverts, or returns false), `goes-through` (it does neither), `emits` (it emits an
    event of the contract `to` whose words, topics and then data, begin with `value`; any event where that is empty); or
    of a read, made right after the transaction: `equals`, `differs`, `at-most` (`to` answers `data` with `value`,
    another one, or no greater one).
    step: index of the transaction that it speaks of, -1 for a read before the first.
    value: what a read is compared with, as a word of 32 bytes, or as all the bytes that are returned.
    seen: what the token did when this was recorded. at: time at which a read is made, 0: the next block's.
    """

    sentence: str
    kind: str
    step: int
    to: str = ""
    data: bytes = b""
    value: bytes = b""
    seen: str = ""
    at: int = 0

    def as_json(self) -> dict[str, Any]:
        """One entry of `claims`."""
        told: dict[str, Any] = {"sentence": self.sentence, "kind": self.kind, "step": self.step, "seen": self.seen}
        if self.kind in (*READS, EMITS):
            told |= {"to": self.to, "data": _hex(self.data), "value": _hex(self.value)}
        return told | ({"at": self.at} if self.at else {})


@dataclass(frozen=True, kw_only=True)
class Held:
    """An account as it is before the first transaction: wei, nonce, code, storage words by slot."""

    balance: int = 0
    nonce: int = 0
    code: bytes = b""
    storage: Mapping[int, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """One entry of `genesis.accounts`."""
        storage = {_word(slot): _word(self.storage[slot]) for slot in sorted(self.storage)}
        return {"balance": self.balance, "nonce": self.nonce, "code": _hex(self.code), "storage": storage}


@dataclass(frozen=True, kw_only=True)
class Genesis:
    """Where it begins: the last block before the first transaction, and what was on the chain by then."""

    block: int = 0
    timestamp: int = GENESIS_TIMESTAMP
    accounts: Mapping[str, Held] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The part `genesis`."""
        accounts = {address: self.accounts[address].as_json() for address in sorted(self.accounts)}
        return {"block": self.block, "timestamp": self.timestamp, "accounts": accounts}


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A contract after the last transaction: its name where it has one, keccak-256 of its code, its ABI if known."""

    name: str = ""
    code_hash: str
    abi: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of `contracts`."""
        return {"name": self.name, "code_hash": self.code_hash, "abi": [dict(entry) for entry in self.abi]}


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """A failing sequence that re-runs anywhere.

    property, severity, statement: what is broken; reason: how. seed: accounts and prevrandao follow from it. engine,
    fork, versions: where it was recorded. contracts: by address. names: of accounts, by address.
    """

    property: str
    severity: Severity
    subject: str
    statement: str
    reason: str = ""
    seed: int = 0
    chain_id: int
    fork: str
    engine: str
    versions: Mapping[str, str] = field(default_factory=dict)
    genesis: Genesis = field(default_factory=Genesis)
    steps: tuple[Sent, ...]
    claims: tuple[Claim, ...]
    contracts: Mapping[str, Deployed] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """`backbone.bundle/1`, the same for the same run."""
        return {
            "schema": SCHEMA,
            "property": self.property,
            "severity": self.severity.value,
            "subject": self.subject,
            "statement": self.statement,
            "reason": self.reason,
            "seed": self.seed,
            "chain_id": self.chain_id,
            "fork": self.fork,
            "engine": self.engine,
            "versions": dict(sorted(self.versions.items())),
            "claims": [claim.as_json() for claim in self.claims],
            "names": dict(sorted(self.names.items())),
            "genesis": self.genesis.as_json(),
            "steps": [step.as_json() for step in self.steps],
            "contracts": {address: self.contracts[address].as_json() for address in sorted(self.contracts)},
        }


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _word(number: int) -> str:
    return f"0x{number:064x}"
