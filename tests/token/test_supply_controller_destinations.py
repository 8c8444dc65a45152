"""Destinations: a minter mints to the addresses on its own list, and a bridge to anybody."""

from __future__ import annotations

import pytest
from _control import ZERO, minted
from _outcome import NOTHING, Outcome

from backbone_chain.errors import RefusedError


@pytest.mark.branch("allowDestination: when the address is not on the list: it puts it there")
def test_a_destination_is_allowed(control):
    before = control.actor("recipient").address

    assert control.does("minter_admin", "allowDestination", "@minter", "@victim") == Outcome(
        {"destinations of minter": ("recipient", "victim")},
        [("DestinationAllowed", "minter", "victim", "minter_admin")],
    )
    assert control.call("isDestination", "@minter", "@victim") is True
    assert control.controller.call("destinationAt", control.actor("minter"), 0) == before
    assert control.does("minter", "mint", "@victim", 5) == minted(5, to="victim")


@pytest.mark.branch("allowDestination: when the address is on the list: it changes nothing")
def test_allowing_what_is_allowed_changes_nothing(control):
    assert control.does("minter_admin", "allowDestination", "@minter", "@recipient") == NOTHING


@pytest.mark.branch("removeDestination: when the address is on the list: it takes it off")
def test_a_destination_is_removed(control):
    assert control.does("canceller", "removeDestination", "@minter", "@recipient") == Outcome(
        {"destinations of minter": ()}, [("DestinationRemoved", "minter", "recipient", "canceller")]
    )
    assert control.call("isDestination", "@minter", "@recipient") is False
    assert control.refuses("minter", "mint", "@recipient", 5) == ("DestinationNotAllowed", "minter", "recipient")


@pytest.mark.branch("removeDestination: when the address is not on the list: it changes nothing")
def test_removing_what_is_not_allowed_changes_nothing(control):
    assert control.does("canceller", "removeDestination", "@minter", "@victim") == NOTHING


@pytest.mark.branch("removeDestination: when the address is on the list: it takes it off")
def test_a_destination_is_removed_while_everything_is_paused(control):
    control.send("pauser", "pauseAll")

    assert control.does("canceller", "removeDestination", "@minter", "@recipient").changes == {
        "destinations of minter": ()
    }


@pytest.mark.branch("beforeMint: when the recipient is not on the minter's list: it reverts with DestinationNotAllowed")
@pytest.mark.parametrize("to", ["victim", "minter", "bridge"])
def test_a_mint_to_another_address_is_refused(control, to):
    assert control.refuses("minter", "mint", f"@{to}", 5) == ("DestinationNotAllowed", "minter", to)


@pytest.mark.branch("beforeMint: when the recipient is not on the minter's list: it reverts with DestinationNotAllowed")
def test_a_minters_list_is_its_own(control):
    control.limit("second_minter", 5, 5, 5)

    refused = control.refuses("second_minter", "mint", "@recipient", 5)

    assert refused == ("DestinationNotAllowed", "second_minter", "recipient")


def test_a_list_is_read_place_by_place(control):
    for name in ("victim", "holder"):
        control.send("minter_admin", "allowDestination", "@minter", f"@{name}")
    control.send("canceller", "removeDestination", "@minter", "@recipient")

    found = {control.call("destinationAt", "@minter", index) for index in range(2)}

    assert control.call("destinationCount", "@minter") == 2
    assert found == {"victim", "holder"}
    with pytest.raises(RefusedError) as refusal:
        control.call("destinationAt", "@minter", 2)
    assert refusal.value.error.name == "Panic"


def test_the_zero_address_is_no_destination_even_if_it_is_allowed(control):
    control.send("minter_admin", "allowDestination", "@minter", ZERO)

    assert control.refuses("minter", "mint", ZERO, 5) == ("ERC20InvalidReceiver", "zero")
