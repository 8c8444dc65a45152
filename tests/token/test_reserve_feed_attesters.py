"""The attesters of a reserve feed, how many of them have to sign, and the owner who says so."""

from __future__ import annotations

import pytest
from _attestations import ATTESTERS, FeedDesk, in_order
from _control import ZERO

from backbone_chain.errors import RefusedError

OTHERS = ("fourth_attester", "fifth_attester")


def addresses(desk, *names):
    return tuple(desk.actor(name).address for name in names)


# --- set at the start


def test_the_first_attesters_are_set_at_the_start(desk):
    found = desk.feed.call("attesters")

    assert found == tuple(each.address for each in desk.attesters)
    assert desk.feed.call("threshold") == 2
    assert desk.feed.call("owner") == desk.actor("reserve_admin").address
    assert all(desk.feed.call("isAttester", address) for address in found)
    assert desk.feed.call("isAttester", desk.actor("reserve_admin")) is False


def test_the_first_attesters_are_announced(desk):
    created = desk.chain.blocks[-1].receipts[-1]

    event = created.event("AttestersChanged")

    assert tuple(event.args.values()) == ((), tuple(each.address for each in desk.attesters), 0, 2)


@pytest.mark.branch(
    "setAttesters: when the threshold is zero or more than there are: it reverts with ThresholdOutOfRange"
)
@pytest.mark.parametrize("needed", [0, 4])
def test_a_feed_with_a_threshold_out_of_range_is_not_created(desk, needed):
    with pytest.raises(RefusedError) as refusal:
        FeedDesk(desk.chain, needed=needed)

    error = refusal.value.error
    assert (error.name, error.args) == ("ThresholdOutOfRange", {"threshold": needed, "attesters": 3})


# --- set later


@pytest.mark.branch("setAttesters: when the attesters differ and the threshold is in range: it replaces all of them")
@pytest.mark.parametrize(
    ("names", "needed"), [(OTHERS, 1), (OTHERS, 2), (ATTESTERS[:1], 1), ((*ATTESTERS, *OTHERS), 5)]
)
def test_attesters_are_replaced(desk, names, needed):
    old, new = desk.feed.call("attesters"), addresses(desk, *names)

    assert desk.send("reserve_admin", "setAttesters", new, needed) == [("AttestersChanged", old, new, 2, needed)]
    assert desk.feed.call("attesters") == new
    assert desk.feed.call("threshold") == needed
    for name in (*ATTESTERS, *OTHERS):
        assert desk.feed.call("isAttester", desk.actor(name)) is (name in names)


def test_a_former_attester_attests_no_more_and_a_new_one_does(desk):
    new = in_order([desk.attesters[0], desk.actor("fourth_attester")])
    desk.send("reserve_admin", "setAttesters", [each.address for each in new], 2)

    refused = desk.refuses(desk.submit, desk.message(), desk.attesters[:2])

    assert refused == ("NotAnAttester", desk.attesters[1].address)
    desk.submit(desk.message(), new)
    assert desk.feed.call("lastNonce") == 1


def test_a_threshold_of_one_lets_one_attest(desk):
    desk.send("reserve_admin", "setAttesters", desk.feed.call("attesters"), 1)

    desk.submit(desk.message(), desk.attesters[1:2])

    assert desk.feed.call("lastNonce") == 1
    assert desk.refuses(desk.submit, desk.message(), []) == ("TooFewAttesters", 1, 0)


def test_a_threshold_of_all_needs_all(desk):
    desk.send("reserve_admin", "setAttesters", desk.feed.call("attesters"), 3)

    assert desk.refuses(desk.submit, desk.message(), desk.attesters[:2]) == ("TooFewAttesters", 3, 2)
    desk.submit(desk.message(), desk.attesters)
    assert desk.feed.call("lastNonce") == 1


@pytest.mark.branch(
    "setAttesters: when the threshold is zero or more than there are: it reverts with ThresholdOutOfRange"
)
@pytest.mark.parametrize(("names", "needed"), [(OTHERS, 0), (OTHERS, 3), ((), 0), ((), 1)])
def test_a_threshold_is_from_one_to_all(desk, names, needed):
    refused = desk.refuses(desk.send, "reserve_admin", "setAttesters", addresses(desk, *names), needed)

    assert refused == ("ThresholdOutOfRange", needed, len(names))


@pytest.mark.branch("setAttesters: when an account is named twice: it reverts with DuplicateAttester")
def test_an_attester_is_not_named_twice(desk):
    first, second = addresses(desk, *OTHERS)

    refused = desk.refuses(desk.send, "reserve_admin", "setAttesters", [first, second, first], 1)

    assert refused == ("DuplicateAttester", first)


@pytest.mark.branch("setAttesters: when the zero address is named: it reverts with ZeroAttester")
def test_the_zero_address_is_no_attester(desk):
    refused = desk.refuses(desk.send, "reserve_admin", "setAttesters", [*addresses(desk, *OTHERS), ZERO], 1)

    assert refused == ("ZeroAttester",)


@pytest.mark.branch("setAttesters: when the caller is not the owner: it reverts with OwnableUnauthorizedAccount")
@pytest.mark.parametrize("who", ["attester", "admin", "deployer", "attacker"])
def test_nobody_but_the_owner_sets_attesters(desk, who):
    refused = desk.refuses(desk.send, who, "setAttesters", addresses(desk, *OTHERS), 1)

    assert refused == ("OwnableUnauthorizedAccount", desk.actor(who).address)


# --- the owner


@pytest.mark.branch("transferOwnership: when the caller is the owner: it names the successor")
@pytest.mark.branch("acceptOwnership: when the caller is the successor: it hands the feed over")
def test_the_owner_is_replaced_in_two_steps(desk):
    old, new = addresses(desk, "reserve_admin", "successor")

    assert desk.send("reserve_admin", "transferOwnership", new) == [("OwnershipTransferStarted", old, new)]
    assert (desk.feed.call("owner"), desk.feed.call("pendingOwner")) == (old, new)
    refused = desk.refuses(desk.send, "successor", "setAttesters", addresses(desk, *OTHERS), 1)
    assert refused == ("OwnableUnauthorizedAccount", new)

    assert desk.send("successor", "acceptOwnership") == [("OwnershipTransferred", old, new)]
    assert (desk.feed.call("owner"), desk.feed.call("pendingOwner")) == (new, ZERO)
    refused = desk.refuses(desk.send, "reserve_admin", "setAttesters", addresses(desk, *OTHERS), 1)
    assert refused == ("OwnableUnauthorizedAccount", old)
    desk.send("successor", "setAttesters", addresses(desk, *OTHERS), 1)


@pytest.mark.branch("transferOwnership: when the caller is not the owner: it reverts with OwnableUnauthorizedAccount")
def test_nobody_but_the_owner_names_a_successor(desk):
    refused = desk.refuses(desk.send, "attacker", "transferOwnership", desk.actor("attacker"))

    assert refused == ("OwnableUnauthorizedAccount", desk.actor("attacker").address)
    assert desk.feed.call("pendingOwner") == ZERO


@pytest.mark.branch("acceptOwnership: when the caller is not the successor: it reverts with OwnableUnauthorizedAccount")
def test_nobody_but_the_successor_accepts(desk):
    desk.send("reserve_admin", "transferOwnership", desk.actor("successor"))

    refused = desk.refuses(desk.send, "attacker", "acceptOwnership")

    assert refused == ("OwnableUnauthorizedAccount", desk.actor("attacker").address)


@pytest.mark.branch("renounceOwnership: when the caller is the owner: it reverts with OwnerCannotBeLost")
def test_the_owner_cannot_renounce(desk):
    assert desk.refuses(desk.send, "reserve_admin", "renounceOwnership") == ("OwnerCannotBeLost",)


@pytest.mark.branch("renounceOwnership: when the caller is not the owner: it reverts with OwnableUnauthorizedAccount")
def test_nobody_else_can_renounce_either(desk):
    refused = desk.refuses(desk.send, "attacker", "renounceOwnership")

    assert refused == ("OwnableUnauthorizedAccount", desk.actor("attacker").address)
