"""The whole outcome of a step: what it changed of all that a token lets one read, and the events that it left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import pytest
from eth_utils import keccak

from backbone_chain.chain import Receipt
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
"""Every role and who holds it; the second and the third minter hold the minter's too."""

OFFICERS = tuple(ROLES.values())
PUBLIC = ("holder", "recipient", "spender", "victim", "attacker")
ACCOUNTS = (*OFFICERS, "second_minter", "third_minter", "treasury", "deployer", "relayer", *PUBLIC)

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
        self._reads = dict(self._table())

    def _table(self) -> Iterator[tuple[str, tuple[Any, bytes]]]:
        address = {name: account for account, name in self.names.items()}
        for name, account in address.items():
            yield f"balance of {name}", self._read("balanceOf", account)
            yield f"minter allowance of {name}", self._read("minterAllowance", account)
            for role in ROLES:
                yield f"{name} holds {role}", self._read("hasRole", role_id(role), account)
        for owner in PUBLIC:
            yield f"nonce of {owner}", self._read("nonces", address[owner])
            for number in NONCES:
                key = f"authorization {number} of {owner} is used"
                yield key, self._read("authorizationState", address[owner], request(number))
            for spender in PUBLIC:
                key = f"allowance of {owner} for {spender}"
                yield key, self._read("allowance", address[owner], address[spender])
        yield "supply", self._read("totalSupply")
        for word in ("name", "symbol", "version", "currency", "decimals"):
            yield word, self._read(word)
        yield "admin", self._read("defaultAdmin")
        yield "supply controller", self._read("supplyController")

    def _read(self, function: str, *args: Any) -> tuple[Any, bytes]:
        declared = self.contract.abi.function(function)
        return declared, declared.encode(*args)

    def know(self, name: str, party: Party) -> None:
        """Follow one more account."""
        self.names[address_of(party)] = name
        self._reads = dict(self._table())

    def state(self) -> dict[str, Any]:
        """Everything, by what it is."""
        call, address = self.chain.call, self.contract.address
        found = {key: declared.decode(call(address, data)) for key, (declared, data) in self._reads.items()}
        bits = self.contract.call("pausedBits")
        frozen = [self.contract.call("frozenAt", i) for i in range(self.contract.call("frozenCount"))]
        runs = self.engine.get_storage(address, IMPLEMENTATION_SLOT)
        found |= {
            "paused": tuple(name for name, bit in BITS.items() if bits & bit) + ((bits,) if bits > ALL_BITS else ()),
            "frozen": tuple(frozen),
            "pending admin": self.contract.call("pendingDefaultAdmin"),
            "admin delay": (self.contract.call("defaultAdminDelay"), *self.contract.call("pendingDefaultAdminDelay")),
            "implementation": f"0x{runs:040x}",
            "initialised": f"version {self.engine.get_storage(address, erc7201('openzeppelin.storage.Initializable'))}",
        }
        return found

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
        args = declared.decode(log.topics, log.data)
        return (declared.name, *map(self._word, args.values()))

    def _word(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(self._word, value))
        if isinstance(value, bytes):
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
            return (refusal.error.name, *map(self._word, refusal.error.args.values()))
