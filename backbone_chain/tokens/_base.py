"""The token port: what a token can be asked, in our words; an adapter translates it for one token family."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from eth_utils import keccak

from backbone_chain.abi import Abi, ContractError
from backbone_chain.accounts import Account, Puppet, Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Block, Chain, Contract, Receipt
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.model import BalanceRead, CodeRead, Fact, SlotRead, SupplyRead, UnknownEvent
from backbone_chain.proxies import ADMIN_SLOT, BEACON_SLOT, IMPLEMENTATION_SLOT, beacon_of, behind, named_by
from backbone_chain.registry import kebab

# OpenZeppelin's Initializable, ERC-7201 "openzeppelin.storage.Initializable"
INITIALIZABLE_SLOT = 0xF0C57E16840DF040F15088DC2F81FE391C3923BEC73E23A9662EFC9C229C6A00
PROXY_SLOTS = {"implementation": IMPLEMENTATION_SLOT, "admin": ADMIN_SLOT, "beacon": BEACON_SLOT}
NO_DELAY_KNOWN = -1  # as the old value of a delay, where an event names only the new one
UNBOUNDED_WHOLE_TOKENS = 10**12  # a limit above this limits nobody: more dollars than there are

VERBS = (
    "mint",
    "burn",
    "redeem",
    "freeze",
    "unfreeze",
    "wipe",
    "seize",
    "pause",
    "unpause",
    "configure_minter",
    "remove_minter",
    "set_limit",
    "upgrade",
    "bridge_mint",
    "bridge_burn",
    "rescue",
)

REACHED = ("mint", "upgrade", "pause", "freeze", "admin")
"""The powers of which watchers follow who can reach them."""

POWERS = (*VERBS, "grant", "revoke", "initialise")  # the verbs, and how keys change hands

Party = Account | Puppet | Contract | str


def address_of(party: Party) -> str:
    """The checksummed address of an account, a contract, or an address."""
    return party if isinstance(party, str) else party.address


class Log(NamedTuple):
    """A log and where it stands; `tx_sender` is empty where the source doesn't know it."""

    address: str
    topics: Sequence[bytes]
    data: bytes
    log_index: int
    tx: str
    tx_sender: str


def logs_of(block: Block) -> list[Log]:
    """All logs of a block, numbered through as a node numbers them."""
    emitting = [receipt for receipt in block.receipts if receipt.success and receipt.logs]
    places = ((log, tx, receipt.sender) for receipt in emitting for tx in (receipt.hash,) for log in receipt.logs)
    return [Log(log.address, log.topics, log.data, index, tx, sender) for index, (log, tx, sender) in enumerate(places)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Blueprint:
    """A token that can be deployed: its name on the command line, its family, and the contracts that it is made of."""

    name: str
    family: type[Token]
    artifacts: tuple[Artifact, ...] = ()
    summary: str = ""


Deployment = Generator[Contract, None, "Token"]


class Token(ABC):
    """One token on a chain. A verb that an adapter doesn't override is a power that the token doesn't have.

    Verbs take amounts in base units, addresses or accounts, and `sender` where another key than the rightful one is
    to try; they return the receipt. Raises: RefusedError with the token's own error, UsageError for a power that it
    lacks.
    """

    refusals: ClassVar[dict[str, str]] = {}  # the token's error names -> our words for a refusal

    def __init__(self, chain: Chain, contract: Contract) -> None:
        self.chain, self.contract = chain, contract

    # --- how it comes to be

    @classmethod
    def catalogue(cls) -> Iterable[Blueprint]:
        """The built-in tokens of this family; by default one, named after the family."""
        return (Blueprint(name=kebab(cls.__name__), family=cls),)

    @classmethod
    def fits(cls, artifact: Artifact) -> bool:
        """Whether a user's contract belongs to this family, judged by what its ABI declares."""
        return False

    @classmethod
    def closeness(cls, artifact: Artifact) -> int:
        """Of several families that a contract fits, it is of the closest; an adapter of its own is closer than all."""
        return sys.maxsize

    @classmethod
    @abstractmethod
    def deploying(cls, chain: Chain, blueprint: Blueprint) -> Deployment:
        """Deploy it, a transaction a step: yields after each the contract that is now there, returns the token."""

    @classmethod
    def deploy(cls, chain: Chain, blueprint: Blueprint) -> Token:
        """Deploy it without a pause."""
        steps = cls.deploying(chain, blueprint)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                token: Token = end.value
                return token

    @property
    def address(self) -> str:
        """Where holders call it."""
        return self.contract.address

    @property
    @abstractmethod
    def unit(self) -> int:
        """Base units in one whole token."""

    @classmethod
    def powers(cls) -> frozenset[str]:
        """What this adapter overrides, and so what the token can be asked."""
        return frozenset(
            verb for verb in POWERS if _function(getattr(cls, verb)) is not _function(getattr(Token, verb))
        )

    def actor(self, role: str) -> Account:
        """The account that holds a role of this token."""
        return self.chain.account(role)

    @classmethod
    def refusal(cls, error: ContractError) -> str:
        """Our word for the reason of a refusal, else the error's own name."""
        return cls.refusals.get(error.name, error.name)

    # --- what every ERC-20 does

    def transfer(self, to: Party, amount: int, *, sender: Sender) -> Receipt:
        """Move the sender's own tokens."""
        return self.contract.send("transfer", address_of(to), amount, sender=sender)

    def transfer_from(self, owner: Party, to: Party, amount: int, *, sender: Sender) -> Receipt:
        """Move another's tokens within the sender's allowance."""
        return self.contract.send("transferFrom", address_of(owner), address_of(to), amount, sender=sender)

    def approve(self, spender: Party, amount: int, *, sender: Sender) -> Receipt:
        """Let a spender move up to `amount`."""
        return self.contract.send("approve", address_of(spender), amount, sender=sender)

    def balance_of(self, account: Party) -> int:
        """Base units."""
        return int(self.contract.call("balanceOf", address_of(account)))

    def total_supply(self) -> int:
        """Base units."""
        return int(self.contract.call("totalSupply"))

    # --- powers, in the vocabulary's words; those not overridden are not there

    def mint(self, to: Party, amount: int, *, sender: Sender | None = None, note: bytes = b"") -> Receipt:
        """Create tokens. `note` goes behind the call's arguments: the token doesn't read it, and everybody can."""
        raise self._lacks("mint")

    def burn(self, amount: int, *, sender: Sender | None = None) -> Receipt:
        """Destroy the issuer's own tokens."""
        raise self._lacks("burn")

    def redeem(self, amount: int, request_id: bytes, *, sender: Sender) -> Receipt:
        """Destroy the sender's tokens against dollars; `request_id` is 32 bytes."""
        raise self._lacks("redeem")

    def freeze(self, account: Party, *, sender: Sender | None = None) -> Receipt:
        """Stop one holder."""
        raise self._lacks("freeze")

    def unfreeze(self, account: Party, *, sender: Sender | None = None) -> Receipt:
        """Let a holder go."""
        raise self._lacks("unfreeze")

    def wipe(self, account: Party, *, sender: Sender | None = None) -> Receipt:
        """Destroy a frozen balance."""
        raise self._lacks("wipe")

    def seize(self, account: Party, to: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """Take a frozen balance."""
        raise self._lacks("seize")

    def pause(self, *, sender: Sender | None = None) -> Receipt:
        """Stop transfers."""
        raise self._lacks("pause")

    def unpause(self, *, sender: Sender | None = None) -> Receipt:
        """Let transfers run again."""
        raise self._lacks("unpause")

    def configure_minter(self, minter: Party, allowance: int, *, sender: Sender | None = None) -> Receipt:
        """Let an account mint `allowance` from now on."""
        raise self._lacks("configure_minter")

    def remove_minter(self, minter: Party, *, sender: Sender | None = None) -> Receipt:
        """Let an account mint no more."""
        raise self._lacks("remove_minter")

    def set_limit(self, subject: Party, kind: str, value: int, *, sender: Sender | None = None) -> Receipt:
        """Change a rate, a cap or a delay."""
        raise self._lacks("set_limit")

    def upgrade(self, implementation: Contract, data: bytes = b"", *, sender: Sender | None = None) -> Receipt:
        """Put another implementation behind the proxy."""
        raise self._lacks("upgrade")

    def bridge_mint(self, to: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """Create what another chain destroyed."""
        raise self._lacks("bridge_mint")

    def bridge_burn(self, holder: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """Destroy what another chain will create."""
        raise self._lacks("bridge_burn")

    def rescue(self, foreign: Party, to: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """Recover foreign tokens sent to the contract."""
        raise self._lacks("rescue")

    # --- brakes: what keys can do that stop and don't restart

    def stop_all(self, *, sender: Sender | None = None) -> Receipt:
        """Stop all that the pauser can stop; by default what `pause` does."""
        return self.pause(sender=sender)

    def stop_bridge(self, bridge: Party, *, sender: Sender | None = None) -> Receipt:
        """Set what a bridge may mint and burn to nothing."""
        raise self._lacks("stop_bridge")

    # --- how keys change hands; `power` is a verb's name

    def grant(self, power: str, account: Party, *, sender: Sender | None = None) -> Receipt:
        """Give an account the key to a power."""
        raise self._lacks("grant")

    def revoke(self, power: str, account: Party, *, sender: Sender | None = None) -> Receipt:
        """Take the key to a power from an account."""
        raise self._lacks("revoke")

    @classmethod
    def initialise(cls, contract: Contract, *, holder: Account) -> Receipt:
        """Call an initialiser as `holder`, and give every power to it."""
        raise cls._lacks("initialise")

    @classmethod
    def _lacks(cls, verb: str) -> UsageError:
        return UsageError(f"The token family {kebab(cls.__name__)!r} has no power to {verb.replace('_', ' ')}.")

    # --- what watchers see of it

    @abstractmethod
    def facts(self, logs: Iterable[Log]) -> list[Fact]:
        """Its own logs in our words, in order; an event without a word is an UnknownEvent, a foreign log nothing."""

    @classmethod
    def read(cls, log: Log) -> list[Fact]:
        """What one log says, whichever contract emitted it and without a chain; by default nothing is known of it."""
        topic = "0x" + log.topics[0].hex() if log.topics else ""
        contract, tx, by, index = log.address, log.tx, log.tx_sender, log.log_index
        return [UnknownEvent(topic=topic, contract=contract, tx=tx, tx_sender=by, log_index=index)]

    def state_facts(self, accounts: Sequence[str] = ()) -> list[Fact]:
        """State reads that a watcher may need beside events: supply, balances, a proxy's slots and code."""
        reads: list[Fact] = [SupplyRead(contract=self.address, amount=self.total_supply())]
        reads += [BalanceRead(contract=self.address, account=a, amount=self.balance_of(a)) for a in accounts]
        return reads + self._code_facts()

    def _code_facts(self) -> list[Fact]:
        """The proxy's slots and what its beacon names, then the code that runs by each."""
        reads = {name: self.slot_read(name, slot) for name, slot in PROXY_SLOTS.items()}
        own, beacon = self.implementation(), beacon_of(self.chain.engine, self.address)
        at_beacon = named_by(self.chain.engine, beacon) if beacon else ""
        if own and own == at_beacon:  # it has no code but the beacon's
            del reads["implementation"]
        else:
            reads["implementation"] = _named(self.address, own)
        if at_beacon:
            reads["at beacon"] = _named(beacon, at_beacon)
        codes = dict.fromkeys(each for each in (own, at_beacon) if each) or [self.address]
        return [*reads.values(), *map(self._code_read, codes)]

    def _code_read(self, address: str) -> CodeRead:
        return CodeRead(contract=address, code_hash="0x" + keccak(self.chain.engine.get_code(address)).hex())

    def control_facts(self, names: Iterable[str]) -> list[Fact]:
        """State reads of controls, by the shadow ledger's names for them; what is unknown here is left out."""
        return []

    def slot_read(self, name: str, slot: int) -> SlotRead:
        """A word of the token's storage under a name."""
        word = self.chain.engine.get_storage(self.address, slot)
        return SlotRead(contract=self.address, slot=name, value=f"0x{word:064x}")

    def roles_to(self, power: str) -> Sequence[bytes]:
        """The ids of the OpenZeppelin roles that give one of REACHED; none where the token has no such roles."""
        return ()

    def plan(self) -> list[Fact]:
        """What the issuer knows beforehand of this deployment, as register facts; nothing where no plan was made."""
        return []

    def implementation(self) -> str:
        """The address in the ERC-1967 slot, or what a proxy of another kind delegates to; empty where it is none."""
        word = self.chain.engine.get_storage(self.address, IMPLEMENTATION_SLOT)
        return checksum(f"0x{word:040x}") if word else behind(self.chain.engine, self.address).implementation


def _named(contract: str, implementation: str) -> SlotRead:
    """That a contract names an implementation, wherever it keeps it."""
    return SlotRead(contract=contract, slot="implementation", value=f"0x{int(implementation or '0', 16):064x}")


def _function(method: Any) -> Any:
    """The function behind a method, so that a class method is compared like any other."""
    return getattr(method, "__func__", method)


def event_values(abi: Abi, log: Log) -> tuple[str, Any] | None:
    """Name and arguments of a log of this contract, if its ABI explains it."""
    declared = abi.events.get(log.topics[0]) if log.topics else None
    if declared is None:
        return None
    try:
        return declared.name, declared.decode(log.topics, log.data)
    except ValueError:
        return None
