"""Families of other issuers' tokens: told by the functions that they declare, driven and read by small tables."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any, ClassVar

from backbone_chain.abi import Abi, EventType, declared
from backbone_chain.accounts import Sender, Unlocked
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Receipt
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import UsageError
from backbone_chain.model import (
    Approval,
    AuthorizationUsed,
    Burn,
    Fact,
    Initialized,
    Mint,
    OwnerChanged,
    Paused,
    RoleGranted,
    RoleRevoked,
    Transfer,
    UnknownEvent,
    Unpaused,
    Upgraded,
)
from backbone_chain.tokens._base import VERBS, Blueprint, Deployment, Log, Token
from backbone_chain.tokens._roles import word_of

Args = Mapping[str, Any]
Translate = Callable[[Args, Log], Fact]
CALL = re.compile(r"(\w+)\((.*)\)")

SENDER = "msg.sender"
"""In a table of events: the account that signed the transaction, where the event names nobody."""
TOKEN = "the token"  # noqa: S105 - no password
"""In a table of events: the contract that emits it."""

COMMON = """
function name() view returns (string)
function symbol() view returns (string)
function decimals() view returns (uint8)
function totalSupply() view returns (uint256)
function balanceOf(address account) view returns (uint256)
function allowance(address owner, address spender) view returns (uint256)
function transfer(address to, uint256 amount) returns (bool)
function transferFrom(address from, address to, uint256 amount) returns (bool)
function approve(address spender, uint256 amount) returns (bool)
event Transfer(address indexed from, address indexed to, uint256 value)
event Approval(address indexed owner, address indexed spender, uint256 value)
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)
event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)
event Paused(address account)
event Unpaused(address account)
event Initialized(uint64 version)
event Initialized(uint8 version)
event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)
event Upgraded(address indexed implementation)
event BeaconUpgraded(address indexed beacon)
event AdminChanged(address previousAdmin, address newAdmin)
"""


def told(fact: type[Fact], **fields: Any) -> Translate:
    """The fact that an event tells.

    fields: ours by the event's own names, SENDER, TOKEN, a number, a text after =, or what makes it of all arguments.

    Bytes become hexadecimal digits.
    """

    def translate(args: Args, log: Log) -> Fact:
        values = {ours: _value(theirs, args, log) for ours, theirs in fields.items()}
        return fact(**values, contract=log.address, tx=log.tx, tx_sender=log.tx_sender, log_index=log.log_index)

    return translate


def _value(theirs: Any, args: Args, log: Log) -> Any:
    if theirs == SENDER:
        return log.tx_sender
    if theirs == TOKEN:
        return log.address
    if callable(theirs):
        return theirs(args)
    if not isinstance(theirs, str) or theirs.startswith("="):
        return theirs.removeprefix("=") if isinstance(theirs, str) else theirs
    value = args[theirs]
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _role(args: Args) -> str:
    return word_of(args["role"])


EVENTS: Mapping[str, Translate] = {
    "Transfer": told(Transfer, sender="from", to="to", amount="value"),
    "Approval": told(Approval, owner="owner", spender="spender", amount="value"),
    "OwnershipTransferred": told(OwnerChanged, old="previousOwner", new="newOwner"),
    "AuthorizationUsed": told(AuthorizationUsed, authorizer="authorizer", nonce="nonce"),
    "AdminChanged": told(OwnerChanged, old="previousAdmin", new="newAdmin"),
    "BeaconUpgraded": told(Upgraded, proxy=TOKEN, implementation="beacon", by=SENDER),
    "RoleGranted": told(RoleGranted, role=_role, account="account", by="sender"),
    "RoleRevoked": told(RoleRevoked, role=_role, account="account", by="sender"),
    "Paused": told(Paused, bit="=transfer", by="account"),
    "Unpaused": told(Unpaused, bit="=transfer", by="account"),
    "Initialized": told(Initialized, version="version"),
    "Upgraded": told(Upgraded, proxy=TOKEN, implementation="implementation", by=SENDER),
}
MINTED = told(Mint, minter=SENDER, to="to", amount="value")
BURNED = told(Burn, burner=SENDER, holder="from", amount="value")


class Family(Token):
    """A family of tokens that others have written.

    declares: its functions and events in Solidity, one a line, beside those of every ERC-20. marks: the functions that
    together are no other family's. calls: for each verb the call, with the port's names for what is filled in, as in
    `setFrozen($account, true)`. keeper: the getter that names who holds all keys; keepers: those of some verbs. events:
    what its events mean; where none of them tells of a mint or a burn, the Transfer from or to the zero address does.
    """

    declares: ClassVar[str] = ""
    marks: ClassVar[tuple[str, ...]]
    calls: ClassVar[Mapping[str, str]] = {}
    keeper: ClassVar[str] = "owner"
    keepers: ClassVar[Mapping[str, str]] = {}
    events: ClassVar[Mapping[str, Translate]] = {}

    def __init_subclass__(cls) -> None:
        for verb, call in cls.calls.items():
            setattr(cls, verb, _method(verb, call))

    @classmethod
    def abi(cls) -> Abi:
        """All that it declares."""
        return _abi(COMMON + cls.declares)

    @classmethod
    def catalogue(cls) -> Iterable[Blueprint]:
        """None: these tokens are others', and come from a user's files."""
        return ()

    @classmethod
    def fits(cls, artifact: Artifact) -> bool:
        """Whatever declares the family's marks."""
        return all(artifact.interface.has(mark) for mark in cls.marks)

    @classmethod
    def closeness(cls, artifact: Artifact) -> int:
        """How many of the family's functions it declares."""
        return sum(artifact.interface.has(each.signature) for each in cls.abi().functions)

    @classmethod
    def deploying(cls, chain: Chain, blueprint: Blueprint) -> Deployment:
        """Only of a contract whose constructor asks for nothing. Raises: UsageError for another."""
        (code,) = blueprint.artifacts
        if code.interface.constructor.types:
            raise UsageError(f"{code.name} can't be deployed without arguments; describe it in a subject file.")
        contract = chain.deploy(code, sender=chain.account("deployer"))
        yield contract
        return cls(chain, contract)

    @cached_property
    def unit(self) -> int:
        """By what the token says of its decimals."""
        return int(10 ** self.contract.call("decimals"))

    def key(self, verb: str) -> Sender:
        """The account that the verb's keeper names. Raises: UsageError where nobody does."""
        keeper = self.keepers.get(verb, self.keeper)
        if not self.contract.abi.has(keeper):
            raise UsageError(
                f"Nobody is known who may {verb.replace('_', ' ')} (there is no {keeper}()); name a sender."
            )
        return Unlocked(keeper, checksum(self.contract.call(keeper)))

    def facts(self, logs: Iterable[Log]) -> list[Fact]:
        """By the family's table, and the one that all share."""
        return [fact for log in logs if log.address == self.address for fact in self.read(log)]

    @classmethod
    def read(cls, log: Log) -> list[Fact]:
        """What one log says, whichever contract emitted it; an event without a word is an UnknownEvent."""
        name, args = _decoded(cls, log)
        translate = _table(cls).get(name)
        if translate is None:
            topic = "0x" + log.topics[0].hex() if log.topics else ""
            return [told(UnknownEvent, topic=f"={topic}")({}, log)]
        return [translate(args, log), *(each(args, log) for each in cls._implied(name, args))]

    @classmethod
    def _implied(cls, name: str, args: Args) -> list[Translate]:
        """What a Transfer means besides."""
        if name != "Transfer":
            return []
        minted = args["from"] == ZERO_ADDRESS and not cls._tells("mint")
        burned = args["to"] == ZERO_ADDRESS and not cls._tells("burn")
        return [*([MINTED] if minted else []), *([BURNED] if burned else [])]

    @classmethod
    def _tells(cls, verb: str) -> bool:
        """Whether the family has an event of its own for what creates or destroys tokens."""
        return bool(OWN_EVENTS[verb] & {*cls.events})


OWN_EVENTS = {
    "mint": {"Mint", "Issue", "SupplyIncreased", "Minted", "CrosschainMint"},
    "burn": {"Burn", "Redeem", "SupplyDecreased", "Burned"},
}


@cache
def _abi(text: str) -> Abi:
    return Abi(declared(text))


@cache
def _events(family: type[Family]) -> Mapping[bytes, list[EventType]]:
    """By topic: some issuers index arguments that others of the same family don't."""
    found: dict[bytes, list[EventType]] = {}
    for entry in declared(COMMON + family.declares):
        if entry["type"] == "event":
            event = EventType(entry)
            found.setdefault(event.topic, []).append(event)
    return found


def _decoded(family: type[Family], log: Log) -> tuple[str, Args]:
    """Name and arguments of a log, an empty name where nothing declared fits it."""
    for event in _events(family).get(log.topics[0], ()) if log.topics else ():
        try:
            return event.name, event.decode(log.topics, log.data)
        except ValueError:
            continue
    return "", {}


@cache
def _table(family: type[Family]) -> Mapping[str, Translate]:
    return {**EVENTS, **family.events}


def _method(verb: str, call: str) -> Callable[..., Receipt]:
    """The port's verb as a call of the token: what is filled in goes by the port's own names."""
    port = getattr(Token, verb)
    names = [name for name in inspect.signature(port).parameters if name not in ("self", "sender", "note")]
    found = CALL.fullmatch(call)
    if verb not in VERBS or not found:
        raise ValueError(f"{call!r} is no call for {verb!r}.")
    function, args = found[1], [each.strip() for each in found[2].split(",") if each.strip()]

    def send(self: Family, *given: Any, sender: Sender | None = None, note: bytes = b"", **named: Any) -> Receipt:
        values = {**dict(zip(names, given, strict=False)), **named}
        filled = [_filled(each, values) for each in args]
        by = sender or self.key(verb)
        with self.chain.acting(by):
            return self.contract.send(function, *filled, sender=by, note=note)

    send.__doc__, send.__name__ = f"By `{call}`.", verb
    return send


def _filled(text: str, values: Mapping[str, Any]) -> Any:
    if not text.startswith("$"):
        return {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)
    value = values[text[1:]]
    return getattr(value, "address", value)
