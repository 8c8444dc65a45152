"""Movements of tokens in the model, and the allowances that some of them need."""

from __future__ import annotations

from _books import MINT, REDEEM, TOKEN, TRANSFER, UINT256, ZERO, checked_sum, require
from _stops import Stops


class Movements(Stops):
    """ERC-20 with gates."""

    def shift(self, source: str, to: str, amount: int) -> None:
        """The bare movement: no gate but the balance."""
        if source == ZERO:
            self.supply = checked_sum(self.supply, amount, UINT256)
        else:
            held = self.balance(source)
            require(amount <= held, "ERC20InsufficientBalance", source, held, amount)
            self.balances[source] = held - amount
        if to == ZERO:
            self.supply -= amount
        else:
            self.balances[to] = self.balance(to) + amount
        self.tell("Transfer", source, to, amount)

    def move(self, by: str, source: str, to: str, amount: int) -> None:
        """Through every gate: out of nothing, into nothing, between accounts."""
        require(to != TOKEN, "ERC20InvalidReceiver", TOKEN)
        self.require_not_paused(MINT if source == ZERO else REDEEM if to == ZERO else TRANSFER)
        self.require_not_frozen(by, source, to)
        if source != ZERO and self.tokens_frozen(source):
            free = self.free(source)
            require(amount <= free, "ERC7943InsufficientUnfrozenBalance", source, amount, free)
        self.shift(source, to, amount)

    def pay(self, by: str, source: str, to: str, amount: int) -> None:
        """A movement between accounts."""
        require(source != ZERO, "ERC20InvalidSender", ZERO)
        require(to != ZERO, "ERC20InvalidReceiver", ZERO)
        self.move(by, source, to, amount)

    def create(self, by: str, to: str, amount: int) -> None:
        """A movement out of nothing."""
        require(to != ZERO, "ERC20InvalidReceiver", ZERO)
        self.move(by, ZERO, to, amount)

    def destroy(self, by: str, source: str, amount: int) -> None:
        """A movement into nothing."""
        require(source != ZERO, "ERC20InvalidSender", ZERO)
        self.move(by, source, ZERO, amount)

    def transfer(self, by: str, to: str, amount: int) -> None:
        self.pay(by, by, to, amount)

    def transferWithMemo(self, by: str, to: str, amount: int, memo: bytes) -> None:
        self.pay(by, by, to, amount)
        self.tell("TransferMemo", by, to, amount, memo)

    def transferFrom(self, by: str, source: str, to: str, amount: int) -> None:
        self.spend(source, by, amount)
        self.pay(by, source, to, amount)

    def transferFromWithMemo(self, by: str, source: str, to: str, amount: int, memo: bytes) -> None:
        self.transferFrom(by, source, to, amount)
        self.tell("TransferMemo", source, to, amount, memo)

    def redeem(self, by: str, amount: int, request: bytes) -> None:
        require(amount != 0, "ZeroAmount")
        self.destroy(by, by, amount)
        self.tell("Redeemed", by, amount, request, self.supply)

    # --- allowances

    def spend(self, owner: str, spender: str, amount: int) -> None:
        """Uses up an allowance, in silence; the highest number is never used up."""
        current = self.allowance(owner, spender)
        if current < UINT256:
            require(amount <= current, "ERC20InsufficientAllowance", spender, current, amount)
            self._set_allowance(owner, spender, current - amount)

    def _set_allowance(self, owner: str, spender: str, amount: int) -> None:
        require(owner != ZERO, "ERC20InvalidApprover", ZERO)
        require(spender != ZERO, "ERC20InvalidSpender", ZERO)
        self.allowances[owner, spender] = amount

    def allow(self, owner: str, spender: str, amount: int) -> None:
        """Sets an allowance and tells of it."""
        self._set_allowance(owner, spender, amount)
        self.tell("Approval", owner, spender, amount)

    def require_may_approve(self, by: str, owner: str, spender: str) -> None:
        """The gates of an allowance that is not zero."""
        self.require_not_paused(TRANSFER)
        self.require_not_frozen(by, owner, spender)

    def approve(self, by: str, spender: str, amount: int) -> None:
        if amount:
            self.require_may_approve(by, by, spender)
        self.allow(by, spender, amount)

    def decreaseAllowance(self, by: str, spender: str, decrement: int) -> None:
        current = self.allowance(by, spender)
        require(decrement <= current, "ERC20InsufficientAllowance", spender, current, decrement)
        self.allow(by, spender, current - decrement)
