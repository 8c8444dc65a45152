"""The upgrade on a copy of the chain: what the token answers before and after, and what is open to strangers then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backbone_chain.abi import Abi
from backbone_chain.chain import Chain, Contract
from backbone_chain.errors import RefusedError
from backbone_chain.rehearse._copy import Copy
from backbone_chain.rehearse._initialisers import initialisers, locks_itself, open_to_strangers
from backbone_chain.rehearse._reason import Reason
from backbone_chain.rehearse._state import Difference, State, differences, read_state
from backbone_chain.rehearse._upgrade import Upgrade

TRANSACTIONS = 2  # the new implementation, and the upgrade: as many blocks pass in the copy that isn't upgraded


@dataclass(frozen=True, kw_only=True)
class Run:
    """How the upgrade went. answers: how many were compared; unread: views that nobody could ask."""

    reasons: tuple[Reason, ...]
    differences: tuple[Difference, ...] = ()
    answers: int = 0
    unread: tuple[str, ...] = ()
    acts: int = 0


def run(copy: Copy, upgrade: Upgrade) -> Run:
    """Read, upgrade, read again, as late as it is in the copy that was not upgraded."""
    common = _common(upgrade)
    with copy.chain.isolated():
        copy.chain.mine(TRANSACTIONS)
        before = read_state(copy.token.contract, common, copy.accounts)
    try:
        bare = copy.chain.deploy(upgrade.new, sender=copy.chain.account("deployer"))
        locked = locks_itself(copy.chain.blocks[-1].receipts[-1])
        copy.send(bare, upgrade.data)
    except RefusedError as refusal:
        says = f"The upgrade itself was refused: {copy.chain.named(refusal)}."
        return Run(
            reasons=(*copy.reasons, Reason(check="upgrade", summary=says)), answers=len(before.answers), acts=copy.acts
        )
    after = read_state(copy.token.contract, common, copy.accounts)
    return Run(
        reasons=(*copy.reasons, *_bare(copy.chain, bare, upgrade, locked), *_proxy(copy, bare, upgrade)),
        differences=tuple(_named(copy, before, after, upgrade)),
        answers=len(before.answers),
        unread=before.unread,
        acts=copy.acts,
    )


def _common(upgrade: Upgrade) -> Abi:
    """The functions that both versions have, as the old one declares them."""
    after = upgrade.new.interface
    kept = (entry for entry in upgrade.before.interface.functions if after.has(entry.signature))
    signatures = {function.signature for function in kept}
    entries = [entry for entry in upgrade.before.abi if entry["type"] == "function"]
    return Abi(entry for entry in entries if Abi([entry]).functions[0].signature in signatures)


def _named(copy: Copy, before: State, after: State, upgrade: Upgrade) -> Iterator[Difference]:
    told = copy.chain.named
    for each in differences(before, after, {*upgrade.may_change, "implementation slot"}):
        arguments = tuple(before.names.get(argument, told(argument)) for argument in each.arguments)
        yield Difference(
            what=each.what,
            arguments=arguments,
            before=told(each.before),
            after=told(each.after),
            expected=each.expected,
        )


def _bare(chain: Chain, bare: Contract, upgrade: Upgrade, locked: bool) -> Iterator[Reason]:
    for name in open_to_strangers(chain, bare, upgrade.new, upgrade.data):
        says = f"Anybody can call {name} on the bare implementation; its constructor lacks _disableInitializers()."
        yield Reason(check="bare-implementation", summary=says)
        return
    if initialisers(upgrade.new) and not locked:
        says = "The constructor doesn't lock the initialisers of the bare implementation with _disableInitializers()."
        yield Reason(check="bare-implementation", summary=says)


def _proxy(copy: Copy, bare: Contract, upgrade: Upgrade) -> Iterator[Reason]:
    now = copy.token.implementation()
    if now != bare.address:
        says = f"The implementation slot holds {now or 'nothing'}, not the new implementation {bare.address}."
        yield Reason(check="upgrade", summary=says)
    for name in open_to_strangers(copy.chain, copy.token.contract, upgrade.new, upgrade.data):
        says = f"Anybody can call {name} on the token after the upgrade, so it can be initialised again."
        yield Reason(check="initialised-once", summary=says)
    if copy.may_upgrade(bare, copy.chain.account("stranger")):
        says = "A stranger can upgrade the token after the upgrade; the check of the upgrader is lost."
        yield Reason(check="outsider-cannot-upgrade", summary=says)
