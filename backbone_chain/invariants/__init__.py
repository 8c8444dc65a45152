"""Invariants: what must hold after every transaction, whoever sent it, one file each."""

from __future__ import annotations

from pathlib import Path

import backbone_chain.invariants as package
from backbone_chain.invariants._base import Invariant, Moved, Violation
from backbone_chain.registry import discover


def invariants(project: Path | None = None) -> dict[str, type[Invariant]]:
    """Every invariant by its id, a user's own included."""
    return discover(package, Invariant, project=project)  # type: ignore[type-abstract]


__all__ = ["Invariant", "Moved", "Violation", "invariants"]
