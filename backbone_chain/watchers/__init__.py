"""Watchers: rules that turn observations into findings, one a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import backbone_chain.watchers as package
from backbone_chain.registry import discover, find
from backbone_chain.watchers._base import Planned, Watcher
from backbone_chain.watchers._incidents import Incident, gather
from backbone_chain.watchers._run import Watch


def rules(project: Path | None = None) -> dict[str, type[Watcher]]:
    """Every rule by its id, a user's own included."""
    return discover(package, Watcher, project=project)  # type: ignore[type-abstract]


def create(
    names: Iterable[str] | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    project: Path | None = None,
) -> list[Watcher]:
    """New watchers, all rules by default, with the settings of `[rules.<id>]`.

    Raises: UnknownNameError for a rule, also in the settings; SettingsError for a setting that a rule doesn't have.
    """
    known, chosen = rules(project), settings or {}
    for name in chosen:
        find(known, "rule", name)
    return [find(known, "rule", name)(chosen.get(name)) for name in (known if names is None else names)]


__all__ = ["Incident", "Planned", "Watch", "Watcher", "create", "gather", "rules"]
