"""Settings: one backbone.toml for play, score and watch."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from backbone_chain.errors import SettingsError, did_you_mean

DEFAULT_FILE = "backbone.toml"
TABLES = ("watch", "rules", "sinks", "suppress")


def rule_settings(config: str | None) -> dict[str, dict[str, Any]]:
    """The `[rules.<id>]` tables of the file, or of backbone.toml in this folder where there is one.

    Raises: SettingsError for a file that is missing, not TOML, or has an unknown table.
    """
    path = Path(config or DEFAULT_FILE)
    if config is None and not path.is_file():
        return {}
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(path, f"can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error
    for table in settings:
        if table not in TABLES:
            raise SettingsError(path, f"has an unknown table [{table}].{did_you_mean(table, TABLES)}")
    return {name: _without_origin(table) for name, table in settings.get("rules", {}).items()}


def _without_origin(table: dict[str, Any]) -> dict[str, Any]:
    """A setting may be written `{ value = 2, from = "where it comes from" }`; the rule gets the value."""
    return {name: value["value"] if isinstance(value, dict) else value for name, value in table.items()}
