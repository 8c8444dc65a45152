"""Sliding windows: over any day, whenever it begins, an account mints and burns no more than its limits."""

from __future__ import annotations

import pytest
from _control import BURN_LIMIT, DAY, MINT_LIMIT, PER_TRANSACTION, STOCK, minted
from _outcome import Outcome

MINT = ("minter", "mint", "@recipient")
BURN = ("minter", "burn")
BRIDGE_MINT = ("bridge", "crosschainMint", "@recipient")
BRIDGE_BURN = ("bridge", "crosschainBurn", "@bridge")
WINDOWS = [
    pytest.param(
        MINT,
        MINT_LIMIT,
        "MintExceedsWindow",
        marks=pytest.mark.branch(
            "beforeMint: when the window has less left than the amount: it reverts with MintExceedsWindow"
        ),
        id="mint",
    ),
    pytest.param(
        BURN,
        BURN_LIMIT,
        "BurnExceedsWindow",
        marks=pytest.mark.branch(
            "beforeBurn: when the window has less left than the amount: it reverts with BurnExceedsWindow"
        ),
        id="burn",
    ),
    pytest.param(
        BRIDGE_MINT,
        MINT_LIMIT,
        "MintExceedsWindow",
        marks=pytest.mark.branch(
            "beforeCrosschainMint: when the window has less left than the amount: it reverts with MintExceedsWindow"
        ),
        id="crosschainMint",
    ),
    pytest.param(
        BRIDGE_BURN,
        BURN_LIMIT,
        "BurnExceedsWindow",
        marks=pytest.mark.branch(
            "beforeCrosschainBurn: when the window has less left than the amount: it reverts with BurnExceedsWindow"
        ),
        id="crosschainBurn",
    ),
]
each_window = pytest.mark.parametrize(("step", "limit", "error"), WINDOWS)


@pytest.fixture
def wide(control):
    """Accounts whose transactions are bounded by their windows alone."""
    for name in ("minter", "bridge"):
        control.limit(name, MINT_LIMIT, MINT_LIMIT, BURN_LIMIT)
    control.send("reserve_admin", "setProposalTerms", (MINT_LIMIT, 0, 0))
    return control


@each_window
def test_exactly_the_limit_goes_through_and_then_nothing(wide, step, limit, error):
    wide.send(*step, limit)

    assert wide.refuses(*step, 1) == (error, step[0], 0, 1)


@each_window
def test_one_more_than_the_limit_is_refused(wide, step, limit, error):
    wide.limit(step[0], MINT_LIMIT + 1, MINT_LIMIT, BURN_LIMIT)
    wide.send("reserve_admin", "setProposalTerms", (MINT_LIMIT + 1, 0, 0))

    assert wide.refuses(*step, limit + 1) == (error, step[0], limit, limit + 1)


@each_window
def test_what_was_used_is_free_again_a_day_later_and_no_second_before(wide, step, limit, error):
    # given
    begun = wide.now
    wide.send(*step, limit)

    # then
    wide.at(begun + DAY - 1)
    assert wide.refuses(*step, 1) == (error, step[0], 0, 1)
    wide.at(begun + DAY)
    wide.send(*step, limit)
    assert wide.refuses(*step, 1) == (error, step[0], 0, 1)


@each_window
def test_many_small_steps_add_up(wide, step, limit, error):
    wide.send(*step, limit - 10)
    for _ in range(10):
        wide.send(*step, 1)

    assert wide.refuses(*step, 1) == (error, step[0], 0, 1)


@each_window
def test_a_limit_of_zero_lets_nothing_through(wide, step, limit, error):
    wide.limit(step[0], MINT_LIMIT, 0, 0)

    assert wide.refuses(*step, 1) == (error, step[0], 0, 1)


@each_window
def test_a_refused_step_uses_up_nothing(wide, step, limit, error):
    wide.send(*step, limit - 1)
    for _ in range(3):
        assert wide.refuses(*step, 2) == (error, step[0], 1, 2)

    wide.send(*step, 1)


def test_each_part_is_free_again_a_day_after_it_was_used(wide):
    # given: 100 now, 150 half a day later
    begun = wide.now
    wide.send(*MINT, 100)
    wide.at(begun + DAY // 2).send(*MINT, 150)

    # then: of a full window twice the limit never comes out
    assert wide.at(begun + DAY - 1).refuses(*MINT, 1) == ("MintExceedsWindow", "minter", 0, 1)
    assert wide.at(begun + DAY).refuses(*MINT, 101) == ("MintExceedsWindow", "minter", 100, 101)
    wide.at(begun + DAY).send(*MINT, 100)
    assert wide.at(begun + 3 * DAY // 2 - 1).refuses(*MINT, 1) == ("MintExceedsWindow", "minter", 0, 1)
    wide.at(begun + 3 * DAY // 2).send(*MINT, 150)


def test_several_mints_of_one_second_are_one(wide):
    with wide.chain.one_block():
        wide.send(*MINT, 100)
        wide.send(*MINT, 100)

    assert wide.call("mintWindowOf", "@minter") == (200, 50)


def test_minting_and_burning_have_windows_of_their_own(wide):
    wide.send(*MINT, MINT_LIMIT)

    assert wide.does(*BURN, BURN_LIMIT).changes == {
        "supply": -BURN_LIMIT,
        "balance of minter": -BURN_LIMIT,
        "burned by minter": BURN_LIMIT,
        "burnable by minter": -BURN_LIMIT,
    }
    assert wide.refuses(*MINT, 1) == ("MintExceedsWindow", "minter", 0, 1)


def test_accounts_have_windows_of_their_own(wide):
    wide.send(*MINT, MINT_LIMIT)
    wide.send(*BURN, BURN_LIMIT)

    assert wide.does(*BRIDGE_MINT, MINT_LIMIT).changes["minted by bridge"] == MINT_LIMIT
    assert wide.does(*BRIDGE_BURN, BURN_LIMIT).changes["burned by bridge"] == BURN_LIMIT


@pytest.mark.branch("beforeMint: when the mint is within every bound: it counts against the minter's window")
def test_a_window_says_what_was_used_and_what_is_left(control):
    control.send(*MINT, PER_TRANSACTION)

    assert control.does(*MINT, 99) == minted(99, before=PER_TRANSACTION)
    assert control.call("mintWindowOf", "@minter") == (199, MINT_LIMIT - 199)
    assert control.call("burnWindowOf", "@minter") == (0, BURN_LIMIT)


@pytest.mark.branch("beforeCrosschainBurn: when the burn is within its window: it counts against the bridge's window")
def test_a_bridge_burns_its_own_tokens_within_its_window(control):
    assert control.does(*BRIDGE_BURN, BURN_LIMIT) == Outcome(
        {
            "supply": -BURN_LIMIT,
            "balance of bridge": -BURN_LIMIT,
            "burned by bridge": BURN_LIMIT,
            "burnable by bridge": -BURN_LIMIT,
        },
        [("Transfer", "bridge", "zero", BURN_LIMIT), ("CrosschainBurn", "bridge", BURN_LIMIT, "bridge")],
    )
    assert STOCK > BURN_LIMIT
