"""A small scene on a token: who holds what, and what still works there. A power shows in what it stops or moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from backbone_chain import artifacts
from backbone_chain.accounts import Account, Sender
from backbone_chain.proxies import IMPLEMENTATION_SLOTS
from backbone_chain.subjects._driver import ERC20, Call, Driver, UnreadableError
from backbone_chain.subjects._model import VerbLine

UNLIMITED = 2**256 - 1
FOREIGN = "$foreign"
FOREIGN_SUPPLY = 10**36


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a call did to supply and to balances, in base units, and which of the scene's acts stopped or work again."""

    supply: int = 0
    balances: Mapping[str, int]
    stopped: frozenset[str] = frozenset()
    restored: frozenset[str] = frozenset()
    implementation: bool = False

    @property
    def is_still(self) -> bool:
        """Whether nothing was created, destroyed or replaced."""
        return not self.supply and not self.implementation

    def of(self, address: str) -> int:
        """The change of one balance."""
        return self.balances.get(address, 0)


class Scene:
    """The cast, and the acts by which a power is seen to work.

    amount: base units of one payment.
    """

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.holder, self.recipient, self.spender = (driver.stranger(n) for n in ("holder", "recipient", "spender"))
        self.other, self.minter = driver.stranger("bystander"), driver.stranger("new minter")
        self.amount = 100 * driver.unit
        self.mints: list[tuple[VerbLine, Sender]] = []

    @cached_property
    def foreign(self) -> str:
        """Where `bring_foreign` puts the foreign token: its deployer does nothing else."""
        with self.driver.chain.isolated():
            return self._deployed_foreign()

    def bring_foreign(self) -> str:
        """Somebody has sent a foreign token to the contract; where that is."""
        return self.foreign if self.foreign_here() else self._deployed_foreign()

    def _deployed_foreign(self) -> str:
        deployer, token = self.driver.stranger("deployer of a foreign token"), self.driver.token.address
        artifact = artifacts.load("ForeignToken")
        return self.driver.chain.deploy(artifact, token, FOREIGN_SUPPLY, sender=deployer).address

    def foreign_here(self) -> int:
        """How much of it the contract holds."""
        data = ERC20.function("balanceOf").encode(self.driver.token.address)
        return int.from_bytes(self.driver.raw(self.foreign, data) or b"")

    @property
    def cast(self) -> tuple[Account, ...]:
        """Everybody in it."""
        return self.holder, self.recipient, self.spender, self.other, self.minter

    def values(self, **more: Any) -> dict[str, Any]:
        """What a line's `$names` stand for."""
        return {
            "holder": self.holder.address,
            "recipient": self.recipient.address,
            "spender": self.spender.address,
            "minter": self.minter.address,
            "amount": self.amount,
            FOREIGN[1:]: self.foreign,
            **more,
        }

    def approve(self) -> None:
        """The holder lets the spender spend, and so does the bystander with the holder."""
        for owner, spender in ((self.holder, self.spender), (self.other, self.holder)):
            self.driver.send(self.driver.erc20("approve", spender.address, UNLIMITED // 2, sender=owner))

    def acts(self) -> dict[str, Call]:
        """What works in a token that nobody has stopped: transfers of one unit of account."""
        erc20, holder, other = self.driver.erc20, self.holder, self.other
        to, small = self.recipient.address, max(1, self.amount // 100)
        acts = {
            "send": erc20("transfer", to, small, sender=holder),
            "receive": erc20("transfer", holder.address, small, sender=other),
            "sent by another": erc20("transferFrom", holder.address, to, small, sender=self.spender),
            "spend": erc20("transferFrom", other.address, to, small, sender=holder),
            "send by others": erc20("transfer", to, small, sender=other),
        }
        for line, sender in self.mints[:1]:
            acts["mint to it"] = self.driver.fill(line, self.values(amount=small), sender)
            acts["mint to others"] = self.driver.fill(line, self.values(holder=other.address, amount=small), sender)
        return acts

    def works(self) -> frozenset[str]:
        """The acts that work just now."""
        return frozenset(name for name, call in self.acts().items() if self.driver.would(call))

    def effect(self, call: Call, *, watched: Iterable[str] = ()) -> Change | None:
        """What a call does, undone afterwards; None where it is refused or the token can't be read."""
        driver = self.driver
        if not driver.would(call):
            return None
        watched = [*(each.address for each in self.cast), call.sender.address, *watched]
        try:
            with driver.chain.isolated():
                worked, before, runs = self.works(), self._money(watched), self.implementation()
                if not driver.does(call):
                    return None
                after, works = self._money(watched), self.works()
                return Change(
                    supply=after[""] - before[""],
                    balances={each: after[each] - before[each] for each in watched},
                    stopped=worked - works,
                    restored=works - worked,
                    implementation=runs != self.implementation(),
                )
        except UnreadableError:
            return None

    def implementation(self) -> tuple[int, ...]:
        """The words in every slot where proxies keep what they run."""
        engine, address = self.driver.chain.engine, self.driver.token.address
        return tuple(engine.get_storage(address, slot) for slot in IMPLEMENTATION_SLOTS)

    def _money(self, watched: Iterable[str]) -> dict[str, int]:
        return {"": self.driver.supply()} | {each: self.driver.balance(each) for each in watched}

    @contextmanager
    def after(self, *calls: Call) -> Iterator[bool]:
        """A scene in which these calls were sent; whether all were accepted. Undone at the end."""
        with self.driver.chain.isolated():
            yield all(self.driver.does(call) for call in calls)
