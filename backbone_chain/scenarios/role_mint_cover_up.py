"""role-mint-cover-up: an admin key makes a minter, the minter mints, the traces are removed in the same block."""

from __future__ import annotations

from backbone_chain.model import ApprovedMinter
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, MONTH, open_for_business, planned_minter
from backbone_chain.stage import Stage

ROTATED_ALLOWANCE = 200_000_000  # whole tokens
KEYS_TAKEN = ("configure_minter", "remove_minter")  # one to mint, and one to cover it up


class RoleMintCoverUp(Scenario):
    """A stolen admin key makes a minter, mints a part of the supply, and removes the role again (S1).

    1. The admin key gives the powers to make and to remove minters to a fresh account X.
    2. X makes itself and a second account Y minters with a huge allowance.
    3. X mints 1 to 50 % of the supply, and X's powers are removed in the same block.
    4. Three days later Y, which was left behind, mints again.

    Built on Echo eBTC (2026-05-18) and PlayDapp (2024-02-09 and 12).
    """

    needs = frozenset({"mint", "configure_minter", "remove_minter", "grant", "revoke"})
    expects = Expects(errors=frozenset({"not-authorised"}), rules=frozenset({"privilege-then-mint", "unknown-minter"}))
    blind_spots = "An attacker who writes the ticket too, and one who never mints with what it gave itself."

    def choose(self) -> None:
        """The share of the supply that is minted."""
        self.per_cent = self.random.randint(1, 50)

    def prepare(self, stage: Stage) -> None:
        """A rotation of minters is planned, with its ticket; nothing else is."""
        open_for_business(stage)
        new = stage.actor("next_minter").address
        since = stage.chain.timestamp - MONTH
        allowance = ROTATED_ALLOWANCE * stage.token.unit
        stage.tell(ApprovedMinter(minter=new, since=since), *planned_minter(new, allowance, "rotation"))

    def attack(self, stage: Stage) -> None:
        """Grant, configure, mint, cover up, wait, mint again."""
        token, admin = stage.token, stage.actor("admin")
        x, y = stage.actor("attacker_x"), stage.actor("attacker_y")
        amount = token.total_supply() * self.per_cent // 100
        for power in KEYS_TAKEN:
            token.grant(power, x, sender=admin)
        with stage.chain.one_block():
            token.configure_minter(x, 10 * amount, sender=x)
            token.configure_minter(y, 10 * amount, sender=x)
            token.mint(stage.actor("attacker_exit"), amount, sender=x)
            token.remove_minter(x, sender=x)
            for power in KEYS_TAKEN:
                token.revoke(power, x, sender=admin)
        stage.chain.warp(3 * DAY)
        token.mint(stage.actor("attacker_exit"), amount, sender=y)

    def loss(self, stage: Stage) -> int:
        """What the attacker's exit account got."""
        return stage.token.balance_of(stage.actor("attacker_exit"))
