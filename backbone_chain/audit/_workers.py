"""The same work in several processes: each begins as a copy of this one, and whoever is free takes the next task."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")
_held: list[Callable[[int], Any]] = []


def cores() -> int:
    """The processors that this process may use; 1 where a process can't be copied."""
    if "fork" not in multiprocessing.get_all_start_methods() or not hasattr(os, "sched_getaffinity"):
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[Task], Answer], tasks: Sequence[Task], workers: int) -> Iterator[Answer]:
    """What `work` answers for each task, as they are done; it must leave behind what it found.

    workers: 1 does it all in this process, in order.
    """
    workers = min(workers, len(tasks))
    if workers <= 1:
        yield from map(work, tasks)
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, _hold, (lambda index: work(tasks[index]),)) as pool:
        yield from pool.imap_unordered(_done, range(len(tasks)))


def _hold(work: Callable[[int], Any]) -> None:
    _held[:] = [work]


def _done(index: int) -> Any:
    return _held[0](index)
