"""What a reference dollar remembers, in plain Python, and how it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

ZERO = "zero"
TOKEN = "token"
UINT256 = 2**256 - 1
UINT248 = 2**248 - 1
UINT48 = 2**48 - 1
CEILING = 10_000_000_000 * 10**6
TRANSFER, MINT, REDEEM, SIGNATURES, ALL_BITS = 1, 2, 4, 8, 15

Event = tuple[Any, ...]


class Refused(Exception):  # noqa: N818 - what the token says, and no mistake
    """The call does nothing; `told` is the name of the error and its arguments."""

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self.told = told


def require(condition: bool, *told: Any) -> None:
    """Solidity's: refuses with this error unless the condition holds."""
    if not condition:
        raise Refused(*told)


def checked_sum(first: int, second: int, limit: int) -> int:
    """Solidity's `+`, which panics above the type's highest number."""
    require(first + second <= limit, "Panic", 0x11, "arithmetic overflow or underflow")
    return first + second


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who signed what: the kind of the message, then its members in order."""

    signer: str
    kind: str
    message: tuple[Any, ...]


@dataclass(kw_only=True)
class Books:
    """The state. Accounts go by their names, roles by their 32 bytes; what is not in a table is zero."""

    now: int
    balances: dict[str, int] = field(default_factory=dict)
    supply: int = 0
    allowances: dict[tuple[str, str], int] = field(default_factory=dict)
    minter_allowances: dict[str, int] = field(default_factory=dict)
    roles: dict[bytes, frozenset[str]] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    frozen_tokens: dict[str, int] = field(default_factory=dict)
    paused: int = 0
    nonces: dict[str, int] = field(default_factory=dict)
    used: frozenset[tuple[str, bytes]] = frozenset()
    admin: str = ZERO
    pending_admin: tuple[str, int] = (ZERO, 0)
    delay: int = 0
    pending_delay: tuple[int, int] = (0, 0)
    controller: str = ZERO
    implementation: str = ""
    events: list[Event] = field(default_factory=list)

    def copy(self) -> Books:
        """A draft for one call: no events yet, and nothing that it does reaches back."""
        return replace(
            self,
            balances=dict(self.balances),
            allowances=dict(self.allowances),
            minter_allowances=dict(self.minter_allowances),
            roles=dict(self.roles),
            frozen_tokens=dict(self.frozen_tokens),
            nonces=dict(self.nonces),
            events=[],
        )

    def tell(self, *event: Any) -> None:
        """Emit an event: its name, then its arguments as declared."""
        self.events.append(event)

    def balance(self, account: str) -> int:
        """Base units."""
        return self.balances.get(account, 0)

    def allowance(self, owner: str, spender: str) -> int:
        """Base units."""
        return self.allowances.get((owner, spender), 0)

    def minter_allowance(self, minter: str) -> int:
        """Base units."""
        return self.minter_allowances.get(minter, 0)

    def tokens_frozen(self, account: str) -> int:
        """The frozen part of a balance, which may be more than the balance."""
        return self.frozen_tokens.get(account, 0)

    def free(self, account: str) -> int:
        """What the frozen part leaves of a balance."""
        return max(self.balance(account) - self.tokens_frozen(account), 0)

    def has_role(self, role: bytes, account: str) -> bool:
        """Whether the account holds it, frozen or not."""
        return account in self.roles.get(role, frozenset())

    def require_not_paused(self, bit: int) -> None:
        """The gate of an operation."""
        require(not self.paused & bit, "OperationPaused", bit)

    def require_not_frozen(self, *accounts: str) -> None:
        """The gate of an account; the first that is frozen is named."""
        for account in accounts:
            require(account not in self.frozen, "AccountFrozen", account)

    def set_members(self, role: bytes, members: Iterable[str]) -> None:
        """Who holds a role from now on."""
        self.roles[role] = frozenset(members)
