"""What stands around a token - timelocks, Safes, bridges, owned contracts - and their events in our words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backbone_chain import artifacts
from backbone_chain.abi import Abi, EventType
from backbone_chain.deploy import safe
from backbone_chain.model import (
    AdminDelayChanged,
    BridgeReceived,
    BridgeSent,
    Fact,
    LimitChanged,
    OperationCancelled,
    OperationExecuted,
    OperationScheduled,
    OwnerChanged,
    ReserveAttested,
    RoleGranted,
    RoleRevoked,
    SafeChanged,
)
from backbone_chain.tokens._base import Log

CENTS_A_UNIT = 10**4  # base units of a token with six decimals in a cent
Arguments = dict[str, Any]
Translate = Callable[[Log], list[Fact]]
Word = Callable[[Arguments, Log], Fact | list[Fact]]


def timelock() -> Translate:
    """Of an OpenZeppelin TimelockController; the words hold one call of an operation each."""
    calls: dict[str, tuple[str, str]] = {}

    def scheduled(args: Arguments, log: Log) -> Fact:
        operation = "0x" + args["id"].hex()
        calls[operation] = args["target"], "0x" + args["data"].hex()
        return _operation(OperationScheduled, args, log, calls, delay=args["delay"])

    return _table(
        artifacts.load("TimelockController").interface,
        {
            "CallScheduled": scheduled,
            "CallExecuted": lambda args, log: _operation(OperationExecuted, args, log, calls),
            "Cancelled": lambda args, log: _operation(OperationCancelled, args, log, calls),
            "MinDelayChange": lambda args, log: AdminDelayChanged(
                old=args["oldDuration"], new=args["newDuration"], **place(log)
            ),
            "RoleGranted": lambda args, log: _role(RoleGranted, args, log),
            "RoleRevoked": lambda args, log: _role(RoleRevoked, args, log),
        },
    )


def a_safe() -> Translate:
    """Of a Safe, as far as its events tell."""

    def changed(what: str, argument: str, gone: bool = False) -> Word:
        def word(args: Arguments, log: Log) -> Fact:
            value = str(args[argument])
            old, new = (value, "") if gone else ("", value)
            return SafeChanged(safe=log.address, what=what, old=old, new=new, **place(log))

        return word

    return _table(
        safe.load("SafeL2").interface,
        {
            "AddedOwner": changed("owner", "owner"),
            "RemovedOwner": changed("owner", "owner", gone=True),
            "ChangedThreshold": changed("threshold", "threshold"),
            "EnabledModule": changed("module", "module"),
            "DisabledModule": changed("module", "module", gone=True),
            "ChangedGuard": changed("guard", "guard"),
        },
    )


def owned() -> Translate:
    """Of any contract with an owner."""
    return _table(
        artifacts.load("ProxyAdmin").interface,
        {
            "OwnershipTransferred": lambda args, log: OwnerChanged(
                old=args["previousOwner"], new=args["newOwner"], **place(log)
            )
        },
    )


def bridge(domains: Mapping[int, str], here: str) -> Translate:
    """Of a BurnMintBridge; domains: its numbers of chains -> our names of them, `here` this chain's."""

    def sent(args: Arguments, log: Log) -> Fact:
        message, to = f"{here}:{args['nonce']}", domains.get(args["destination"], str(args["destination"]))
        fields = {"source": here, "destination": to, "amount": args["amount"], "to": args["to"]}
        return BridgeSent(message=message, **fields, **place(log))

    def received(args: Arguments, log: Log) -> Fact:
        source = domains.get(args["source"], str(args["source"]))
        fields = {"source": source, "destination": here, "amount": args["amount"], "to": args["to"]}
        return BridgeReceived(message=f"{source}:{args['nonce']}", **fields, **place(log))

    return _table(artifacts.load("BurnMintBridge").interface, {"Sent": sent, "Received": received})


def bridge_topics() -> frozenset[bytes]:
    """By which an index finds the events of any contract that looks like a bridge."""
    return frozenset(artifacts.load("BurnMintBridge").interface.events)


def reserve_feed() -> Translate:
    """Of a ReserveFeed: reserves in base units of the token."""
    return _table(
        artifacts.load("ReserveFeed").interface,
        {
            "ReserveAttested": lambda args, log: ReserveAttested(
                amount=args["amountCents"] * CENTS_A_UNIT,
                as_of=args["asOf"],
                attesters=tuple(args["attesters"]),
                **place(log),
            )
        },
    )


def supply_controller(*, endless: int | None = None) -> Translate:
    """Of a SupplyController: each of its limits by a name of its own, amounts in base units and times in seconds.

    endless: the number that as the most to mint in a window means that there is none, where the controller has one.
    """
    limits, terms = ("per-transaction", "mint-per-window", "burn-per-window"), ("threshold", "proposal-delay")
    feed = ("reserve-feed", "reserve-age")

    def feed_changed(args: Arguments, log: Log) -> list[Fact]:
        old, new = ((int(args[f"{when}Feed"], 16), args[f"{when}MaxAge"]) for when in ("old", "new"))
        return _limits(feed, log.address, old, new, args, log)

    return _table(
        artifacts.load("SupplyController").interface,
        {
            "LimitsChanged": lambda args, log: _limits(
                limits, args["account"], args["oldLimits"], args["newLimits"], args, log, (limits[1], endless)
            ),
            "ProposalTermsChanged": lambda args, log: _limits(
                terms, log.address, args["oldTerms"], args["newTerms"], args, log
            ),
            "SupplyCapChanged": lambda args, log: _limits(
                ("supply-cap",), log.address, [args["oldCap"]], [args["newCap"]], args, log
            ),
            "ReserveFeedChanged": feed_changed,
        },
    )


def _limits(
    kinds: Sequence[str],
    subject: str,
    old: Sequence[int],
    new: Sequence[int],
    args: Arguments,
    log: Log,
    endless: tuple[str, int | None] = ("", None),
) -> list[Fact]:
    """Those that changed. endless: the limit that such a number switches off; a sound controller has none."""
    fields: dict[str, Any] = {"subject": subject, "by": args["by"], **place(log)}
    return [
        LimitChanged(kind=kind, old=before, new=after, unlimited=(kind, after) == endless, **fields)
        for kind, before, after in zip(kinds, old, new, strict=False)
        if before != after
    ]


def place(log: Log) -> dict[str, Any]:
    """Where a fact was seen."""
    return {"contract": log.address, "tx": log.tx, "tx_sender": log.tx_sender, "log_index": log.log_index}


def _table(abi: Abi, words: Mapping[str, Word]) -> Translate:
    events: Mapping[bytes, EventType] = abi.events

    def translate(log: Log) -> list[Fact]:
        declared = events.get(log.topics[0]) if log.topics else None
        word = words.get(declared.name) if declared else None
        if declared is None or word is None:
            return []
        try:
            said = word(declared.decode(log.topics, log.data), log)
        except ValueError:  # of that name with other arguments
            return []
        return said if isinstance(said, list) else [said]

    return translate


def _operation(fact: Any, args: Arguments, log: Log, calls: Mapping[str, tuple[str, str]], delay: int = 0) -> Fact:
    operation = "0x" + args["id"].hex()
    target, calldata = calls.get(operation, ("", ""))
    made: Fact = fact(id=operation, target=target, calldata=calldata, delay=delay, **place(log))
    return made


def _role(fact: Any, args: Arguments, log: Log) -> Fact:
    role = "0x" + args["role"].hex()
    made: Fact = fact(role=role, account=args["account"], by=args["sender"], **place(log))
    return made
