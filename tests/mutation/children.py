"""Work in processes that are forked off this one, so many at a time, each for a bounded time."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from .errors import MutationError
from .suite import become_child

FORK = multiprocessing.get_context("fork")


class TimedOut:
    """What comes back from a child that took too long and was ended."""


@dataclass(frozen=True, kw_only=True)
class _Child:
    process: ForkProcess
    key: str
    deadline: float


@dataclass(kw_only=True)
class Children:
    """The children that run now; what they print goes to the file `log`."""

    workers: int
    log: Path
    _running: dict[Connection, _Child] = field(default_factory=dict)

    @property
    def running(self) -> int:
        """How many there are."""
        return len(self._running)

    @property
    def is_full(self) -> bool:
        """Whether another one has to wait."""
        return self.running >= self.workers

    def start(self, key: str, work: Callable[[], object], *, seconds: float) -> None:
        """Let a child do the work and send back what it answers."""
        receiver, sender = FORK.Pipe(duplex=False)
        process = FORK.Process(target=self._do, args=(work, sender), daemon=True)
        process.start()
        sender.close()
        self._running[receiver] = _Child(process=process, key=key, deadline=time.monotonic() + seconds)

    def next(self) -> tuple[str, Any]:
        """The key and the answer of the first that is done. Raises: MutationError for one that died."""
        while True:
            soonest = min(child.deadline for child in self._running.values())
            for connection in wait(list(self._running), timeout=max(0, soonest - time.monotonic())):
                assert isinstance(connection, Connection)
                return self._answer(connection)
            for connection, child in list(self._running.items()):
                if child.deadline <= time.monotonic():
                    return self._ended(connection)

    def stop(self) -> None:
        """End them all."""
        for connection in list(self._running):
            self._ended(connection)

    def _do(self, work: Callable[[], object], sender: Connection) -> None:
        become_child(self.log.open("a", encoding="utf-8", buffering=1))
        sender.send(work())

    def _answer(self, connection: Connection) -> tuple[str, Any]:
        child = self._running.pop(connection)
        try:
            answer = connection.recv()
        except EOFError as error:
            raise MutationError(f"The process for {child.key} died; the end of {self.log} says why.") from error
        child.process.join()
        return child.key, answer

    def _ended(self, connection: Connection) -> tuple[str, Any]:
        child = self._running.pop(connection)
        child.process.kill()
        child.process.join()
        return child.key, TimedOut()
