"""bridge-phantom: tokens come out of the bridge for which nothing went in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backbone_chain import artifacts
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._bridge import ALL_CHECKS, ELSEWHERE, FAR, HERE, HOME, ONCE, SIGNED, Message, cross
from backbone_chain.scenarios._world import DAY, open_for_business
from backbone_chain.stage import Stage

WAYS = ("hand-made", "unproven", "old proof", "wrong domain", "decimals", "duplicate nonce", "stolen key", "reorged")
CARELESS = {"unproven": SIGNED, "old proof": ONCE, "wrong domain": HERE}
"""The check that the bridge leaves out."""
EVASIVE = ("hand-made", "decimals", "stolen key", "reorged")
EARLY_DAYS = (0, 1, 24)
COPIES_LEAST, COPIES_MOST = 40, 380
MOST_AT_ONCE = 20_000_000  # whole tokens: what the bridge lets through in one transaction
MOST_IN_ALL = 40_000_000
FORK_BLOCKS = 16  # for so long the other fork goes on without the burn
LAST_NONCE = 900  # far above any that was used


class BridgePhantom(Scenario):
    """The bridge mints for a message that is false, old, meant for elsewhere, scaled, or taken back (S7).

    1. A contract that looks like the far bridge says that it burned, up to 24 days early; or the attacker keeps an old
    proof, or burns for another chain, or burns little, or burns what a reorg gives back. 2. The relayer attests
    whatever it sees, or the bridge asks for no attestation. 3. It is minted here; where a message can be shown by
    anybody, copycats do so 40 to 380 times in equal slices.

    Built on Allbridge (2026-08: the message lay there for 24 days), Noble and Nomad (2022-08-01: copycats).
    """

    needs = frozenset({"mint", "configure_minter", "bridge_mint", "bridge_burn", "grant"})
    expects = Expects(rules=frozenset({"unbacked-release"}))
    blind_spots = "Bridges of more than two chains, and light clients whose proofs are forged."

    def choose(self) -> None:
        """The way, how early the message stands there, how much, and how often."""
        self.way, self.early = self.pick(WAYS), self.pick(EARLY_DAYS)
        self.copies = self.random.randint(COPIES_LEAST, COPIES_MOST)
        self.whole = self.random.randint(MOST_AT_ONCE // 10, MOST_AT_ONCE)
        self.zeros = self.random.choice((1, 2, 3))

    @property
    def is_evasive(self) -> bool:
        """Whether the message is honest as far as the bridge itself can tell."""
        return self.way in EVASIVE

    def prepare(self, stage: Stage) -> None:
        """The bridge, and customers who cross it."""
        open_for_business(stage)
        self.crossing = cross(stage, ALL_CHECKS & ~CARELESS.get(self.way, 0))
        for whole in (1_000, 250_000):
            self.crossing.carry("customer", whole * stage.token.unit)
        self.elsewhere, self.began_with = 0, self._worth(stage)

    def attack(self, stage: Stage) -> None:
        """Get a message, wait, let it come out."""
        ways: dict[str, Callable[[Stage], None]] = {
            "hand-made": self._hand_made,
            "unproven": self._unproven,
            "old proof": self._old_proof,
            "wrong domain": self._wrong_domain,
            "decimals": self._decimals,
            "duplicate nonce": self._duplicate_nonce,
            "stolen key": self._stolen_key,
            "reorged": self._reorged,
        }
        ways[self.way](stage)

    def loss(self, stage: Stage) -> int:
        """What the attacker has more on all chains than it began with."""
        return max(0, self._worth(stage) + self.elsewhere - self.began_with)

    def _worth(self, stage: Stage) -> int:
        far, attacker = stage.far.token, stage.actor("attacker")
        assert far is not None
        return stage.token.balance_of(attacker) + far.balance_of(attacker)

    # --- the ways

    def _hand_made(self, stage: Stage) -> None:
        stage.keep_pace()
        attacker, message = stage.actor("attacker"), self._message(stage, self.whole)
        forger = stage.far.chain.deploy(artifacts.load("ForgedLogs"), sender=attacker)
        topics, data = _sent(message)
        forger.send("forge", topics, data, 1, sender=attacker)
        self._wait(stage)
        self.crossing.release(message)

    def _unproven(self, stage: Stage) -> None:
        self._wait(stage)
        self._in_slices(stage, lambda _: b"")

    def _stolen_key(self, stage: Stage) -> None:
        self._wait(stage)
        self._in_slices(stage, self.crossing.attested)

    def _in_slices(self, stage: Stage, signed: Callable[[Message], bytes]) -> None:
        for number in range(self.copies):
            message = replace(self._message(stage, MOST_IN_ALL // self.copies), nonce=LAST_NONCE + number)
            self.crossing.submit(message, signed(message), sender=stage.actor("attacker"))

    def _old_proof(self, stage: Stage) -> None:
        message = self.crossing.carry("attacker", MOST_IN_ALL // self.copies * stage.token.unit)
        self._wait(stage)
        for _ in range(self.copies):
            self.crossing.submit(message, self.crossing.attested(message), sender=stage.actor("attacker"))

    def _wrong_domain(self, stage: Stage) -> None:
        self.elsewhere = self.whole * stage.token.unit
        message = self.crossing.burn("attacker", self.elsewhere, destination=ELSEWHERE)
        self._wait(stage)
        self.crossing.release(message)

    def _decimals(self, stage: Stage) -> None:
        message = self.crossing.burn("attacker", self.whole * stage.token.unit // 10**self.zeros)
        self._wait(stage)
        self.crossing.release(replace(message, amount=message.amount * 10**self.zeros))

    def _duplicate_nonce(self, stage: Stage) -> None:
        message = self.crossing.carry("attacker", stage.token.unit)
        self._wait(stage)
        self.crossing.release(replace(message, amount=self.whole * stage.token.unit))

    def _reorged(self, stage: Stage) -> None:
        def happened() -> None:
            self.crossing.carry("attacker", self.whole * stage.token.unit)

        def instead() -> None:
            attacker, far = stage.actor("attacker"), stage.far
            assert far.token is not None
            for _ in range(FORK_BLOCKS):
                far.token.transfer(attacker, 1, sender=attacker)
                stage.keep_pace()
            stage.chain.mine()

        self._wait(stage)
        stage.keep_pace()
        stage.fork_far(happened, instead)

    def _message(self, stage: Stage, whole: int) -> Message:
        to, amount = stage.actor("attacker").address, whole * stage.token.unit
        return Message(source=FAR, destination=HOME, nonce=LAST_NONCE, to=to, amount=amount)

    def _wait(self, stage: Stage) -> None:
        stage.chain.warp(self.early * DAY)
        stage.keep_pace()
        stage.far.chain.mine()


def _sent(message: Message) -> tuple[list[bytes], bytes]:
    """The topics and the data of the event by which a bridge says that it burned."""
    event = next(each for each in artifacts.load("BurnMintBridge").interface.events.values() if each.name == "Sent")
    words = [message.nonce, int(message.to, 16), message.destination, int(message.to, 16), message.amount]
    first, sender, *data = (word.to_bytes(32, "big") for word in words)
    return [event.topic, first, sender], b"".join(data)
