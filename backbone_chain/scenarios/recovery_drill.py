"""recovery-drill: the cold key is tried out, as announced."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.retained_insider import RetainedInsider
from backbone_chain.stage import Stage


class RecoveryDrill(BenignTwin):
    """After months the cold key signs something under its ticket, to see whether it works (twin of S9)."""

    twin_of = RetainedInsider
    needs = frozenset({"mint", "configure_minter", "grant"})

    def attack(self, stage: Stage) -> None:
        """An allowance of nothing, and nothing else."""
        stage.token.approve(stage.actor("cold_key"), 0, sender=stage.actor("cold_key"))
