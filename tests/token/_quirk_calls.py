"""Calls in which the quirks differ from the reference token, beside those of the common list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from _calls import Subject, approved, frozen, opening, paused
from _controllers import recorder, refuser
from _outcome import HELD, MINT, REDEEM, SIGNATURES, TRANSFER, UNLIMITED, request, role_id
from _signing import Signing, Slip
from eth_utils import keccak

from backbone_chain.chain import Receipt
from backbone_chain.codec import checksum

ZERO = "0x" + "00" * 20
CONTROLLER = checksum("0x" + "c3" * 20)
DAYS = 86_400
STOP = b"\0"  # the shortest code that an account can have


# --- what has to happen before


def in_pause(subject: Subject, bits: int, by: str, function: str, *args: Any) -> Receipt:
    """The call, while these bits are paused."""
    subject.send("pauser", "pauseBits", bits)
    return subject.send(by, function, *args)


def partly_frozen(subject: Subject, by: str, function: str, *args: Any) -> Receipt:
    """The call, while all but 10 of `holder` is free."""
    subject.send("freezer", "setFrozenTokens", "@holder", 10)
    return subject.send(by, function, *args)


def spending(subject: Subject, allowance: int, amount: int) -> Receipt:
    """A transferFrom of `amount` by a frozen spender."""
    subject.send("holder", "approve", "@spender", allowance)
    return frozen(subject, "spender", "spender", "transferFrom", "@holder", "@recipient", amount)


def bridging(subject: Subject, code: bytes, function: str, *args: Any) -> Receipt:
    """A call of the bridge, under a supply controller of that code, if there is any."""
    subject.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge")
    if code:
        subject.chain.engine.set_code(CONTROLLER, code)
        subject.send("reserve_admin", "setSupplyController", CONTROLLER)
    return subject.send("bridge", function, *args)


def unknown(subject: Subject, by: str, signature: str, *args: str | int) -> Receipt:
    """A call of a function that the reference token doesn't have, with accounts by their names and numbers."""
    words = [int(subject.actor(arg).address, 16) if isinstance(arg, str) else arg for arg in args]
    data = keccak(text=signature)[:4] + b"".join(word.to_bytes(32) for word in words)
    return subject.chain.send(subject.contract.address, data, sender=subject.actor(by))


def signed(subject: Subject, kind: str, to: str, **more: Any) -> Slip:
    """What `holder` signs for `to`, over 5."""
    return getattr(Signing(subject), kind)(subject.actor("holder"), subject.actor(to), more.pop("value", 5), **more)


def submitted(subject: Subject, kind: str, to: str = "recipient", by: str = "attacker", **more: Any) -> Receipt:
    """The same, submitted by whoever has got hold of it."""
    return signed(subject, kind, to, **more).submit(sender=subject.actor(by))


def after(*steps: Callable[[Subject], Any]) -> Callable[[Subject], Any]:
    """Steps in their order; the last one is the call."""
    return lambda subject: [step(subject) for step in steps][-1]


def freeze(account: str) -> Callable[[Subject], Receipt]:
    return lambda subject: subject.send("freezer", "freeze", f"@{account}", request(9))


def pause(bits: int) -> Callable[[Subject], Receipt]:
    return lambda subject: subject.send("pauser", "pauseBits", bits)


def cancel(subject: Subject) -> Receipt:
    return Signing(subject).cancel(subject.actor("holder")).submit(sender=subject.actor("attacker"))


def give_code(subject: Subject) -> None:
    """From now on `holder` has code, as an account that delegates to a contract has."""
    subject.chain.engine.set_code(subject.actor("holder").address, STOP)


def twice(step: Callable[[Subject], Receipt]) -> Callable[[Subject], Receipt]:
    return after(step, step)


def permit_twice(subject: Subject) -> Receipt:
    slip = signed(subject, "permit", "spender")
    slip.submit(sender=subject.actor("spender"))
    return slip.submit(sender=subject.actor("spender"))


def grant_removed_minter(subject: Subject) -> Receipt:
    subject.send("canceller", "removeMinter", "@minter")
    return subject.send("admin", "grantRole", role_id("MINTER_ROLE"), "@minter")


def lose_the_admin(subject: Subject) -> Receipt:
    subject.send("admin", "beginDefaultAdminTransfer", ZERO)
    subject.chain.warp(3 * DAYS)
    return subject.send("admin", "renounceRole", role_id("DEFAULT_ADMIN_ROLE"), "@admin")


def initialise_the_implementation(subject: Subject) -> Receipt:
    code = subject.new_code()
    return subject.chain.send(code.address, opening(subject, "attacker"), sender=subject.actor("attacker"))


def switch_a_fee_on(subject: Subject) -> Receipt:
    return unknown(subject, "reserve_admin", "setFee(uint256)", 1)


WHOLE, REASON = HELD, request(3)
SEIZE = ("seizer", "seize", "@holder", "@recipient")
transfer = lambda s: submitted(s, "transfer")  # noqa: E731 - one of the steps below

QUIRK_CALLS: dict[str, Callable[[Subject], Any]] = {
    # spenders
    "transferFrom of an infinite allowance by a frozen account": lambda s: spending(s, UNLIMITED, 5),
    "transferFrom of exactly the allowance by a frozen account": lambda s: spending(s, 5, 5),
    "transferFrom of an infinite allowance": lambda s: (
        s.send("holder", "approve", "@spender", UNLIMITED)
        and s.send("spender", "transferFrom", "@holder", "@recipient", 5)
    ),
    "memo transferFrom by a frozen account": lambda s: (
        s.send("holder", "approve", "@spender", 10)
        and frozen(s, "spender", "spender", "transferFromWithMemo", "@holder", "@recipient", 5, request(1))
    ),
    "memo transfer from a frozen account": lambda s: frozen(
        s, "holder", "holder", "transferWithMemo", "@recipient", 5, request(1)
    ),
    "approve while paused": lambda s: paused(s, "holder", "approve", "@spender", 5),
    "approve 0 while paused": lambda s: paused(s, "holder", "approve", "@spender", 0),
    "approve 0 for a frozen account": lambda s: frozen(s, "spender", "holder", "approve", "@spender", 0),
    "approve a frozen account": lambda s: frozen(s, "spender", "holder", "approve", "@spender", 5),
    "lower an approval while paused": lambda s: (
        approved(s, "pauser", "pause") and s.send("holder", "decreaseAllowance", "@spender", 4)
    ),
    # enforcement
    "wipe": lambda s: frozen(s, "holder", "seizer", "wipe", "@holder", WHOLE, REASON),
    "wipe a part": lambda s: frozen(s, "holder", "seizer", "wipe", "@holder", 5, REASON),
    "wipe of the frozen part": lambda s: partly_frozen(s, "seizer", "wipe", "@holder", 4, REASON),
    "wipe of more than the frozen part": lambda s: partly_frozen(s, "seizer", "wipe", "@holder", 11, REASON),
    "wipe of an account that is not frozen": lambda s: s.send("seizer", "wipe", "@holder", 5, REASON),
    "wipe while paused": after(
        freeze("holder"), pause(TRANSFER), lambda s: s.send("seizer", "wipe", "@holder", 5, REASON)
    ),
    "wipe by an outsider": lambda s: frozen(s, "holder", "attacker", "wipe", "@holder", 5, REASON),
    "seize": lambda s: frozen(s, "holder", *SEIZE, 5, REASON),
    "seize of the frozen part": lambda s: partly_frozen(s, *SEIZE, 4, REASON),
    "seize of an account that is not frozen": lambda s: s.send(*SEIZE, 5, REASON),
    "seize while paused": after(freeze("holder"), pause(TRANSFER), lambda s: s.send(*SEIZE, 5, REASON)),
    "seize for itself, partly frozen": lambda s: partly_frozen(s, "seizer", "seize", "@holder", "@holder", 4, REASON),
    "seize for a frozen account": after(freeze("holder"), freeze("recipient"), lambda s: s.send(*SEIZE, 5, REASON)),
    "seize for nobody": lambda s: frozen(s, "holder", "seizer", "seize", "@holder", ZERO, 5, REASON),
    "transfer of the free part": lambda s: partly_frozen(s, "holder", "transfer", "@recipient", HELD - 10),
    "transfer of the frozen part": lambda s: partly_frozen(s, "holder", "transfer", "@recipient", HELD - 9),
    # freezing
    "freeze what is frozen": lambda s: frozen(s, "victim", "freezer", "freeze", "@victim", REASON),
    "freeze the zero address": lambda s: s.send("freezer", "freeze", ZERO, REASON),
    "freeze the admin": lambda s: s.send("freezer", "freeze", "@admin", REASON),
    "freeze while paused": lambda s: paused(s, "freezer", "freeze", "@victim", REASON),
    "unfreeze by the freezer": lambda s: frozen(s, "victim", "freezer", "unfreeze", "@victim"),
    "unfreeze while paused": after(
        freeze("victim"), pause(TRANSFER), lambda s: s.send("unfreezer", "unfreeze", "@victim")
    ),
    "freeze by a frozen freezer": lambda s: frozen(s, "freezer", "freezer", "freeze", "@victim", REASON),
    "pause by a frozen pauser": lambda s: frozen(s, "pauser", "pauser", "pause"),
    # pausing
    "redeem while transfers are paused": lambda s: in_pause(s, TRANSFER, "holder", "redeem", 5, request(1)),
    "redeem while redeeming is paused": lambda s: in_pause(s, REDEEM, "holder", "redeem", 5, request(1)),
    "burn while transfers are paused": after(
        lambda s: s.send("minter", "mint", "@minter", 5), pause(TRANSFER), lambda s: s.send("minter", "burn", 5)
    ),
    "mint while transfers are paused": lambda s: in_pause(s, TRANSFER, "minter", "mint", "@recipient", 5),
    # minters
    "remove a minter by the canceller": lambda s: s.send("canceller", "removeMinter", "@minter"),
    "remove a minter while minting is paused": lambda s: in_pause(s, MINT, "canceller", "removeMinter", "@minter"),
    "remove a minter while transfers are paused": lambda s: paused(s, "canceller", "removeMinter", "@minter"),
    "revoke the minter's role while minting is paused": lambda s: in_pause(
        s, MINT, "admin", "revokeRole", role_id("MINTER_ROLE"), "@minter"
    ),
    "lower an allowance while minting is paused": lambda s: in_pause(
        s, MINT, "canceller", "decreaseMinterAllowance", "@minter", 5
    ),
    "revoke another role while minting is paused": lambda s: in_pause(
        s, MINT, "admin", "revokeRole", role_id("PAUSER_ROLE"), "@pauser"
    ),
    "grant the role to a removed minter": grant_removed_minter,
    # keys
    "pause by the admin": lambda s: s.send("admin", "pause"),
    "freeze by the admin": lambda s: s.send("admin", "freeze", "@victim", REASON),
    "upgrade by the admin": lambda s: s.send("admin", "upgradeToAndCall", s.new_code(), b""),
    "lose the admin": lose_the_admin,
    "initialise the implementation": initialise_the_implementation,
    "initialise a second version": lambda s: unknown(s, "attacker", "initializeV2(address)", "attacker"),
    "switch a fee on": switch_a_fee_on,
    "burn nothing from somebody else": lambda s: unknown(s, "attacker", "burnFrom(address,uint256)", "holder", 0),
    # bridges
    "bridge mint": lambda s: bridging(s, recorder(), "crosschainMint", "@recipient", 5),
    "bridge mint above the limit": lambda s: bridging(s, refuser(), "crosschainMint", "@recipient", 5),
    "bridge mint without a controller": lambda s: bridging(s, b"", "crosschainMint", "@recipient", 5),
    "bridge mint by an outsider": lambda s: s.send("attacker", "crosschainMint", "@recipient", 5),
    "bridge burn": after(
        lambda s: s.send("holder", "approve", "@bridge", 5),
        lambda s: bridging(s, recorder(), "crosschainBurn", "@holder", 5),
    ),
    "bridge burn without approval": lambda s: bridging(s, recorder(), "crosschainBurn", "@holder", 5),
    "bridge burn above the limit": after(
        lambda s: s.send("holder", "approve", "@bridge", 5),
        lambda s: bridging(s, refuser(), "crosschainBurn", "@holder", 5),
    ),
    "bridge burn while transfers are paused": after(
        lambda s: s.send("holder", "approve", "@bridge", 5),
        pause(TRANSFER),
        lambda s: bridging(s, recorder(), "crosschainBurn", "@holder", 5),
    ),
    "add a bridge as a minter": lambda s: (
        s.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge")
        and s.send("minter_admin", "addMinter", "@bridge", 5)
    ),
    "grant the bridge's role to a minter": lambda s: s.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@minter"),
    # signatures
    "signed transfer": transfer,
    "signed transfer, twice": twice(transfer),
    "signed transfer, cancelled before": after(cancel, transfer),
    "signed transfer from a frozen account": after(freeze("holder"), transfer),
    "signed transfer to a frozen account": after(freeze("recipient"), transfer),
    "signed transfer by a frozen account": after(freeze("attacker"), transfer),
    "signed transfer while transfers are paused": after(pause(TRANSFER), transfer),
    "signed transfer while signatures are paused": after(pause(SIGNATURES), transfer),
    "signed transfer from an account with code": after(give_code, transfer),
    "receive": lambda s: submitted(s, "receive", by="recipient"),
    "receive by somebody else": lambda s: submitted(s, "receive"),
    "cancel": cancel,
    "cancel, twice": twice(cancel),
    "cancel while signatures are paused": after(pause(SIGNATURES), cancel),
    "cancel by a frozen account": after(freeze("holder"), cancel),
    "permit": lambda s: submitted(s, "permit", "spender"),
    "permit, twice": permit_twice,
    "permit from a frozen account": after(freeze("holder"), lambda s: submitted(s, "permit", "spender")),
    "permit for a frozen account": after(freeze("spender"), lambda s: submitted(s, "permit", "spender")),
    "permit while transfers are paused": after(pause(TRANSFER), lambda s: submitted(s, "permit", "spender")),
    "permit while signatures are paused": after(pause(SIGNATURES), lambda s: submitted(s, "permit", "spender")),
    "permit of 0 from a frozen account": after(freeze("holder"), lambda s: submitted(s, "permit", "spender", value=0)),
    "permit of 0 while everything is paused": after(
        lambda s: s.send("pauser", "pauseAll"), lambda s: submitted(s, "permit", "spender", value=0)
    ),
    "permit from an account with code": after(give_code, lambda s: submitted(s, "permit", "spender")),
}
