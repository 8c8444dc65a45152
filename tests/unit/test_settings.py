"""One file of settings, and one sentence for whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backbone_chain.errors import SettingsError
from backbone_chain.settings import DEFAULT_FILE, TABLES, rule_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "my.toml"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", {}),
        ("[watch]\n[[sinks]]\n[[suppress]]\n", {}),
        ("[rules]\n", {}),
        ("[rules.outsized-mint]\n", {"outsized-mint": {}}),
        ("[rules.a]\nx = 1\ny = 0.5\n[rules.b]\nz = 'text'\n", {"a": {"x": 1, "y": 0.5}, "b": {"z": "text"}}),
        ("[rules.a]\nx = { value = 2, from = 'a year of mints' }\n", {"a": {"x": 2}}),
        ("[rules.a.x]\nvalue = [1, 2]\nfrom = 'a list'\n", {"a": {"x": [1, 2]}}),
    ],
)
def test_settings_of_rules_are_read_without_their_origin(config: Path, text: str, rules: dict[str, Any]) -> None:
    config.write_text(text, encoding="utf-8")
    assert rule_settings(str(config)) == rules


@pytest.mark.parametrize("table", TABLES)
def test_known_tables_are_taken(config: Path, table: str) -> None:
    config.write_text(f"[{table}]\n")
    rule_settings(str(config))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"[rules", "is not valid TOML: "),
        (b"x = '\xff'", "is not valid TOML: "),
        (b"[rule.a]\n", "has an unknown table [rule]. Did you mean 'rules'?"),
        (b"[zzz]\n", "has an unknown table [zzz]. There are: rules, sinks, suppress, watch."),
        (b"rules = 3\n", "needs a table [rules.<id>], and has 3 in its place."),
        (b"[[rules]]\nx = 1\n", "needs a table [rules.<id>], and has [{'x': 1}] in its place."),
        (b"[rules]\nx = 3\n", "needs a table [rules.x], and has 3 in its place."),
        (b"[rules.a]\nx = { from = 'nowhere' }\n", "needs a value in x of [rules.a]: "),
    ],
)
def test_file_that_cant_be_used_is_refused_in_one_sentence(config: Path, text: bytes, problem: str) -> None:
    config.write_bytes(text)
    with pytest.raises(SettingsError) as refused:
        rule_settings(str(config))
    assert str(refused.value).startswith(f"The settings file {config} {problem}")
    assert refused.value.path == str(config)
    assert "\n" not in str(refused.value)


def test_named_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(SettingsError, match="can't be read: "):
            rule_settings(str(path))


def test_default_file_is_read_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert rule_settings(None) == {}
    (tmp_path / DEFAULT_FILE).write_text("[rules.a]\nx = 1\n")
    assert rule_settings(None) == {"a": {"x": 1}}
