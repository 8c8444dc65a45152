"""busy-market: a market takes its fee in the same token, among people who pay each other."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.chain import Contract
from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import FOREVER
from backbone_chain.scenarios.fee_switch import PAID, ROUNDS, FeeSwitch
from backbone_chain.stage import Stage

TRADERS = ("customer", "exchange", "victim")


class BusyMarket(BenignTwin):
    """Traders pay a market its part with every trade, while others transfer without one (twin of fee-switch)."""

    twin_of = FeeSwitch
    needs = FeeSwitch.needs
    original: FeeSwitch

    def attack(self, stage: Stage) -> None:
        """Trade and pay."""
        token, market = stage.token, stage.chain.puppet("market")
        contract = Contract(stage.chain, market.address, artifacts.load("Puppet").interface)
        fee = PAID * token.unit * self.original.per_cent // 100
        for name in TRADERS:
            token.approve(market.address, FOREVER, sender=stage.actor(name))
        for _ in range(ROUNDS):
            for name in TRADERS:
                trader, call = stage.actor(name).address, token.contract.abi.function("transferFrom")
                parts = (
                    (stage.actor("collector").address, fee),
                    (stage.actor("seller").address, PAID * token.unit - fee),
                )
                data = [call.encode(trader, to, amount) for to, amount in parts]
                contract.send("executeBatch", [token.address] * len(data), data, sender=market.owner)
            self.original.pay(stage)
