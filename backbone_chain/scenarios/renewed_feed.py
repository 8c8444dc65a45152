"""renewed-feed: nothing is minted over a week-end, and Monday's attestation comes before Monday's mints."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.stale_feed import StaleFeed, daily, mint
from backbone_chain.stage import Stage


class RenewedFeed(BenignTwin):
    """The feed rests over the week-end as ever, and is renewed before anything is minted (twin of stale-feed)."""

    twin_of = StaleFeed
    needs = frozenset({"mint", "configure_minter"})
    original: StaleFeed

    def attack(self, stage: Stage) -> None:
        """The attestation, then the mints."""
        stage.chain.mine()
        daily(stage, self.original.feed)
        for number in range(2):
            mint(stage, f"after the week-end {number}", self.original.whole)
