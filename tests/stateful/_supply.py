"""Minters, bridges and the supply controller in the model."""

from __future__ import annotations

from _books import CEILING, UINT256, ZERO, Refused, require
from _controllers import NOT_TODAY
from _movements import Movements
from _roles import BRIDGE, MINTER, role

MINTER_ADMIN, CANCELLER, RESERVE_ADMIN = role("minter_admin"), role("canceller"), role("reserve_admin")

REFUSES = {
    "refuser": {"beforeMint", "beforeBurn", "beforeCrosschainMint", "beforeCrosschainBurn"},
    "mint_refuser": {"beforeMint"},
    "consenter": set(),
    "foreign": set(),
}
"""Contracts that answer a controller's questions, and what they refuse."""

CONTRACTS = {*REFUSES, "token", "implementation", "new_implementation"}


class Supply(Movements):
    """Who creates tokens, and who has a say in it."""

    def _ask(self, question: str) -> None:
        if self.controller != ZERO:
            if self.controller not in REFUSES:
                raise Refused("NoReason")
            require(question not in REFUSES[self.controller], "Unknown", NOT_TODAY)

    def setSupplyController(self, by: str, controller: str) -> None:
        self.require_role(RESERVE_ADMIN, by)
        require(controller == ZERO or controller in CONTRACTS, "NotAContract", controller)
        old, self.controller = self.controller, controller
        self.tell("SupplyControllerChanged", old, controller, by)

    # --- minters

    def _require_within_ceiling(self, minter: str, amount: int) -> None:
        require(amount <= CEILING, "MinterAllowanceTooHigh", minter, CEILING, amount)

    def addMinter(self, by: str, minter: str, allowance: int) -> None:
        self.require_role(MINTER_ADMIN, by)
        require(self.give(MINTER, minter, by), "MinterAlreadyAdded", minter)
        self._require_within_ceiling(minter, allowance)
        self.minter_allowances[minter] = allowance
        self.tell("MinterAdded", minter, allowance, by)

    def _change_minter_allowance(self, by: str, minter: str, new: int) -> None:
        require(self.has_role(MINTER, minter), "MinterUnknown", minter)
        self._require_within_ceiling(minter, new)
        old, self.minter_allowances[minter] = self.minter_allowance(minter), new
        self.tell("MinterAllowanceChanged", minter, old, new, by)

    def increaseMinterAllowance(self, by: str, minter: str, increment: int) -> None:
        self.require_role(MINTER_ADMIN, by)
        self._change_minter_allowance(by, minter, min(self.minter_allowance(minter) + increment, UINT256))

    def decreaseMinterAllowance(self, by: str, minter: str, decrement: int) -> None:
        self.require_role(CANCELLER, by)
        current = self.minter_allowance(minter)
        require(decrement <= current, "DecrementExceedsAllowance", minter, current, decrement)
        self._change_minter_allowance(by, minter, current - decrement)

    def removeMinter(self, by: str, minter: str) -> None:
        self.require_role(CANCELLER, by)
        require(self.take(MINTER, minter, by), "MinterUnknown", minter)

    def mint(self, by: str, to: str, amount: int) -> None:
        self.require_role(MINTER, by)
        current = self.minter_allowance(by)
        require(amount <= current, "MintExceedsAllowance", by, current, amount)
        self.minter_allowances[by] = current - amount
        self._ask("beforeMint")
        self.create(by, to, amount)
        self.tell("Minted", by, to, amount, current - amount, self.supply)

    def burn(self, by: str, amount: int) -> None:
        self.require_role(MINTER, by)
        self._ask("beforeBurn")
        self.destroy(by, by, amount)
        self.tell("Burned", by, amount, self.supply)

    # --- bridges

    def crosschainMint(self, by: str, to: str, amount: int) -> None:
        self.require_role(BRIDGE, by)
        require(self.controller != ZERO, "NoSupplyController")
        self._ask("beforeCrosschainMint")
        self.create(by, to, amount)
        self.tell("CrosschainMint", to, amount, by)

    def crosschainBurn(self, by: str, source: str, amount: int) -> None:
        self.require_role(BRIDGE, by)
        if source != by:
            self.spend(source, by, amount)
        require(self.controller != ZERO, "NoSupplyController")
        self._ask("beforeCrosschainBurn")
        self.destroy(by, source, amount)
        self.tell("CrosschainBurn", source, amount, by)
