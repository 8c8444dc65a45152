"""mint-to-frozen: the recipient of an order is frozen, and gets its tokens all the same."""

from __future__ import annotations

from backbone_chain.model import FreezeRequested
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business, order
from backbone_chain.stage import Stage

ORDERED = 5_000_000  # whole tokens
WAITS = (0, 3_600, DAY, 5 * DAY)
PIECES = (1, 2, 5)
FROZEN_BEFORE = ("the order", "the mint")


class MintToFrozen(Scenario):
    """An order is minted although its recipient was frozen before or after it was placed.

    1. An order is approved and paid. 2. An authority asks for the freeze of its recipient, and it happens; or both had
    happened before the order. 3. The desk has not heard of it, and mints: at once or up to five days later, in one
    piece or several.

    Built on issuers whose freeze lists stop holders and not the recipients of mints, and on Circle's list, to which
    accounts are added in the middle of business.
    """

    needs = frozenset({"mint", "freeze", "unfreeze", "configure_minter"})
    expects = Expects(errors=frozenset({"frozen"}), rules=frozenset({"freeze-latency"}))
    blind_spots = "A recipient who was never frozen and passes the tokens on to one who was."

    def choose(self) -> None:
        """When it is frozen, how long the desk waits, and in how many pieces it mints."""
        self.frozen_before, self.wait, self.pieces = self.pick(FROZEN_BEFORE), self.pick(WAITS), self.pick(PIECES)

    @property
    def is_evasive(self) -> bool:
        """Whether the order itself was placed in good faith."""
        return self.frozen_before == "the mint"

    def prepare(self, stage: Stage) -> None:
        """The orders and the freeze, in either order."""
        open_for_business(stage)
        if self.frozen_before == "the mint":
            self._order(stage)
        recipient = stage.actor("recipient")
        stage.tell(FreezeRequested(account=recipient.address, authority="district court"))
        stage.token.freeze(recipient)
        if self.frozen_before == "the order":
            self._order(stage)

    def _order(self, stage: Stage) -> None:
        for piece in range(self.pieces):
            order(stage, f"order {piece}", stage.actor("recipient").address, self.piece(stage))

    def piece(self, stage: Stage) -> int:
        """Base units of each mint."""
        return ORDERED * stage.token.unit // self.pieces

    def attack(self, stage: Stage) -> None:
        """Mint what was ordered."""
        stage.chain.warp(self.wait)
        for _ in range(self.pieces):
            stage.token.mint(stage.actor("recipient"), self.piece(stage))

    def loss(self, stage: Stage) -> int:
        """What the frozen account got."""
        return stage.token.balance_of(stage.actor("recipient"))
