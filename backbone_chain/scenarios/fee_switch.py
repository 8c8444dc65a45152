"""fee-switch: from one block on, a part of every transfer goes to somebody else."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business
from backbone_chain.stage import Stage

PER_CENT = (1, 5, 50)
ROUTES = ("dormant", "upgraded")
WAITS = (0, 3_600, DAY, 30 * DAY)
PAYMENTS = 8  # customers' transfers in a block, of which a token in use has many more
ROUNDS = 3
PAID = 1_000  # whole tokens


class FeeSwitch(Scenario):
    """A fee on transfers that lay dormant in the code, or came by an upgrade, is switched on.

    1. The code has a fee that is 0; or a stolen upgrader's key puts code in place that has one. 2. At once or up to a
    month later it is set to 1, 5 or 50 %. 3. Customers pay each other, and pools that count on whole transfers are
    wrong.

    Built on USDT, whose setParams turns on a fee on transfers.
    """

    needs = frozenset({"mint", "configure_minter", "upgrade"})
    expects = Expects(
        errors=frozenset({"not-authorised"}), rules=frozenset({"fee-on-transfer", "implementation-changed"})
    )
    blind_spots = "A fee that only some accounts pay."

    def choose(self) -> None:
        """Where the fee comes from, how high it is, and when it begins."""
        self.route, self.per_cent, self.wait = self.pick(ROUTES), self.pick(PER_CENT), self.pick(WAITS)

    @property
    def is_evasive(self) -> bool:
        """Whether no code changes."""
        return self.route == "dormant"

    @property
    def victim(self) -> str:
        """A dormant fee needs code that has one."""
        return "fee-on-transfer-switch" if self.route == "dormant" else "reference"

    def prepare(self, stage: Stage) -> None:
        """Customers, and some payments without a fee."""
        open_for_business(stage)
        self.pay(stage)

    def pay(self, stage: Stage) -> None:
        """Payments of three customers to shops, all in one block."""
        payers = [stage.actor(name) for name in ("customer", "exchange", "victim")]
        with stage.chain.one_block():
            for number in range(PAYMENTS):
                shop = stage.actor(f"shop {number}")
                stage.token.transfer(shop, PAID * stage.token.unit + number, sender=payers[number % len(payers)])

    def attack(self, stage: Stage) -> None:
        """Get the switch, wait, turn it, and let customers pay."""
        code = artifacts.load("FeeOnTransferSwitch")
        if not stage.token.contract.abi.has("setFee"):
            stage.token.upgrade(stage.chain.deploy(code, sender=stage.actor("deployer")))
        stage.chain.warp(self.wait)
        data = code.interface.function("setFee").encode(self.per_cent)
        stage.chain.send(stage.token.address, data, sender=stage.actor("reserve_admin"))
        for _ in range(ROUNDS):
            self.pay(stage)

    def bystanders(self, stage: Stage) -> frozenset[str]:
        """The shops, which are paid."""
        return frozenset(stage.actor(f"shop {number}").address for number in range(PAYMENTS))

    def loss(self, stage: Stage) -> int:
        """What the collector got."""
        return stage.token.balance_of(stage.actor("admin"))
