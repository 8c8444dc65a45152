"""What stops a permit, that nothing stops one of zero, and of several errors which is named."""

from __future__ import annotations

import pytest
from _outcome import MINT, REDEEM, SIGNATURES, TRANSFER, Outcome, request
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
