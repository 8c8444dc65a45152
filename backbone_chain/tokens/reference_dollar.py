"""The reference token, its quirks, and whatever derives from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, ClassVar, cast

from backbone_chain import artifacts, compiler
from backbone_chain.abi import Abi
from backbone_chain.accounts import Account, Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Contract, Receipt
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import BackboneError
from backbone_chain.model import (
    AdminDelayChanged,
    Approval,
    AuthorizationUsed,
    Burn,
    Fact,
    Frozen,
    Initialized,
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    OwnerChanged,
    Paused,
    PlannedChange,
    Redeemed,
    RoleGranted,
    RoleRevoked,
    Seized,
    SlotRead,
    Transfer,
    Unfrozen,
    UnknownEvent,
    Unpaused,
    Upgraded,
    Wiped,
)
from backbone_chain.registry import find, kebab, project_folder
from backbone_chain.tokens._base import (
    INITIALIZABLE_SLOT,
    NO_DELAY_KNOWN,
    UNBOUNDED_WHOLE_TOKENS,
    Blueprint,
    Deployment,
    Log,
    Party,
    Token,
    address_of,
    event_values,
)
from backbone_chain.tokens._control import controlling
from backbone_chain.tokens._roles import WORDS

UNIT = 10**6
ADMIN_DELAY_SECONDS = 48 * 3600
PAUSE_BITS = {"transfer": 1, "mint": 2, "redeem": 4, "signatures": 8}
ROLE_NAMES = (
    "minter_admin",
    "canceller",
    "pauser",
    "unpauser",
    "freezer",
    "unfreezer",
    "seizer",
    "rescuer",
    "upgrader",
    "reserve_admin",
)
"""The roles that the initialiser gives, in its order."""
ROLES = {name: f"{name.upper()}_ROLE" for name in ("minter", "bridge", *ROLE_NAMES)}
KEYS = {
    "mint": "minter",
    "burn": "minter",
    "configure_minter": "minter_admin",
    "remove_minter": "canceller",
    "pause": "pauser",
    "unpause": "unpauser",
    "freeze": "freezer",
    "unfreeze": "unfreezer",
    "wipe": "seizer",
    "seize": "seizer",
    "bridge_mint": "bridge",
    "bridge_burn": "bridge",
    "rescue": "rescuer",
    "upgrade": "upgrader",
    "set_limit": "reserve_admin",
}
REACHED_BY = {
    "mint": ("minter", "bridge", "minter_admin"),
    "upgrade": ("upgrader",),
    "pause": ("pauser",),
    "freeze": ("freezer",),
}
REASON = b"court order".ljust(32, b"\0")
TOLD_BY_OTHERS = ("Frozen", "ForcedTransfer", "TransferMemo")
"""Events that stand beside another one, which says all that they say and more."""

Arguments = dict[str, Any]
Translate = Callable[[Arguments, Log], list[Fact]]


class ReferenceDollar(Token):
    """`ReferenceDollar` behind an ERC-1967 proxy that is initialised in the transaction that creates it."""

    unit = UNIT
    refusals: ClassVar[dict[str, str]] = {
        "AccessControlUnauthorizedAccount": "not-authorised",
        "AccessControlEnforcedDefaultAdminRules": "not-authorised",
        "AccountFrozen": "frozen",
        "OperationPaused": "paused",
        "MintExceedsAllowance": "over-limit",
        "MinterAllowanceTooHigh": "over-limit",
        "InvalidInitialization": "already-initialised",
        "ERC20InsufficientBalance": "over-balance",
        "ERC20InsufficientAllowance": "over-allowance",
    }

    def __init__(self, chain: Chain, contract: Contract, planned_implementation: str = "") -> None:
        super().__init__(chain, contract)
        self.planned_implementation = planned_implementation or self.implementation()
        self._translations = _table({self._role_id(word): word for word in ROLES})

    # --- how it comes to be

    @classmethod
    def catalogue(cls) -> Iterator[Blueprint]:
        """The reference token first, then every quirk of it, by name."""
        reference, proxy = artifacts.load("ReferenceDollar"), artifacts.load("ERC1967Proxy")
        yield Blueprint(name="reference", family=cls, artifacts=(reference, proxy), summary="the reference token")
        for quirk in (*map(artifacts.load, artifacts.quirks()), *_project_quirks(Path.cwd())):
            parts = (quirk, proxy) if cls.fits(quirk) else (reference, quirk)
            name, summary = kebab(quirk.name), "the reference token with one defect"
            yield Blueprint(name=name, family=cls, artifacts=parts, summary=summary)

    @classmethod
    def controlled(cls) -> Iterator[Blueprint]:
        """The reference token under its supply controller, then with each defect of controller or feed, by name.

        They stand apart from the catalogue, since who mints there has to be given limits and destinations first.
        """
        names = ("ReferenceDollar", "ERC1967Proxy", "SupplyController", "ReserveFeed")
        token, proxy, controller, feed = map(artifacts.load, names)
        parts = (token, proxy, controller, feed)
        yield Blueprint(name="controlled", family=cls, artifacts=parts, summary="the reference token with limits")
        for quirk in map(artifacts.load, artifacts.control_quirks()):
            parts = (
                (token, proxy, quirk, feed) if quirk.interface.has("setLimits") else (token, proxy, controller, quirk)
            )
            summary = "the reference token with limits and one defect in them"
            yield Blueprint(name=kebab(quirk.name), family=cls, artifacts=parts, summary=summary)

    @classmethod
    def fits(cls, artifact: Artifact) -> bool:
        """Whatever has the reference token's initialiser and minting."""
        abi = artifact.interface
        return all(abi.has(name) for name in ("initialize", "increaseMinterAllowance", "freeze", "redeem"))

    @classmethod
    def deploying(cls, chain: Chain, blueprint: Blueprint, holders: Mapping[str, str] | None = None) -> Deployment:
        """The implementation, then its proxy; a proxy that may start empty is initialised afterwards.

        Where the blueprint has them, supply controller and reserve feed come last. holders: addresses by role, where
        they are others than the accounts called so.
        """
        code, *rest = blueprint.artifacts
        proxy, *control = rest or [artifacts.load("ERC1967Proxy")]
        holders = {role: chain.account(role).address for role in ("admin", *ROLE_NAMES)} | dict(holders or {})
        deployer, initialise = chain.account("deployer"), initialiser(code, holders)
        implementation = chain.deploy(code, sender=deployer)
        yield implementation
        empty = proxy.name != "ERC1967Proxy"  # a proxy quirk
        created = chain.deploy(proxy, implementation.address, b"" if empty else initialise, sender=deployer)
        contract = chain.at(created.address, code.interface)
        yield contract
        if empty:
            chain.send(contract.address, initialise, sender=deployer)
            yield contract
        if control:
            yield from controlling(contract, *control)
        return cls(chain, contract, implementation.address)

    @classmethod
    def initialise(cls, contract: Contract, *, holder: Account) -> Receipt:
        """Call the initialiser as `holder`, and give every role to it."""
        holders = dict.fromkeys(("admin", *ROLE_NAMES), holder.address)
        return contract.chain.send(
            contract.address, initialiser(artifacts.load("ReferenceDollar"), holders), sender=holder
        )

    # --- powers

    def mint(self, to: Party, amount: int, *, sender: Sender | None = None, note: bytes = b"") -> Receipt:
        """By a minter, within its allowance."""
        return self.contract.send("mint", address_of(to), amount, sender=sender or self.actor("minter"), note=note)

    def burn(self, amount: int, *, sender: Sender | None = None) -> Receipt:
        """By a minter, of its own tokens."""
        return self.contract.send("burn", amount, sender=sender or self.actor("minter"))

    def redeem(self, amount: int, request_id: bytes, *, sender: Sender) -> Receipt:
        """By any holder, of its own tokens."""
        return self.contract.send("redeem", amount, request_id, sender=sender)

    def freeze(self, account: Party, *, sender: Sender | None = None) -> Receipt:
        """By the freezer."""
        return self.contract.send("freeze", address_of(account), REASON, sender=sender or self.actor("freezer"))

    def unfreeze(self, account: Party, *, sender: Sender | None = None) -> Receipt:
        """By the unfreezer."""
        return self.contract.send("unfreeze", address_of(account), sender=sender or self.actor("unfreezer"))

    def wipe(self, account: Party, *, sender: Sender | None = None) -> Receipt:
        """By the seizer: all that is frozen, the whole balance or the frozen part of it."""
        holder, by = address_of(account), sender or self.actor("seizer")
        balance, part = self.balance_of(holder), self.frozen_tokens(holder)
        whole = not part or self.contract.call("isFrozen", holder)
        return self.contract.send("wipe", holder, balance if whole else min(part, balance), REASON, sender=by)

    def seize(self, account: Party, to: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """By the seizer."""
        by = sender or self.actor("seizer")
        return self.contract.send("seize", address_of(account), address_of(to), amount, REASON, sender=by)

    def pause(self, *, sender: Sender | None = None) -> Receipt:
        """By the pauser: transfers only."""
        return self.contract.send("pause", sender=sender or self.actor("pauser"))

    def unpause(self, *, sender: Sender | None = None) -> Receipt:
        """By the unpauser: every bit."""
        return self.contract.send("unpause", sum(PAUSE_BITS.values()), sender=sender or self.actor("unpauser"))

    def configure_minter(self, minter: Party, allowance: int, *, sender: Sender | None = None) -> Receipt:
        """Upwards by the minter admin, downwards by the canceller; the token knows steps only, worked out here."""
        account, admin = address_of(minter), sender or self.actor("minter_admin")
        if not self.contract.call("isMinter", account):
            return self.contract.send("addMinter", account, allowance, sender=admin)
        step = allowance - self.minter_allowance(account)
        if step >= 0:
            return self.contract.send("increaseMinterAllowance", account, step, sender=admin)
        canceller = sender or self.actor("canceller")
        return self.contract.send("decreaseMinterAllowance", account, -step, sender=canceller)

    def remove_minter(self, minter: Party, *, sender: Sender | None = None) -> Receipt:
        """By the canceller; the allowance goes with the role."""
        return self.contract.send("removeMinter", address_of(minter), sender=sender or self.actor("canceller"))

    def upgrade(self, implementation: Contract, data: bytes = b"", *, sender: Sender | None = None) -> Receipt:
        """By the upgrader, through the proxy (UUPS)."""
        by = sender or self.actor("upgrader")
        return self.contract.send("upgradeToAndCall", implementation.address, data, sender=by)

    def bridge_mint(self, to: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """By a bridge, within the limits that the supply controller keeps for it."""
        return self.contract.send("crosschainMint", address_of(to), amount, sender=sender or self.actor("bridge"))

    def bridge_burn(self, holder: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """By a bridge, within its limits and the holder's allowance."""
        return self.contract.send("crosschainBurn", address_of(holder), amount, sender=sender or self.actor("bridge"))

    def rescue(self, foreign: Party, to: Party, amount: int, *, sender: Sender | None = None) -> Receipt:
        """By the rescuer."""
        by = sender or self.actor("rescuer")
        return self.contract.send("rescue", address_of(foreign), address_of(to), amount, sender=by)

    def stop_all(self, *, sender: Sender | None = None) -> Receipt:
        """By the pauser: transfers, mints, redemptions and signatures."""
        return self.contract.send("pauseAll", sender=sender or self.actor("pauser"))

    def stop_bridge(self, bridge: Party, *, sender: Sender | None = None) -> Receipt:
        """By the canceller, at the supply controller; without one there are no limits to set."""
        controller = checksum(self.contract.call("supplyController"))
        if controller == ZERO_ADDRESS:
            raise self._lacks("stop_bridge")
        limits = Contract(self.chain, controller, artifacts.load("SupplyController").interface)
        return limits.send("stopAccount", address_of(bridge), sender=sender or self.actor("canceller"))

    # --- what only this family can be asked

    def frozen_tokens(self, account: Party) -> int:
        """The frozen part of a balance in base units, which may be more than the balance."""
        return int(self.contract.call("getFrozenTokens", address_of(account)))

    def minter_allowance(self, minter: Party) -> int:
        """Base units that the minter may still mint."""
        return int(self.contract.call("minterAllowance", address_of(minter)))

    # --- how keys change hands

    def grant(self, power: str, account: Party, *, sender: Sender | None = None) -> Receipt:
        """By the admin."""
        return self._role_call("grantRole", power, account, sender)

    def revoke(self, power: str, account: Party, *, sender: Sender | None = None) -> Receipt:
        """By the admin."""
        return self._role_call("revokeRole", power, account, sender)

    def has_key(self, power: str, account: Party) -> bool:
        """Whether the account holds the role behind a power."""
        return bool(self.contract.call("hasRole", self._role_id(KEYS[power]), address_of(account)))

    def _role_call(self, verb: str, power: str, account: Party, sender: Sender | None) -> Receipt:
        by = sender or self.actor("admin")
        return self.contract.send(verb, self._role_id(KEYS[power]), address_of(account), sender=by)

    def _role_id(self, role: str) -> bytes:
        return cast(bytes, self.contract.call(ROLES[role]))

    # --- what watchers see

    def state_facts(self, accounts: Sequence[str] = ()) -> list[Fact]:
        """As of every token; and how often it was initialised."""
        return [*super().state_facts(accounts), self.slot_read("initialized", INITIALIZABLE_SLOT)]

    def control_facts(self, names: Iterable[str]) -> list[Fact]:
        """`paused <bit>`, `frozen <account>`, `role:<role> <account>` and `minter-allowance <minter>`."""
        found: list[Fact] = []
        for name in names:
            with suppress(BackboneError):  # a token that was upgraded may no longer answer
                word = self._control(*name.partition(" ")[::2])
                found += [] if word is None else [SlotRead(contract=self.address, slot=name, value=f"0x{word:064x}")]
        return found

    def _control(self, kind: str, of_whom: str) -> int | None:
        role = kind.removeprefix("role:")
        if kind == "paused" and of_whom in PAUSE_BITS:
            return int(self.contract.call("pausedBits") & PAUSE_BITS[of_whom] > 0)
        if kind == "frozen":
            return int(self.contract.call("isFrozen", of_whom))
        if kind == "minter-allowance":
            return int(self.contract.call("minterAllowance", of_whom))
        if kind != role and role in (*ROLES, "admin"):
            role_id = self._role_id(role) if role in ROLES else bytes(32)
            return int(self.contract.call("hasRole", role_id, of_whom))
        return None

    def roles_to(self, power: str) -> Sequence[bytes]:
        """As REACHED_BY says, and the default admin's."""
        return [self._role_id(role) for role in REACHED_BY[power]] if power in REACHED_BY else [bytes(32)]

    def plan(self) -> list[Fact]:
        """The implementation, who initialises, and who holds each role."""
        deployer = self.actor("deployer").address
        holders = [(f"role:{role}", self.actor(role).address) for role in ("admin", *ROLE_NAMES)]
        changes = [("implementation", self.planned_implementation), ("initialiser", deployer), *holders]
        now = self.chain.block_number
        return [
            PlannedChange(what=what, new=new, from_block=0, to_block=now, ticket="deployment") for what, new in changes
        ]

    def facts(self, logs: Iterable[Log]) -> list[Fact]:
        """One table of events; what it leaves out is an UnknownEvent."""
        abi, table = self.contract.abi, self._translations
        return [fact for log in logs if log.address == self.address for fact in _translated(abi, table, log)]

    @classmethod
    def read(cls, log: Log) -> list[Fact]:
        """What one log says, whichever contract emitted it."""
        return _translated(artifacts.load("ReferenceDollar").interface, _table(WORDS), log)


def _translated(abi: Abi, table: Mapping[str, Translate], log: Log) -> list[Fact]:
    event = event_values(abi, log)
    translate = table.get(event[0]) if event else None
    if event is None or translate is None:
        topic = "0x" + log.topics[0].hex() if log.topics else ""
        return [UnknownEvent(topic=topic, **_place(log))]
    return translate(event[1], log)


def _table(role_words: Mapping[bytes, str]) -> dict[str, Translate]:
    role_words = {**role_words, bytes(32): "admin"}
    return {
        "Transfer": _one(Transfer, sender="from", to="to", amount="value"),
        "Approval": _one(Approval, owner="owner", spender="spender", amount="value"),
        "Minted": _one(Mint, minter="minter", to="to", amount="amount"),
        "Burned": _one(Burn, burner="burner", holder="burner", amount="amount"),
        "Redeemed": _redeemed,
        "MinterAdded": _minter_added,
        "MinterAllowanceChanged": _allowance_changed,
        "MinterRemoved": _one(MinterRemoved, minter="minter", by="by"),
        "RoleGranted": partial(_role_changed, RoleGranted, role_words),
        "RoleRevoked": partial(_role_changed, RoleRevoked, role_words),
        "DefaultAdminTransferScheduled": _admin_transfer,
        "DefaultAdminDelayChangeScheduled": _admin_delay,
        "SupplyControllerChanged": _controller_changed,
        "Paused": partial(_pause_changed, Paused),
        "Unpaused": partial(_pause_changed, Unpaused),
        "AddressFrozen": _frozen,
        "AddressUnfrozen": _one(Unfrozen, account="account", by="by"),
        "Wiped": _wiped,
        "Seized": _one(Seized, holder="account", to="to", amount="amount", by="by"),
        "CrosschainMint": _one(Mint, minter="sender", to="to", amount="amount"),
        "CrosschainBurn": _one(Burn, burner="sender", holder="from", amount="amount"),
        **dict.fromkeys(TOLD_BY_OTHERS, _nothing_more),
        "Upgraded": _upgraded,
        "Initialized": _one(Initialized, version="version"),
        "AuthorizationUsed": _authorization_used,
    }


def initialiser(
    code: Artifact,
    holders: Mapping[str, str],
    *,
    name: str = "Reference Dollar",
    symbol: str = "RUSD",
    admin_delay: int = ADMIN_DELAY_SECONDS,
) -> bytes:
    """The calldata that opens the token: `holders` has an address for `admin` and for each of ROLE_NAMES."""
    roles: dict[str, Any] = {_camel(role): address for role, address in holders.items()}
    return code.interface.function("initialize").encode(name, symbol, {**roles, "adminDelay": admin_delay})


def _project_quirks(project: Path) -> list[Artifact]:
    """The quirks in the folder that the project names for them: each .sol holds one, named after its file."""
    folder = project_folder("quirks", project)
    sources = tuple(sorted(folder.glob("[!_]*.sol"))) if folder else ()
    return _compiled(tuple((source, source.stat().st_mtime_ns) for source in sources)) if sources else []


@cache
def _compiled(sources: tuple[tuple[Path, int], ...]) -> list[Artifact]:
    """Once a run; the time of change is there to see that a source is another one now."""
    compiled = {each.name: each for each in compiler.compile_files([source for source, _ in sources])}
    return [find(compiled, "contract", source.stem) for source, _ in sources]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _place(log: Log) -> dict[str, Any]:
    return {"contract": log.address, "tx": log.tx, "tx_sender": log.tx_sender, "log_index": log.log_index}


def _one(fact: type[Fact], **fields: str) -> Translate:
    """The translation that only renames arguments."""
    return lambda args, log: [fact(**{ours: args[theirs] for ours, theirs in fields.items()}, **_place(log))]


def _authorization_used(args: Arguments, log: Log) -> list[Fact]:
    nonce = "0x" + args["nonce"].hex()
    return [AuthorizationUsed(authorizer=args["authorizer"], nonce=nonce, **_place(log))]


def _redeemed(args: Arguments, log: Log) -> list[Fact]:
    holder, amount, place = args["holder"], args["amount"], _place(log)
    request = "0x" + args["requestId"].hex()
    burn = Burn(burner=holder, holder=holder, amount=amount, **place)
    return [burn, Redeemed(holder=holder, amount=amount, request_id=request, **place)]


def _minter_added(args: Arguments, log: Log) -> list[Fact]:
    return _allowance_changed({**args, "oldAllowance": 0, "newAllowance": args["allowance"]}, log)


def _allowance_changed(args: Arguments, log: Log) -> list[Fact]:
    old, new, place = args["oldAllowance"], args["newAllowance"], _place(log)
    unlimited = new > UNBOUNDED_WHOLE_TOKENS * UNIT
    subject = {"subject": args["minter"], "by": args["by"], **place}
    return [
        MinterConfigured(minter=args["minter"], allowance=new, by=args["by"], **place),
        LimitChanged(kind="minter-allowance", old=old, new=new, unlimited=unlimited, **subject),
    ]


def _role_changed(fact: type[Fact], words: dict[bytes, str], args: Arguments, log: Log) -> list[Fact]:
    role = words.get(args["role"], "0x" + args["role"].hex())
    return [fact(role=role, account=args["account"], by=args["sender"], **_place(log))]  # type: ignore[call-arg]


def _admin_transfer(args: Arguments, log: Log) -> list[Fact]:
    return [OwnerChanged(old=log.tx_sender, new=args["newAdmin"], **_place(log))]


def _admin_delay(args: Arguments, log: Log) -> list[Fact]:
    return [AdminDelayChanged(old=NO_DELAY_KNOWN, new=args["newDelay"], **_place(log))]


def _controller_changed(args: Arguments, log: Log) -> list[Fact]:
    old, new = int(args["oldController"], 16), int(args["newController"], 16)
    subject = {"subject": log.address, "kind": "supply-controller", "by": args["by"], **_place(log)}
    return [LimitChanged(old=old, new=new, unlimited=old != 0 and new == 0, **subject)]


def _pause_changed(fact: type[Fact], args: Arguments, log: Log) -> list[Fact]:
    bits = [name for name, bit in PAUSE_BITS.items() if args["bits"] & bit]
    return [fact(bit=name, by=args["by"], **_place(log)) for name in bits]  # type: ignore[call-arg]


def _frozen(args: Arguments, log: Log) -> list[Fact]:
    reason = args["reason"].rstrip(b"\0").decode(errors="replace")
    return [Frozen(account=args["account"], reason=reason, by=args["by"], **_place(log))]


def _wiped(args: Arguments, log: Log) -> list[Fact]:
    holder, amount, by, place = args["account"], args["amount"], args["by"], _place(log)
    return [
        Burn(burner=by, holder=holder, amount=amount, **place),
        Wiped(holder=holder, amount=amount, by=by, **place),
    ]


def _nothing_more(_args: Arguments, _log: Log) -> list[Fact]:
    return []


def _upgraded(args: Arguments, log: Log) -> list[Fact]:
    implementation = checksum(args["implementation"])
    return [Upgraded(proxy=log.address, implementation=implementation, by=log.tx_sender, **_place(log))]
