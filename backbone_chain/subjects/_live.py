"""A token on a live chain: its code, its functions, its holders and keys are looked up on a copy of the chain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from backbone_chain import engines, tokens
from backbone_chain.abi import Abi, RawLog
from backbone_chain.artifacts import Artifact
from backbone_chain.bytecode import only_reads, selectors
from backbone_chain.chain import Chain, Contract
from backbone_chain.codec import WORD, checksum
from backbone_chain.engines._base import ZERO_ADDRESS, Engine, Transaction
from backbone_chain.engines._copied import FINAL, CopiedRevm, Searched
from backbone_chain.errors import NodeError, UsageError
from backbone_chain.proxies import Followed, admins, follow
from backbone_chain.subjects._driver import ERC20, addresses_in
from backbone_chain.subjects._model import Subject
from backbone_chain.subjects._signatures import events, explained

SMALLEST_ADDRESS = 1 << 64  # a smaller number is a number
ADDRESS_BITS = 160
MOST_SLOTS = 32  # the first ones, where a contract without namespaces keeps its owner
MOST_KEYS, MOST_HOLDERS, MOST_CANDIDATES, MOST_HELPERS = 24, 5, 60, 4
AUTHORITY = re.compile(r"Role|Owner|Admin|Minter|Controll|Pauser|Agent|Bridge|Rely|Authority|(er|Address)(Changed|Set)")
"""Events that tell of keys."""

TRANSFER, APPROVAL = (
    bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"),
    bytes.fromhex("8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"),
)
MOVES = frozenset({TRANSFER, APPROVAL})
NAMESPACES = (
    0x9016D09D72D40FDAE2FD8CEAC6B6234C7706214FD39C1CD1E609A0528C199300,  # openzeppelin.storage.Ownable
    0xEEF3DAC4538C82C8ACE4063AB0ACD2D15CDB5883AA1DFF7C2673ABB3D8698401,  # …AccessControlDefaultAdminRules, next slot
    0xF3177357AB46D8AF007AB3FDB9AF81DA189E1068FEFDC0073DCA88A2CAB40A00,  # openzeppelin.storage.AccessManaged
)
"""ERC-7201 slots in which OpenZeppelin's contracts keep whoever is in charge."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a live token is: its address, the node, the block (a number, or empty for the latest final one).

    holders: accounts that are known to hold tokens or keys.
    """

    address: str
    url: str
    block: int | None = None
    holders: tuple[str, ...] = ()


def copied_chain(place: Place, seed: int) -> Chain:
    """A chain that begins as the node's after that block.

    Raises: NodeError, EngineUnavailableError; UsageError where no contract is there.
    """
    engine = engines.copy_of(place.url, FINAL if place.block is None else place.block)
    if not engine.get_code(place.address) and place.block is None:
        engine = _younger(place, engine)
    if not engine.get_code(place.address):
        raise UsageError(
            f"There is no contract at {place.address} in block {engine.copied_block} of the chain behind {place.url}."
        )
    return Chain(engine, seed=seed)


def _younger(place: Place, engine: CopiedRevm) -> CopiedRevm:
    """The latest block, for a token that is younger than the last final one."""
    latest = engines.copy_of(place.url, "latest")
    return latest if latest.get_code(place.address) else engine


def open_live(place: Place, chain: Chain) -> Subject:
    """The token on a chain that began as the node's. Raises: NodeError."""
    engine = chain.engine
    assert isinstance(engine, CopiedRevm)
    runs = follow(engine, place.address)
    code = engine.get_code(runs.implementation or place.address)
    functions, unknown = explained([*selectors(engine.get_code(place.address)), *selectors(code)])
    entries = (*functions, *events())
    named, searched = _accounts(place, engine, Abi(entries))
    helpers = dict(_helpers(engine, chain, place, named, runs))
    own, _ = explained(selectors(code))
    known = Artifact(name=place.address, abi=(*own, *events()), bytecode=b"", deployed_bytecode=code)
    unread = tuple(each for each in unknown if not only_reads(code, each))
    return Subject(
        name=place.address,
        family=tokens.family_of(replace(known, abi=entries)),
        chain=chain,
        token=chain.at(place.address, Abi(entries)),
        artifact=known,
        implementation=runs.implementation,
        proxy=runs.kind,
        helpers=helpers,
        accounts=tuple(named),
        unread=unread,
        notes=tuple(_notes(engine, runs, searched, unread)),
        origin=engines.copy_of(place.url, engine.copied_block),
    )


def _notes(engine: CopiedRevm, runs: Followed, searched: str, unread: tuple[bytes, ...]) -> Iterator[str]:
    final = "which is final" if engine.is_final else "which is not final"
    yield f"This is the state after block {engine.copied_block} of chain {engine.chain_id()}, {final}; nothing is sent."
    if runs.implementation:
        through = f" through the beacon {runs.beacon}" if runs.beacon else ""
        yield f"It is a proxy ({runs.kind}) that runs {runs.implementation}{through}."
    yield searched
    if unread:
        known = ", ".join("0x" + each.hex() for each in unread)
        yield f"Functions of which only the selector is known, and that may write: {known}; they were not tried."


# --- whom it knows


def _accounts(place: Place, engine: CopiedRevm, abi: Abi) -> tuple[list[str], str]:
    """Accounts that may hold keys, then the largest holders, and what was searched for them."""
    try:
        searched = engine.logs(place.address)
        says = f"Holders and keys are those of its storage, its getters and its events since block {searched.since}."
    except NodeError as refusal:
        searched = Searched([], 0)
        says = f"Its events could not be searched, so holders and keys may be missing: {refusal.problem}"
    logs = searched.logs[::-1]
    numbers = [*_stored(engine, place.address), *_in_words(word for log in logs for word in _words(log.data))]
    keys = [
        *admins(engine, place.address),
        *_getters(engine, place, abi),
        *_in_topics(logs, [topic for topic, event in abi.events.items() if AUTHORITY.search(event.name)]),
        *(each for each in dict.fromkeys(numbers) if _is_known(engine, each)),
        *_in_topics(logs, [each.topics[0] for each in logs if each.topics and each.topics[0] not in MOVES]),
    ]
    own = {ZERO_ADDRESS, place.address}
    chosen = [each for each in dict.fromkeys(keys) if each not in own][:MOST_KEYS]
    holders = _largest(engine, place.address, [*place.holders, *_in_topics(logs, [TRANSFER])])
    return list(dict.fromkeys([*place.holders, *chosen, *holders])), says


def _in_topics(logs: Iterable[RawLog], wanted: Iterable[bytes]) -> Iterator[str]:
    """The accounts that events of these kinds name, as far as they are indexed."""
    kinds = frozenset(wanted)
    for log in logs:
        if log.topics and log.topics[0] in kinds:
            yield from _in_words(log.topics[1:])


def _largest(engine: Engine, token: str, candidates: Iterable[str]) -> list[str]:
    """The holders of most, of those that moved tokens lately."""
    balance = ERC20.function("balanceOf")
    found: dict[str, int] = {}
    for each in list(dict.fromkeys(candidates))[:MOST_CANDIDATES]:
        answer = engine.call(Transaction(ZERO_ADDRESS, token, balance.encode(each)))
        held = int.from_bytes(answer.output[:WORD]) if answer.success else 0
        if held and not engine.get_code(each):
            found[each] = held
    return sorted(found, key=lambda each: -found[each])[:MOST_HOLDERS]


def _stored(engine: Engine, address: str) -> Iterator[str]:
    """What looks like an address in the slots where contracts keep whoever is in charge."""
    for slot in (*NAMESPACES, *range(MOST_SLOTS)):
        word = engine.get_storage(address, slot)
        for shift in (0, 8, 48, 96):  # alone, or packed beside a flag, a time or a number
            yield from _in_words([((word >> shift) % (1 << ADDRESS_BITS)).to_bytes(WORD)])


def _getters(engine: Engine, place: Place, abi: Abi) -> Iterator[str]:
    """Whom the getters name."""
    for function in abi.functions:
        if not function.changes_state and not function.inputs and "address" in function.answers:
            answer = engine.call(Transaction(ZERO_ADDRESS, place.address, function.encode()))
            try:
                decoded = function.decode(answer.output) if answer.success else ()
            except ValueError:
                continue
            yield from addresses_in(decoded if isinstance(decoded, tuple) else (decoded,))


def _in_words(words: Iterable[bytes]) -> Iterator[str]:
    for word in words:
        if SMALLEST_ADDRESS <= int.from_bytes(word) < 1 << ADDRESS_BITS:
            yield checksum("0x" + word[-20:].hex())


def _words(data: bytes) -> list[bytes]:
    return [data[at : at + WORD] for at in range(0, len(data) - WORD + 1, WORD)]


def _is_known(engine: Engine, address: str) -> bool:
    """Whether the chain knows an account of this address, so that it is no number that only looks like one."""
    return bool(engine.get_nonce(address) or engine.get_balance(address) or engine.get_code(address))


# --- what else can be called


def _helpers(
    engine: Engine, chain: Chain, place: Place, accounts: Iterable[str], runs: Followed
) -> Iterator[tuple[str, Contract]]:
    """The contracts among the accounts, and the beacon: what governs the token can be called itself."""
    contracts = [each for each in dict.fromkeys([runs.beacon, *accounts]) if each and engine.get_code(each)]
    own = {place.address, runs.implementation}
    for each in [address for address in contracts if address not in own][:MOST_HELPERS]:
        behind = follow(engine, each).implementation
        functions, _ = explained([*selectors(engine.get_code(each)), *selectors(engine.get_code(behind or each))])
        if functions:
            yield each, chain.at(each, Abi(functions))
