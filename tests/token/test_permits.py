"""Permits: the allowance that they give, when, in which order, what stops them. Signatures are in test_signatures."""

from __future__ import annotations

import pytest
from _outcome import MINT, REDEEM, SIGNATURES, TRANSFER, UNLIMITED, Outcome, request
from _signing import FORMS

ZERO = "0x" + "00" * 20
ALLOWANCE = "allowance of holder for spender"
PARTIES = ("relayer", "holder", "spender")


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def pausing(contract, pauser):
    return lambda bits: contract.send("pauseBits", bits, sender=pauser)


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


# --- what stops one


@pytest.mark.branch("permit: given signatures are paused: when the value is not zero: it reverts with OperationPaused")
@pytest.mark.branch("permit: given transfers are paused: when the value is not zero: it reverts with OperationPaused")
@pytest.mark.parametrize(
    ("paused", "bit"),
    [(SIGNATURES, SIGNATURES), (TRANSFER, TRANSFER), (SIGNATURES | TRANSFER, SIGNATURES), (15, SIGNATURES)],
)
def test_a_pause_refuses_a_permit_until_it_is_lifted(
    contract, signs, holder, spender, relayer, unpauser, form, pausing, does, refuses, paused, bit
):
    # given
    slip = signs.permit(holder, spender, 1)
    pausing(paused)

    # then
    with refuses("OperationPaused", bit=bit):
        slip.submit(sender=relayer, form=form)

    # when
    contract.send("unpause", paused, sender=unpauser)

    # then
    assert does(lambda: slip.submit(sender=relayer, form=form)).changes == {ALLOWANCE: 1, "nonce of holder": 1}


def test_pauses_of_minting_and_redeeming_leave_permits_alone(signs, holder, spender, relayer, pausing, does):
    pausing(MINT | REDEEM)
    slip = signs.permit(holder, spender, 5)

    assert does(lambda: slip.submit(sender=relayer)).changes == {ALLOWANCE: 5, "nonce of holder": 1}


@pytest.mark.branch("permit: given the submitter is frozen: when the value is not zero: it reverts with AccountFrozen")
@pytest.mark.branch("permit: given the owner is frozen: when the value is not zero: it reverts with AccountFrozen")
@pytest.mark.branch("permit: given the spender is frozen: when the value is not zero: it reverts with AccountFrozen")
@pytest.mark.parametrize("who", PARTIES)
def test_a_freeze_refuses_a_permit_until_it_is_lifted(
    token, signs, holder, spender, relayer, actor, form, does, refuses, who
):
    # given
    slip = signs.permit(holder, spender, 1)
    token.freeze(actor(who))

    # then
    with refuses("AccountFrozen", account=actor(who)):
        slip.submit(sender=relayer, form=form)

    # when
    token.unfreeze(actor(who))

    # then
    assert does(lambda: slip.submit(sender=relayer, form=form)).changes == {ALLOWANCE: 1, "nonce of holder": 1}


def test_a_frozen_owner_does_not_submit_its_own_permit(token, signs, holder, spender, refuses):
    token.freeze(holder)

    with refuses("AccountFrozen", account=holder):
        signs.permit(holder, spender, 5).submit(sender=holder)


def test_a_frozen_bystander_stops_no_permit(token, signs, holder, spender, relayer, victim, does):
    token.freeze(victim)
    slip = signs.permit(holder, spender, 5)

    assert does(lambda: slip.submit(sender=relayer)).changes == {ALLOWANCE: 5, "nonce of holder": 1}


# --- what stops none of zero


@pytest.mark.branch("permit: given signatures are paused: when the value is zero: it sets the allowance to zero")
@pytest.mark.branch("permit: given transfers are paused: when the value is zero: it sets the allowance to zero")
@pytest.mark.parametrize("paused", [SIGNATURES, TRANSFER, 15])
def test_a_permit_of_zero_passes_every_pause(token, signs, holder, spender, relayer, form, pausing, does, paused):
    token.approve(spender, 10, sender=holder)
    pausing(paused)
    slip = signs.permit(holder, spender, 0)

    assert does(lambda: slip.submit(sender=relayer, form=form)) == Outcome(
        {ALLOWANCE: -10, "nonce of holder": 1}, [("Approval", "holder", "spender", 0)]
    )


@pytest.mark.branch("permit: given the submitter is frozen: when the value is zero: it sets the allowance to zero")
@pytest.mark.branch("permit: given the owner is frozen: when the value is zero: it sets the allowance to zero")
@pytest.mark.branch("permit: given the spender is frozen: when the value is zero: it sets the allowance to zero")
@pytest.mark.parametrize("frozen", [*((who,) for who in PARTIES), PARTIES])
def test_a_permit_of_zero_passes_every_freeze(
    contract, token, signs, holder, spender, relayer, actor, freezer, form, does, frozen
):
    token.approve(spender, 10, sender=holder)
    contract.send("freezeMany", [actor(who) for who in frozen], request(1), sender=freezer)
    slip = signs.permit(holder, spender, 0)

    assert does(lambda: slip.submit(sender=relayer, form=form)) == Outcome(
        {ALLOWANCE: -10, "nonce of holder": 1}, [("Approval", "holder", "spender", 0)]
    )


def test_a_permit_that_a_pause_refused_can_be_taken_back_meanwhile(
    contract, signs, holder, spender, relayer, unpauser, pausing, does, refuses
):
    # given
    lying_about, taking_back = signs.permit(holder, spender, 5), signs.permit(holder, spender, 0)
    pausing(15)

    # when
    assert does(lambda: taking_back.submit(sender=relayer)).changes == {"nonce of holder": 1}
    contract.send("unpause", 15, sender=unpauser)

    # then
    with refuses("InvalidSignature", account=holder):
        lying_about.submit(sender=relayer)


def test_a_permit_of_zero_needs_a_signature_too(token, signs, holder, spender, attacker, form, refuses):
    token.approve(spender, 10, sender=holder)

    with refuses("InvalidSignature", account=holder):
        signs.permit(holder, spender, 0, signer=attacker).submit(sender=attacker, form=form)


# --- what is named first


def test_expiry_is_named_before_a_pause_a_pause_before_a_freeze_and_a_freeze_before_the_signature(
    chain, contract, token, signs, holder, spender, relayer, attacker, unpauser, pausing, refuses
):
    late, forged = signs.permit(holder, spender, 5, deadline=1), signs.permit(holder, spender, 5, signer=attacker)
    for account in (relayer, holder, spender):
        token.freeze(account)
    pausing(15)

    with refuses("PermitExpired", deadline=1):
        late.submit(sender=relayer)
    for bit in (SIGNATURES, TRANSFER):
        with refuses("OperationPaused", bit=bit):
            forged.submit(sender=relayer)
        contract.send("unpause", bit, sender=unpauser)
    for account in (relayer, holder, spender):
        with refuses("AccountFrozen", account=account):
            forged.submit(sender=relayer)
        token.unfreeze(account)
    with refuses("InvalidSignature", account=holder):
        forged.submit(sender=relayer)


def test_a_wrong_signature_is_named_before_a_wrong_spender(signs, holder, relayer, attacker, refuses):
    with refuses("InvalidSignature", account=holder):
        signs.permit(holder, ZERO, 5, signer=attacker).submit(sender=relayer)
