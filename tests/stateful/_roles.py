"""Roles in the model, and the admin who gives them."""

from __future__ import annotations

from _books import UINT48, ZERO, Books, checked_sum, require
from eth_utils import keccak

ADMIN = bytes(32)
LONGEST_WAIT = 5 * 24 * 3600  # until a longer delay holds


def role(name: str) -> bytes:
    """The id of a role: `role("pauser")`."""
    return keccak(text=f"{name.upper()}_ROLE")


MINTER, BRIDGE = role("minter"), role("bridge")


class Roles(Books):
    """AccessControlDefaultAdminRules, and what is different here."""

    def require_role(self, needed: bytes, by: str) -> None:
        """The caller holds the role and is not frozen."""
        require(self.has_role(needed, by), "AccessControlUnauthorizedAccount", by, needed)
        self.require_not_frozen(by)

    def give(self, given: bytes, account: str, by: str) -> bool:
        """Whether anything changed."""
        is_other = (given == BRIDGE and self.has_role(MINTER, account)) or (
            given == MINTER and self.has_role(BRIDGE, account)
        )
        require(not is_other, "MinterAndBridge", account)
        require(account != ZERO, "ZeroAddress")
        if self.has_role(given, account):
            return False
        self.set_members(given, self.roles.get(given, frozenset()) | {account})
        self.tell("RoleGranted", given, account, by)
        return True

    def take(self, taken: bytes, account: str, by: str) -> bool:
        """Whether anything changed; a minter's allowance goes with the role."""
        self.require_not_frozen(by)
        if not self.has_role(taken, account):
            return False
        self.set_members(taken, self.roles[taken] - {account})
        self.tell("RoleRevoked", taken, account, by)
        if taken == MINTER:
            self.tell("MinterRemoved", account, self.minter_allowances.pop(account, 0), by)
        return True

    def grantRole(self, by: str, given: bytes, account: str) -> None:
        require(given != ADMIN, "AccessControlEnforcedDefaultAdminRules")
        self.require_role(ADMIN, by)
        self.give(given, account, by)

    def revokeRole(self, by: str, taken: bytes, account: str) -> None:
        require(taken != ADMIN, "AccessControlEnforcedDefaultAdminRules")
        self.require_role(ADMIN, by)
        self.take(taken, account, by)

    def renounceRole(self, by: str, taken: bytes, account: str) -> None:
        require(taken != ADMIN, "AdminCannotBeLost")
        require(account == by, "AccessControlBadConfirmation")
        self.take(taken, account, by)

    # --- handing over

    def current_delay(self) -> int:
        """In seconds, at this time."""
        new, schedule = self.pending_delay
        return new if 0 < schedule < self.now else self.delay

    def _schedule_admin(self, new: str, schedule: int) -> None:
        was_pending = self.pending_admin[1] != 0
        self.pending_admin = (new, schedule)
        if was_pending:
            self.tell("DefaultAdminTransferCanceled")

    def beginDefaultAdminTransfer(self, by: str, new: str) -> None:
        self.require_role(ADMIN, by)
        require(new != ZERO, "AdminCannotBeLost")
        schedule = checked_sum(self.now, self.current_delay(), UINT48)
        self._schedule_admin(new, schedule)
        self.tell("DefaultAdminTransferScheduled", new, schedule)

    def cancelDefaultAdminTransfer(self, by: str) -> None:
        self.require_role(ADMIN, by)
        self._schedule_admin(ZERO, 0)

    def acceptDefaultAdminTransfer(self, by: str) -> None:
        new, schedule = self.pending_admin
        require(by == new, "AccessControlInvalidDefaultAdmin", by)
        require(0 < schedule < self.now, "AccessControlEnforcedDefaultAdminDelay", schedule)
        self.take(ADMIN, self.admin, by)
        self.give(ADMIN, new, by)
        self.admin, self.pending_admin = new, (ZERO, 0)

    # --- the delay

    def _schedule_delay(self, new: int, schedule: int) -> None:
        old, old_schedule = self.pending_delay
        if 0 < old_schedule < self.now:
            self.delay = old
        elif old_schedule:
            self.tell("DefaultAdminDelayChangeCanceled")
        self.pending_delay = (new, schedule)

    def changeDefaultAdminDelay(self, by: str, new: int) -> None:
        self.require_role(ADMIN, by)
        current = self.current_delay()
        wait = min(new, LONGEST_WAIT) if new > current else current - new
        schedule = checked_sum(self.now, wait, UINT48)
        self._schedule_delay(new, schedule)
        self.tell("DefaultAdminDelayChangeScheduled", new, schedule)

    def rollbackDefaultAdminDelay(self, by: str) -> None:
        self.require_role(ADMIN, by)
        self._schedule_delay(0, 0)
