"""address-poisoning: a customer copies the wrong line of its own history."""

from __future__ import annotations

from backbone_chain.codec import checksum
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business
from backbone_chain.stage import Stage

BAITS = ("nothing", "dust", "both", "many")
WAITS = (60, 3_600, DAY, 30 * DAY)
MANY = 40
SHOWN = 4  # digits that a wallet shows at either end of an address
PAID = 250_000  # whole tokens


class AddressPoisoning(Scenario):
    """An address that looks like a supplier's is put into a customer's history, and the customer pays it.

    1. The customer pays its supplier. 2. The attacker moves nothing out of the customer's account to an address with
    the same first and last four digits, which anybody may do, or sends dust from it, or does so with forty such
    addresses. 3. A minute to a month later the customer copies that line, and pays.

    Built on the 68 million dollars of wrapped bitcoin that were paid to such an address on 2024-05-03.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(rules=frozenset({"address-poisoning"}))
    blind_spots = "Look-alikes that a customer finds elsewhere than in the token's history."

    def choose(self) -> None:
        """The bait, how long the customer waits, and how much it pays."""
        self.bait, self.wait = self.pick(BAITS), self.pick(WAITS)
        self.whole = self.random.randint(PAID // 10, PAID)

    @property
    def is_evasive(self) -> bool:
        """Whether the bait is lost among others."""
        return self.bait == "many"

    def prepare(self, stage: Stage) -> None:
        """The first payment to the supplier, small as a test is."""
        open_for_business(stage)
        stage.token.transfer(self.supplier(stage), 10 * stage.token.unit, sender=stage.actor("customer"))

    def supplier(self, stage: Stage) -> str:
        """Who is meant; the attacker searched long for a key whose address looks like it."""
        return _alike(stage.actor("attacker").address, stage.actor("supplier").address)

    def attack(self, stage: Stage) -> None:
        """Bait, wait, and the customer's slip."""
        self.poison(stage)
        stage.chain.warp(self.wait)
        stage.token.transfer(stage.actor("attacker"), self.whole * stage.token.unit, sender=stage.actor("customer"))

    def poison(self, stage: Stage) -> None:
        """Put look-alikes into the customer's history."""
        token, attacker, customer = stage.token, stage.actor("attacker"), stage.actor("customer")
        if self.bait in ("dust", "both"):
            token.transfer(attacker, 1, sender=stage.actor("victim"))
            token.transfer(customer, 1, sender=attacker)
        if self.bait in ("nothing", "both"):
            token.transfer_from(customer, attacker, 0, sender=attacker)
        for number in range(MANY if self.bait == "many" else 0):
            like = _alike(attacker.address, stage.actor(f"look-alike {number}").address)
            token.transfer_from(customer, like, 0, sender=attacker)

    def loss(self, stage: Stage) -> int:
        """What the look-alike got, dust left out."""
        got = stage.token.balance_of(stage.actor("attacker"))
        return got if got >= stage.token.unit else 0


def _alike(address: str, other: str) -> str:
    """The other address with this one's ends."""
    return checksum(address[: 2 + SHOWN] + other[2 + SHOWN : -SHOWN] + address[-SHOWN:])
