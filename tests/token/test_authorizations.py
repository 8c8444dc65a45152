"""Signed transfers: what they move, when, how often, and what stops them. Signatures are in test_signatures."""

from __future__ import annotations

import pytest
from _outcome import HELD, MINT, REDEEM, SIGNATURES, TRANSFER, UNLIMITED, Outcome, request
from _signing import FORMS

ZERO = "0x" + "00" * 20
USED, MOVED = "authorization 1 of holder is used", {"balance of holder": -5, "balance of recipient": 5}
KINDS = {"transfer": "transferWithAuthorization", "receive": "receiveWithAuthorization"}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def submitter(kind, recipient, relayer):
    return recipient if kind == "receive" else relayer


@pytest.fixture
def signing(signs, kind, holder, recipient):
    """An authorisation of the kind, over 5 from `holder` to `recipient` unless it says otherwise."""

    def sign(*, source=holder, to=recipient, value=5, **more):
        return getattr(signs, kind)(source, to, value, **more)

    return sign


@pytest.fixture
def pausing(contract, pauser):
    return lambda bits: contract.send("pauseBits", bits, sender=pauser)


# --- the transfer


@pytest.mark.branch(
    "transferWithAuthorization: when nothing stops it: "
    "it moves the tokens, uses the nonce and emits AuthorizationUsed and Transfer"
)
@pytest.mark.branch(
    "receiveWithAuthorization: when nothing stops it: "
    "it moves the tokens, uses the nonce and emits AuthorizationUsed and Transfer"
)
@pytest.mark.parametrize("value", [0, 1, 5, HELD])
def test_an_authorisation_moves_tokens(contract, signing, submitter, holder, form, does, value):
    slip = signing(value=value)
    moved = {"balance of holder": -value, "balance of recipient": value} if value else {}

    assert does(lambda: slip.submit(sender=submitter, form=form)) == Outcome(
        {USED: True} | moved,
        [("AuthorizationUsed", "holder", request(1)), ("Transfer", "holder", "recipient", value)],
    )
    assert contract.call("authorizationState", holder, request(1)) is True


def test_an_authorisation_needs_no_allowance_and_spends_none(token, signing, submitter, holder, relayer, does):
    token.approve(relayer, 10, sender=holder)
    slip = signing()

    assert does(lambda: slip.submit(sender=submitter)).changes == MOVED | {USED: True}
    assert token.contract.call("allowance", holder, relayer) == 10


@pytest.mark.parametrize("who", ["holder", "recipient", "attacker"])
def test_anybody_submits_an_authorisation_to_transfer(signs, holder, recipient, actor, does, who):
    slip = signs.transfer(holder, recipient, 5)

    assert does(lambda: slip.submit(sender=actor(who))).changes == MOVED | {USED: True}


@pytest.mark.branch(
    "receiveWithAuthorization: when the caller is not the payee: it reverts with CallerMustBePayee",
)
@pytest.mark.parametrize("who", ["attacker", "holder", "relayer"])
def test_only_the_payee_submits_an_authorisation_to_receive(signs, holder, recipient, actor, form, does, refuses, who):
    slip = signs.receive(holder, recipient, 5)

    with refuses("CallerMustBePayee", caller=actor(who), payee=recipient):
        slip.submit(sender=actor(who), form=form)
    assert does(lambda: slip.submit(sender=recipient, form=form)).changes == MOVED | {USED: True}


@pytest.mark.parametrize("kind", ["transfer", "receive"], indirect=True)
def test_an_authorisation_to_oneself_changes_no_balance(signing, holder, form, does):
    slip = signing(to=holder)

    assert does(lambda: slip.submit(sender=holder, form=form)) == Outcome(
        {USED: True}, [("AuthorizationUsed", "holder", request(1)), ("Transfer", "holder", "holder", 5)]
    )


@pytest.mark.branch(
    "transferWithAuthorization: when the balance is too small: it reverts with ERC20InsufficientBalance"
)
@pytest.mark.branch("receiveWithAuthorization: when the balance is too small: it reverts with ERC20InsufficientBalance")
@pytest.mark.parametrize("value", [HELD + 1, UNLIMITED])
def test_an_authorisation_over_more_than_the_balance_is_refused(signing, submitter, holder, form, refuses, value):
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=value):
        signing(value=value).submit(sender=submitter, form=form)


@pytest.mark.branch(
    "transferWithAuthorization: given a part of the balance is frozen: when the value is within the free part: "
    "it moves the tokens"
)
@pytest.mark.branch(
    "receiveWithAuthorization: given a part of the balance is frozen: when the value is within the free part: "
    "it moves the tokens"
)
@pytest.mark.branch(
    "transferWithAuthorization: given a part of the balance is frozen: when the value is beyond it: "
    "it reverts with ERC7943InsufficientUnfrozenBalance"
)
@pytest.mark.branch(
    "receiveWithAuthorization: given a part of the balance is frozen: when the value is beyond it: "
    "it reverts with ERC7943InsufficientUnfrozenBalance"
)
def test_an_authorisation_reaches_the_free_part_of_a_balance_and_no_more(
    contract, signing, submitter, holder, freezer, does, refuses
):
    contract.send("setFrozenTokens", holder, HELD - 5, sender=freezer)

    with refuses("ERC7943InsufficientUnfrozenBalance", account=holder, amount=6, unfrozen=5):
        signing(value=6).submit(sender=submitter)
    assert does(lambda: signing().submit(sender=submitter)).changes == MOVED | {USED: True}


@pytest.mark.branch(
    "transferWithAuthorization: when the recipient is the zero address: it reverts with ERC20InvalidReceiver"
)
@pytest.mark.branch("transferWithAuthorization: when the recipient is the token: it reverts with ERC20InvalidReceiver")
@pytest.mark.parametrize("to", ["zero", "token"])
@pytest.mark.parametrize("value", [0, 5])
def test_nobody_and_the_token_itself_receive_nothing(contract, signs, holder, relayer, form, refuses, to, value):
    receiver = {"zero": ZERO, "token": contract.address}[to]

    with refuses("ERC20InvalidReceiver", receiver=receiver):
        signs.transfer(holder, receiver, value).submit(sender=relayer, form=form)


# --- when


@pytest.mark.branch(
    "transferWithAuthorization: when validAfter has not passed: it reverts with AuthorizationNotYetValid"
)
@pytest.mark.branch(
    "receiveWithAuthorization: when validAfter has not passed: it reverts with AuthorizationNotYetValid"
)
def test_an_authorisation_counts_from_the_second_after_valid_after(chain, signing, submitter, form, does, refuses):
    now = chain.timestamp

    for early in (now, now + 100):
        with refuses("AuthorizationNotYetValid", validAfter=early), chain.isolated():
            signing(valid_after=early).submit(sender=submitter, form=form)
    slip = signing(valid_after=now - 1)
    assert chain.timestamp == now
    assert does(lambda: slip.submit(sender=submitter, form=form)).changes == MOVED | {USED: True}


@pytest.mark.branch("transferWithAuthorization: when validBefore has come: it reverts with AuthorizationExpired")
@pytest.mark.branch("receiveWithAuthorization: when validBefore has come: it reverts with AuthorizationExpired")
def test_an_authorisation_counts_until_the_second_before_valid_before(chain, signing, submitter, form, does, refuses):
    now = chain.timestamp

    for late in (now, now - 100, 0):
        with refuses("AuthorizationExpired", validBefore=late), chain.isolated():
            signing(valid_before=late).submit(sender=submitter, form=form)
    slip = signing(valid_before=now + 1)
    assert chain.timestamp == now
    assert does(lambda: slip.submit(sender=submitter, form=form)).changes == MOVED | {USED: True}


def test_an_authorisation_may_be_good_for_a_single_second(chain, signing, submitter, does):
    now = chain.timestamp
    slip = signing(valid_after=now - 1, valid_before=now + 1)

    assert does(lambda: slip.submit(sender=submitter)).changes == MOVED | {USED: True}


# --- how often


@pytest.mark.branch("transferWithAuthorization: when the nonce was used: it reverts with AuthorizationUsedOrCanceled")
@pytest.mark.branch("receiveWithAuthorization: when the nonce was used: it reverts with AuthorizationUsedOrCanceled")
@pytest.mark.parametrize("second", ["transfer", "receive"])
def test_a_nonce_counts_once_for_both_kinds(signs, signing, submitter, holder, recipient, form, refuses, second):
    signing().submit(sender=submitter, form=form)

    for slip in (signing(), getattr(signs, second)(holder, recipient, 6)):
        with refuses("AuthorizationUsedOrCanceled", authorizer=holder, nonce=request(1)):
            slip.submit(sender=recipient, form=form)


@pytest.mark.parametrize("nonce", [0, 2, UNLIMITED])
def test_nonces_are_any_numbers_in_any_order(contract, signing, submitter, holder, form, nonce):
    signing(nonce=1).submit(sender=submitter)
    slip = signing(nonce=nonce)

    used = slip.submit(sender=submitter, form=form).event("AuthorizationUsed")

    assert used.args == {"authorizer": holder.address, "nonce": request(nonce)}
    assert contract.call("authorizationState", holder, request(nonce)) is True
    assert contract.call("authorizationState", holder, request(3)) is False


def test_each_authorizer_has_nonces_of_its_own(signing, submitter, victim, does):
    signing().submit(sender=submitter)
    slip = signing(source=victim)

    assert does(lambda: slip.submit(sender=submitter)).changes == {
        "balance of victim": -5,
        "balance of recipient": 5,
        "authorization 1 of victim is used": True,
    }


def test_an_authorisation_leaves_the_nonces_of_permits_alone(contract, signing, submitter, holder):
    signing().submit(sender=submitter)

    assert contract.call("nonces", holder) == 0


# --- what stops one


@pytest.mark.branch("transferWithAuthorization: given signatures are paused: it reverts with OperationPaused")
@pytest.mark.branch("receiveWithAuthorization: given signatures are paused: it reverts with OperationPaused")
@pytest.mark.branch("transferWithAuthorization: given transfers are paused: it reverts with OperationPaused")
@pytest.mark.branch("receiveWithAuthorization: given transfers are paused: it reverts with OperationPaused")
@pytest.mark.parametrize("value", [0, 5])
@pytest.mark.parametrize(
    ("paused", "bit"), [(SIGNATURES, SIGNATURES), (TRANSFER, TRANSFER), (TRANSFER | SIGNATURES, SIGNATURES)]
)
def test_a_pause_refuses_an_authorisation_until_it_is_lifted(
    contract, signing, submitter, unpauser, pausing, does, refuses, value, paused, bit
):
    # given
    slip = signing(value=value)
    pausing(paused)

    # then
    with refuses("OperationPaused", bit=bit):
        slip.submit(sender=submitter)

    # when
    contract.send("unpause", paused, sender=unpauser)

    # then
    assert does(lambda: slip.submit(sender=submitter)).changes[USED] is True


def test_pauses_of_minting_and_redeeming_leave_authorisations_alone(signing, submitter, form, pausing, does):
    pausing(MINT | REDEEM)
    slip = signing()

    assert does(lambda: slip.submit(sender=submitter, form=form)).changes == MOVED | {USED: True}


@pytest.mark.branch("transferWithAuthorization: given the submitter is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("transferWithAuthorization: given the sender is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("receiveWithAuthorization: given the sender is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("transferWithAuthorization: given the recipient is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("receiveWithAuthorization: given the recipient is frozen: it reverts with AccountFrozen")
@pytest.mark.parametrize("value", [0, 5])
@pytest.mark.parametrize("who", ["submitter", "holder", "recipient"])
def test_a_freeze_refuses_an_authorisation_until_it_is_lifted(
    token, signing, submitter, actor, does, refuses, who, value
):
    # given
    slip, frozen = signing(value=value), submitter if who == "submitter" else actor(who)
    token.freeze(frozen)

    # then
    with refuses("AccountFrozen", account=frozen):
        slip.submit(sender=submitter)

    # when
    token.unfreeze(frozen)

    # then
    assert does(lambda: slip.submit(sender=submitter)).changes[USED] is True


def test_a_frozen_bystander_stops_no_authorisation(token, signing, submitter, victim, does):
    token.freeze(victim)
    slip = signing()

    assert does(lambda: slip.submit(sender=submitter)).changes == MOVED | {USED: True}
