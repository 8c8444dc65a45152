"""What officers do to the machine's token, and those who would like to be officers."""

from __future__ import annotations

from _books import CEILING, UINT256
from _draws import (
    AMOUNTS,
    BITS,
    CALLERS,
    CONTRACTS,
    DELAYS,
    PARTIES,
    SECONDS,
    Amount,
    by,
)
from _roles import ADMIN, MINTER, role
from _rules_of_holders import MEMO, Acting
from _world import HOLDERS, ROLES
from hypothesis import strategies as st
from hypothesis.stateful import rule

A_LONG_TIME = 30 * 24 * 3600
ROLE_IDS = st.sampled_from([*map(role, ROLES), ADMIN])
MINTERS = st.sampled_from(("minter", "minter", "second_minter", "bridge", "holder", "attacker", "zero"))


class Supplying:
    """Minters, bridges, and who configures them."""

    @rule(caller=st.one_of(by("minter"), by("second_minter")), to=PARTIES, amount=AMOUNTS)
    def mint(self: Acting, caller: str, to: str, amount: Amount) -> None:
        self.act(caller, "mint", to, amount.of(self.model, caller))

    @rule(caller=by("minter"), amount=AMOUNTS)
    def burn(self: Acting, caller: str, amount: Amount) -> None:
        self.act(caller, "burn", amount.of(self.model, caller))

    @rule(caller=by("bridge"), to=PARTIES, amount=AMOUNTS)
    def crosschain_mint(self: Acting, caller: str, to: str, amount: Amount) -> None:
        self.act(caller, "crosschainMint", to, amount.of(self.model, to))

    @rule(caller=by("bridge"), source=PARTIES, amount=AMOUNTS)
    def crosschain_burn(self: Acting, caller: str, source: str, amount: Amount) -> None:
        self.act(caller, "crosschainBurn", source, amount.of(self.model, source, caller))

    @rule(source=PARTIES, amount=AMOUNTS)
    def burn_on_a_bridge_what_its_holder_approved(self: Acting, source: str, amount: Amount) -> None:
        if source in HOLDERS:
            self.act(source, "approve", "bridge", amount.of(self.model, source))
            self.act("bridge", "crosschainBurn", source, amount.of(self.model, source, "bridge"))

    @rule(
        caller=by("minter_admin"),
        function=st.sampled_from(("addMinter", "increaseMinterAllowance", "increaseMinterAllowance")),
        minter=MINTERS,
        amount=AMOUNTS,
    )
    def raise_an_allowance(self: Acting, caller: str, function: str, minter: str, amount: Amount) -> None:
        self.act(caller, function, minter, amount.of(self.model, minter))

    @rule(minter=st.sampled_from(("minter", "second_minter", "holder")), off=st.sampled_from((0, 1, -1, UINT256)))
    def go_to_the_edge_of_the_ceiling(self: Acting, minter: str, off: int) -> None:
        room = CEILING - self.model.minter_allowance(minter)
        function = "increaseMinterAllowance" if self.model.has_role(MINTER, minter) else "addMinter"
        self.act("minter_admin", function, minter, min(room + off, UINT256))
        self.act(minter, "mint", minter, 10)

    @rule(caller=by("canceller"), minter=MINTERS, amount=AMOUNTS)
    def lower_an_allowance(self: Acting, caller: str, minter: str, amount: Amount) -> None:
        self.act(caller, "decreaseMinterAllowance", minter, amount.of(self.model, minter))

    @rule(caller=by("canceller"), minter=MINTERS)
    def remove_minter(self: Acting, caller: str, minter: str) -> None:
        self.act(caller, "removeMinter", minter)

    @rule(caller=by("reserve_admin"), controller=CONTRACTS)
    def set_supply_controller(self: Acting, caller: str, controller: str) -> None:
        self.act(caller, "setSupplyController", controller)


class Stopping:
    """Freezing and pausing, and the way back."""

    @rule(caller=by("freezer"), account=PARTIES)
    def freeze(self: Acting, caller: str, account: str) -> None:
        self.act(caller, "freeze", account, MEMO)

    @rule(caller=by("freezer"), accounts=st.lists(PARTIES, max_size=3))
    def freeze_many(self: Acting, caller: str, accounts: list[str]) -> None:
        self.act(caller, "freezeMany", accounts, MEMO)

    @rule(caller=by("unfreezer"), account=PARTIES)
    def unfreeze(self: Acting, caller: str, account: str) -> None:
        self.act(caller, "unfreeze", account)

    @rule(caller=by("unfreezer"), which=st.integers(0, 9))
    def unfreeze_one_of_the_frozen(self: Acting, caller: str, which: int) -> None:
        if self.model.frozen:
            self.act(caller, "unfreeze", self.model.frozen[which % len(self.model.frozen)])

    @rule(caller=st.one_of(by("freezer"), by("unfreezer")), account=PARTIES, amount=AMOUNTS)
    def set_frozen_tokens(self: Acting, caller: str, account: str, amount: Amount) -> None:
        self.act(caller, "setFrozenTokens", account, amount.of(self.model, account))

    @rule(caller=by("pauser"), function=st.sampled_from(("pause", "pauseAll")))
    def pause(self: Acting, caller: str, function: str) -> None:
        self.act(caller, function)

    @rule(caller=by("pauser"), bits=BITS)
    def pause_bits(self: Acting, caller: str, bits: int) -> None:
        self.act(caller, "pauseBits", bits)

    @rule(caller=by("unpauser"), bits=BITS)
    def unpause(self: Acting, caller: str, bits: int) -> None:
        self.act(caller, "unpause", bits)

    @rule()
    def unpause_everything(self: Acting) -> None:
        self.act("unpauser", "unpause", 15)


class Enforcing:
    """Wipes, seizures, rescues, upgrades."""

    @rule(caller=by("seizer"), account=PARTIES, amount=AMOUNTS)
    def wipe(self: Acting, caller: str, account: str, amount: Amount) -> None:
        self.act(caller, "wipe", account, amount.of(self.model, account), MEMO)

    @rule(caller=by("seizer"), account=PARTIES, to=PARTIES, amount=AMOUNTS)
    def seize(self: Acting, caller: str, account: str, to: str, amount: Amount) -> None:
        self.act(caller, "seize", account, to, amount.of(self.model, account), MEMO)

    @rule(caller=by("seizer"), account=PARTIES, to=PARTIES, amount=AMOUNTS)
    def forced_transfer(self: Acting, caller: str, account: str, to: str, amount: Amount) -> None:
        self.act(caller, "forcedTransfer", account, to, amount.of(self.model, account))

    @rule(account=PARTIES, to=PARTIES, amount=AMOUNTS, whole=st.booleans(), destroyed=st.booleans())
    def take_what_was_frozen(self: Acting, account: str, to: str, amount: Amount, whole: bool, destroyed: bool) -> None:
        value = min(amount.of(self.model, account), self.model.balance(account))
        self.act("freezer", *(("freeze", account, MEMO) if whole else ("setFrozenTokens", account, value)))
        self.act("seizer", *(("wipe", account, value, MEMO) if destroyed else ("seize", account, to, value, MEMO)))
        self.act("unfreezer", "unfreeze", account)

    @rule(
        caller=by("rescuer"),
        foreign=st.sampled_from(("foreign", "foreign", "consenter", "refuser", "token", "victim")),
        to=PARTIES,
        amount=AMOUNTS,
    )
    def rescue(self: Acting, caller: str, foreign: str, to: str, amount: Amount) -> None:
        self.act(caller, "rescue", foreign, to, amount.of(self.model, to))

    @rule(
        caller=by("upgrader"),
        implementation=st.sampled_from(("new_implementation", "implementation", "token", "foreign", "refuser", "zero")),
    )
    def upgrade(self: Acting, caller: str, implementation: str) -> None:
        self.act(caller, "upgradeToAndCall", implementation, b"")

    @rule(caller=CALLERS)
    def initialize(self: Acting, caller: str) -> None:
        self.act(caller, "initialize", "", "", None)


class Administering:
    """Roles given, taken and handed over, and the time that this takes."""

    @rule(caller=by("admin"), function=st.sampled_from(("grantRole", "revokeRole")), given=ROLE_IDS, account=PARTIES)
    def give_or_take_a_role(self: Acting, caller: str, function: str, given: bytes, account: str) -> None:
        self.act(self.as_admin(caller), function, given, account)

    @rule(caller=CALLERS, which=st.integers(0, 9), own=st.booleans(), other=PARTIES)
    def renounce_a_role(self: Acting, caller: str, which: int, own: bool, other: str) -> None:
        held = [each for each in (ADMIN, *map(role, ROLES)) if self.model.has_role(each, caller)] or [ADMIN]
        self.act(caller, "renounceRole", held[which % len(held)], caller if own else other)

    @rule(new=PARTIES, caller=by("admin"))
    def begin_handing_over(self: Acting, new: str, caller: str) -> None:
        self.act(self.as_admin(caller), "beginDefaultAdminTransfer", new)

    @rule(caller=by("admin"), function=st.sampled_from(("cancelDefaultAdminTransfer", "rollbackDefaultAdminDelay")))
    def take_a_change_back(self: Acting, caller: str, function: str) -> None:
        self.act(self.as_admin(caller), function)

    @rule(caller=CALLERS, early=st.booleans())
    def accept_the_handover(self: Acting, caller: str, early: bool) -> None:
        new, _ = self.model.pending_admin
        self.act(caller if early or new in ("zero", "token", "consenter") else new, "acceptDefaultAdminTransfer")

    @rule(new=st.sampled_from(("admin", *HOLDERS)), seconds_over=st.sampled_from((1, 0, -1)))
    def hand_over_at_the_edge_of_the_delay(self: Acting, new: str, seconds_over: int) -> None:
        self.act(self.model.admin, "beginDefaultAdminTransfer", new)
        due = self.model.pending_admin[1]
        if due < self.now() + A_LONG_TIME:
            self.pass_time(max(due + seconds_over - self.now(), 0))
        self.act(new, "acceptDefaultAdminTransfer")

    @rule(caller=by("admin"), delay=DELAYS)
    def change_the_delay(self: Acting, caller: str, delay: int) -> None:
        self.act(self.as_admin(caller), "changeDefaultAdminDelay", delay)

    @rule(seconds=SECONDS)
    def wait(self: Acting, seconds: int) -> None:
        self.pass_time(seconds)
