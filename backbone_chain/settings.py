"""Settings: one backbone.toml for play, score and watch."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
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
    settings = _parsed(path, _text(path))
    for table in settings:
        if table not in TABLES:
            raise SettingsError(path, f"has an unknown table [{table}].{did_you_mean(table, TABLES)}")
    rules = settings.get("rules", {})
    for name, table in rules.items() if isinstance(rules, dict) else [("<id>", rules)]:
        if not isinstance(table, dict):
            raise SettingsError(path, f"needs a table [rules.{name}], and has {table!r} in its place.")
    return {name: _without_origin(path, name, table) for name, table in rules.items()}


def write_rules(config: str | None, rules: Mapping[str, Mapping[str, tuple[int | float, str]]]) -> Path:
    """Put settings, each with its origin, into the `[rules.<id>]` tables of the file; all else in it stays as it is.

    Raises: SettingsError for a file that can't be read or written, or is laid out in a way that can't be kept.
    """
    path = Path(config or DEFAULT_FILE)
    before = _text(path) if path.exists() else ""
    wanted = _parsed(path, before)
    lines = before.splitlines()
    for rule, settings in rules.items():
        entries = {name: {"value": value, "from": origin} for name, (value, origin) in settings.items()}
        tables = wanted.setdefault("rules", {})
        tables[rule] = {**tables.get(rule, {}), **entries}
        lines = _with_entries(lines, rule, {name: _entry(name, *setting) for name, setting in settings.items()})
    text = "\n".join(lines) + "\n"
    if not _says(text, wanted):
        raise SettingsError(path, "writes rules in a way that can't be kept; give each rule a table [rules.<id>].")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(path, f"can't be written: {error.strerror}.") from error
    return path


def _with_entries(lines: list[str], rule: str, entries: Mapping[str, str]) -> list[str]:
    """The lines with these at the end of the rule's table, in place of older ones of the same names."""
    header = re.compile(rf"""\s*\[\s*rules\s*\.\s*["']?{re.escape(rule)}["']?\s*\]\s*(#.*)?$""")
    older = re.compile(rf"""\s*["']?({"|".join(map(re.escape, entries))})["']?\s*=""")
    begin = next((number for number, line in enumerate(lines) if header.match(line)), None)
    if begin is None:
        return [*lines, *([""] if lines else []), f"[rules.{rule}]", *entries.values()]
    later = (number for number, line in enumerate(lines) if number > begin and line.lstrip().startswith("["))
    end = next(later, len(lines))
    kept = [line for line in lines[begin:end] if not older.match(line)]
    blank = []
    while not kept[-1].strip():  # the header itself isn't blank
        blank.append(kept.pop())
    return [*lines[:begin], *kept, *entries.values(), *blank, *lines[end:]]


def _entry(name: str, value: float, origin: str) -> str:
    return f"{name} = {{ value = {value!r}, from = {json.dumps(origin, ensure_ascii=False)} }}"


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(path, f"can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error


def _without_origin(path: Path, rule: str, table: dict[str, Any]) -> dict[str, Any]:
    """A setting may be written `{ value = 2, from = "where it comes from" }`; the rule gets the value."""
    for name, setting in table.items():
        if isinstance(setting, dict) and "value" not in setting:
            raise SettingsError(
                path, f'needs a value in {name} of [rules.{rule}]: {{ value = 2, from = "its origin" }}.'
            )
    return {name: setting["value"] if isinstance(setting, dict) else setting for name, setting in table.items()}
