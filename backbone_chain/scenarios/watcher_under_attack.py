"""watcher-under-attack: a theft under noise, a reorg, a blind node or a slow brake, so that watchers lose it."""

from __future__ import annotations

from collections.abc import Callable

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.chain import Contract
from backbone_chain.model import KnownAccount
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business, order
from backbone_chain.stage import Stage

WAYS = ("flood", "reorg", "stale node", "pause front-run", "forged evidence", "burn-from bug")
NOISE = (500, 5_000, 50_000)  # look-alike events
NOISE_BLOCK = 5_000  # most of them in a block
DUST_PART = 100  # one in so many is a mint of dust
REORG_BLOCKS = 7
STALE_BLOCKS = 20
MOST_STOLEN = 40_000_000  # whole tokens
TRANSFER = keccak(text="Transfer(address,address,uint256)")
UINT256_MAX = 2**256 - 1


class WatcherUnderAttack(Scenario):
    """A stolen minter's theft, and before it something that keeps watchers and brakes busy (S12).

    1. Up to 50,000 look-alike events. 2. The bad mint: after up to 500 mints of dust among them; in a block that a
    reorg of seven drops, to come again elsewhere; while the issuer's node stands still for 20 blocks; right before
    the pause; with forged events in its transaction by which automation would freeze the treasury; or not a mint, but
    a holder's tokens, by an allowance that a faulty burnFrom gave.

    Built on address poisoning by look-alike events, on DEI (2023: burnFrom), and on what watchers must survive by
    their own promise: floods, forks, lag and bait.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(
        errors=frozenset({"over-limit"}),
        rules=frozenset({"mint-without-order", "allowance-from-nowhere", "limit-breach"}),
    )
    blind_spots = "Watchers whose own machine is taken over, and a lag that only a clock outside would see."

    def choose(self) -> None:
        """The way, the noise, and the size of the theft."""
        self.way, self.noise = self.pick(WAYS), self.pick(NOISE)
        self.whole = self.random.randint(MOST_STOLEN // 40, MOST_STOLEN)

    @property
    def is_evasive(self) -> bool:
        """It is what the story is about."""
        return True

    @property
    def victim(self) -> str:
        """The reference token has no faulty burnFrom."""
        return "burn-from-swaps-allowance" if self.way == "burn-from bug" else "reference"

    def prepare(self, stage: Stage) -> None:
        """Business with orders, and a treasury that nobody may freeze."""
        open_for_business(stage)
        stage.tell(KnownAccount(account=stage.actor("treasury").address, kind="treasury"))
        customer = stage.actor("customer")
        order(stage, "usual", customer.address, stage.token.unit)
        stage.token.mint(customer, stage.token.unit)
        stage.token.transfer(customer, stage.token.unit, sender=stage.actor("victim"))
        if self.way == "reorg":
            stage.keep_forks()

    def attack(self, stage: Stage) -> None:
        """Noise, then the theft."""
        ways: dict[str, Callable[[Stage], None]] = {
            "flood": self._steal,
            "reorg": self._reorg,
            "stale node": self._behind_a_stale_node,
            "pause front-run": self._front_run,
            "forged evidence": self._with_bait,
            "burn-from bug": self._burn_from,
        }
        self._flood(stage)
        ways[self.way](stage)

    def loss(self, stage: Stage) -> int:
        """What the attacker got, dust left out."""
        got = stage.token.balance_of(stage.actor("attacker"))
        return got if got >= stage.token.unit else 0

    # --- the noise

    def _flood(self, stage: Stage) -> None:
        attacker = stage.actor("attacker")
        forger = stage.chain.deploy(artifacts.load("ForgedLogs"), sender=attacker)
        for start in range(0, self.noise, NOISE_BLOCK):
            size = min(NOISE_BLOCK, self.noise - start)
            with stage.chain.one_block():
                self._forge(stage, forger, stage.actor("treasury").address, stage.token.unit, size)
                for _ in range(size // DUST_PART if self.way == "flood" else 0):
                    stage.token.mint(attacker, 1)

    def _forge(self, stage: Stage, forger: Contract, to: str, amount: int, times: int) -> None:
        topics = [TRANSFER, bytes(32), int(to, 16).to_bytes(32, "big")]
        forger.send("forge", topics, amount.to_bytes(32, "big"), times, sender=stage.actor("attacker"))

    # --- the ways

    def _steal(self, stage: Stage) -> None:
        stage.token.mint(stage.actor("attacker"), self.whole * stage.token.unit)

    def _reorg(self, stage: Stage) -> None:
        def elsewhere() -> None:
            stage.chain.mine(2)
            self._steal(stage)
            stage.chain.mine(REORG_BLOCKS)

        first = stage.chain.block_number
        self._steal(stage)
        stage.chain.mine(first + REORG_BLOCKS - stage.chain.block_number)  # brakes may have used some of them
        stage.reorg(REORG_BLOCKS, elsewhere)

    def _behind_a_stale_node(self, stage: Stage) -> None:
        with stage.stale():
            stage.chain.mine(STALE_BLOCKS // 2)
            self._steal(stage)
            stage.chain.mine(STALE_BLOCKS // 2 - 1)
        stage.chain.mine()

    def _front_run(self, stage: Stage) -> None:
        with stage.chain.one_block():
            self._steal(stage)
            stage.token.stop_all()

    def _with_bait(self, stage: Stage) -> None:
        attacker = stage.actor("attacker")
        forger = stage.chain.deploy(artifacts.load("ForgedLogs"), sender=attacker)
        with stage.chain.one_block():
            self._forge(stage, forger, stage.actor("treasury").address, self.whole * stage.token.unit, 1)
            self._steal(stage)
            stage.token.transfer(stage.actor("treasury"), stage.token.unit // 2, sender=attacker)

    def _burn_from(self, stage: Stage) -> None:
        attacker, victim, token = stage.actor("attacker"), stage.actor("victim"), stage.token
        token.approve(victim, UINT256_MAX, sender=attacker)
        selector = keccak(text="burnFrom(address,uint256)")[:4]
        words = int(victim.address, 16).to_bytes(32, "big") + bytes(32)
        stage.chain.send(token.address, selector + words, sender=attacker)
        amount = min(self.whole * token.unit, token.balance_of(victim))
        token.transfer_from(victim, attacker, amount, sender=attacker)
