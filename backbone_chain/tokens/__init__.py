"""Tokens: one adapter a family, and the list of tokens that can be named."""

from __future__ import annotations

from pathlib import Path

import backbone_chain.tokens as package
from backbone_chain import artifacts, compiler
from backbone_chain.artifacts import Artifact
from backbone_chain.errors import UsageError
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
    """The token that `target` means: a built-in name, or a Solidity file or artifact whose family an adapter knows.

    Raises: UnknownNameError with the nearest name, ArtifactError or CompileError for a file that can't be used,
    UsageError for one whose family no adapter knows.
    """
    if not target.endswith((".json", ".sol")):
        return find(catalogue(project), "token", target)
    for artifact in _contracts(target, contract):
        name = family_of(artifact, project)
        family = families(project).get(name)
        if family and family.powers():
            return Blueprint(name=artifact.name, family=family, artifacts=(artifact,), summary=f"{name}, {target}")
    raise UsageError(f"No token adapter fits the ABI of {target}; write one with: backbone new token NAME.")


def family_of(artifact: Artifact, project: Path | None = None) -> str:
    """The id of the family that a contract belongs to, by what its ABI declares; empty where no adapter knows it."""
    fitting = {name: family for name, family in families(project).items() if family.fits(artifact)}
    return max(fitting, key=lambda name: fitting[name].closeness(artifact), default="")


def _contracts(target: str, contract: str | None) -> list[Artifact]:
    if target.endswith(".json"):
        return [artifacts.read(Path(target), contract).require_linked()]
    compiled = compiler.compile_files([target])
    return [each.require_linked() for each in compiled if contract in (None, each.name)]


__all__ = ["Blueprint", "Deployment", "Log", "Token", "address_of", "blueprint", "catalogue", "families", "family_of"]
