"""Properties: what one call to a token must or must not do, one file each."""

from __future__ import annotations

from pathlib import Path

import backbone_chain.properties as package
from backbone_chain.properties._base import Judgement, Property, Verdict, verdict
from backbone_chain.registry import discover


def properties(project: Path | None = None) -> dict[str, type[Property]]:
    """Every property by its id, a user's own included."""
    return discover(package, Property, project=project)  # type: ignore[type-abstract]


__all__ = ["Judgement", "Property", "Verdict", "properties", "verdict"]
