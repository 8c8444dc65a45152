"""Wipes, seizures, rescues and upgrades in the model."""

from __future__ import annotations

from _books import TOKEN, ZERO, Refused, require
from _controllers import NOT_TODAY
from _roles import role
from _supply import CONTRACTS, Supply

SEIZER, RESCUER, UPGRADER = role("seizer"), role("rescuer"), role("upgrader")

TAKES_NO_TRANSFER = {"refuser": ("Unknown", NOT_TODAY), "mint_refuser": (), "consenter": (), "foreign": ()}
"""What a call of transfer answers where there is a contract: nothing amiss, or an error of its own."""

NO_IMPLEMENTATION = {
    "refuser": ("ERC1967InvalidImplementation", "refuser"),
    "token": ("ERC1967InvalidImplementation", "token"),
    "foreign": ("UUPSUnsupportedProxiableUUID", (1).to_bytes(32)),
}
"""How a contract that is no implementation is refused; what answers nothing at all is refused without a reason."""


class Enforcement(Supply):
    """What officers do to tokens that are not theirs, and to the token itself."""

    def _take_frozen(self, by: str, account: str, to: str, amount: int) -> None:
        require(amount != 0, "ZeroAmount")
        held, part = self.balance(account), self.tokens_frozen(account)
        frozen = held if account in self.frozen else min(held, part)
        require(amount <= frozen, "ExceedsFrozen", account, frozen, amount)
        self.change_frozen_tokens(by, account, max(part - amount, 0))
        self.shift(account, to, amount)

    def wipe(self, by: str, account: str, amount: int, reason: bytes) -> None:
        self.require_role(SEIZER, by)
        self._take_frozen(by, account, ZERO, amount)
        self.tell("Wiped", account, amount, reason, by, self.supply)

    def seize(self, by: str, account: str, to: str, amount: int, reason: bytes) -> None:
        self.require_role(SEIZER, by)
        require(account != to, "SeizedForItself", account)
        require(to not in (ZERO, TOKEN), "ERC20InvalidReceiver", to)
        self.require_not_frozen(to)
        self._take_frozen(by, account, to, amount)
        self.tell("ForcedTransfer", account, to, amount)
        self.tell("Seized", account, to, amount, reason, by)

    def forcedTransfer(self, by: str, account: str, to: str, amount: int) -> None:
        self.seize(by, account, to, amount, bytes(32))

    def rescue(self, by: str, foreign: str, to: str, amount: int) -> None:
        self.require_role(RESCUER, by)
        require(foreign != TOKEN, "NotForeign")
        require(to != ZERO, "ZeroAddress")
        self.require_not_frozen(to)
        require(foreign in CONTRACTS, "SafeERC20FailedOperation", foreign)
        require(not TAKES_NO_TRANSFER[foreign], *TAKES_NO_TRANSFER[foreign])
        self.tell("Rescued", foreign, to, amount, by)

    def upgradeToAndCall(self, by: str, implementation: str, data: bytes) -> None:
        self.require_role(UPGRADER, by)
        if implementation in NO_IMPLEMENTATION:
            raise Refused(*NO_IMPLEMENTATION[implementation])
        require(implementation in ("implementation", "new_implementation"), "NoReason")
        self.implementation = implementation
        self.tell("Upgraded", implementation)
        require(not data, "InvalidInitialization")  # the only calldata that is tried is the initialiser's

    def initialize(self, by: str, name: str, symbol: str, roles: object) -> None:
        raise Refused("InvalidInitialization")
