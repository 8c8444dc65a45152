"""The machine: a token on a chain and the same token in Python take the same calls, and say and remember the same."""

from __future__ import annotations

from typing import Any, ClassVar

import eth  # noqa: F401 - it sets the recursion limit, which no test may do while Hypothesis looks
from _draws import AMOUNTS, PARTIES, Amount
from _roles import BRIDGE
from _rules_of_holders import Obstacles, Payments, Signatures
from _rules_of_officers import Administering, Enforcing, Stopping, Supplying
from _world import ACCOUNTS, BALANCES, CODE, MINTER_ALLOWANCE, World
from hypothesis import event
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

TRACKED = (*ACCOUNTS, *CODE)


class TokenMachine(
    RuleBasedStateMachine, Payments, Obstacles, Signatures, Supplying, Stopping, Enforcing, Administering
):
    """Each example is undone at its end. `world` is set once, by a subclass for each token."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.mark, self.model = self.world.mark(), self.world.model.copy()
        self.transferred: dict[str, int] = {}
        self.is_broken = False
        self._open_for_business()

    def _open_for_business(self) -> None:
        self.act("minter_admin", "addMinter", "minter", sum(BALANCES.values()) + MINTER_ALLOWANCE)
        self.act("minter_admin", "addMinter", "second_minter", MINTER_ALLOWANCE)
        self.act("admin", "grantRole", BRIDGE, "bridge")
        self.act("reserve_admin", "setSupplyController", "consenter")
        for name, amount in BALANCES.items():
            self.act("minter", "mint", name, amount)

    def teardown(self) -> None:
        """The last look is at everything."""
        try:
            if not self.is_broken:
                assert self.world.differences(self.model, TRACKED) == []
        finally:
            self.world.back(self.mark)

    # --- what the rules are made of

    def now(self) -> int:
        """The time at which the next call runs."""
        return self.world.chain.timestamp

    def pass_time(self, seconds: int) -> None:
        """Without a call."""
        self.world.chain.warp(seconds)

    def as_admin(self, caller: str) -> str:
        """The caller; in the first admin's place, whoever has followed it."""
        return self.model.admin if caller == "admin" else caller

    def act(self, by: str, function: str, *args: Any, form: str = "") -> None:
        """The same call on both sides, with the same result and the same state after it."""
        self.model.now = self.now()
        predicted = self.model.predict(by, function, *args)
        told = self.world.told(self.world.send(by, function, *args, form=form))
        self.is_broken = True  # unless all that follows holds
        expected = ("refused", *predicted.refused) if predicted.refused else ("done", *predicted.events)
        assert told == expected, f"{by}.{function}{args}: {told}, not {expected}"
        self.model = predicted.after
        event(f"{function}: {predicted.refused[0] if predicted.refused else 'done'}")
        self._book(told)
        differences = self.world.differences(self.model, _touched(by, *args))
        assert not differences, f"after {by}.{function}{args}: {differences}"
        self.is_broken = False

    def _book(self, told: tuple[Any, ...]) -> None:
        for name, *args in told[1:] if told[0] == "done" else ():
            if name == "Transfer":
                source, to, amount = args
                self.transferred[source] = self.transferred.get(source, 0) - amount
                self.transferred[to] = self.transferred.get(to, 0) + amount

    # --- what holds after every call

    @invariant()
    def the_supply_is_what_everybody_has(self) -> None:
        assert self.world.read("totalSupply") == sum(self.world.read("balanceOf", name) for name in TRACKED)

    @invariant()
    def transfers_explain_the_supply(self) -> None:
        assert self.world.read("totalSupply") == -self.transferred.get("zero", 0)

    @invariant()
    def the_freeze_list_is_the_models(self) -> None:
        assert self.world.freeze_list() == set(self.model.frozen)

    @invariant()
    def the_admin_is_there_and_not_frozen(self) -> None:
        admin = self.world.read("defaultAdmin")
        assert admin != "zero"
        assert not self.world.read("isFrozen", admin)

    @rule(source=PARTIES, to=PARTIES, amount=AMOUNTS)
    def what_it_says_of_a_transfer_is_so(self, source: str, to: str, amount: Amount) -> None:
        value = amount.of(self.model, source)
        assert self.world.read("canTransfer", source, to, value) == self.model.can_transfer(source, to, value)


def _touched(*args: Any) -> tuple[str, ...]:
    """The accounts that a call names."""
    flat = [each for arg in args for each in (arg if isinstance(arg, list) else [arg])]
    return tuple(dict.fromkeys(each for each in flat if isinstance(each, str) and each in TRACKED))


def machine_for(world: World) -> type[TokenMachine]:
    """The machine on this world."""
    return type("Machine", (TokenMachine,), {"world": world})
