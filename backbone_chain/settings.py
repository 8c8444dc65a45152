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
    rules = settings.get("rules", {})
    for name, table in rules.items() if isinstance(rules, dict) else [("<id>", rules)]:
        if not isinstance(table, dict):
            raise SettingsError(path, f"needs a table [rules.{name}], and has {table!r} in its place.")
    return {name: _without_origin(path, name, table) for name, table in rules.items()}


def _without_origin(path: Path, rule: str, table: dict[str, Any]) -> dict[str, Any]:
    """A setting may be written `{ value = 2, from = "where it comes from" }`; the rule gets the value."""
    for name, setting in table.items():
        if isinstance(setting, dict) and "value" not in setting:
            raise SettingsError(
                path, f'needs a value in {name} of [rules.{rule}]: {{ value = 2, from = "its origin" }}.'
            )
    return {name: setting["value"] if isinstance(setting, dict) else setting for name, setting in table.items()}
