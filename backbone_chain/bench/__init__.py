"""Measuring: each figure beside its baseline in one run."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from backbone_chain.bench._audit import SUBJECTS, bench_audit
from backbone_chain.bench._desk import PARTS, bench_desk
from backbone_chain.bench._engines import PATHS, ROUNDS, bench_engines
from backbone_chain.bench._row import Row

SCHEMA = "backbone.bench/1"


class Bench(NamedTuple):
    """What can be measured. steps: how often it says what it is doing."""

    measure: Callable[[Callable[[str], None]], list[Row]]
    steps: int
    summary: str


BENCHES = {
    "engines": Bench(bench_engines, PATHS * ROUNDS, "transfers a second on each path, the best of several rounds"),
    "audit": Bench(bench_audit, len(SUBJECTS), "seconds of an audit, and of each of its phases"),
    "desk": Bench(bench_desk, PARTS, "orders a second from placed to booked, and with ten times as many"),
}

__all__ = ["BENCHES", "SCHEMA", "Bench", "Row"]
