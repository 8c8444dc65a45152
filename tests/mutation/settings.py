"""What is mutated and which tests have to notice it, as settings.toml says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Folders of contracts and of tests, relative to the root; tests left out by the start of their id."""

    root: Path = ROOT
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> list[Path]:
        """The Solidity files to mutate, in alphabetical order."""
        return sorted(path for folder in self.sources for path in (self.root / folder).rglob("*.sol"))

    def is_target(self, unit: str) -> bool:
        """Whether a source unit lies in one of the folders to mutate."""
        return any(unit.startswith(f"{folder}/") for folder in self.sources)


def read_settings(path: Path = FOLDER / "settings.toml", root: Path = ROOT) -> Settings:
    """The settings in a TOML file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Settings(
        root=root,
        sources=tuple(table["sources"]),
        tests=tuple(table["tests"]),
        left_out=table.get("left_out", {}),
    )
