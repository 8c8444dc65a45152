"""From lines to blocks: what watchers see, and what is taken back in a reorg."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backbone_chain.errors import HistoryError
from backbone_chain.history._decode import Decoder
from backbone_chain.history._lines import Line
from backbone_chain.model import KnownAccount, Observation
from backbone_chain.tokens import Log

MOST_TOLD = 100_000  # facts that can be told again after a reorg; the newest


class Removed(NamedTuple):
    """A block that never was, and so were all later ones. place: the file and line that say so."""

    block: int
    place: str


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
        self._told: deque[Observation] = deque(maxlen=MOST_TOLD)

    def take(self, line: Line) -> Iterator[Observation | Removed]:
        if line.fact is not None:
            yield from self.close()
            number = self._number if line.block < 0 else line.block
            self._told.append(Observation(block=number, timestamp=line.timestamp, facts=(line.fact,)))
            yield self._told[-1]
        elif line.removed:
            yield from self.close()
            if line.block <= self._number:
                yield from self._taken_back(line)
        elif line.log is not None:
            yield from self._log(line, line.log)

    def _taken_back(self, line: Line) -> Iterator[Observation | Removed]:
        """A reorg takes no order and no register back: what was told since that block is told again."""
        self._number = line.block - 1
        yield Removed(line.block, line.place)
        for index, told in enumerate(self._told):
            if told.block > self._number:
                self._told[index] = dataclasses.replace(told, block=self._number)
                yield self._told[index]

    def _log(self, line: Line, log: Log) -> Iterator[Observation]:
        if (line.block, line.block_hash) != (self._number, self._hash) or not self._logs:
            yield from self.close()
            if line.block < self._number:
                says = f"its block {line.block} stands after block {self._number}, which was not taken back."
                raise HistoryError(line.place, says)
            self._number, self._timestamp, self._hash = line.block, line.timestamp, line.block_hash
        self._logs.append(log)

    def close(self) -> Iterator[Observation]:
        """The block, if it has logs."""
        if self._logs:
            facts = tuple(self._decoder.facts(self._logs))
            yield Observation(block=self._number, timestamp=self._timestamp, facts=facts, block_hash=self._hash)
            self._logs = []
