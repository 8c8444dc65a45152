"""permit-works-for-delegated-accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from backbone_chain import artifacts, engines
from backbone_chain.accounts import Account, Unlocked
from backbone_chain.artifacts import Artifact
from backbone_chain.bundles._model import Sent
from backbone_chain.bundles._recording import Recorder
from backbone_chain.chain import Chain, Contract
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._signing import Form, Permits
from backbone_chain.properties._trial import Trial
from backbone_chain.properties.permit_respects_freeze import require_permit
from backbone_chain.subjects import Driver

ENGINE, FORK = "py-evm", "prague"
DELEGATE = "Puppet"
"""Code that knows no signatures, so that only the account's key can have signed."""


class PermitWorksForDelegatedAccounts(Property):
    """The permit of an account that runs other code (EIP-7702) counts as one of an account that has a key alone."""

    severity = Severity.MEDIUM

    def check(self, t: Trial) -> str:
        """On an engine with Prague, where the deployment is repeated if need be."""
        require_permit(t)
        if t.chain.engine.capabilities.delegated_accounts:
            self._try(t)
            return ""
        self._try(_on_prague(t))
        return f"Tried on {ENGINE} with {FORK}, where the deployment was repeated."

    def _try(self, t: Trial) -> None:
        permits = Permits(t)
        with t.undone():
            forms = list(permits.working())
            _delegate(t, t.holder)
            for form in forms:
                self._permit(t, permits, form)

    def _permit(self, t: Trial, permits: Permits, form: Form) -> None:
        with t.undone():
            call = permits.of(form, t.holder, t.bystander, t.amount).call(t.outsider)
            said = f"A permit of an account with delegated code is refused: {form.function.signature}."
            t.must_work(call, said)
            before = t.amount if "value" in form.kind.given else 2**256 - 1
            t.must_read("allowance", t.holder, t.bystander, value=before, sentence=said)


def _delegate(t: Trial, account: Account) -> None:
    """Let an account run this code from now on."""
    relayer, engine = t.driver.stranger("relayer"), t.chain.engine
    code = t.chain.deploy(artifacts.load(DELEGATE), sender=relayer).address
    nonce, chain_id = engine.get_nonce(account.address), engine.chain_id()
    signed = account.sign_authorization(code, chain_id=chain_id, nonce=nonce)
    t.chain.send(relayer.address, sender=relayer, authorizations=(signed,))
    if engine.get_code(account.address)[-20:] != bytes.fromhex(code[2:]):
        raise UnknownError("The account could not be made to run other code.")


def _on_prague(t: Trial) -> Trial:
    """The same token on a chain where accounts can be delegated: all its transactions again, in their blocks."""
    if t.subject.is_live:
        raise NotApplicableError(
            f"The engine {t.chain.engine.name} has no EIP-7702, and a live state can't be moved to one that has."
        )
    if reason := engines.engines()[ENGINE].unavailable():
        raise NotApplicableError(f"The engine {t.chain.engine.name} has no EIP-7702, and {reason}.")
    chain = Chain(ENGINE, seed=t.chain.seed, fork=FORK)
    recorder = Recorder(chain)
    _repeat([sent for sent in t.recorder.steps if sent.block < t.chain.block_number], chain)
    code = t.chain.engine.get_code(t.driver.token.address)
    if chain.engine.get_code(t.driver.token.address) != code:
        raise UnknownError(f"The deployment could not be repeated on {ENGINE} with {FORK}.")
    token = chain.at(t.driver.token.address, t.driver.token.abi)
    helpers = {name: Contract(chain, each.address, each.abi) for name, each in t.subject.helpers.items()}
    return Trial(Driver(replace(t.subject, chain=chain, token=token, helpers=helpers)), t.powers, recorder)


def _repeat(steps: Sequence[Sent], chain: Chain) -> None:
    for (number, timestamp), block in groupby(steps, key=lambda sent: (sent.block, sent.timestamp)):
        if number > chain.block_number:
            chain.mine(number - chain.block_number)
        if timestamp != chain.timestamp:
            chain.warp(timestamp - chain.timestamp)
        with chain.one_block():
            for sent in block:
                _send(sent, chain)


def _send(sent: Sent, chain: Chain) -> None:
    sender = Unlocked(sent.sender, sent.sender)
    if sent.value:
        chain.engine.set_balance(sent.sender, chain.engine.get_balance(sent.sender) + sent.value)
    if sent.to is None:
        chain.deploy(
            Artifact(name="", abi=(), bytecode=sent.data, deployed_bytecode=b""), sender=sender, value=sent.value
        )
    else:
        chain.send(sent.to, sent.data, sender=sender, value=sent.value, check=False)
