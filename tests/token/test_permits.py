"""Permits: the allowance that they give, when, and in which order. What stops them is in test_permit_gates."""

from __future__ import annotations

import pytest
from _outcome import UNLIMITED, Outcome
from _signing import FORMS

ZERO = "0x" + "00" * 20
ALLOWANCE = "allowance of holder for spender"


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


# --- the allowance


@pytest.mark.branch("permit: when nothing stops it: it sets the allowance, uses the nonce and emits Approval")
@pytest.mark.parametrize("value", [1, 7, UNLIMITED])
def test_a_permit_gives_an_allowance(contract, signs, holder, spender, relayer, form, does, value):
    slip = signs.permit(holder, spender, value)

    assert does(lambda: slip.submit(sender=relayer, form=form)) == Outcome(
        {ALLOWANCE: value, "nonce of holder": 1}, [("Approval", "holder", "spender", value)]
    )
    assert contract.call("nonces", holder) == 1
    assert contract.call("nonces", spender) == 0


@pytest.mark.parametrize(("value", "change"), [(4, -6), (10, None), (11, 1)])
def test_a_permit_replaces_an_allowance(token, signs, holder, spender, relayer, does, value, change):
    token.approve(spender, 10, sender=holder)
    slip = signs.permit(holder, spender, value)

    outcome = does(lambda: slip.submit(sender=relayer))

    assert outcome.changes.get(ALLOWANCE) == change
    assert outcome.events == [("Approval", "holder", "spender", value)]


def test_what_a_permit_allows_can_be_spent(token, signs, holder, spender, recipient, relayer, does, refuses):
    signs.permit(holder, spender, 5).submit(sender=relayer)

    assert does(lambda: token.transfer_from(holder, recipient, 5, sender=spender)).changes == {
        "balance of holder": -5,
        "balance of recipient": 5,
        ALLOWANCE: -5,
    }
    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=0, needed=1):
        token.transfer_from(holder, recipient, 1, sender=spender)


@pytest.mark.parametrize("who", ["holder", "spender", "attacker"])
def test_anybody_submits_a_permit(signs, holder, spender, actor, does, who):
    slip = signs.permit(holder, spender, 5)

    assert does(lambda: slip.submit(sender=actor(who))).changes == {ALLOWANCE: 5, "nonce of holder": 1}


def test_a_permit_for_oneself_gives_an_allowance_too(signs, holder, relayer, does):
    slip = signs.permit(holder, holder, 5)

    assert does(lambda: slip.submit(sender=relayer)) == Outcome(
        {"allowance of holder for holder": 5, "nonce of holder": 1}, [("Approval", "holder", "holder", 5)]
    )


@pytest.mark.branch("permit: when the spender is the zero address: it reverts with ERC20InvalidSpender")
@pytest.mark.parametrize("value", [0, 5])
def test_nobody_gets_no_permit(signs, holder, relayer, form, refuses, value):
    with refuses("ERC20InvalidSpender", spender=ZERO):
        signs.permit(holder, ZERO, value).submit(sender=relayer, form=form)


# --- in which second


@pytest.mark.parametrize("value", [0, 5])
def test_a_permit_counts_in_the_second_of_its_deadline(
    chain, token, signs, holder, spender, relayer, form, does, value
):
    token.approve(spender, 7, sender=holder)
    slip = signs.permit(holder, spender, value, deadline=chain.timestamp)

    assert does(lambda: slip.submit(sender=relayer, form=form)).changes == {
        ALLOWANCE: value - 7,
        "nonce of holder": 1,
    }


@pytest.mark.branch("permit: when the deadline has passed: it reverts with PermitExpired")
@pytest.mark.parametrize("value", [0, 5])
@pytest.mark.parametrize("late", [1, 1_000_000])
def test_a_permit_is_refused_after_its_deadline(chain, signs, holder, spender, relayer, form, refuses, value, late):
    deadline = chain.timestamp - late

    with refuses("PermitExpired", deadline=deadline):
        signs.permit(holder, spender, value, deadline=deadline).submit(sender=relayer, form=form)


# --- by which nonce


@pytest.mark.branch("permit: when the nonce is not the owner's next: it reverts with InvalidSignature")
def test_permits_count_in_the_order_of_their_nonces(signs, holder, spender, relayer, form, does, refuses):
    first, second = (signs.permit(holder, spender, 5 + nonce, nonce=nonce) for nonce in (0, 1))

    with refuses("InvalidSignature", account=holder):
        second.submit(sender=relayer, form=form)
    assert does(lambda: first.submit(sender=relayer, form=form)).changes == {ALLOWANCE: 5, "nonce of holder": 1}
    with refuses("InvalidSignature", account=holder):
        first.submit(sender=relayer, form=form)
    assert does(lambda: second.submit(sender=relayer, form=form)).changes == {ALLOWANCE: 1, "nonce of holder": 1}
    with refuses("InvalidSignature", account=holder):
        first.submit(sender=relayer, form=form)


def test_each_owner_has_nonces_of_its_own(signs, holder, victim, spender, relayer, does):
    signs.permit(holder, spender, 5).submit(sender=relayer)
    slip = signs.permit(victim, spender, 6, nonce=0)

    assert does(lambda: slip.submit(sender=relayer)).changes == {
        "allowance of victim for spender": 6,
        "nonce of victim": 1,
    }


def test_an_approval_leaves_a_permit_good(token, signs, holder, spender, relayer, does):
    slip = signs.permit(holder, spender, 5)
    token.approve(spender, 3, sender=holder)

    assert does(lambda: slip.submit(sender=relayer)).changes == {ALLOWANCE: 2, "nonce of holder": 1}


def test_an_owner_whose_permit_a_front_runner_submitted_is_refused_and_its_allowance_stands(
    token, signs, holder, spender, recipient, attacker, does, refuses
):
    # given
    slip = signs.permit(holder, spender, 5)
    slip.submit(sender=attacker)

    # then
    with refuses("InvalidSignature", account=holder):
        slip.submit(sender=holder)
    assert does(lambda: token.transfer_from(holder, recipient, 5, sender=spender)).changes[ALLOWANCE] == -5
