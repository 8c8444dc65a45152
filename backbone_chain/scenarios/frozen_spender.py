"""frozen-spender: a frozen holder's tokens leave through somebody who has an allowance."""

from __future__ import annotations

from backbone_chain.model import FreezeRequested
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage

STOLEN = 5_000_000  # whole tokens
UINT256_MAX = 2**256 - 1
ALLOWANCES = ("all", "more", "infinite")
PIECES = (1, 2, 5, 20)


class FrozenSpender(Scenario):
    """A holder gives an accomplice an allowance, is frozen, and the accomplice moves the tokens.

    1. The holder approves a spender: exactly all, more, or without end. 2. An authority asks for the freeze, and it
    happens.
    3. The spender calls transferFrom, in one piece or several.

    Built on USD1 and TUSD, whose freeze looks at the spender in the wrong place, and on USDT's 78 million that moved
    before a freeze.
    """

    needs = frozenset({"mint", "freeze", "unfreeze", "configure_minter"})
    expects = Expects(errors=frozenset({"frozen"}), rules=frozenset({"freeze-latency"}))
    blind_spots = "Spenders whom nobody ever asked to freeze, on tokens that only stop holders."

    def choose(self) -> None:
        """The kind of allowance, in how many pieces the tokens leave, and how many they are."""
        self.allowance, self.pieces = self.pick(ALLOWANCES), self.pick(PIECES)
        self.stolen = self.random.randint(STOLEN // 5, STOLEN)

    @property
    def victim(self) -> str:
        """A sound freeze stops every spender."""
        return "freeze-skips-transfer-from"

    def prepare(self, stage: Stage) -> None:
        """Holder, allowance, request and freeze."""
        open_for_business(stage)
        token, thief = stage.token, stage.actor("thief")
        amount = self.stolen * token.unit
        token.transfer(thief, amount, sender=stage.actor("victim"))
        granted = {"all": amount, "more": 2 * amount, "infinite": UINT256_MAX}[self.allowance]
        token.approve(stage.actor("accomplice"), granted, sender=thief)
        stage.tell(FreezeRequested(account=thief.address, authority="district court"))
        token.freeze(thief)

    def attack(self, stage: Stage) -> None:
        """The accomplice moves what it can."""
        accomplice = stage.actor("accomplice")
        for piece in self.amounts(stage):
            stage.token.transfer_from(stage.actor("thief"), accomplice, piece, sender=accomplice)

    def amounts(self, stage: Stage) -> list[int]:
        """The loot in equal pieces, base units."""
        return [self.stolen * stage.token.unit // self.pieces] * self.pieces

    def loss(self, stage: Stage) -> int:
        """What the accomplice holds."""
        return stage.token.balance_of(stage.actor("accomplice"))
