"""Accounts with a key and with code: they sign by the key whatever the code says, and by the code where it signs."""

from __future__ import annotations

import pytest
from _outcome import request
from _signing import KINDS, Signing

from backbone_chain import artifacts, engines
from backbone_chain.chain import Chain
from backbone_chain.stage import Stage

HELD = 100
DELEGATES = {"code that accepts no signature": "SmartWallet", "code that knows no signatures": "Puppet"}
"""A wallet in whose storage nothing was written has nobody as its owner."""


EVENTS = {
    "Permit": lambda holder, to: {"owner": holder, "spender": to, "value": 5},
    "TransferWithAuthorization": lambda holder, to: {"from": holder, "to": to, "value": 5},
    "ReceiveWithAuthorization": lambda holder, to: {"from": holder, "to": to, "value": 5},
    "CancelAuthorization": lambda holder, to: {"authorizer": holder, "nonce": request(1)},
}
"""What the last event of each kind says."""


def sign(signs, kind, account, to, **more):
    match kind:
        case "Permit":
            return signs.permit(account, to, 5, **more)
        case "CancelAuthorization":
            return signs.cancel(account, **more)
        case _:
            return signs.authorization(kind, account, to, 5, **more)


# --- EIP-7702


@pytest.fixture(scope="module", params=["py-evm", "eels"])
def prague(request, blueprint):
    """The token on an engine that runs Prague, `holder` with 100 base units."""
    if reason := engines.engines()[request.param].unavailable():
        pytest.skip(reason)
    stage = Stage(blueprint, Chain(request.param, fork="prague"), rules=[])
    token = stage.deploy()
    token.configure_minter(stage.actor("minter"), HELD)
    token.mint(stage.actor("holder"), HELD)
    return stage


@pytest.fixture
def on_prague(prague):
    with prague.isolated():
        yield prague


def delegate(stage, account, name):
    """Let an account run this code from now on; answers the account as a contract."""
    chain, code, relayer = stage.chain, artifacts.load(name), stage.actor("relayer")
    args = [relayer.address] if name == "SmartWallet" else []
    deployed = chain.deploy(code, *args, sender=relayer).address
    nonce, chain_id = chain.engine.get_nonce(account.address), chain.engine.chain_id()
    signed = account.sign_authorization(deployed, chain_id=chain_id, nonce=nonce)
    chain.send(relayer.address, sender=relayer, authorizations=(signed,))
    assert chain.engine.get_code(account.address) == bytes.fromhex("ef0100" + deployed[2:])
    return chain.at(account.address, code.interface)


@pytest.mark.branch("permit: given the owner has a key and code: when the key signed: it sets the allowance")
@pytest.mark.branch(
    "transferWithAuthorization: given the sender has a key and code: when the key signed: it moves the tokens"
)
@pytest.mark.branch(
    "receiveWithAuthorization: given the sender has a key and code: when the key signed: it moves the tokens"
)
@pytest.mark.branch(
    "cancelAuthorization: given the authorizer has a key and code: when the key signed: it uses the nonce"
)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", DELEGATES)
def test_a_delegated_account_signs_by_its_key(on_prague, kind, code):
    # given
    holder, recipient, attacker = map(on_prague.actor, ("holder", "recipient", "attacker"))
    signs = Signing(on_prague)
    delegate(on_prague, holder, DELEGATES[code])
    forged, signed = sign(signs, kind, holder, recipient, signer=attacker), sign(signs, kind, holder, recipient)

    # when
    refusal = on_prague.attempt(lambda: forged.submit(sender=recipient))
    receipt = signed.submit(sender=recipient)

    # then
    assert (refusal.error.name, refusal.error.args) == ("InvalidSignature", {"account": holder.address})
    assert receipt.events[-1].args == EVENTS[kind](holder.address, recipient.address)


@pytest.mark.branch("permit: given the owner has a key and code: when only the code signs: it sets the allowance")
def test_a_delegated_account_signs_by_its_code_too(on_prague):
    holder, recipient, friend = map(on_prague.actor, ("holder", "recipient", "friend"))
    signs = Signing(on_prague)
    wallet = delegate(on_prague, holder, "SmartWallet")
    wallet.send("setOwner", friend, sender=friend)

    for value, signer in ((5, friend), (7, holder)):
        signs.permit(holder, recipient, value, signer=signer).submit(sender=recipient)
        assert on_prague.token.contract.call("allowance", holder, recipient) == value


# --- code at the address of a key, on every engine that sets it


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", DELEGATES)
def test_an_account_with_code_signs_by_its_key(chain, signs, holder, recipient, attacker, refuses, kind, code):
    if not chain.engine.capabilities.sets_state:
        pytest.skip(f"the engine {chain.engine.name} sets no code")
    chain.engine.set_code(holder.address, artifacts.load(DELEGATES[code]).deployed_bytecode)

    with refuses("InvalidSignature", account=holder):
        sign(signs, kind, holder, recipient, signer=attacker).submit(sender=recipient)
    last = sign(signs, kind, holder, recipient).submit(sender=recipient).events[-1]
    assert last.args == EVENTS[kind](holder.address, recipient.address)


def test_an_account_with_code_that_asks_for_all_gas_signs_by_its_key(chain, signs, holder, spender, relayer, does):
    if not chain.engine.capabilities.sets_state:
        pytest.skip(f"the engine {chain.engine.name} sets no code")
    chain.engine.set_code(holder.address, b"\xfe")  # the invalid instruction
    slip = signs.permit(holder, spender, 5)

    assert does(lambda: slip.submit(sender=relayer)).events == [("Approval", "holder", "spender", 5)]
