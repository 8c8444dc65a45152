"""The whole outcome of a step: what it changed of all that a token lets one read, and the events that it left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import pytest
from eth_utils import keccak

from backbone_chain.abi import Abi, Function
from backbone_chain.chain import Receipt
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import RefusedError
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import Party, address_of

UNIT = 10**6
CEILING = 10_000_000_000 * UNIT  # MAX_MINTER_ALLOWANCE
MINTER_ALLOWANCE = 500_000_000 * UNIT  # of `minter`, who has not minted yet when a test begins
SECOND_ALLOWANCE = 300_000_000 * UNIT  # left to `second_minter` and to `third_minter`
SUPPLY = 400_000_000 * UNIT
HELD = 1_000_000 * UNIT  # by `holder`
UNLIMITED = 2**256 - 1

TRANSFER, MINT, REDEEM, SIGNATURES = 1, 2, 4, 8
BITS = {"transfer": TRANSFER, "mint": MINT, "redeem": REDEEM, "signatures": SIGNATURES}
ALL_BITS = 15

ADMIN_ROLE = "DEFAULT_ADMIN_ROLE"
ROLES = {
    ADMIN_ROLE: "admin",
    "MINTER_ADMIN_ROLE": "minter_admin",
    "MINTER_ROLE": "minter",
    "BRIDGE_ROLE": "bridge",
    "CANCELLER_ROLE": "canceller",
    "PAUSER_ROLE": "pauser",
    "UNPAUSER_ROLE": "unpauser",
    "FREEZER_ROLE": "freezer",
    "UNFREEZER_ROLE": "unfreezer",
    "SEIZER_ROLE": "seizer",
    "RESCUER_ROLE": "rescuer",
    "UPGRADER_ROLE": "upgrader",
    "RESERVE_ADMIN_ROLE": "reserve_admin",
}
"""Every role and who holds it; the other minters hold the minter's too, and the bridge its own in some tests."""

OFFICERS = tuple(ROLES.values())
PUBLIC = ("holder", "recipient", "spender", "victim", "attacker")
ACCOUNTS = (*OFFICERS, "second_minter", "third_minter", "treasury", "deployer", "relayer", *PUBLIC)

READER = checksum("0x" + "4e" * 20)
QUESTION = 68  # a selector and two arguments

NONCES = (0, 1, 2)  # of the authorisations that holders sign

IMPLEMENTATION_SLOT = int.from_bytes(keccak(text="eip1967.proxy.implementation")) - 1


@cache
def role_id(role: str) -> bytes:
    """The 32 bytes that mean this role."""
    return bytes(32) if role == ADMIN_ROLE else keccak(text=role)


ROLE_IDS = {role_id(role): role for role in ROLES}


def erc7201(namespace: str) -> int:
    """The first slot of a namespace, by the formula of ERC-7201."""
    inner = int.from_bytes(keccak(text=namespace)) - 1
    return int.from_bytes(keccak(inner.to_bytes(32))) & ~0xFF


def request(number: int) -> bytes:
    """A redemption request, or a reason, or anything else of 32 bytes."""
    return number.to_bytes(32)


def _reader(token: str) -> bytes:
    """Code that asks the token each question of its calldata, QUESTION bytes each, and answers all the words."""
    question, ask = "6044815f37", f"60208260445f73{token[2:].lower()}5afa"
    loop = "5b36811015603c57" + question + ask + "15604557" + "60440190" + "60200190" + "600356"
    return bytes.fromhex("60605f" + loop + "5b50606090036060f3" + "5b5f5ffd")


def _table(address: Mapping[str, str]) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """What can be read in one word: what it is, the function, its arguments."""
    for name, account in address.items():
        yield f"balance of {name}", "balanceOf", (account,)
        yield f"frozen tokens of {name}", "getFrozenTokens", (account,)
        yield f"minter allowance of {name}", "minterAllowance", (account,)
        for role in ROLES:
            yield f"{name} holds {role}", "hasRole", (role_id(role), account)
    for owner in PUBLIC:
        yield f"nonce of {owner}", "nonces", (address[owner],)
        for number in NONCES:
            yield f"authorization {number} of {owner} is used", "authorizationState", (address[owner], request(number))
        for spender in (*PUBLIC, "bridge"):
            yield f"allowance of {owner} for {spender}", "allowance", (address[owner], address[spender])
    yield "supply", "totalSupply", ()
    yield "decimals", "decimals", ()
    yield "admin", "defaultAdmin", ()
    yield "supply controller", "supplyController", ()
    yield "domain of signatures", "DOMAIN_SEPARATOR", ()


@cache
def _questions(abi: Abi, names: tuple[tuple[str, str], ...]) -> tuple[dict[str, Function], bytes]:
    """The function behind each word of the answer, and all the questions in one calldata."""
    table = list(_table({name: address for address, name in names}))
    reads = {key: abi.function(function) for key, function, _ in table}
    return reads, b"".join(reads[key].encode(*args).ljust(QUESTION, b"\0") for key, _, args in table)


class Outcome(NamedTuple):
    """What changed, numbers as differences and all else as it is now, and the events: name, then arguments as declared.

    Accounts go by their names, roles by theirs.
    """

    changes: Mapping[str, Any]
    events: list[tuple[Any, ...]]


NOTHING = Outcome({}, [])


class Ledger:
    """Reads a token's whole state, and compares what it was with what it is."""

    def __init__(self, stage: Stage) -> None:
        self.chain, self.contract, self.engine = stage.chain, stage.token.contract, stage.chain.engine
        self.names = {stage.actor(name).address: name for name in ACCOUNTS}
        self.names |= {ZERO_ADDRESS: "zero", self.contract.address: "token"}
        self.engine.set_code(READER, _reader(self.contract.address))
        self._decoded: dict[tuple[str, bytes], Any] = {}
        self._ask()

    def _ask(self) -> None:
        self._reads, self._questions = _questions(self.contract.abi, tuple(self.names.items()))

    def know(self, name: str, party: Party) -> None:
        """Follow one more account."""
        self.names[address_of(party)] = name
        self._ask()

    def state(self) -> dict[str, Any]:
        """Everything, by what it is."""
        contract, address = self.contract, self.contract.address
        answers = self.chain.call(READER, self._questions)
        found = {
            key: self._answer(declared, answers[32 * place : 32 * place + 32])
            for place, (key, declared) in enumerate(self._reads.items())
        }
        bits = contract.call("pausedBits")
        runs = self.engine.get_storage(address, IMPLEMENTATION_SLOT)
        found |= {word: contract.call(word) for word in ("name", "symbol", "version", "currency")}
        found |= {
            "paused": tuple(name for name, bit in BITS.items() if bits & bit) + ((bits,) if bits > ALL_BITS else ()),
            "frozen": tuple(contract.call("frozenAt", i) for i in range(contract.call("frozenCount"))),
            "pending admin": contract.call("pendingDefaultAdmin"),
            "admin delay": (contract.call("defaultAdminDelay"), *contract.call("pendingDefaultAdminDelay")),
            "implementation": f"0x{runs:040x}",
            "initialised": f"version {self.engine.get_storage(address, erc7201('openzeppelin.storage.Initializable'))}",
        }
        return found

    def _answer(self, declared: Function, word: bytes) -> Any:
        key = (declared.name, word)
        if key not in self._decoded:
            self._decoded[key] = declared.decode(word)
        return self._decoded[key]

    def told(self) -> dict[str, Any]:
        """Everything, with accounts by their names."""
        return {key: self._word(value) for key, value in self.state().items()}

    def difference(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
        """What is not as it was."""
        changed = {key: (before[key], new) for key, new in after.items() if new != before[key]}
        return {key: new - old if type(new) is int else self._word(new) for key, (old, new) in changed.items()}

    def events(self, receipt: Receipt) -> list[tuple[Any, ...]]:
        """Every log of a receipt; one that the token's ABI can't explain shows its address and topics."""
        return [self._event(log) for log in receipt.logs]

    def _event(self, log: Any) -> tuple[Any, ...]:
        declared = self.contract.abi.events.get(log.topics[0]) if log.address == self.contract.address else None
        if declared is None:
            return ("?", self._word(log.address), *log.topics)
        return (declared.name, *self._words(declared.decode(log.topics, log.data)))

    def _words(self, args: Mapping[str, Any]) -> Iterator[Any]:
        for name, value in args.items():
            yield self._word(ADMIN_ROLE if name in ("role", "neededRole") and value == bytes(32) else value)

    def _word(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(self._word, value))
        if isinstance(value, bytes) and any(value):  # zero is the admin's role, and a reason left out
            return ROLE_IDS.get(value, value)
        return self.names.get(value, value) if isinstance(value, str) else value

    def does(self, step: Callable[[], Receipt]) -> Outcome:
        """Take a step that goes through."""
        before = self.state()
        receipt = step()
        return Outcome(self.difference(before, self.state()), self.events(receipt))

    @contextmanager
    def refuses(self, reason: str, **args: Any) -> Iterator[None]:
        """The step inside is refused with exactly this error and these arguments, and changes nothing."""
        before = self.state()
        with pytest.raises(RefusedError) as caught:
            yield
        error = caught.value.error
        expected = {name: getattr(value, "address", value) for name, value in args.items()}
        assert (error.name, dict(error.args)) == (reason, expected)
        assert self.difference(before, self.state()) == {}

    def tells(self, step: Callable[[], Receipt]) -> Outcome | tuple[Any, ...]:
        """The outcome of a step, or the error and its arguments if it is refused."""
        try:
            return self.does(step)
        except RefusedError as refusal:
            return (refusal.error.name, *self._words(refusal.error.args))
