"""retained-insider: a key that was never taken back wakes after months."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.model import ApprovedMinter, KnownAccount
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._exits import pool
from backbone_chain.scenarios._world import DAY, MONTH, open_for_business, planned, planned_minter
from backbone_chain.stage import Stage

KEPT = ("treasury's spender", "minter", "upgrader")
MOST_ACCOUNTS = 5
WAYS_OUT = ("kept", "swapped")
POOLED = 5_000_000  # whole tokens in the pool before
KEPT_ALLOWANCE = 50_000_000  # whole tokens
UINT256_MAX = 2**256 - 1


class RetainedInsider(Scenario):
    """An engineer who left kept a key; it wakes after months with something small, and takes all a day later (S9).

    1. At the deployment an insider becomes a minter or an upgrader, or may spend the treasury's tokens; nobody takes
    that back. 2. Nothing for 100 to 200 days. 3. One token, or an upgrade to the same code, to see whether the key
    still works. 4. The next day everything that the key reaches goes to fresh accounts; an upgrader's does so by a
    function that the new code has for it. 5. Some sell it in a pool at once.

    Built on Infini (2025-02-24: 114 idle days, then 49.5 million) and Ankr (2022-12-02).
    """

    needs = frozenset({"mint", "configure_minter", "grant", "upgrade"})
    expects = Expects(errors=frozenset({"not-authorised"}), rules=frozenset({"dormant-privilege-wakes"}))
    blind_spots = "A key that was used now and then, as its holder would have."
    precursor = True

    def choose(self) -> None:
        """Which key, how long it slept, to how many accounts the loot goes, and whether they sell it."""
        self.kept = self.pick(KEPT)
        self.accounts = self.pick(range(1, MOST_ACCOUNTS + 1))
        self.way_out = self.pick(WAYS_OUT)
        self.idle_days = self.random.randint(100, 200)

    def prepare(self, stage: Stage) -> None:
        """The deployment's keys, and a drill of the cold key that is announced; then months of silence."""
        stage.tell(KnownAccount(account=stage.actor("treasury").address, kind="treasury"))
        open_for_business(stage)
        if self.way_out == "swapped":
            self.pool = pool(stage, POOLED)
        token, insider, treasury = stage.token, stage.actor("insider"), stage.actor("treasury")
        allowance = KEPT_ALLOWANCE * token.unit
        stage.tell(
            ApprovedMinter(minter=insider.address, since=stage.chain.timestamp - MONTH),
            *planned_minter(insider.address, allowance, "deployment"),
            planned("role:pauser", insider.address, "deployment"),
            planned("role:upgrader", insider.address, "deployment"),
            planned("role:pauser", stage.actor("cold_key").address, "deployment"),
            planned("key", stage.actor("cold_key").address, "drill"),
        )
        for account in (insider, stage.actor("cold_key")):
            token.grant("pause", account)
        if self.kept == "minter":
            token.configure_minter(insider, allowance)
        elif self.kept == "upgrader":
            token.grant("upgrade", insider)
        else:
            token.approve(insider, UINT256_MAX, sender=treasury)
        stage.chain.warp(self.idle_days * DAY)
        stage.chain.mine()

    def attack(self, stage: Stage) -> None:
        """Something small, the next day all, and for some the way to a pool."""
        if self.kept == "upgrader":
            self._upgrade(stage)
        else:
            self._drain(stage)
        if self.way_out == "swapped":
            self._swap(stage)

    def _drain(self, stage: Stage) -> None:
        token = stage.token
        self._take(stage, token.unit, "probe")
        stage.chain.warp(DAY)
        reached = KEPT_ALLOWANCE * token.unit - token.unit
        if self.kept != "minter":
            reached = token.balance_of(stage.actor("treasury"))
        for number in range(self.accounts):
            self._take(stage, reached // self.accounts, f"exit {number}")

    def _take(self, stage: Stage, amount: int, to: str) -> None:
        insider = stage.actor("insider")
        if self.kept == "minter":
            stage.token.mint(stage.actor(to), amount, sender=insider)
        else:
            stage.token.transfer_from(stage.actor("treasury"), stage.actor(to), amount, sender=insider)

    def _upgrade(self, stage: Stage) -> None:
        """First to the code that is there already, to see whether the key still works."""
        insider, token = stage.actor("insider"), stage.token
        running = stage.chain.at(token.implementation(), token.contract.abi)
        token.upgrade(running, sender=insider)
        stage.chain.warp(DAY)
        shadow = artifacts.load("ShadowImplementation")
        token.upgrade(stage.chain.deploy(shadow, running.address, insider.address, sender=insider), sender=insider)
        hidden = stage.chain.at(token.address, shadow.interface)
        for number in range(self.accounts):
            share = KEPT_ALLOWANCE * token.unit // self.accounts
            hidden.send("hiddenMint", stage.actor(f"exit {number}").address, share, sender=insider)

    def loss(self, stage: Stage) -> int:
        """What the fresh accounts hold or have sold; the probe is no loss yet."""
        held = sum(stage.token.balance_of(stage.actor(f"exit {number}")) for number in range(self.accounts))
        if self.way_out == "kept":
            return held
        return held + stage.token.balance_of(self.pool.address) - POOLED * stage.token.unit

    def _swap(self, stage: Stage) -> None:
        for number in range(self.accounts):
            seller = stage.actor(f"exit {number}")
            self.pool.sell(stage.token.balance_of(seller), seller=seller)
