"""Cancelling an authorisation: by whom, how often, and that nothing stops it; and of several errors which is named."""

from __future__ import annotations

import pytest
from _outcome import SIGNATURES, TRANSFER, UNLIMITED, Outcome, request
from _signing import FORMS

USED = "authorization 1 of holder is used"
PARTIES = ("relayer", "holder", "recipient")


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def used(holder):
    """The arguments of the error that says so."""
    return {"authorizer": holder, "nonce": request(1)}


# --- cancelAuthorization


@pytest.mark.branch("cancelAuthorization: when nothing stops it: it uses the nonce and emits AuthorizationCanceled")
@pytest.mark.parametrize("nonce", [0, 1, UNLIMITED])
def test_an_authorisation_is_cancelled(contract, signs, holder, relayer, form, nonce):
    cancelled = signs.cancel(holder, nonce=nonce).submit(sender=relayer, form=form).event("AuthorizationCanceled")

    assert cancelled.args == {"authorizer": holder.address, "nonce": request(nonce)}
    assert contract.call("authorizationState", holder, request(nonce)) is True
    assert contract.call("authorizationState", holder, request(3)) is False


@pytest.mark.parametrize("kind", ["transfer", "receive"])
@pytest.mark.branch(
    "transferWithAuthorization: when the nonce was cancelled: it reverts with AuthorizationUsedOrCanceled"
)
@pytest.mark.branch(
    "receiveWithAuthorization: when the nonce was cancelled: it reverts with AuthorizationUsedOrCanceled"
)
def test_what_was_cancelled_is_not_used(signs, holder, recipient, relayer, form, used, does, refuses, kind):
    slip = getattr(signs, kind)(holder, recipient, 5)
    assert does(lambda: signs.cancel(holder).submit(sender=relayer, form=form)) == Outcome(
        {USED: True}, [("AuthorizationCanceled", "holder", request(1))]
    )

    with refuses("AuthorizationUsedOrCanceled", **used):
        slip.submit(sender=recipient, form=form)


@pytest.mark.parametrize("kind", ["transfer", "receive"])
@pytest.mark.branch("cancelAuthorization: when the nonce was used: it reverts with AuthorizationUsedOrCanceled")
def test_what_was_used_is_not_cancelled(signs, holder, recipient, relayer, form, used, refuses, kind):
    getattr(signs, kind)(holder, recipient, 5).submit(sender=recipient)

    with refuses("AuthorizationUsedOrCanceled", **used):
        signs.cancel(holder).submit(sender=relayer, form=form)


@pytest.mark.branch("cancelAuthorization: when the nonce was cancelled: it reverts with AuthorizationUsedOrCanceled")
def test_nothing_is_cancelled_twice(signs, holder, relayer, form, used, refuses):
    slip = signs.cancel(holder)
    slip.submit(sender=relayer)

    with refuses("AuthorizationUsedOrCanceled", **used):
        slip.submit(sender=relayer, form=form)


def test_a_cancellation_is_its_authorizers_alone(signs, holder, recipient, attacker, relayer, form, does, refuses):
    with refuses("InvalidSignature", account=holder):
        signs.cancel(holder, signer=attacker).submit(sender=attacker, form=form)
    assert does(lambda: signs.cancel(attacker).submit(sender=attacker, form=form)).changes == {
        "authorization 1 of attacker is used": True
    }
    assert does(lambda: signs.transfer(holder, recipient, 5).submit(sender=relayer)).changes[USED] is True


# --- nothing stops one


@pytest.mark.branch("cancelAuthorization: given everything is paused: it uses the nonce")
@pytest.mark.branch("cancelAuthorization: given everybody is frozen: it uses the nonce")
@pytest.mark.parametrize(
    ("frozen", "paused"),
    [((), SIGNATURES), ((), TRANSFER), ((), 15), *(((who,), 0) for who in PARTIES), (PARTIES, 15)],
)
def test_what_a_pause_or_a_freeze_refuses_can_be_cancelled_meanwhile(
    contract, signs, holder, recipient, relayer, actor, unpauser, unfreezer, used, does, refuses, frozen, paused
):
    # given
    slip, accounts = signs.transfer(holder, recipient, 5), [actor(who) for who in frozen]
    contract.send("freezeMany", accounts, request(9), sender=actor("freezer"))
    if paused:
        contract.send("pauseBits", paused, sender=actor("pauser"))

    # then
    assert does(lambda: signs.cancel(holder).submit(sender=relayer)) == Outcome(
        {USED: True}, [("AuthorizationCanceled", "holder", request(1))]
    )

    # when
    for account in accounts:
        contract.send("unfreeze", account, sender=unfreezer)
    contract.send("unpause", 15, sender=unpauser)

    # then
    with refuses("AuthorizationUsedOrCanceled", **used):
        slip.submit(sender=recipient)


# --- what is named first


@pytest.mark.parametrize("kind", ["transfer", "receive"])
def test_pause_then_times_then_nonce_then_signature_then_transfer(
    contract, token, signs, holder, recipient, attacker, relayer, unpauser, actor, used, refuses, kind
):
    def forged(**more):
        return getattr(signs, kind)(holder, recipient, UNLIMITED, signer=attacker, **more)

    def submit(slip):
        slip.submit(sender=recipient)

    # given everything wrong at once
    contract.send("pauseAll", sender=actor("pauser"))
    for account in (holder, recipient):
        token.freeze(account)
    signs.cancel(holder).submit(sender=relayer)

    # then the one that is named is mended each time
    if kind == "receive":
        with refuses("CallerMustBePayee", caller=attacker, payee=recipient):
            forged().submit(sender=attacker)
    with refuses("OperationPaused", bit=SIGNATURES):
        submit(forged(valid_after=UNLIMITED, valid_before=0))
    contract.send("unpause", SIGNATURES, sender=unpauser)
    with refuses("AuthorizationNotYetValid", validAfter=UNLIMITED):
        submit(forged(valid_after=UNLIMITED, valid_before=0))
    with refuses("AuthorizationExpired", validBefore=0):
        submit(forged(valid_before=0))
    with refuses("AuthorizationUsedOrCanceled", **used):
        submit(forged())
    with refuses("InvalidSignature", account=holder):
        submit(forged(nonce=2))
    slip = getattr(signs, kind)(holder, recipient, UNLIMITED, nonce=2)
    with refuses("OperationPaused", bit=TRANSFER):
        submit(slip)
    contract.send("unpause", TRANSFER, sender=unpauser)
    for account in (recipient, holder):
        with refuses("AccountFrozen", account=account):
            submit(slip)
        token.unfreeze(account)
    with refuses("ERC20InsufficientBalance", sender=holder, balance=token.balance_of(holder), needed=UNLIMITED):
        submit(slip)
