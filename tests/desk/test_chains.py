"""Several chains on one ledger, and what a chain shows that nobody ordered: all of it is on the books."""

from __future__ import annotations

import pytest
from _office import BANK, CENT, NOON, OFFICERS, Office, credit, debit, order, redemption

from backbone_chain import engines
from backbone_chain.chain import Chain
from backbone_chain.desk.office import Desk
from backbone_chain.errors import DeskError
from backbone_chain.tokens import blueprint

ISSUED = 500_000  # cents
LATER = NOON + 3_600


class World:
    """An office with an order's tokens at home, a second chain with a desk on the same ledger, and a bridge."""

    def __init__(self) -> None:
        bridge = Chain("revm").account("bridge").address  # the same on both chains
        self.office = office = Office(bridges=[bridge])
        made = blueprint("reference")
        self.far_chain = Chain(engines.create("revm", chain_id=2))
        self.far_token = made.family.deploy(self.far_chain, made)
        minter = self.far_chain.account("desk minter")
        for token, who in ((office.token, bridge), (self.far_token, bridge), (self.far_token, minter)):
            token.configure_minter(who, 10**15)
        self.far = Desk(
            self.far_token,
            office.ledger,
            minter=minter,
            approvers=[self.far_chain.account(name).address for name in OFFICERS],
            customers=office.customers,
            banks=office.desk.context.banks,
            chain_name="far",
            bridges=[bridge],
        )
        office.issue(order(office))

    def leave(self, amount: int) -> None:
        """Burned at home by the bridge."""
        token, bridge = self.office.token, self.office.chain.account("bridge")
        token.transfer(bridge, amount, sender=self.office.alice)
        token.burn(amount, sender=bridge)
        self.look()

    def arrive(self, amount: int) -> None:
        """Minted far away by the bridge."""
        self.far_token.mint(self.office.alice, amount, sender=self.far_chain.account("bridge"))
        self.look()

    def look(self) -> None:
        for chain, desk in ((self.office.chain, self.office.desk), (self.far_chain, self.far)):
            chain.mine(3)
            desk.step(LATER)

    def owed(self) -> dict[str, int]:
        every = self.office.ledger.balances()
        return {name: -every.get(name, 0) for name in ("tokens:home", "tokens:far", "in-flight:bridge", "rounding")}

    def problems(self) -> list[str]:
        return [*self.office.desk.problems(), *self.far.problems()]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("amount", [200_000 * CENT, 1, 12_345])
def test_tokens_that_cross_a_bridge_are_owed_all_the_way(world: World, amount: int) -> None:
    cents = -(-amount // CENT)
    world.leave(amount)
    assert world.owed()["in-flight:bridge"] == cents
    assert sum(world.owed().values()) == ISSUED
    assert world.problems() == []
    world.arrive(amount)
    assert world.owed()["in-flight:bridge"] == 0
    assert world.owed()["tokens:far"] == cents
    assert sum(world.owed().values()) == ISSUED
    assert world.problems() == []


def test_a_bridge_that_mints_more_than_it_burned_is_a_problem_of_that_amount(world: World) -> None:
    world.leave(100 * CENT)
    world.arrive(101 * CENT)
    assert f"Bridges minted {CENT} base units more than they burned." in world.problems()


def test_an_order_is_minted_by_the_desk_of_its_chain_alone(world: World) -> None:
    wanted = order(world.office, 2)
    world.far.order(wanted)
    world.office.desk.bank_entry(credit(wanted))  # a bank knows of no chains
    with pytest.raises(DeskError, match="no open order called 'order-2'"):
        world.office.desk.sign(wanted.id, world.office.chain.account("maker"))
    for name in OFFICERS[:2]:
        world.far.approve(wanted.id, world.far.sign(wanted.id, world.far_chain.account(name)))
    world.look()
    world.look()
    assert world.far_token.total_supply() == wanted.amount
    assert world.owed() == {"tokens:home": ISSUED, "tokens:far": ISSUED, "in-flight:bridge": 0, "rounding": 0}
    assert world.problems() == []


def test_a_burn_is_paid_by_the_desk_of_its_chain_alone(world: World) -> None:
    wanted = redemption(world.office)
    world.office.desk.redeem(wanted)
    world.office.burn(wanted)
    assert world.far.step(LATER) == []
    (payment,) = world.office.desk.step(LATER)
    assert world.far.step(LATER) == []
    assert world.far.late(LATER + 10**6) == []
    assert world.office.desk.late(LATER + 10**6) == [wanted.id]
    world.far.bank_entry(debit(payment))
    assert world.office.ledger.balance("in-flight:") == 0
    assert world.problems() == []


def test_what_was_out_before_the_desk_came_is_owed_too() -> None:
    office = Office()
    office.token.configure_minter(office.alice, 10**15)
    office.token.mint(office.alice, 7 * CENT + 1, sender=office.alice)
    office.options["chain_name"] = "older"
    desk = office.open()
    assert office.ledger.balance("tokens:older") == -8
    assert office.ledger.balance("opening:older") == 8
    assert desk.problems() == []


@pytest.mark.parametrize("does", ["mints", "burns"])
def test_supply_that_nobody_ordered_is_on_the_books_against_suspense(does: str) -> None:
    office = Office()
    office.issue(order(office))
    thief = office.bob
    office.token.configure_minter(thief, 10**15)
    if does == "mints":
        office.token.mint(thief, 300 * CENT, sender=thief)
    else:
        office.token.transfer(thief, 300 * CENT, sender=office.alice)
        office.token.burn(300 * CENT, sender=thief)
    assert office.desk.problems() == []  # it is not confirmed, and known of
    office.chain.mine(3)
    office.desk.step(LATER)
    sign = 1 if does == "mints" else -1
    assert office.ledger.balance("suspense:") == sign * 300
    assert office.ledger.balance("tokens:home") == -ISSUED - sign * 300
    assert office.desk.problems() == []


def test_supply_that_changes_without_a_word_is_a_problem() -> None:
    office = Office()
    office.issue(order(office))
    balance, supply = office.token.total_supply(), office.token.total_supply
    office.token.total_supply = lambda: supply() + 1  # type: ignore[method-assign]
    assert office.desk.problems() == [
        f"the supply on the chain: the ledger says {balance}, and it should be {balance + 1}."
    ]


def test_a_mint_of_nothing_is_nothing() -> None:
    office = Office()
    office.token.configure_minter(office.bob, 10**15)
    office.token.mint(office.bob, 0, sender=office.bob)
    office.chain.mine(3)
    assert office.desk.step(LATER) == []
    assert office.ledger.entries() == []


def test_the_minters_key_in_other_hands_mints_into_suspense() -> None:
    office = Office()
    office.issue(order(office))
    office.token.mint(office.alice, ISSUED * CENT, sender=office.minter)
    office.chain.mine(3)
    office.desk.step(LATER)
    assert office.ledger.balance("suspense:") == ISSUED
    assert office.ledger.balance(f"bank:{BANK}") == ISSUED + 2_500
    assert office.desk.problems() == []
