"""A copy of a token that is on a live chain: its accounts from its events, its upgrader by trying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backbone_chain import engines
from backbone_chain.accounts import Unlocked
from backbone_chain.artifacts import Artifact
from backbone_chain.bytecode import without_metadata
from backbone_chain.chain import Chain
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.rehearse._copy import Copy
from backbone_chain.rehearse._reason import Reason
from backbone_chain.rehearse._upgrade import Upgrade

MOST_ACCOUNTS = 100
SMALLEST_ADDRESS = 1 << 64  # a smaller number in a topic is a number


def copied(upgrade: Upgrade, url: str, address: str, *, upgrader: str = "", seed: int = 0) -> Copy:
    """The token at `address` of the chain behind `url`, in this process; the node itself is only read.

    upgrader: who is to upgrade; without it, the first account that may, of those that the token's events name.

    Raises: NodeError, EngineUnavailableError, UsageError where nothing is deployed there or nobody may upgrade.
    """
    engine = engines.copy_of(url)
    chain, proxy = Chain(engine, seed=seed), _address(address)
    if not engine.get_code(proxy):
        raise UsageError(f"There is no contract at {proxy} on the chain behind {url}.")
    token = upgrade.old.family(chain, chain.at(proxy, upgrade.before.interface))
    known = tuple(dict.fromkeys((*_addresses(engine.topics(proxy)), proxy)))
    copy = Copy(
        chain=chain,
        token=token,
        accounts=known[:MOST_ACCOUNTS],
        reasons=tuple(_other_code(token.implementation(), chain, upgrade.before)),
    )
    by = _named(upgrader) if upgrader else _upgrader(copy, upgrade, known)
    return Copy(chain=chain, token=token, accounts=copy.accounts, upgrader=by, reasons=copy.reasons)


def _address(text: str) -> str:
    try:
        return checksum(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no address; one has 0x and 40 digits.") from error


def _named(address: str) -> Unlocked:
    return Unlocked("upgrader", _address(address))


def _addresses(topics: Iterable[bytes]) -> Iterator[str]:
    for topic in topics:
        if SMALLEST_ADDRESS <= int.from_bytes(topic) < 1 << 160:
            yield checksum("0x" + topic[12:].hex())


def _upgrader(copy: Copy, upgrade: Upgrade, known: Iterable[str]) -> Unlocked:
    """The first that may, accounts before contracts: a timelock can act only here, as if its delay were over."""
    with copy.chain.isolated():
        trial = copy.chain.deploy(upgrade.new, sender=copy.chain.account("deployer"))
        for address in sorted(known, key=lambda each: bool(copy.chain.engine.get_code(each))):
            if copy.may_upgrade(trial, Unlocked("upgrader", address)):
                return Unlocked("upgrader", address)
    raise UsageError("None of the accounts that the token's events name may upgrade it; name one with --upgrader.")


def _other_code(address: str, chain: Chain, expected: Artifact) -> Iterator[Reason]:
    """Whether the chain runs what the comparison of layouts takes for the old version."""
    runs = chain.engine.get_code(address) if address else b""
    if _fixed(runs, expected) != _fixed(expected.deployed_bytecode, expected):
        says = f"The chain runs other code at {address or 'the implementation slot'} than {expected.label}, which the "
        says += "layouts were compared with; name what is really there with --token."
        yield Reason(check="old-implementation", summary=says)


def _fixed(code: bytes, artifact: Artifact) -> bytes:
    """The code without what differs from deployment to deployment: immutables, and the metadata's hash."""
    blank = bytearray(code)
    for places in artifact.immutable_references.values():
        for place in places:
            blank[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return without_metadata(bytes(blank))
