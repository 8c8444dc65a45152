"""The supply cap: a bound on every mint, zero at first."""

from __future__ import annotations

import pytest
from _control import ROOM, minted
from _outcome import SUPPLY, Outcome, request

MINTS = [
    pytest.param(
        ("minter", "mint", "@recipient"),
        marks=[
            pytest.mark.branch("beforeMint: when the supply would pass the cap: it reverts with MintExceedsSupplyCap")
        ],
        id="mint",
    ),
    pytest.param(
        ("bridge", "crosschainMint", "@recipient"),
        marks=[
            pytest.mark.branch(
                "beforeCrosschainMint: when the supply would pass the cap: it reverts with MintExceedsSupplyCap"
            )
        ],
        id="crosschainMint",
    ),
]


@pytest.mark.branch("setSupplyCap: it sets the cap")
@pytest.mark.parametrize("cap", [0, SUPPLY - 1, SUPPLY + ROOM + 1, 2**256 - 1])
def test_the_cap_is_set(control, cap):
    assert control.does("reserve_admin", "setSupplyCap", cap) == Outcome(
        {"cap": cap - SUPPLY - ROOM}, [("SupplyCapChanged", SUPPLY + ROOM, cap, "reserve_admin")]
    )


@pytest.mark.branch("lowerSupplyCap: when the cap would not rise: it sets the cap")
@pytest.mark.parametrize("cap", [0, SUPPLY + ROOM - 1])
def test_the_cap_is_lowered(control, cap):
    assert control.does("canceller", "lowerSupplyCap", cap) == Outcome(
        {"cap": cap - SUPPLY - ROOM}, [("SupplyCapChanged", SUPPLY + ROOM, cap, "canceller")]
    )


@pytest.mark.branch("lowerSupplyCap: when the cap would not rise: it sets the cap")
def test_the_cap_may_stay_as_it_is_while_everything_is_paused(control):
    control.send("pauser", "pauseAll")

    assert control.does("canceller", "lowerSupplyCap", SUPPLY + ROOM) == Outcome(
        {}, [("SupplyCapChanged", SUPPLY + ROOM, SUPPLY + ROOM, "canceller")]
    )


@pytest.mark.branch("lowerSupplyCap: when the cap would rise: it reverts with SupplyCapNotLowered")
def test_a_canceller_does_not_raise_the_cap(control):
    assert control.refuses("canceller", "lowerSupplyCap", SUPPLY + ROOM + 1) == (
        "SupplyCapNotLowered",
        SUPPLY + ROOM,
        SUPPLY + ROOM + 1,
    )


@pytest.mark.parametrize("mint", MINTS)
def test_a_mint_up_to_the_cap_goes_through_and_none_above_it(control, mint):
    control.send("reserve_admin", "setSupplyCap", SUPPLY + 50)

    assert control.refuses(*mint, 51) == ("MintExceedsSupplyCap", SUPPLY + 50, SUPPLY + 51)
    assert control.does(*mint, 50).changes["supply"] == 50
    assert control.refuses(*mint, 1) == ("MintExceedsSupplyCap", SUPPLY + 50, SUPPLY + 51)


@pytest.mark.parametrize("mint", MINTS)
@pytest.mark.parametrize("cap", [0, SUPPLY - 1, SUPPLY])
def test_a_cap_below_the_supply_lets_nothing_through(control, mint, cap):
    control.send("reserve_admin", "setSupplyCap", cap)

    assert control.refuses(*mint, 1) == ("MintExceedsSupplyCap", cap, SUPPLY + 1)


def test_what_is_burned_makes_room_under_the_cap(control):
    control.send("reserve_admin", "setSupplyCap", SUPPLY)
    control.send("holder", "redeem", 5, request(1))

    assert control.does("minter", "mint", "@recipient", 5).changes == minted(5).changes
    assert control.refuses("minter", "mint", "@recipient", 1) == ("MintExceedsSupplyCap", SUPPLY, SUPPLY + 1)


def test_burning_above_the_cap_goes_on(control):
    control.send("reserve_admin", "setSupplyCap", 0)

    assert control.does("minter", "burn", 5).changes["supply"] == -5
    assert control.does("bridge", "crosschainBurn", "@bridge", 5).changes["supply"] == -5
