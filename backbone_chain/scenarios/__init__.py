"""Scenarios: attacks and their benign twins, one story a file."""

from __future__ import annotations

from pathlib import Path

import backbone_chain.scenarios as package
from backbone_chain.registry import discover
from backbone_chain.scenarios._base import BenignTwin, Expects, Scenario
from backbone_chain.scenarios._world import open_for_business


def catalogue(project: Path | None = None) -> dict[str, type[Scenario]]:
    """Every scenario by its id: each attack with its twins after it, a user's own included."""
    found: dict[str, type[Scenario]] = discover(package, Scenario, project=project)  # type: ignore[type-abstract]
    attacks = {name: story for name, story in found.items() if story.kind == "attack"}
    ordered: dict[str, type[Scenario]] = {}
    for attack, story in attacks.items():
        ordered[attack] = story
        ordered |= {name: twin for name, twin in found.items() if twin.kind == "twin" and twin.story() == attack}
    return ordered | {name: story for name, story in found.items() if name not in ordered}


__all__ = ["BenignTwin", "Expects", "Scenario", "catalogue", "open_for_business"]
