"""late-statement: a paid order, and a bank that sends its statements late and twice."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import DAY, order
from backbone_chain.scenarios.forged_statement import ForgedStatement, book, state
from backbone_chain.stage import Stage


class LateStatement(BenignTwin):
    """The order is paid; its day's statement comes after the next day's, and once again (twin of forged-statement)."""

    twin_of = ForgedStatement
    needs = frozenset({"mint", "configure_minter"})
    original: ForgedStatement

    def attack(self, stage: Stage) -> None:
        """The payment, the statements in the wrong order, and the mint."""
        before, number, day = self.original.closing, self.original.number, stage.chain.timestamp
        after = before * (100 + self.original.per_cent) // 100
        stage.chain.warp(DAY)
        book(stage, after)
        state(stage, number + 2, after, after)
        stage.chain.mine()
        for _ in range(2):
            state(stage, number + 1, before, after, as_of=day)
            stage.chain.mine()
        customer = stage.actor("customer")
        order(stage, "paid", customer.address, after - before)
        stage.token.mint(customer, after - before)
