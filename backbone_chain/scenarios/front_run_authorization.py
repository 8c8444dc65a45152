"""front-run-authorization: a signed deposit reaches the token before the contract that counts it."""

from __future__ import annotations

from backbone_chain.accounts import Sender
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._signed import authorization, submit
from backbone_chain.scenarios._world import CUSTOMERS, DAY, open_for_business
from backbone_chain.stage import Stage

TIMES = (1, 4, 16)
WAITS = (0, DAY)
HANDS = ("one account", "a fresh account each time")
USUAL = 8  # deposits before
CAREFUL = 1_000  # from this nonce on, customers sign for the contract's call alone
MOST = 50_000  # whole tokens of one deposit


class FrontRunAuthorization(Scenario):
    """What customers signed for deposits is shown to the token before the contract does that would credit them.

    1. An exchange's contract takes deposits: it shows the token what a customer signed, and credits the customer.
    2. The attacker sees that in the mempool and shows the same signature to the token first. 3. The tokens arrive, the
    contract's own call is refused, and nobody is credited. 4. It tries the same on customers who signed for the
    contract's call alone (`receiveWithAuthorization`), where only a defective token lets it.

    Built on what EIP-3009 itself warns of, and why it has `receiveWithAuthorization`.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(rules=frozenset({"authorization-by-stranger"}))
    blind_spots = "A payee whose first payments are front-run already, and one whose payments anybody may submit."

    def choose(self) -> None:
        """How many deposits it hits, how far apart, and from how many accounts."""
        self.times, self.wait, self.hands = self.pick(TIMES), self.pick(WAITS), self.pick(HANDS)
        self.whole = self.random.randint(1_000, MOST)

    @property
    def is_evasive(self) -> bool:
        """Slow, or never twice from one account."""
        return self.wait > 0 or self.hands == HANDS[1]

    def prepare(self, stage: Stage) -> None:
        """Deposits as they should be."""
        open_for_business(stage)
        self.vault = stage.chain.puppet("deposits")
        for number in range(USUAL):
            submit(stage, self.signed(stage, number), sender=self.vault)

    def signed(self, stage: Stage, number: int, kind: str = "transfer") -> bytes:
        """What the customer signs whose turn it is."""
        customer, amount = stage.actor(CUSTOMERS[number % len(CUSTOMERS)]), self.whole * stage.token.unit
        return authorization(stage, customer, self.vault.address, amount, number, kind=kind)

    def attack(self, stage: Stage) -> None:
        """Be first, time and again."""
        for number in range(USUAL, USUAL + self.times):
            by = stage.actor("attacker" if self.hands == HANDS[0] else f"attacker {number}")
            submit(stage, self.signed(stage, number), sender=by)
            for kind, nonce, sender in (("transfer", number, self.vault), ("receive", CAREFUL + number, by)):
                self._try(stage, self.signed(stage, nonce, kind), sender)
            stage.chain.warp(self.wait)

    def _try(self, stage: Stage, data: bytes, sender: Sender) -> None:
        """The contract's own call, which comes too late; and what only the contract may call."""
        stage.attempt(lambda: submit(stage, data, sender=sender))

    def bystanders(self, stage: Stage) -> frozenset[str]:
        """The contract too."""
        return frozenset({self.vault.address})

    def loss(self, stage: Stage) -> int:
        """What arrived without the contract, and is credited to nobody."""
        return max(0, stage.token.balance_of(self.vault.address) - USUAL * self.whole * stage.token.unit)
