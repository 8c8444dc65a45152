"""replayed-signature: what a customer signed for one payment pays again."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._signed import authorization, permit, submit
from backbone_chain.scenarios._world import DAY, open_for_business, planned
from backbone_chain.stage import Stage

KINDS = {"authorisation": "authorization-reusable", "permit": "permit-replayable"}
"""What is signed, and the defect that lets it count twice."""
TIMES = (1, 4, 16)
UPGRADED = (False, True)
WAITS = (0, DAY)
PAID = 10_000  # whole tokens


class ReplayedSignature(Scenario):
    """A signature that was used is shown again: on this chain, after an upgrade, or made for another chain.

    1. A customer signs one payment, and it is made. 2. What the customer signed for another chain is tried here. 3. At
    once, a day later, or after an upgrade the same signature is shown again, up to 16 times.

    Built on permits and authorisations whose nonces were not used up, and on the replays between Ethereum and its
    proof-of-work fork (September 2022).
    """

    needs = frozenset({"mint", "configure_minter", "upgrade"})
    expects = Expects(
        errors=frozenset({"ERC2612InvalidSigner", "InvalidSignature", "AuthorizationUsedOrCanceled"}),
        rules=frozenset({"signature-replayed", "allowance-from-nowhere"}),
    )
    blind_spots = "A signature that a deceived customer made for the thief."

    def choose(self) -> None:
        """What is signed, how often it is shown again, and what lies between."""
        self.signed, self.times = self.pick(tuple(KINDS)), self.pick(TIMES)
        self.upgraded, self.wait = self.pick(UPGRADED), self.pick(WAITS)

    @property
    def is_evasive(self) -> bool:
        """Whether an upgrade or a day lies between."""
        return self.upgraded or self.wait > 0

    @property
    def victim(self) -> str:
        """The defect that it needs."""
        return KINDS[self.signed]

    def prepare(self, stage: Stage) -> None:
        """A customer who pays by itself too, and an upgrade that is announced."""
        open_for_business(stage)
        stage.token.transfer(stage.actor("payee"), stage.token.unit, sender=stage.actor("customer"))
        self.rebuilt = stage.chain.deploy(stage.blueprint.artifacts[0], sender=stage.actor("deployer"))
        stage.tell(planned("implementation", self.rebuilt.address, "upgrade 1"))
        self.paid = False

    def attack(self, stage: Stage) -> None:
        """Pay once, then again and again."""
        elsewhere = stage.chain.engine.chain_id() + 1
        self.pay(stage)
        self.before = stage.token.balance_of(stage.actor("payee"))
        self.paid = True
        stage.attempt(lambda: self.pay(stage, chain_id=elsewhere))
        stage.chain.warp(self.wait)
        if self.upgraded:
            stage.token.upgrade(self.rebuilt)
        for _ in range(self.times):
            self.pay(stage)

    def pay(self, stage: Stage, nonce: int = 0, chain_id: int | None = None) -> None:
        """Submit what the customer signed under this nonce; a permit is followed by the transfer that it allows."""
        token, payee, customer = stage.token, stage.actor("payee"), stage.actor("customer")
        amount = PAID * token.unit
        if self.signed == "permit":
            submit(stage, permit(stage, customer, payee.address, amount, nonce, chain_id), sender=payee)
            token.transfer_from(customer, payee, amount, sender=payee)
        else:
            data = authorization(stage, customer, payee.address, amount, nonce, chain_id)
            submit(stage, data, sender=payee)

    def loss(self, stage: Stage) -> int:
        """What the payee got beyond the one payment."""
        return max(0, stage.token.balance_of(stage.actor("payee")) - self.before) if self.paid else 0
