"""Breaks that were recorded, by hand: each with what a sound token would have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backbone_chain import Chain, artifacts, tokens
from backbone_chain.bundles import Bundle, Claim, Recorder, Sent, bundle_of
from backbone_chain.engines._base import Engine
from backbone_chain.model import Severity
from backbone_chain.tokens import Token

QUIRK = "freeze-skips-transfer-from"
SENTENCE = "The tokens of a frozen holder stay where they are."
STOLEN = 5


def stolen(name: str = QUIRK, chain: Chain | None = None) -> Bundle:
    """A frozen holder, and a spender who was approved beforehand."""
    chain = chain or Chain(seed=3)
    recorder = Recorder(chain)
    token = opened(chain, name)
    holder, spender, recipient = (chain.account(each) for each in ("holder", "spender", "recipient"))
    token.approve(spender, 10**9, sender=holder)
    token.freeze(holder)
    data = token.contract.abi.function("transferFrom").encode(holder.address, recipient.address, STOLEN)
    chain.send(token.address, data, sender=spender, check=False)
    return bundled(chain, token, recorder.steps, claims_of(token, recipient.address, len(recorder.steps) - 1))


def opened(chain: Chain, name: str) -> Token:
    """A token of the reference family, of which a holder has a thousand."""
    blueprint = tokens.blueprint(name)
    token = blueprint.family.deploy(chain, blueprint)
    token.configure_minter(chain.account("minter"), 10**15)
    token.mint(chain.account("holder"), 10**9)
    return token


def claims_of(token: Token, recipient: str, step: int) -> tuple[Claim, ...]:
    data = token.contract.abi.function("balanceOf").encode(recipient)
    read = {"step": step, "to": token.address, "data": data, "value": bytes(32), "seen": "5"}
    return (
        Claim(sentence=SENTENCE, kind="refused", step=step, seen="it went through"),
        Claim(sentence="Nobody gets tokens of a frozen holder.", kind="equals", **read),
    )


def bundled(
    chain: Chain, token: Token, steps: Sequence[Sent], claims: Sequence[Claim], origin: Engine | None = None
) -> Bundle:
    return bundle_of(
        chain,
        steps,
        claims,
        property="frozen-spender-cannot-spend",
        severity=Severity.HIGH,
        subject="a dollar",
        statement="A freeze stops every way to move tokens.",
        reason=f"transferFrom moved {STOLEN} tokens of a frozen holder.",
        contracts={"the token": token.contract},
        origin=origin,
    )


def mended(bundle: Bundle, by: str = "reference") -> Bundle:
    """The same steps, with the creation code of a sound implementation in them."""
    sound = tokens.blueprint(by).artifacts[0].bytecode
    assert bundle.steps[0].data == artifacts.load("FreezeSkipsTransferFrom").bytecode
    return replace(bundle, steps=(replace(bundle.steps[0], data=sound), *bundle.steps[1:]))
