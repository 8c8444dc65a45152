"""Operations of a timelock: what is scheduled, waits, and is then executed or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_abi import encode
from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.abi import Abi

NO_WORD = bytes(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """Calls that a timelock makes together, in order. `salt` tells equal operations apart."""

    targets: tuple[str, ...]
    payloads: tuple[bytes, ...]
    predecessor: bytes = NO_WORD
    salt: bytes = NO_WORD

    @classmethod
    def of(cls, *calls: tuple[str, bytes], salt: bytes = NO_WORD) -> Operation:
        """From pairs of target and calldata."""
        return cls(targets=tuple(to for to, _ in calls), payloads=tuple(data for _, data in calls), salt=salt)

    @property
    def id(self) -> bytes:
        """The 32 bytes by which the timelock knows it: OpenZeppelin's `hashOperationBatch`."""
        kinds = ("address[]", "uint256[]", "bytes[]", "bytes32", "bytes32")
        return keccak(encode(kinds, self._fields))

    def scheduled(self, delay: int) -> bytes:
        """The calldata by which a proposer schedules it, with at least the timelock's delay in seconds."""
        return abi().function("scheduleBatch").encode(*self._fields, delay)

    @property
    def executed(self) -> bytes:
        """The calldata by which an executor executes it."""
        return abi().function("executeBatch").encode(*self._fields)

    @property
    def cancelled(self) -> bytes:
        """The calldata by which a canceller cancels it."""
        return abi().function("cancel").encode(self.id)

    @property
    def _fields(self) -> tuple[Any, ...]:
        return [*self.targets], [0] * len(self.targets), [*self.payloads], self.predecessor, self.salt


def abi() -> Abi:
    """What a timelock can be asked."""
    return artifacts.load("TimelockController").interface
