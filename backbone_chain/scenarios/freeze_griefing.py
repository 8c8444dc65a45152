"""freeze-griefing: a stolen freezer's key freezes bystanders, so that nobody can pay."""

from __future__ import annotations

from backbone_chain.errors import RefusedError
from backbone_chain.model import FreezeRequested, KnownAccount
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import CUSTOMERS, DAY, open_for_business
from backbone_chain.stage import Stage

TARGETS = ("pool", "exchange", "treasury", "customers", "everybody")
PACES = (0, 600, DAY)
HIDDEN = (False, True)
POOLED = 1_000_000  # whole tokens
AMONG = 4  # so many that were asked for, when the others hide among them


class FreezeGriefing(Scenario):
    """Whoever has the freezer's key freezes a pool, an exchange, the treasury or customers.

    1. A freezer's key is stolen. 2. It freezes those that others' money stands with, or one customer after the other,
    at once, every ten minutes or one a day; or among accounts that a court did ask for.

    Built on the dust from Tornado Cash (August 2022), by which bystanders came onto lists, and on what a freezer's key
    can do in every token that has one.
    """

    needs = frozenset({"mint", "freeze", "unfreeze", "configure_minter"})
    expects = Expects(errors=frozenset({"not-authorised"}), rules=frozenset({"freeze-without-request"}))
    blind_spots = "Requests that are forged too, and a court that is deceived."

    def choose(self) -> None:
        """Whom it hits, how fast, and whether it hides."""
        self.target, self.pace, self.hides = self.pick(TARGETS), self.random.choice(PACES), self.pick(HIDDEN)
        self.stopped: list[str] = []

    @property
    def is_evasive(self) -> bool:
        """Slow, or among others."""
        return self.hides or self.pace == DAY

    def prepare(self, stage: Stage) -> None:
        """A pool with tokens, what the issuer knows of accounts, and a court's list."""
        open_for_business(stage)
        stage.token.transfer(stage.actor("pool"), POOLED * stage.token.unit, sender=stage.actor("customer"))
        kinds = {"pool": "pool", "exchange": "exchange", "treasury": "treasury"}
        stage.tell(*(KnownAccount(account=stage.actor(name).address, kind=kind) for name, kind in kinds.items()))
        listed = [stage.actor(name).address for name in self.listed]
        stage.tell(*(FreezeRequested(account=account, authority="district court") for account in listed))

    @property
    def listed(self) -> list[str]:
        """Whom the court asked to freeze."""
        return [f"sanctioned {number}" for number in range(AMONG)]

    @property
    def hit(self) -> list[str]:
        """The bystanders."""
        if self.target == "everybody":
            return [*CUSTOMERS, "pool", "treasury"]
        return list(CUSTOMERS[1:]) if self.target == "customers" else [self.target]

    def attack(self, stage: Stage) -> None:
        """Freeze them."""
        for name in [*(self.listed if self.hides else ()), *self.hit]:
            before = list(self.stopped)
            self.stopped += [name] if name in self.hit else []
            try:
                stage.token.freeze(stage.actor(name))
            except RefusedError:
                self.stopped = before
                raise
            stage.chain.warp(self.pace)

    def loss(self, stage: Stage) -> int:
        """What stands still that should not."""
        return sum(stage.token.balance_of(stage.actor(name)) for name in self.stopped)
