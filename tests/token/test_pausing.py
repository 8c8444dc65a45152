"""Pausing: four bits, each with its own operations. What each bit stops, cell by cell, is in test_gates."""

from __future__ import annotations

import itertools

import pytest
from _outcome import ALL_BITS, BITS, MINT, NOTHING, REDEEM, SIGNATURES, TRANSFER, Outcome, request

COMBINATIONS = range(ALL_BITS + 1)
UNKNOWN = [16, 32, 64, 128, 255, 17]


def names(bits):
    return tuple(name for name, bit in BITS.items() if bits & bit)


# --- pause


@pytest.mark.branch("pauseAll: given something is not paused: it pauses everything and emits Paused with what it added")
@pytest.mark.branch("pause: given transfers are not paused: it pauses them and emits Paused")
def test_pause_stops_transfers_alone(contract, pauser, does):
    assert does(lambda: contract.send("pause", sender=pauser)) == Outcome(
        {"paused": ("transfer",)}, [("Paused", TRANSFER, "pauser")]
    )


def test_pause_all_stops_everything(contract, pauser, does):
    assert does(lambda: contract.send("pauseAll", sender=pauser)) == Outcome(
        {"paused": ("transfer", "mint", "redeem", "signatures")}, [("Paused", ALL_BITS, "pauser")]
    )


@pytest.mark.branch("pauseBits: given some of the bits are not set: it sets them and emits Paused with what it added")
@pytest.mark.parametrize("bits", COMBINATIONS)
def test_pause_bits_stops_what_the_bits_say(contract, pauser, does, bits):
    expected = Outcome({"paused": names(bits)}, [("Paused", bits, "pauser")]) if bits else NOTHING

    assert does(lambda: contract.send("pauseBits", bits, sender=pauser)) == expected


@pytest.mark.branch("pauseBits: given some of the bits are not set: it sets them and emits Paused with what it added")
@pytest.mark.branch("pauseBits: given all of the bits are set: it changes nothing and emits nothing")
@pytest.mark.parametrize(("before", "bits"), list(itertools.product([TRANSFER, MINT | REDEEM, ALL_BITS], COMBINATIONS)))
def test_pausing_adds_to_what_is_paused_and_says_what_was_added(contract, pauser, does, before, bits):
    # given
    contract.send("pauseBits", before, sender=pauser)

    # when
    step = does(lambda: contract.send("pauseBits", bits, sender=pauser))

    # then
    added = bits & ~before
    assert step == (Outcome({"paused": names(before | bits)}, [("Paused", added, "pauser")]) if added else NOTHING)


@pytest.mark.branch("pauseAll: given something is not paused: it pauses everything and emits Paused with what it added")
@pytest.mark.branch("pause: given transfers are paused: it changes nothing and emits nothing")
@pytest.mark.branch("pauseAll: given everything is paused: it changes nothing and emits nothing")
@pytest.mark.parametrize("verb", ["pause", "pauseAll"])
def test_pausing_what_is_paused_changes_and_says_nothing(contract, pauser, does, verb):
    contract.send(verb, sender=pauser)

    assert does(lambda: contract.send(verb, sender=pauser)) == NOTHING


def test_pause_leaves_the_other_bits_alone(contract, pauser, does):
    contract.send("pauseBits", MINT | SIGNATURES, sender=pauser)

    assert does(lambda: contract.send("pause", sender=pauser)) == Outcome(
        {"paused": ("transfer", "mint", "signatures")}, [("Paused", TRANSFER, "pauser")]
    )
    assert does(lambda: contract.send("pauseAll", sender=pauser)).events == [("Paused", REDEEM, "pauser")]


@pytest.mark.branch("pauseBits: when a bit is unknown: it reverts with UnknownPauseBits")
@pytest.mark.parametrize("bits", UNKNOWN)
def test_bits_that_pause_nothing_are_refused(contract, pauser, refuses, bits):
    with refuses("UnknownPauseBits", bits=bits):
        contract.send("pauseBits", bits, sender=pauser)


# --- unpause


@pytest.mark.branch("unpause: given some of the bits are set: it clears them and emits Unpaused with what it cleared")
@pytest.mark.branch("unpause: given none of the bits is set: it changes nothing and emits nothing")
@pytest.mark.parametrize(
    ("before", "bits"), list(itertools.product([0, TRANSFER, MINT | REDEEM, ALL_BITS], COMBINATIONS))
)
def test_unpausing_restarts_what_the_bits_say_and_says_what_was_paused(contract, pauser, unpauser, does, before, bits):
    # given
    contract.send("pauseBits", before, sender=pauser)

    # when
    step = does(lambda: contract.send("unpause", bits, sender=unpauser))

    # then
    cleared = bits & before
    assert step == (
        Outcome({"paused": names(before & ~bits)}, [("Unpaused", cleared, "unpauser")]) if cleared else NOTHING
    )


@pytest.mark.branch("unpause: when a bit is unknown: it reverts with UnknownPauseBits")
@pytest.mark.parametrize("bits", UNKNOWN)
def test_bits_that_pause_nothing_can_not_be_unpaused(contract, pauser, unpauser, refuses, bits):
    contract.send("pauseAll", sender=pauser)

    with refuses("UnknownPauseBits", bits=bits):
        contract.send("unpause", bits, sender=unpauser)


# --- reading


@pytest.mark.parametrize("bits", COMBINATIONS)
def test_what_is_paused_can_be_asked_bit_by_bit(contract, pauser, bits):
    contract.send("pauseBits", bits, sender=pauser)

    assert contract.call("pausedBits") == bits
    assert {bit: contract.call("isPaused", bit) for bit in BITS.values()} == {
        bit: bits & bit == bit for bit in BITS.values()
    }


@pytest.mark.parametrize(("name", "bit"), BITS.items())
def test_each_bit_has_its_number(contract, name, bit):
    assert contract.call(f"PAUSE_{name.upper()}") == bit


# --- the whole stop


def test_while_everything_is_paused_only_taking_back_an_allowance_and_a_signature_is_left(
    contract, token, holder, spender, relayer, signs, actor, refuses
):
    # given
    token.approve(spender, 5, sender=holder)
    contract.send("pauseAll", sender=actor("pauser"))

    # then
    with refuses("OperationPaused", bit=TRANSFER):
        token.transfer(spender, 1, sender=holder)
    with refuses("OperationPaused", bit=TRANSFER):
        token.transfer_from(holder, spender, 1, sender=spender)
    with refuses("OperationPaused", bit=TRANSFER):
        token.approve(spender, 1, sender=holder)
    with refuses("OperationPaused", bit=MINT):
        token.mint(holder, 1)
    with refuses("OperationPaused", bit=REDEEM):
        token.redeem(1, request(1), sender=holder)
    with refuses("OperationPaused", bit=REDEEM):
        token.burn(0)
    with refuses("OperationPaused", bit=SIGNATURES):
        signs.permit(holder, spender, 1).submit(sender=relayer)
    with refuses("OperationPaused", bit=SIGNATURES):
        signs.transfer(holder, spender, 1).submit(sender=relayer)
    contract.send("decreaseAllowance", spender, 1, sender=holder)
    assert contract.call("allowance", holder, spender) == 4
    token.approve(spender, 0, sender=holder)
    signs.cancel(holder).submit(sender=relayer)
    assert contract.call("allowance", holder, spender) == 0
    assert contract.call("authorizationState", holder, request(1)) is True


def test_after_an_unpause_transfers_run_again(token, holder, recipient, does):
    token.pause()
    token.unpause()

    assert does(lambda: token.transfer(recipient, 1, sender=holder)).changes == {
        "balance of holder": -1,
        "balance of recipient": 1,
    }
