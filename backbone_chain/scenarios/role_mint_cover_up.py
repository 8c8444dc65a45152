"""role-mint-cover-up: an admin key makes a minter, the minter mints, the traces are removed in the same block."""

from __future__ import annotations

from backbone_chain.accounts import Account, Puppet
from backbone_chain.model import ApprovedMinter
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._batch import in_one_transaction
from backbone_chain.scenarios._exits import lender
from backbone_chain.scenarios._world import DAY, MONTH, open_for_business, planned_minter
from backbone_chain.stage import Stage

ROTATED_ALLOWANCE = 200_000_000  # whole tokens
KEYS_TAKEN = ("configure_minter", "remove_minter")  # one to mint, and one to cover it up
HANDS = ("a key", "a contract")
DAYS_BEFORE = (0, 10)
SECOND_AFTER_DAYS = (1, 3, 14)
COVERS = (True, False)


class RoleMintCoverUp(Scenario):
    """A stolen admin key makes a minter, mints a part of the supply, and removes the role again (S1).

    1. The admin key gives the powers to make and to remove minters to a fresh account X, or to a contract.
    2. At once or ten days later X makes itself and a second account Y minters with a huge allowance.
    3. X mints 1 to 50 % of the supply, and X's powers are removed in the same block; a contract does its part in one
    transaction. Some don't cover it up.
    4. What was minted is pledged, and another dollar borrowed against it.
    5. Days later Y, which was left behind, mints again.

    Built on Echo eBTC (2026-05-18) and PlayDapp (2024-02-09 and 12).
    """

    needs = frozenset({"mint", "configure_minter", "remove_minter", "grant", "revoke"})
    expects = Expects(errors=frozenset({"not-authorised"}), rules=frozenset({"privilege-then-mint", "unknown-minter"}))
    precursor = True
    blind_spots = "An attacker who writes the ticket too, and one who never mints with what it gave itself."

    def choose(self) -> None:
        """By whose hands, how long before, how long after, whether it is covered up, and how much is minted."""
        self.hands, self.days_before = self.pick(HANDS), self.pick(DAYS_BEFORE)
        self.days_after, self.covers = self.pick(SECOND_AFTER_DAYS), self.pick(COVERS)
        self.per_cent = self.random.randint(1, 50)

    @property
    def is_evasive(self) -> bool:
        """Whether the grant lies far before, or all is one transaction."""
        return self.days_before > 0 or self.hands == "a contract"

    def prepare(self, stage: Stage) -> None:
        """A rotation of minters is planned, with its ticket; nothing else is."""
        open_for_business(stage)
        new = stage.actor("next_minter").address
        since = stage.chain.timestamp - MONTH
        allowance = ROTATED_ALLOWANCE * stage.token.unit
        stage.tell(ApprovedMinter(minter=new, since=since), *planned_minter(new, allowance, "rotation"))
        self.lender = lender(stage)

    def attack(self, stage: Stage) -> None:
        """Grant, wait, configure, mint, cover up, wait, mint again."""
        token, admin = stage.token, stage.actor("admin")
        x = stage.actor("attacker_x") if self.hands == "a key" else stage.chain.puppet("attacker_x")
        amount = token.total_supply() * self.per_cent // 100
        for power in KEYS_TAKEN:
            token.grant(power, x.address, sender=admin)
        stage.chain.warp(self.days_before * DAY)
        if isinstance(x, Puppet):
            in_one_transaction(stage, x, lambda: self._mint(stage, x, amount))
        else:
            with stage.chain.one_block():
                self._mint(stage, x, amount)
                for power in KEYS_TAKEN if self.covers else ():
                    token.revoke(power, x.address, sender=admin)
        self.lender.borrow_against(amount, borrower=stage.actor("attacker_exit"))
        stage.chain.warp(self.days_after * DAY)
        token.mint(stage.actor("attacker_exit"), amount, sender=stage.actor("attacker_y"))

    def _mint(self, stage: Stage, x: Account | Puppet, amount: int) -> None:
        token, y = stage.token, stage.actor("attacker_y")
        token.configure_minter(x.address, 10 * amount, sender=x)
        token.configure_minter(y, 10 * amount, sender=x)
        token.mint(stage.actor("attacker_exit"), amount, sender=x)
        if self.covers:
            token.remove_minter(x.address, sender=x)

    def loss(self, stage: Stage) -> int:
        """What the attacker's exit account got, and what of it lies in the market."""
        held = (stage.actor("attacker_exit").address, self.lender.market.address)
        return sum(stage.token.balance_of(account) for account in held)
