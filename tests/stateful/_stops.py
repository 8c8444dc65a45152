"""Freezing and pausing in the model."""

from __future__ import annotations

from _books import ALL_BITS, TOKEN, TRANSFER, UINT248, ZERO, require
from _roles import Roles, role

PAUSER, UNPAUSER = role("pauser"), role("unpauser")
FREEZER, UNFREEZER = role("freezer"), role("unfreezer")


class Stops(Roles):
    """What can be stopped: accounts, parts of balances, operations."""

    def _require_can_be_frozen(self, account: str) -> None:
        require(account not in (ZERO, TOKEN, self.admin), "CannotFreeze", account)

    def _freeze(self, by: str, account: str, reason: bytes) -> None:
        self._require_can_be_frozen(account)
        if account not in self.frozen:
            self.frozen = (*self.frozen, account)
            self.tell("AddressFrozen", account, reason, by)

    def freeze(self, by: str, account: str, reason: bytes) -> None:
        self.require_role(FREEZER, by)
        self._freeze(by, account, reason)

    def freezeMany(self, by: str, accounts: list[str], reason: bytes) -> None:
        self.require_role(FREEZER, by)
        for account in accounts:
            self._freeze(by, account, reason)

    def unfreeze(self, by: str, account: str) -> None:
        self.require_role(UNFREEZER, by)
        if account in self.frozen:
            self.frozen = tuple(each for each in self.frozen if each != account)
            self.tell("AddressUnfrozen", account, by)

    def setFrozenTokens(self, by: str, account: str, amount: int) -> None:
        is_less = amount < self.tokens_frozen(account)
        self.require_role(UNFREEZER if is_less else FREEZER, by)
        if not is_less:
            self._require_can_be_frozen(account)
        self.change_frozen_tokens(by, account, amount)

    def change_frozen_tokens(self, by: str, account: str, amount: int) -> None:
        """Sets the frozen part, and tells of it if it is another one."""
        old = self.tokens_frozen(account)
        if amount != old:
            require(amount <= UINT248, "SafeCastOverflowedUintDowncast", 248, amount)
            self.frozen_tokens[account] = amount
            self.tell("Frozen", account, amount)
            self.tell("FrozenTokensChanged", account, old, amount, by)

    # --- pausing

    def _pause(self, by: str, bits: int) -> None:
        self.require_role(PAUSER, by)
        require(bits <= ALL_BITS, "UnknownPauseBits", bits)
        added = bits & ~self.paused
        self.paused |= added
        if added:
            self.tell("Paused", added, by)

    def pause(self, by: str) -> None:
        self._pause(by, TRANSFER)

    def pauseAll(self, by: str) -> None:
        self._pause(by, ALL_BITS)

    def pauseBits(self, by: str, bits: int) -> None:
        self._pause(by, bits)

    def unpause(self, by: str, bits: int) -> None:
        self.require_role(UNPAUSER, by)
        require(bits <= ALL_BITS, "UnknownPauseBits", bits)
        cleared = bits & self.paused
        self.paused ^= cleared
        if cleared:
            self.tell("Unpaused", cleared, by)
