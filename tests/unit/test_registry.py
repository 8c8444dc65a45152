"""Finding plug-ins in a package, in a project's own folder, and behind entry points."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from backbone_chain import registry
from backbone_chain.errors import PluginError, SettingsError, UnknownNameError
from backbone_chain.registry import discover, find, kebab, project_folder


class Tune(ABC):
    """The kind of plug-in that these tests look for."""

    @abstractmethod
    def play(self) -> str:
        """Play it."""


HEAD = "from __future__ import annotations\nfrom test_registry import Tune\n"
Write = Callable[..., None]


def tune(name: str, base: str = "Tune") -> str:
    return f"class {name}({base}):\n    def play(self) -> str:\n        return {name!r}\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """An empty package `tunes`, which is forgotten afterwards with all that was loaded from it."""
    before = set(sys.modules)
    (tmp_path / "tunes").mkdir()
    (tmp_path / "tunes" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "test_registry", sys.modules[__name__])
    yield import_module("tunes")
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("tunes", "outside") or name.startswith("backbone_chain_tunes_"):
            del sys.modules[name]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a module: its path without .py, and its text after the usual head."""

    def _write(module: str, *text: str) -> None:
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + "".join(text), encoding="utf-8")
        invalidate_caches()

    return _write


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Declares entry points of the group backbone_chain.tunes."""

    def _declare(**values: str) -> None:
        group = "backbone_chain.tunes"
        declared = [EntryPoint(name, value, group) for name, value in values.items()]
        monkeypatch.setattr(registry, "entry_points", lambda *, group: [e for e in declared if e.group == group])

    return _declare


def name_folder(project: Path, folder: str = '"mine"') -> None:
    (project / "pyproject.toml").write_text(f"[tool.backbone]\ntunes = {folder}\n", encoding="utf-8")


def found(package: ModuleType, project: Path | None = None) -> list[str]:
    return list(discover(package, Tune, project=project))  # type: ignore[type-abstract]


def refusal(package: ModuleType) -> str:
    with pytest.raises(PluginError) as refused:
        found(package)
    message = str(refused.value)
    assert message.startswith(f"The plug-in {refused.value.name} can't be used: ")
    assert message.endswith(".")
    assert "\n" not in message
    return message


# --- words


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("mint_burst", "mint-burst"),
        ("MintBurst", "mint-burst"),
        ("revm", "revm"),
        ("Revm", "revm"),
        ("ERC20", "erc20"),
        ("ERC1967Proxy", "erc1967-proxy"),
        ("ReferenceDollar", "reference-dollar"),
        ("USDToken", "usd-token"),
        ("TokenUSD", "token-usd"),
        ("V2Upgrade", "v2-upgrade"),
        ("fiat_token_v2_2", "fiat-token-v2-2"),
        ("mint-burst", "mint-burst"),
        ("", ""),
    ],
)
def test_one_word_for_module_class_and_contract(name: str, word: str) -> None:
    assert kebab(name) == word


# --- a package


def test_package_gives_its_plugins_in_alphabetical_order(package: ModuleType, write: Write) -> None:
    for name, kind in (("waltz", "Waltz"), ("tango_argentino", "TangoArgentino"), ("polka", "Polka")):
        write(f"tunes/{name}", tune(kind))
    assert found(package) == ["polka", "tango-argentino", "waltz"]
    assert found(package) == found(package)


def test_plugins_are_the_classes_themselves(package: ModuleType, write: Write) -> None:
    write("tunes/waltz", tune("Waltz"))
    assert discover(package, Tune)["waltz"]().play() == "Waltz"  # type: ignore[type-abstract]


def test_empty_package_has_none(package: ModuleType) -> None:
    assert found(package) == []


def test_private_modules_are_not_looked_at(package: ModuleType, write: Write) -> None:
    write("tunes/_broken", "1 / 0")
    write("tunes/waltz", tune("Waltz"))
    assert found(package) == ["waltz"]


def test_module_may_hold_several(package: ModuleType, write: Write) -> None:
    write("tunes/waltz", tune("Waltz"), tune("SlowWaltz"))
    assert found(package) == ["slow-waltz", "waltz"]


def test_abstract_private_and_imported_classes_are_not_counted(package: ModuleType, write: Write) -> None:
    write("tunes/waltz", tune("Waltz"))
    write(
        "tunes/polka",
        "from tunes.waltz import Waltz\nclass Dance(Tune): ...\n",
        tune("_Quick"),
        tune("Polka", "Waltz"),
    )
    assert found(package) == ["polka", "waltz"]


def test_subpackage_is_named_after_its_folder(package: ModuleType, write: Write) -> None:
    write("tunes/waltz/__init__", tune("Waltz"))
    assert found(package) == ["waltz"]


# --- what stops the run


@pytest.mark.parametrize(
    "text",
    ["", "x = 1\n", "class Waltz(Tune): ...\n", tune("_Waltz"), "class Waltz: ...\n"],
    ids=["nothing", "no class", "only an abstract one", "only a private one", "one of another kind"],
)
def test_module_without_a_plugin_is_refused(package: ModuleType, write: Write, text: str) -> None:
    write("tunes/waltz", text)
    assert refusal(package) == "The plug-in tunes.waltz can't be used: it holds no Tune."


def test_module_with_only_an_imported_plugin_is_refused(package: ModuleType, write: Write) -> None:
    write("tunes/waltz", tune("Waltz"))
    write("tunes/polka", "from tunes.waltz import Waltz\n")
    assert refusal(package) == "The plug-in tunes.polka can't be used: it holds no Tune."


def test_module_without_a_class_of_its_name_is_refused(package: ModuleType, write: Write) -> None:
    write("tunes/waltz", tune("Polka"), tune("Tango"))
    assert refusal(package) == (
        "The plug-in tunes.waltz can't be used: no class in it is named after its file; it holds Polka, Tango."
    )


def test_name_in_two_modules_is_refused(package: ModuleType, write: Write) -> None:
    write("tunes/polka", tune("Polka"), tune("Waltz"))
    write("tunes/waltz", tune("Waltz"))
    assert refusal(package) == (
        "The plug-in waltz can't be used: there are two of that name, in tunes.polka and tunes.waltz."
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("def (:\n", "SyntaxError"),
        ("import no_such_module_here\n", "ModuleNotFoundError"),
        ("from sys import no_such_name\n", "ImportError"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("raise SystemExit(0)\n", "SystemExit"),
        ("class Own(Exception): ...\nraise Own('mine')\n", "Own: mine"),
    ],
)
@pytest.mark.parametrize("place", ["tunes", "mine"])
def test_module_that_fails_to_import_is_refused(
    package: ModuleType, write: Write, tmp_path: Path, place: str, text: str, error: str
) -> None:
    name_folder(tmp_path)
    write("mine/tango", tune("Tango"))
    write(f"{place}/waltz", text)
    message = refusal(package)
    assert f"it fails to import ({error}" in message
    assert "waltz" in message
    assert not any(name.endswith("waltz") for name in sys.modules)


# --- a project's own folder


def test_project_adds_the_modules_of_its_folder(package: ModuleType, write: Write, tmp_path: Path) -> None:
    name_folder(tmp_path)
    write("tunes/waltz", tune("Waltz"))
    write("mine/polka", tune("Polka"))
    write("mine/_private", "1 / 0")
    (tmp_path / "mine" / "notes.txt").write_text("not a module")
    assert found(package) == ["polka", "waltz"]
    assert found(package, tmp_path) == ["polka", "waltz"]


def test_another_project_doesnt_see_them(package: ModuleType, write: Write, tmp_path: Path) -> None:
    name_folder(tmp_path)
    write("mine/polka", tune("Polka"))
    assert found(package, tmp_path / "tunes") == []


def test_folder_is_loaded_once(package: ModuleType, write: Write, tmp_path: Path) -> None:
    name_folder(tmp_path)
    write("mine/polka", tune("Polka"))
    first, second = (discover(package, Tune)["polka"] for _ in range(2))  # type: ignore[type-abstract]
    assert first is second


def test_two_projects_may_use_one_name(package: ModuleType, write: Write, tmp_path: Path) -> None:
    for project in ("one", "two"):
        (tmp_path / project).mkdir()
        name_folder(tmp_path / project)
        write(f"{project}/mine/polka", tune("Polka").replace("'Polka'", repr(project)))
    played = [
        discover(package, Tune, project=tmp_path / project)["polka"]().play()  # type: ignore[type-abstract]
        for project in ("one", "two")
    ]
    assert played == ["one", "two"]


def test_folder_module_may_hold_a_dataclass(package: ModuleType, write: Write, tmp_path: Path) -> None:
    name_folder(tmp_path)
    text = "from dataclasses import dataclass\nfrom typing import ClassVar\n@dataclass\n"
    write("mine/polka", text, tune("Polka"), "    kind: ClassVar[str] = 'dance'\n    beats: int = 2\n")
    assert found(package) == ["polka"]


def test_name_in_package_and_folder_is_refused(package: ModuleType, write: Write, tmp_path: Path) -> None:
    name_folder(tmp_path)
    write("tunes/waltz", tune("Waltz"))
    write("mine/waltz", tune("Waltz"))
    assert "there are two of that name, in tunes.waltz and backbone_chain_tunes_waltz." in refusal(package)


@pytest.mark.parametrize(
    "text", ["", "[tool.other]\n", '[tool.backbone]\nengines = "x"\n', "[project]\n", "tool = 1\n"]
)
def test_pyproject_may_name_no_folder(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert project_folder("tunes", tmp_path) is None
    assert project_folder("tunes", tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b'[tool.backbone]\ntunes = "mine"\n', "names the folder"),
        (b"[tool.backbone\n", "is not valid TOML: "),
        (b'[tool.backbone]\ntunes = "\xff"\n', "is not valid TOML: "),
        (b'[tool.backbone]\ntunes = ["mine"]\n', "needs a folder's name as text for tunes"),
        (b"[tool]\nbackbone = 3\n", "needs a folder's name as text for tunes"),
    ],
    ids=["missing folder", "no TOML", "no UTF-8", "a list", "no table"],
)
def test_pyproject_that_cant_be_used_is_refused(tmp_path: Path, text: bytes, problem: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text)
    with pytest.raises(SettingsError) as refused:
        project_folder("tunes", tmp_path)
    assert refused.value.path == str(tmp_path / "pyproject.toml")
    assert problem in refused.value.problem


# --- entry points


def test_entry_points_add_their_modules(package: ModuleType, write: Write, entries: Callable[..., None]) -> None:
    write("outside/polka", tune("Polka"))
    write("tunes/waltz", tune("Waltz"))
    entries(anything="outside.polka")
    assert found(package) == ["polka", "waltz"]


def test_two_entry_points_into_one_module_are_no_repetition(
    package: ModuleType, write: Write, entries: Callable[..., None]
) -> None:
    write("outside/polka", tune("Polka"), tune("QuickPolka"))
    entries(a="outside.polka:Polka", b="outside.polka:QuickPolka")
    assert found(package) == ["polka", "quick-polka"]


@pytest.mark.parametrize("value", ["outside.missing", "no_such_package_here"])
def test_entry_point_to_nowhere_is_refused(
    package: ModuleType, write: Write, entries: Callable[..., None], value: str
) -> None:
    write("outside/polka", tune("Polka"))
    entries(polka=value)
    assert f"The plug-in {value} can't be used: it fails to import (ModuleNotFoundError" in refusal(package)


# --- by name


def test_find_gives_the_plugin_or_the_nearest_name() -> None:
    plugins = {"waltz": 1, "polka": 2}
    assert find(plugins, "tune", "polka") == 2
    with pytest.raises(UnknownNameError, match=r"There is no tune called 'polca'\. Did you mean 'polka'\?"):
        find(plugins, "tune", "polca")
    with pytest.raises(UnknownNameError, match=r"There are: polka, waltz\."):
        find(plugins, "tune", "x")
