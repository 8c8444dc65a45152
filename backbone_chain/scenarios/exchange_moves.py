"""exchange-moves: a freeze is asked for at an exchange, whose hot wallet goes on."""

from __future__ import annotations

from backbone_chain.model import FreezeRequested
from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.freeze_race import FreezeRace
from backbone_chain.stage import Stage


class ExchangeMoves(BenignTwin):
    """A request names an exchange's hot wallet, which pays its customers as it always does (twin of S10)."""

    twin_of = FreezeRace
    needs = FreezeRace.needs
    original: FreezeRace

    def attack(self, stage: Stage) -> None:
        """The request, and as many payments as the thief makes."""
        exchange = stage.actor("exchange")
        stage.tell(FreezeRequested(account=exchange.address, authority="district court"))
        for number in range(self.original.fan):
            stage.token.transfer(stage.actor(f"customer {number}"), stage.token.unit, sender=exchange)
