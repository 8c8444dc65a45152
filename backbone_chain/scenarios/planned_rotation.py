"""planned-rotation: the minter keys are changed by plan, and the new one starts small."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.role_mint_cover_up import ROTATED_ALLOWANCE, RoleMintCoverUp
from backbone_chain.stage import Stage

FIRST_MINT = 13_000_000  # whole tokens: the first mint of a rotated USDP minter, five of 0 to 93 thousand followed
LATER_MINTS = 5
LATER_MINT_MOST = 93_000


class PlannedRotation(BenignTwin):
    """The minter admin puts a new, approved minter in an old one's place, with a ticket (twin of S1).

    1. The new minter gets its allowance. 2. It mints a large order, then five small ones. 3. The old minter is removed.
    """

    twin_of = RoleMintCoverUp
    needs = frozenset({"mint", "configure_minter", "remove_minter"})

    def attack(self, stage: Stage) -> None:
        """The rotation."""
        token, new = stage.token, stage.actor("next_minter")
        token.configure_minter(new, ROTATED_ALLOWANCE * token.unit)
        customer = stage.actor("customer").address
        later = [self.random.randint(1, LATER_MINT_MOST) for _ in range(LATER_MINTS)]
        for number, whole in enumerate([FIRST_MINT, *later]):
            order(stage, f"rotation {number}", customer, whole * token.unit)
            token.mint(customer, whole * token.unit, sender=new)
        token.remove_minter(stage.actor("minter"))
