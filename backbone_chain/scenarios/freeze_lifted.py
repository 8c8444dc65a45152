"""freeze-lifted: the court lets a holder go, and its spender goes on."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.frozen_spender import FrozenSpender
from backbone_chain.stage import Stage


class FreezeLifted(BenignTwin):
    """The unfreezer lifts the freeze; then the same spender moves the same tokens (twin of frozen-spender)."""

    twin_of = FrozenSpender
    needs = frozenset({"mint", "freeze", "unfreeze", "configure_minter"})
    original: FrozenSpender

    def attack(self, stage: Stage) -> None:
        """Unfreeze, then move."""
        stage.token.unfreeze(stage.actor("thief"))
        self.original.attack(stage)
