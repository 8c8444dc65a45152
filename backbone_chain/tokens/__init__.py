"""Tokens: one adapter a family, and the list of tokens that can be named."""

from __future__ import annotations

from pathlib import Path

import backbone_chain.tokens as package
from backbone_chain import artifacts
from backbone_chain.errors import ArtifactError
from backbone_chain.registry import discover, find
from backbone_chain.tokens._base import Blueprint, Deployment, Log, Token, address_of


def families(project: Path | None = None) -> dict[str, type[Token]]:
    """Every token family by its id, a user's own included."""
    return discover(package, Token, project=project)  # type: ignore[type-abstract]


def catalogue(project: Path | None = None) -> dict[str, Blueprint]:
    """Every token that can be named, family by family, in each family's own order."""
    blueprints = [blueprint for family in families(project).values() for blueprint in family.catalogue()]
    return {blueprint.name: blueprint for blueprint in blueprints}


def blueprint(target: str, *, contract: str | None = None, project: Path | None = None) -> Blueprint:
    """The token that `target` means: a built-in name, or the path of an artifact whose family an adapter knows.

    Raises: UnknownNameError with the nearest name, ArtifactError for a file that can't be used.
    """
    if not target.endswith(".json"):
        return find(catalogue(project), "token", target)
    artifact = artifacts.read(Path(target), contract)
    artifact.require_linked()
    for name, family in families(project).items():
        if family.fits(artifact):
            return Blueprint(name=artifact.name, family=family, artifacts=(artifact,), summary=f"{name} from {target}")
    raise ArtifactError(target, "no token adapter fits its ABI; write one with: backbone new token NAME.")


__all__ = ["Blueprint", "Deployment", "Log", "Token", "address_of", "blueprint", "catalogue", "families"]
