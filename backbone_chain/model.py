"""The nouns: facts, observations, findings, outcomes, all frozen; amounts are int base units, times Unix seconds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering
from typing import Any, ClassVar


class Source(Enum):
    """Where a fact comes from, and so which facts a given watch can't have."""

    EVENTS = "events"
    STATE = "state reads"
    REGISTERS = "registers"
    OFF_CHAIN = "off-chain facts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that is so, in our words; the fields here say where it was seen, and are empty where that says nothing.

    `contract` emitted or holds it, `tx` is the transaction's hash and `tx_sender` the account that signed it.
    """

    origin: ClassVar[Source] = Source.EVENTS
    contract: str = ""
    tx: str = ""
    tx_sender: str = ""
    log_index: int = -1


# --- on chain, from events -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer(Fact):
    """Tokens moved; the zero address as `sender` is a mint's, as `to` a burn's."""

    sender: str
    to: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Mint(Fact):
    """`minter` created `amount` for `to`."""

    minter: str
    to: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Burn(Fact):
    """`burner` destroyed `amount` of `holder`."""

    burner: str
    holder: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Redeemed(Fact):
    """`holder` burned `amount` against the dollars of `request_id`."""

    holder: str
    amount: int
    request_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wiped(Fact):
    """A frozen balance was destroyed."""

    holder: str
    amount: int
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Seized(Fact):
    """A frozen balance was moved to `to`."""

    holder: str
    to: str
    amount: int
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval(Fact):
    """`spender` may move `amount` of `owner`."""

    owner: str
    spender: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorizationUsed(Fact):
    """A transfer that `authorizer` signed beforehand was made, under the `nonce` of 32 bytes that stands for it."""

    authorizer: str
    nonce: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MinterConfigured(Fact):
    """`minter` may now mint `allowance` in all; where it refills, that much again and again."""

    minter: str
    allowance: int
    by: str
    refills: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MinterRemoved(Fact):
    """`minter` may mint no more."""

    minter: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitChanged(Fact):
    """A limit of `kind` on `subject` went from `old` to `new`; `unlimited` when `new` in truth switches it off."""

    subject: str
    kind: str
    old: int
    new: int
    unlimited: bool
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGranted(Fact):
    """`account` got `role` (our word where the adapter knows one, else the role's id)."""

    role: str
    account: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRevoked(Fact):
    """`account` lost `role`."""

    role: str
    account: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerChanged(Fact):
    """The owner (or default admin, or proxy admin) of `contract` changed."""

    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdminDelayChanged(Fact):
    """The delay before a new admin may accept changed, in seconds."""

    old: int
    new: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Paused(Fact):
    """`bit` (transfer, mint, redeem, signatures) was stopped."""

    bit: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpaused(Fact):
    """`bit` runs again."""

    bit: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Frozen(Fact):
    """`account` was put on the freeze list."""

    account: str
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfrozen(Fact):
    """`account` was taken off the freeze list."""

    account: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Upgraded(Fact):
    """`proxy` says that it runs `implementation` now; a hidden proxy can lie here."""

    proxy: str
    implementation: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Initialized(Fact):
    """An initialiser of `contract` ran, to `version`."""

    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationScheduled(Fact):
    """A timelock took operation `id` in; it may run after `delay` seconds."""

    id: str
    target: str
    calldata: str
    delay: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationCancelled(Fact):
    """Operation `id` will not run."""

    id: str
    target: str
    calldata: str
    delay: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationExecuted(Fact):
    """Operation `id` ran."""

    id: str
    target: str
    calldata: str
    delay: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SafeChanged(Fact):
    """`what` (an owner, the threshold, a module, the guard, the master copy) of `safe` changed."""

    safe: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReserveAttested(Fact):
    """`attesters` state reserves of `amount` as of `as_of`."""

    amount: int
    as_of: int
    attesters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BridgeSent(Fact):
    """`amount` left `source` for `destination` in `message`."""

    message: str
    source: str
    destination: str
    amount: int
    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BridgeReceived(Fact):
    """`amount` came out at `destination` for `message`."""

    message: str
    source: str
    destination: str
    amount: int
    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownEvent(Fact):
    """An event that the adapter has no word for."""

    topic: str


# --- on chain, read from state ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplyRead(Fact):
    """totalSupply() at the end of the block."""

    origin: ClassVar[Source] = Source.STATE
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceRead(Fact):
    """balanceOf(account) at the end of the block."""

    origin: ClassVar[Source] = Source.STATE
    account: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotRead(Fact):
    """The storage word `value` (0x and 64 digits) of `slot` (a name, as `implementation`) of `contract`."""

    origin: ClassVar[Source] = Source.STATE
    slot: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRead(Fact):
    """The keccak hash of the code at `contract`."""

    origin: ClassVar[Source] = Source.STATE
    code_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PrivilegeRead(Fact):
    """All `accounts` that can reach `power`."""

    origin: ClassVar[Source] = Source.STATE
    power: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NonceRead(Fact):
    """nonces(account) at the end of the block: how many permits of `account` have been used."""

    origin: ClassVar[Source] = Source.STATE
    account: str
    nonce: int


# --- off chain -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderApproved(Fact):
    """`approvers` released `order`: mint `amount` to `to`."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    order: str
    to: str
    amount: int
    approvers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BankCredit(Fact):
    """Dollars for `order` came in and are final at `final_at`."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    order: str
    amount: int
    final_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutSent(Fact):
    """Dollars for `request_id` went out, to `account` where the bank says so."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    request_id: str
    amount: int
    account: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutAccount(Fact):
    """`holder`'s dollars may go to `account`, confirmed at the time `since` by another way than it was asked for."""

    origin: ClassVar[Source] = Source.REGISTERS
    holder: str
    account: str
    since: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementBalance(Fact):
    """What `bank` says that it holds; with the statement's number and what it began with, where it says so."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    bank: str
    instrument: str
    amount: int
    as_of: int
    number: int = 0
    opening: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BookBalance(Fact):
    """What the issuer's own book says that `bank` holds; `insured` of it is, and the last of it falls due in `days`."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    bank: str
    instrument: str
    amount: int
    insured: int
    days: int
    as_of: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueIn(Fact):
    """Collateral of `amount` (at its price, in base units of the token) came in from `depositor` for `request_id`."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    request_id: str
    depositor: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FreezeRequested(Fact):
    """`authority` asked to freeze `account`."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    account: str
    authority: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceSeen(Fact):
    """`price` in dollars at `venue`."""

    origin: ClassVar[Source] = Source.OFF_CHAIN
    price: float
    venue: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedChange(Fact):
    """`what` (role:minter, minter-allowance, implementation …) may become `new` between two blocks, under `ticket`."""

    origin: ClassVar[Source] = Source.REGISTERS
    what: str
    new: str
    from_block: int
    to_block: int
    ticket: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovedMinter(Fact):
    """`minter` is in the approved register since the time `since`."""

    origin: ClassVar[Source] = Source.REGISTERS
    minter: str
    since: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownAccount(Fact):
    """What the issuer knows of `account`: its `kind` (pool, lender, bridge, exchange, treasury, safe, timelock …)."""

    origin: ClassVar[Source] = Source.REGISTERS
    account: str
    kind: str


# --- what watchers see and say ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """One block as decoded facts, in order of log index, state reads and off-chain facts last.

    chain: empty for the token's home chain, else the name of another chain.
    """

    block: int
    timestamp: int
    facts: tuple[Fact, ...]
    block_hash: str = ""
    parent_hash: str = ""
    chain: str = ""


@total_ordering
class Severity(Enum):
    """How bad, in rising order."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    def __lt__(self, other: Severity) -> bool:
        order = list(Severity)
        return order.index(self) < order.index(other)


class Status(Enum):
    """Whether a finding's block can still be reorganised away, or was."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    RETRACTED = "retracted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule says: `summary` in one sentence, `evidence` as plain data, `key` for de-duplication."""

    rule: str
    severity: Severity
    block: int
    timestamp: int
    tx: str
    log_index: int
    subject: str
    summary: str
    evidence: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    status: Status = Status.PROVISIONAL

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data, enums by their words."""
        plain = dataclasses.asdict(self)
        return {**plain, "severity": self.severity.value, "status": self.status.value}


class Outcome(Enum):
    """How an attack (the first three) or a benign twin (the next two) ended."""

    REFUSED = "refused"
    NOTICED = "noticed"
    SILENT = "silent"
    QUIET = "quiet"
    FALSE_ALARM = "false-alarm"
    NOT_APPLICABLE = "not-applicable"
