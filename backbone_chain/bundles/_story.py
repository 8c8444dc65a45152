"""A bundle as it is told in a program: who did what, by names and signatures where they are known."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backbone_chain.abi import Abi, Function
from backbone_chain.bundles._judging import Ran, declared_bool
from backbone_chain.bundles._model import BEFORE_THE_FIRST, READS, Bundle, Claim, Sent
from backbone_chain.bundles._replay import Replay
from backbone_chain.chain import BLOCK_SECONDS
from backbone_chain.errors import ArgumentError
from backbone_chain.registry import kebab

METADATA = re.compile(rb"dsolc\x43...\x00.", re.DOTALL)  # how the CBOR that solc appends ends
WORD = 32
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
LONGEST_NAME = 48
RESERVED = (
    "arguments",
    "code",
    "engine",
    "errors",
    "genesis",
    "names",
    "vm",
)  # what the programs themselves call something


@dataclass(frozen=True, kw_only=True)
class Told:
    """A call as a person would write it: function and arguments where an ABI explains the data, else the data alone."""

    data: bytes
    function: Function | None = None
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Where the chain is to go before what follows. later: seconds that pass beyond the usual ones."""

    block: int
    timestamp: int
    later: int = 0

    @property
    def words(self) -> str:
        """How much later that is."""
        for size, unit in UNITS:
            if self.later and self.later % size == 0:
                count = self.later // size
                return f"{count:,} {unit}{'s' if count != 1 else ''} later"
        return ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A claim, where the chain is to go before it, and whether a zero that the transaction returned is a no."""

    claim: Claim
    call: Told
    moment: Moment | None = None
    zero_is_no: bool = True


@dataclass(frozen=True, kw_only=True)
class Act:
    """One step. code: the name of the creation code, `tail` that of the arguments behind it, where there are any."""

    number: int
    sent: Sent
    ran: Ran
    call: Told
    moment: Moment | None = None
    code: str = ""
    tail: str = ""
    checks: tuple[Check, ...] = ()


class Story:
    """A bundle that was run once more, to be told. Raises: as a replay."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._abis = {address: Abi(contract.abi) for address, contract in bundle.contracts.items()}
        ran = Replay(bundle).run_steps()
        self.names = dict(_identifiers(_wanted_names(bundle)))
        self.code: dict[str, bytes] = {}
        self.arguments: dict[str, bytes] = {}
        self._next = (bundle.genesis.block + 1, bundle.genesis.timestamp + BLOCK_SECONDS)
        self._claims: dict[int, list[Claim]] = {}
        for claim in bundle.claims:
            self._claims.setdefault(claim.step, []).append(claim)
        self.first = tuple(self._check(claim) for claim in self._claims.get(BEFORE_THE_FIRST, ()))
        self.acts = tuple(self._act(number, sent, ran[number]) for number, sent in enumerate(bundle.steps))

    @property
    def errors(self) -> list[str]:
        """The custom errors of all contracts as Solidity declares them, in alphabetical order."""
        declared = {
            f"{entry['name']}({', '.join(map(_declared, entry.get('inputs', ())))})"
            for contract in self.bundle.contracts.values()
            for entry in contract.abi
            if entry.get("type") == "error" and _is_flat(entry)
        }
        return sorted(declared)

    def told(self, to: str, data: bytes) -> Told:
        """A call through the ABI of what is called."""
        abi = self._abis.get(to)
        for function in abi.functions if abi else ():
            if function.selector == data[:4]:
                return _told(function, data)
        return Told(data=data)

    # --- one step after the other

    def _act(self, number: int, sent: Sent, ran: Ran) -> Act:
        moment = self._moment(sent.block, sent.timestamp)
        stays = number + 1 < len(self.bundle.steps) and self.bundle.steps[number + 1].block == sent.block
        self._next = (sent.block + 1, sent.timestamp + BLOCK_SECONDS)
        claims = self._claims.get(number, ())
        checks = tuple(self._check(claim, sent, sent if stays else None) for claim in claims)
        if sent.to is not None:
            call = self.told(sent.to, sent.data)
            return Act(number=number, sent=sent, ran=ran, call=call, moment=moment, checks=checks)
        code, arguments = _split(sent.data)
        name, tail = self._code_name(code, ran), ""
        if arguments:
            tail = _unused(name, self.arguments)
            self.arguments[tail] = arguments
        call = Told(data=sent.data)
        return Act(number=number, sent=sent, ran=ran, call=call, moment=moment, code=name, tail=tail, checks=checks)

    def _check(self, claim: Claim, sent: Sent | None = None, stays_in: Sent | None = None) -> Check:
        moment = None
        if claim.kind in READS:
            block, timestamp = (stays_in.block, stays_in.timestamp) if stays_in else self._next
            moment = self._moment(block, max(claim.at, timestamp))
        abi = self._abis.get(sent.to or "") if sent else None
        zero_is_no = sent is None or declared_bool(sent.data, abi)
        return Check(claim=claim, call=self.told(claim.to, claim.data), moment=moment, zero_is_no=zero_is_no)

    def _moment(self, block: int, timestamp: int) -> Moment | None:
        """Where the chain isn't by itself."""
        before, self._next = self._next, (block, timestamp)
        if before == (block, timestamp):
            return None
        usual = before[1] + (block - before[0]) * BLOCK_SECONDS
        return Moment(block=block, timestamp=timestamp, later=max(0, timestamp - usual))

    def _code_name(self, code: bytes, ran: Ran) -> str:
        contract = self.bundle.contracts.get(ran.created or "")
        wanted = identifier(contract.name if contract and contract.name else "contract")
        known = next((name for name, each in self.code.items() if each == code), None)
        name = known or _unused(wanted, self.code)
        self.code[name] = code
        return name


def _told(function: Function, data: bytes) -> Told:
    """Only where the arguments give the same data again: what stands behind them counts too."""
    try:
        args = function.arguments(data)
        exact = function.encode(*args) == data
    except (ValueError, ArgumentError):
        exact = False
    return Told(data=data, function=function, args=args) if exact else Told(data=data)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Creation code and the arguments after it, where solc's metadata shows where it ends."""
    ends = [match.end() for match in METADATA.finditer(data)]
    end = next((end for end in reversed(ends) if (len(data) - end) % WORD == 0), len(data))
    return data[:end], data[end:]


# --- names


def identifier(name: str) -> str:
    """A name as programs write it: `the_token`."""
    word = re.sub(r"[^a-z0-9]+", "_", kebab(name).lower()).strip("_")[:LONGEST_NAME].strip("_") or "account"
    return f"_{word}" if word[0].isdigit() or keyword.iskeyword(word) else word


def _wanted_names(bundle: Bundle) -> Iterator[tuple[str, str]]:
    yield from sorted(bundle.names.items())
    for address, contract in sorted(bundle.contracts.items()):
        yield address, contract.name or "contract"
    for step in bundle.steps:
        yield step.sender, "sender"
        if step.to:
            yield step.to, "target"
    for claim in bundle.claims:
        if claim.to:
            yield claim.to, "target"
    for address in sorted(bundle.genesis.accounts):
        yield address, "account"


def _identifiers(wanted: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    found: dict[str, str] = {}
    taken = dict.fromkeys(RESERVED, "")
    for address, name in wanted:
        if address not in found:
            word = _unused(identifier(name), taken)
            found[address], taken[word] = word, address
            yield address, word


def _unused(word: str, taken: Mapping[str, Any]) -> str:
    numbered = (word if number == 1 else f"{word}_{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)


def _is_flat(entry: Mapping[str, Any]) -> bool:
    return not any(str(parameter["type"]).startswith("tuple") for parameter in entry.get("inputs", ()))


def _declared(parameter: Mapping[str, Any]) -> str:
    name = str(parameter.get("name") or "")
    return (
        f"{parameter['type']} {name}" if re.fullmatch(r"[A-Za-z_$][\w$]*", name, re.ASCII) else str(parameter["type"])
    )


def addresses_used(story: Story, texts: Sequence[str]) -> dict[str, str]:
    """The names that a program really uses, by address."""
    said = " ".join(texts)
    return {address: name for address, name in story.names.items() if re.search(rf"\b{name.upper()}\b", said)}
