"""The privilege closure: every account that can reach a power of a token, through roles, owners and Safes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.abi import Abi
from backbone_chain.chain import Block
from backbone_chain.codec import checksum
from backbone_chain.deploy import safe
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import RefusedError
from backbone_chain.model import Fact, PrivilegeRead, SlotRead
from backbone_chain.proxies import admins, beacon_of
from backbone_chain.tokens._base import REACHED, Log, Token

THRESHOLD_SLOT = 4  # of a Safe, from 1.0 to 1.4
FIRST_MODULE, MOST_MODULES = "0x" + "00" * 19 + "01", 50
ADMIN_ROLE = bytes(32)
POWERLESS = frozenset(keccak(text=f"{word}_ROLE") for word in ("EXECUTOR", "CANCELLER"))
"""Roles of a timelock that can't bring anything about by themselves."""
ACCESS = Abi(
    [
        entry
        for entry in artifacts.load("TimelockController").abi
        if entry.get("name") in {"hasRole", "getRoleAdmin", "RoleGranted", "getMinDelay"}
    ]
)
OWNED = Abi([entry for entry in artifacts.load("ProxyAdmin").abi if entry.get("name") == "owner"])
GRANTED = next(iter(ACCESS.events))


class Closure:
    """Who can reach what, read from state; events only say whom to ask about, so forged ones add nobody.

    A contract that once had to do with a power stays in `contracts`, so that what becomes of it is seen.
    """

    def __init__(self, token: Token) -> None:
        self.token, self.chain = token, token.chain
        self.contracts: dict[str, None] = {token.address: None}
        self._safes: dict[str, None] = {}
        self._granted: dict[str, dict[bytes, dict[str, None]]] = {}

    def learn(self, logs: Iterable[Log]) -> None:
        """Take in who was ever given a role, of any contract."""
        for log in logs:
            if log.topics and log.topics[0] == GRANTED and len(log.topics) > 2:  # noqa: PLR2004 - role and account
                roles = self._granted.setdefault(log.address, {})
                roles.setdefault(log.topics[1], {})[checksum("0x" + log.topics[2][-20:].hex())] = None

    def touched(self, block: Block) -> bool:
        """Whether a block had to do with a contract that has to do with a power, transfers of the token left out."""
        around = [each for each in self.contracts if each != self.token.address]
        return any(
            receipt.to in around or any(log[0] in around or (log[1] and log[1][0] in _OF_ROLES) for log in receipt.logs)
            for receipt in block.receipts
        )

    def read(self) -> list[Fact]:
        """A PrivilegeRead for each power, and for each Safe, timelock and owned contract what it can be judged by."""
        reads: list[Fact] = [self._power(power) for power in REACHED]
        for contract in self.contracts:
            reads += self._judged(contract)
        return reads

    # --- who

    def _power(self, power: str) -> Fact:
        found: dict[str, None] = {}
        waiting = [*self._roots(power)]
        while waiting:
            account = waiting.pop(0)
            if account not in found and account != ZERO_ADDRESS:
                found[account] = None
                waiting += self._controllers(account)
        return PrivilegeRead(contract=self.token.address, power=power, accounts=tuple(sorted(found)))

    def _roots(self, power: str) -> Iterator[str]:
        token = self.token.address
        for role in self.token.roles_to(power):
            yield from self._holders(token, role)
        if power == "upgrade":
            yield from admins(self.chain.engine, token)
            yield from filter(None, [beacon_of(self.chain.engine, token)])
        if power == "admin":
            yield from self._owner(token)

    def _holders(self, contract: str, role: bytes) -> Iterator[str]:
        """Who has the role, and who has the role that gives it, up to the last."""
        seen: dict[bytes, None] = {}
        while role not in seen:
            seen[role] = None
            for account in self._granted.get(contract, {}).get(role, ()):
                if self._ask(contract, ACCESS, "hasRole", role, account):
                    yield account
            role = self._ask(contract, ACCESS, "getRoleAdmin", role) or ADMIN_ROLE

    def _controllers(self, account: str) -> Iterator[str]:
        """Who can make a contract act."""
        if account == self.token.address or not self.chain.engine.get_code(account):
            return
        self.contracts[account] = None
        yield from self._owner(account)
        yield from self._safe_owners(account)
        for role in self._granted.get(account, {}):
            if role not in POWERLESS:
                yield from self._holders(account, role)

    def _owner(self, contract: str) -> Iterator[str]:
        owner = self._ask(contract, OWNED, "owner")
        if owner is not None:
            yield checksum(owner)

    def _safe_owners(self, account: str) -> list[str]:
        owners = self._ask(account, safe.ABI, "getOwners")
        if owners is None:
            return []
        self._safes[account] = None
        return [checksum(each) for each in (*owners, *self._modules(account))]

    def _modules(self, account: str) -> tuple[str, ...]:
        answer = self._ask(account, safe.ABI, "getModulesPaginated", FIRST_MODULE, MOST_MODULES)
        return tuple(answer[0]) if answer else ()

    # --- by what they can be judged

    def _judged(self, contract: str) -> list[Fact]:
        if contract in self._safes:
            return self._safe(contract)
        delay = self._ask(contract, ACCESS, "getMinDelay")
        owners = [f"0x{int(owner, 16):064x}" for owner in self._owner(contract)]
        words = {"delay": [] if delay is None else [f"0x{delay:064x}"], "owner": owners}
        return [SlotRead(contract=contract, slot=slot, value=word) for slot, found in words.items() for word in found]

    def _safe(self, contract: str) -> list[Fact]:
        """Read from storage, since its code may be another by now; the lists, which are spread out there, by asking."""
        places = {"singleton": safe.SINGLETON_SLOT, "threshold": THRESHOLD_SLOT, "guard": safe.GUARD_SLOT}
        reads = [_slot(contract, name, self.chain.engine.get_storage(contract, at)) for name, at in places.items()]
        owners = self._ask(contract, safe.ABI, "getOwners")
        if owners is not None:
            reads += [_list(contract, "owners", owners), _list(contract, "modules", self._modules(contract))]
        return reads

    def _ask(self, contract: str, abi: Abi, function: str, *args: Any) -> Any:
        """What a contract answers; None where it knows no such question."""
        declared = abi.function(function)
        try:
            return declared.decode(self.chain.call(contract, declared.encode(*args)))
        except (RefusedError, ValueError):
            return None


_OF_ROLES = frozenset(
    keccak(text=f"{name}(bytes32,{kinds})")
    for name, kinds in (
        ("RoleGranted", "address,address"),
        ("RoleRevoked", "address,address"),
        ("RoleAdminChanged", "bytes32,bytes32"),
    )
) | {keccak(text="OwnershipTransferred(address,address)"), keccak(text="Upgraded(address)")}


def _slot(contract: str, name: str, word: int) -> Fact:
    return SlotRead(contract=contract, slot=name, value=f"0x{word:064x}")


def _list(contract: str, name: str, accounts: Iterable[str]) -> Fact:
    """A list of accounts as one word, whatever their order."""
    together = ",".join(sorted(account.lower() for account in accounts))
    return SlotRead(contract=contract, slot=name, value="0x" + keccak(text=together).hex())
