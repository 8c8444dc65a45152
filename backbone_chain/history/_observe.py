"""From lines to blocks: what watchers see, and what is taken back in a reorg."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backbone_chain.errors import HistoryError
from backbone_chain.history._decode import Decoder
from backbone_chain.history._lines import Line
from backbone_chain.model import KnownAccount, Observation
from backbone_chain.tokens import Log


class Removed(NamedTuple):
    """A block that never was, and so were all later ones."""

    block: int


def observations(found: Iterable[Line], decoder: Decoder) -> Iterator[Observation | Removed]:
    """Blocks in order, each as one observation; facts of no chain are told when they stand between them.

    Raises: HistoryError for a log of an earlier block that was not taken back before.
    """
    blocks = _Blocks(decoder)
    yield Observation(block=0, timestamp=0, facts=(KnownAccount(account=decoder.token, kind="token"),))
    for line in found:
        yield from blocks.take(line)
    yield from blocks.close()


class _Blocks:
    """The block that is being read."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._number, self._timestamp, self._hash = 0, 0, ""
        self._logs: list[Log] = []

    def take(self, line: Line) -> Iterator[Observation | Removed]:
        if line.fact is not None:
            yield from self.close()
            number = self._number if line.block < 0 else line.block
            yield Observation(block=number, timestamp=line.timestamp, facts=(line.fact,))
        elif line.removed:
            yield from self.close()
            if line.block <= self._number:
                yield Removed(line.block)
                self._number = line.block - 1
        elif line.log is not None:
            yield from self._log(line, line.log)

    def _log(self, line: Line, log: Log) -> Iterator[Observation]:
        if (line.block, line.block_hash) != (self._number, self._hash) or not self._logs:
            yield from self.close()
            if line.block < self._number:
                says = (
                    f"a log of block {line.block} stands after one of block {self._number}, which was not taken back."
                )
                raise HistoryError("The history", says)
            self._number, self._timestamp, self._hash = line.block, line.timestamp, line.block_hash
        self._logs.append(log)

    def close(self) -> Iterator[Observation]:
        """The block, if it has logs."""
        if self._logs:
            facts = tuple(self._decoder.facts(self._logs))
            yield Observation(block=self._number, timestamp=self._timestamp, facts=facts, block_hash=self._hash)
            self._logs = []
