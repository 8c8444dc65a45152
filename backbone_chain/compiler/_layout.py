"""How a project of Foundry or Hardhat is laid out: its root, its libraries and its remappings."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbone_chain.errors import SettingsError, UsageError

ROOT_MARKS = ("foundry.toml", "remappings.txt", "package.json", ".git")
"""A folder that holds one of these, or a Hardhat configuration, is the root of a project."""

FOUNDRY_SETTINGS = {"optimizer_runs": ("optimizer", "runs"), "via_ir": ("viaIR",), "evm_version": ("evmVersion",)}
"""Settings without which some projects don't compile, by Foundry's name, and where solc wants them."""


@dataclass(frozen=True, kw_only=True)
class Remapping:
    """An import that begins with `prefix`, in a source whose name begins with `context`, is found under `target`."""

    context: str
    prefix: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the configuration in one folder says about imports and settings."""

    remappings: tuple[Remapping, ...]
    libraries: tuple[str, ...]
    settings: Mapping[str, Any]


def normal(path: Path) -> Path:
    """The path from the root of the file system, without `..`; links stay, because packages are named through them."""
    return Path(os.path.normpath(path.absolute()))


def project_root(path: Path) -> Path:
    """The root of the project that the file at `path` belongs to; its own folder if there is none."""
    folder = normal(path).parent
    return next((each for each in (folder, *folder.parents) if is_root(each)), folder)


def is_root(folder: Path) -> bool:
    """Whether the folder is the root of a project."""
    return any((folder / mark).exists() for mark in ROOT_MARKS) or any(folder.glob("hardhat.config.*"))


def layout_of(folder: Path) -> Layout:
    """What foundry.toml and remappings.txt in the folder say.

    Raises: SettingsError for a foundry.toml that is not TOML, UsageError for a remapping that is none.
    """
    profile = _foundry_profile(folder / "foundry.toml")
    listed = folder / "remappings.txt"
    lines = listed.read_text(encoding="utf-8", errors="replace").splitlines() if listed.is_file() else []
    return Layout(
        remappings=(
            *parse_remappings(lines, where=str(listed)),
            *parse_remappings(_texts(profile.get("remappings")), where=str(folder / "foundry.toml")),
        ),
        libraries=tuple(_texts(profile.get("libs", ["lib"]))),
        settings={name: profile[name] for name in FOUNDRY_SETTINGS if name in profile},
    )


def parse_remappings(lines: Iterable[str], *, where: str) -> list[Remapping]:
    """The remappings in lines of the form `context:prefix=target`, of which the context may be missing."""
    written = (line.strip() for line in lines)
    return [_remapping(line, where) for line in written if line and not line.startswith("#")]


def _remapping(line: str, where: str) -> Remapping:
    left, equals, target = line.partition("=")
    if not equals:
        raise UsageError(f"{where} has the remapping {line!r}, which is not of the form prefix=target.")
    context, _, prefix = left.rpartition(":")
    return Remapping(context=context, prefix=prefix, target=target)


def _foundry_profile(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error
    return _table(_table(settings.get("profile")).get("default"))


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
