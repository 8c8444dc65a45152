"""Contracts that sign after ERC-1271: what of their answers counts, and what they can do while they are asked."""

from __future__ import annotations

import pytest
from _outcome import Outcome, request
from _signing import FORMS

from backbone_chain import artifacts

KINDS = ("permit", "transfer", "receive", "cancel")
HELD = 100
SIGNED = request(1)
MOVED = Outcome(
    {"balance of wallet": -5, "balance of recipient": 5},
    [("AuthorizationUsed", "wallet", SIGNED), ("Transfer", "wallet", "recipient", 5)],
)
OUTCOMES = {
    "permit": Outcome({}, [("Approval", "wallet", "spender", 5)]),
    "transfer": MOVED,
    "receive": MOVED,
    "cancel": Outcome({}, [("AuthorizationCanceled", "wallet", SIGNED)]),
}
ANSWERS = {"another word": 1, "a word with more in it": 2, "four bytes": 3, "a refusal": 4, "all gas gone": 5}


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
def key(actor):
    """The account whose key signs for the wallet."""
    return actor("wallet_owner")


@pytest.fixture
def wallet(chain, token, ledger, actor, treasury, key):
    """A wallet that signs by a key, with 100 base units."""
    made = chain.deploy(artifacts.load("SmartWallet"), key.address, sender=actor("deployer"))
    ledger.know("wallet", made)
    token.transfer(made, HELD, sender=treasury)
    return made


@pytest.fixture
def signing(signs, kind, wallet, spender, recipient, key):
    """A message of the kind, about the wallet."""

    def sign(*, signer=key):
        match kind:
            case "permit":
                return signs.permit(wallet, spender, 5, signer=signer)
            case "cancel":
                return signs.cancel(wallet, signer=signer)
            case _:
                return getattr(signs, kind)(wallet, recipient, 5, signer=signer)

    return sign


@pytest.fixture
def marks(contract, kind, wallet, spender):
    """What the token has noted of the wallet: its allowance and its nonces."""

    def read():
        allowance, nonce = contract.call("allowance", wallet, spender), contract.call("nonces", wallet)
        return allowance, nonce, contract.call("authorizationState", wallet, SIGNED)

    return read


# --- what counts


@pytest.mark.branch("permit: given the owner is a contract: when it signs: it sets the allowance")
@pytest.mark.branch("transferWithAuthorization: given the sender is a contract: when it signs: it moves the tokens")
@pytest.mark.branch("receiveWithAuthorization: given the sender is a contract: when it signs: it moves the tokens")
@pytest.mark.branch("cancelAuthorization: given the authorizer is a contract: when it signs: it uses the nonce")
def test_a_wallets_signature_counts_once(signing, marks, submitter, wallet, kind, form, does, refuses):
    slip = signing()

    assert does(lambda: slip.submit(sender=submitter, form=form)) == OUTCOMES[kind]
    assert marks() == ((5, 1, False) if kind == "permit" else (0, 0, True))
    error = ("InvalidSignature", {"account": wallet})
    if kind != "permit":
        error = ("AuthorizationUsedOrCanceled", {"authorizer": wallet, "nonce": SIGNED})
    with refuses(error[0], **error[1]):
        slip.submit(sender=submitter, form=form)


@pytest.mark.branch("permit: given the owner is a contract: when it does not sign: it reverts with InvalidSignature")
@pytest.mark.branch(
    "transferWithAuthorization: given the sender is a contract: when it does not sign: it reverts with InvalidSignature"
)
@pytest.mark.branch(
    "receiveWithAuthorization: given the sender is a contract: when it does not sign: it reverts with InvalidSignature"
)
@pytest.mark.branch(
    "cancelAuthorization: given the authorizer is a contract: when it does not sign: it reverts with InvalidSignature"
)
def test_what_a_wallet_does_not_sign_is_refused(signing, marks, submitter, wallet, attacker, form, refuses):
    with refuses("InvalidSignature", account=wallet):
        signing(signer=attacker).submit(sender=submitter, form=form)
    assert marks() == (0, 0, False)


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_but_the_right_word_counts(signing, marks, submitter, wallet, kind, relayer, does, refuses, answer):
    # given
    slip = signing()
    wallet.send("setAnswer", ANSWERS[answer], sender=relayer)

    # then
    with refuses("InvalidSignature", account=wallet):
        slip.submit(sender=submitter)
    assert marks() == (0, 0, False)

    # when it signs again
    wallet.send("setAnswer", 0, sender=relayer)

    # then
    assert does(lambda: slip.submit(sender=submitter)) == OUTCOMES[kind]


def test_a_wallet_that_changes_its_key_takes_its_signatures_back(
    signing, submitter, wallet, kind, relayer, actor, does, refuses
):
    old, new = signing(), signing(signer=actor("new_owner"))
    wallet.send("setOwner", actor("new_owner"), sender=relayer)

    with refuses("InvalidSignature", account=wallet):
        old.submit(sender=submitter)
    assert does(lambda: new.submit(sender=submitter)) == OUTCOMES[kind]


def test_a_wallet_may_sign_with_other_bytes_than_a_key(signing, submitter, wallet, kind, relayer, does, refuses):
    """It is asked about the digest of EIP-712, with the signature as it came: here none, for a digest that it knows."""
    slip = signing()

    with refuses("InvalidSignature", account=wallet):
        slip.submit_raw(b"", sender=submitter)
    wallet.send("approve", slip.digest, sender=relayer)
    with refuses("InvalidSignature", account=wallet):
        slip.submit_raw(b"\0", sender=submitter)
    assert does(lambda: slip.submit_raw(b"", sender=submitter)) == OUTCOMES[kind]


@pytest.mark.parametrize("kind", ["permit", "transfer"], indirect=True)
def test_a_frozen_wallet_is_refused_as_any_account(token, signing, submitter, wallet, refuses):
    token.freeze(wallet)

    with refuses("AccountFrozen", account=wallet):
        signing().submit(sender=submitter)


def test_a_contract_submits_what_it_is_to_receive(chain, signs, ledger, holder, relayer, form, does, refuses):
    shop = chain.puppet("shop")
    ledger.know("shop", shop)
    slip = signs.receive(holder, shop, 5)

    with refuses("CallerMustBePayee", caller=shop.owner, payee=shop):
        slip.submit(sender=shop.owner, form=form)
    assert does(lambda: slip.submit(sender=shop, form=form)).changes == {
        "balance of holder": -5,
        "balance of shop": 5,
        "authorization 1 of holder is used": True,
    }


# --- what a wallet can do while it is asked


@pytest.mark.parametrize(("kind", "used"), [("permit", 0), ("transfer", 1), ("cancel", 1)], indirect=["kind"])
def test_a_wallet_sees_its_nonce_used_while_it_is_asked(
    contract, signing, submitter, wallet, kind, relayer, used, does, refuses
):
    state = contract.abi.function("authorizationState").encode(wallet, SIGNED)
    following = contract.abi.function("nonces").encode(wallet)

    for reading, seen in ((state, used), (following, 1 - used)):
        wallet.send("setCallBack", reading, request(1 - seen), sender=relayer)
        with refuses("InvalidSignature", account=wallet):
            signing().submit(sender=submitter)
    wallet.send("setCallBack", following, request(1 - used), sender=relayer)
    assert does(lambda: signing().submit(sender=submitter)) == OUTCOMES[kind]


def test_a_wallet_changes_nothing_while_it_is_asked(
    contract, signs, signing, marks, submitter, wallet, holder, spender, recipient, relayer, refuses
):
    slip = signing()
    calls = [
        (contract.abi.function("approve").encode(spender, 5), request(1)),
        (contract.abi.function("transfer").encode(recipient, 5), request(1)),
        (signs.cancel(holder).calldata(), request(0)),
    ]

    for call, result in calls:
        wallet.send("setCallBack", call, result, sender=relayer)
        with refuses("InvalidSignature", account=wallet):
            slip.submit(sender=submitter)
    assert marks() == (0, 0, False)
