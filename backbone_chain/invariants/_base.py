"""The invariant port: a sentence about a token that is checked after every transaction."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from backbone_chain.abi import RawLog
from backbone_chain.codec import checksum
from backbone_chain.model import Severity
from backbone_chain.registry import kebab

TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
"""keccak256("Transfer(address,address,uint256)")"""

ZERO = "0x" + "00" * 20
WORD = 32
ARGUMENTS = 3  # of a Transfer event
MINTS_AND_BURNS = frozenset({"mint", "burn", "redeem", "wipe", "bridge_mint", "bridge_burn"})


@dataclass(frozen=True, kw_only=True)
class Money:
    """Supply and balances in base units, of every holder that was ever seen."""

    supply: int
    balances: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One transaction that was accepted, and the money before and after it.

    verb: the power that was used, `erc20` for what every token has, empty for any other function. cap: what the
    token's own limit of supply was before it, None where it has none.
    """

    name: str
    verb: str
    before: Money
    after: Money
    logs: Sequence[RawLog]
    token: str
    cap: int | None = None

    @property
    def supply_change(self) -> int:
        """Base units."""
        return self.after.supply - self.before.supply

    def balance_changes(self) -> dict[str, int]:
        """Of everybody whose balance changed."""
        changes = {each: now - self.before.balances.get(each, 0) for each, now in self.after.balances.items()}
        return {each: change for each, change in changes.items() if change}

    def transfers(self) -> Iterator[tuple[str, str, int]]:
        """The Transfer events of the token: sender, recipient, amount; arguments may be indexed or not."""
        for address, topics, data in self.logs:
            if address == self.token and topics and topics[0] == TRANSFER:
                words = [*topics[1:], *(data[at : at + WORD] for at in range(0, len(data), WORD))]
                if len(words) >= ARGUMENTS:
                    yield _address(words[0]), _address(words[1]), int.from_bytes(words[2])

    def minted(self) -> int:
        """What the Transfer events say was created, less what they say was destroyed."""
        return sum(amount * ((sender == ZERO) - (to == ZERO)) for sender, to, amount in self.transfers())


def _address(word: bytes) -> str:
    return checksum("0x" + word[-20:].hex())


@dataclass(frozen=True, kw_only=True)
class Violation:
    """What is wrong, and what the supply, or the balance of `holder`, would be in a sound token."""

    reason: str
    right: int
    holder: str = ""


class Invariant(ABC):
    """One invariant; the first line of the class's docstring is its statement. Its id is its file's name."""

    severity: ClassVar[Severity]
    scwe: ClassVar[str] = ""
    ethtrust: ClassVar[str] = ""

    @classmethod
    def word(cls) -> str:
        """The invariant's id."""
        return kebab(cls.__name__)

    @classmethod
    def statement(cls) -> str:
        """One sentence."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @classmethod
    def applies(cls, moved: Moved) -> bool:
        """Whether the token has what the invariant speaks of."""
        return True

    @abstractmethod
    def violated(self, moved: Moved) -> Violation | None:
        """What is wrong after a transaction, None where it holds."""
