"""Limits of minters and bridges: who sets and lowers them, and the most that one transaction mints."""

from __future__ import annotations

import pytest
from _control import (
    BURN_LIMIT,
    DAY,
    MAX_LIMIT,
    MINT_LIMIT,
    NO_LIMITS,
    PER_TRANSACTION,
    STOCK,
    minted,
)
from _outcome import Outcome

LIMITS = (PER_TRANSACTION, MINT_LIMIT, BURN_LIMIT)
EACH = pytest.mark.parametrize("which", [0, 1, 2], ids=["perTransaction", "mintPerWindow", "burnPerWindow"])


def with_one(limits, which, limit):
    """The limits with another one in one place."""
    return tuple(limit if index == which else value for index, value in enumerate(limits))


def test_windows_are_days_and_limits_have_a_ceiling(control):
    assert control.call("WINDOW") == DAY
    assert control.call("MAX_LIMIT") == MAX_LIMIT


def test_an_account_has_no_limits_at_first(control):
    assert control.call("limitsOf", "@second_minter") == NO_LIMITS
    assert control.call("mintWindowOf", "@second_minter") == (0, 0)
    assert control.call("burnWindowOf", "@second_minter") == (0, 0)


# --- set


@pytest.mark.branch("setLimits: when each limit is at most the ceiling: it sets all three")
def test_limits_are_set(control):
    assert control.does("minter_admin", "setLimits", "@second_minter", (1, 2, 3)) == Outcome(
        {"limits of second_minter": (1, 2, 3), "mintable by second_minter": 2, "burnable by second_minter": 3},
        [("LimitsChanged", "second_minter", NO_LIMITS, (1, 2, 3), "minter_admin")],
    )


@pytest.mark.branch("setLimits: when each limit is at most the ceiling: it sets all three")
def test_limits_are_raised_and_lowered_in_one_call(control):
    assert control.does("minter_admin", "setLimits", "@minter", (MAX_LIMIT, 2, MAX_LIMIT)) == Outcome(
        {
            "limits of minter": (MAX_LIMIT, 2, MAX_LIMIT),
            "mintable by minter": 2 - MINT_LIMIT,
            "burnable by minter": MAX_LIMIT - BURN_LIMIT,
        },
        [("LimitsChanged", "minter", LIMITS, (MAX_LIMIT, 2, MAX_LIMIT), "minter_admin")],
    )


@pytest.mark.branch("setLimits: when a limit is above the ceiling: it reverts with LimitTooHigh")
@EACH
@pytest.mark.parametrize("limit", [MAX_LIMIT + 1, 2**208, 2**256 - 1])
def test_a_limit_above_the_ceiling_is_refused(control, which, limit):
    assert control.refuses("minter_admin", "setLimits", "@minter", with_one(LIMITS, which, limit)) == (
        "LimitTooHigh",
        "minter",
        MAX_LIMIT,
        limit,
    )


def test_of_several_limits_above_the_ceiling_the_first_is_named(control):
    limits = (0, MAX_LIMIT + 1, MAX_LIMIT + 2)

    assert control.refuses("minter_admin", "setLimits", "@minter", limits)[-1] == MAX_LIMIT + 1


@pytest.mark.branch("setLimits: when each limit is at most the ceiling: it sets all three")
@EACH
def test_a_limit_at_the_ceiling_is_set(control, which):
    limits = with_one(NO_LIMITS, which, MAX_LIMIT)

    control.send("minter_admin", "setLimits", "@minter", limits)

    assert control.call("limitsOf", "@minter") == limits


# --- lowered


@pytest.mark.branch("lowerLimits: when no limit would rise: it sets all three")
def test_limits_are_lowered(control):
    assert control.does("canceller", "lowerLimits", "@minter", (99, 249, 149)) == Outcome(
        {"limits of minter": (99, 249, 149), "mintable by minter": -1, "burnable by minter": -1},
        [("LimitsChanged", "minter", LIMITS, (99, 249, 149), "canceller")],
    )


@pytest.mark.branch("lowerLimits: when no limit would rise: it sets all three")
def test_limits_may_stay_as_they_are(control):
    assert control.does("canceller", "lowerLimits", "@minter", LIMITS) == Outcome(
        {}, [("LimitsChanged", "minter", LIMITS, LIMITS, "canceller")]
    )


@pytest.mark.branch("lowerLimits: when a limit would rise: it reverts with LimitNotLowered")
@EACH
def test_a_canceller_raises_no_limit(control, which):
    limits = with_one(NO_LIMITS, which, LIMITS[which] + 1)

    assert control.refuses("canceller", "lowerLimits", "@minter", limits) == (
        "LimitNotLowered",
        "minter",
        LIMITS[which],
        LIMITS[which] + 1,
    )


@pytest.mark.branch("lowerLimits: when no limit would rise: it sets all three")
def test_limits_are_lowered_while_everything_is_paused(control):
    control.send("pauser", "pauseAll")

    assert control.does("canceller", "lowerLimits", "@bridge", NO_LIMITS).changes == {
        "limits of bridge": NO_LIMITS,
        "mintable by bridge": -MINT_LIMIT,
        "burnable by bridge": -BURN_LIMIT,
    }


def test_a_limit_below_what_was_used_leaves_nothing(control):
    control.send("minter", "mint", "@recipient", 100)

    control.send("canceller", "lowerLimits", "@minter", (100, 99, 0))

    assert control.call("mintWindowOf", "@minter") == (100, 0)
    assert control.refuses("minter", "mint", "@recipient", 1) == ("MintExceedsWindow", "minter", 0, 1)


def test_a_raised_limit_forgets_nothing_that_was_used(control):
    control.send("minter", "mint", "@recipient", 100)

    control.limit("minter", 100, 300, BURN_LIMIT)

    assert control.call("mintWindowOf", "@minter") == (100, 200)
    for _ in range(2):
        control.send("minter", "mint", "@recipient", 100)
    assert control.refuses("minter", "mint", "@recipient", 1) == ("MintExceedsWindow", "minter", 0, 1)


# --- one transaction


@pytest.mark.branch("beforeMint: when the mint is within every bound: it counts against the minter's window")
def test_a_mint_of_exactly_the_transaction_limit_goes_through(control):
    assert control.does("minter", "mint", "@recipient", PER_TRANSACTION) == minted(PER_TRANSACTION)


@pytest.mark.branch(
    "beforeMint: when the amount is above the transaction limit: it reverts with MintExceedsTransactionLimit"
)
def test_a_mint_above_the_transaction_limit_is_refused(control):
    assert control.refuses("minter", "mint", "@recipient", PER_TRANSACTION + 1) == (
        "MintExceedsTransactionLimit",
        "minter",
        PER_TRANSACTION,
        PER_TRANSACTION + 1,
    )


def test_the_transaction_limit_is_asked_before_the_cap(control):
    control.send("reserve_admin", "setSupplyCap", 0)

    refused = control.refuses("minter", "mint", "@recipient", PER_TRANSACTION + 1)
    assert refused == ("MintExceedsTransactionLimit", "minter", PER_TRANSACTION, PER_TRANSACTION + 1)


@pytest.mark.branch("beforeCrosschainMint: when the mint is within every bound: it counts against the bridge's window")
def test_a_bridge_mints_exactly_its_transaction_limit(control):
    step = control.does("bridge", "crosschainMint", "@recipient", PER_TRANSACTION)

    assert step.changes["supply"] == step.changes["minted by bridge"] == PER_TRANSACTION


@pytest.mark.branch(
    "beforeCrosschainMint: when the amount is above the transaction limit: it reverts with MintExceedsTransactionLimit"
)
def test_a_bridges_mint_above_the_transaction_limit_is_refused(control):
    assert control.refuses("bridge", "crosschainMint", "@recipient", PER_TRANSACTION + 1) == (
        "MintExceedsTransactionLimit",
        "bridge",
        PER_TRANSACTION,
        PER_TRANSACTION + 1,
    )


def test_the_transaction_limit_is_of_mints_only(control):
    control.limit("minter", 0, 0, STOCK)
    control.limit("bridge", 0, 0, STOCK)

    assert control.does("minter", "burn", STOCK).changes["supply"] == -STOCK
    assert control.does("bridge", "crosschainBurn", "@bridge", STOCK).changes["supply"] == -STOCK


@pytest.mark.branch(
    "beforeMint: when the amount is above the transaction limit: it reverts with MintExceedsTransactionLimit"
)
def test_a_transaction_limit_of_zero_means_zero(control):
    control.limit("minter", 0, MINT_LIMIT, 0)

    assert control.refuses("minter", "mint", "@recipient", 1) == ("MintExceedsTransactionLimit", "minter", 0, 1)
