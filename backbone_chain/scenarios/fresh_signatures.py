"""fresh-signatures: a customer signs each payment anew."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.replayed_signature import ReplayedSignature
from backbone_chain.stage import Stage


class FreshSignatures(BenignTwin):
    """As many payments, each under its own nonce, with the same upgrade between (twin of replayed-signature)."""

    twin_of = ReplayedSignature
    needs = ReplayedSignature.needs
    original: ReplayedSignature

    def attack(self, stage: Stage) -> None:
        """Sign, pay, sign, pay."""
        original = self.original
        original.pay(stage, nonce=0)
        stage.chain.warp(original.wait)
        if original.upgraded:
            stage.token.upgrade(original.rebuilt)
        for number in range(original.times):
            original.pay(stage, nonce=number + 1)
