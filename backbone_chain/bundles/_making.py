"""Making a bundle of what was recorded: names, contracts and the hashes of their code are looked up by running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from eth_utils import keccak

from backbone_chain.abi import Abi
from backbone_chain.bundles._model import EMITS, READS, Bundle, Claim, Deployed, Genesis, Sent
from backbone_chain.bundles._origin import genesis_from
from backbone_chain.bundles._replay import Replay, code_hash
from backbone_chain.bundles._text import plain
from backbone_chain.chain import Chain, Contract
from backbone_chain.codec import checksum
from backbone_chain.engines._base import Engine
from backbone_chain.model import Severity

PACKAGES = {"revm": "pyrevm", "py-evm": "py-evm", "eels": "ethereum-execution", "web3": "web3"}
MOST_CHILDREN = 256  # contracts looked for among those that one contract created
SHORT = 0x80  # in RLP, a byte below this stands for itself


def bundle_of(
    chain: Chain,
    steps: Sequence[Sent],
    claims: Sequence[Claim],
    *,
    property: str,  # noqa: A002 - the word is the project's
    severity: Severity,
    subject: str,
    statement: str,
    reason: str = "",
    contracts: Mapping[str, Contract] | None = None,
    names: Mapping[str, str] | None = None,
    genesis: Genesis | None = None,
    origin: Engine | None = None,
    seen_on: tuple[str, str] | None = None,
) -> Bundle:
    """A bundle of what was sent on a chain.

    contracts: those with a name, by it. names: of accounts, by address, before those that the chain knows. genesis:
    what was there before the first step, nothing by default. origin: for a copy of a live chain, an engine that is
    where the steps began, for instance the chain's own once they are undone; what they look at is taken from it.
    seen_on: names of the engine and the fork, the chain's by default.

    Raises: as a replay on an engine of that name.
    """
    engine, fork = seen_on or (chain.engine.name, chain.engine.fork)
    bundle = Bundle(
        property=property,
        severity=severity,
        subject=plain(subject),
        statement=plain(statement),
        reason=plain(reason),
        seed=chain.seed,
        chain_id=chain.engine.chain_id(),
        fork=fork,
        engine=engine,
        versions=_versions(engine),
        genesis=genesis or Genesis(),
        steps=tuple(steps),
        claims=tuple(replace(each, sentence=plain(each.sentence), seen=plain(each.seen)) for each in claims),
        names=_mentioned({**chain.names(), **(names or {})}, steps, claims),
    )
    if origin:
        bundle = replace(bundle, genesis=genesis_from(origin, bundle))
    run = Replay(bundle, engine)
    created = [ran.created for ran in run.run_steps() if ran.created]
    known = {contract.address: name for name, contract in (contracts or {}).items()}
    found = dict.fromkeys([*known, *_contracts(run.chain.engine, [*created, *_called(bundle)])])
    return replace(
        bundle, contracts={address: _deployed(run.chain.engine, chain, address, known) for address in sorted(found)}
    )


def _versions(engine: str) -> dict[str, str]:
    found = {}
    for package in ("backbone-chain", PACKAGES.get(engine, engine)):
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # a user's own engine, or a checkout that isn't installed
            continue
    return found


def _mentioned(names: Mapping[str, str], steps: Sequence[Sent], claims: Sequence[Claim]) -> dict[str, str]:
    """The accounts that the steps and claims speak of; which others the chain has made doesn't matter."""
    spoken_of = {step.sender for step in steps} | {step.to for step in steps} | {claim.to for claim in claims}
    said = b"\0".join([*(step.data for step in steps), *(claim.data for claim in claims)])
    return {
        address: plain(name)
        for address, name in sorted(names.items())
        if address in spoken_of or bytes.fromhex(address[2:]) in said
    }


def _called(bundle: Bundle) -> Iterator[str]:
    yield from (step.to for step in bundle.steps if step.to)
    yield from (claim.to for claim in bundle.claims if claim.kind in (*READS, EMITS))
    yield from (address for address, held in bundle.genesis.accounts.items() if held.code)


def _contracts(engine: Engine, addresses: Iterable[str]) -> Iterator[str]:
    """Those of them with code, and what these created in turn."""
    waiting, seen = [*addresses], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or not engine.get_code(address):
            continue
        seen.add(address)
        yield address
        created = range(1, min(engine.get_nonce(address), MOST_CHILDREN))
        waiting += [created_by(address, nonce) for nonce in created]


def created_by(address: str, nonce: int) -> str:
    """The address of what an account creates with this nonce."""
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8)
    told = number if len(number) == 1 and nonce < SHORT else bytes([SHORT + len(number)]) + number
    body = bytes([SHORT + 20]) + bytes.fromhex(address[2:]) + told
    return checksum("0x" + keccak(bytes([0xC0 + len(body)]) + body)[-20:].hex())


def _deployed(engine: Engine, chain: Chain, address: str, known: Mapping[str, str]) -> Deployed:
    abi = chain.abi_at(address) or Abi(())
    return Deployed(
        name=plain(known.get(address) or chain.title_at(address)),
        code_hash=code_hash(engine, address),
        abi=tuple(abi.entries),
    )
