"""Finding plug-ins: each public module of a folder holds a class of the folder's kind, and the folder is the list."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, TypeVar

from backbone_chain.errors import PluginError, SettingsError, UnknownNameError, UsageError

T = TypeVar("T")


def kebab(name: str) -> str:
    """The one word for a module, class or contract: `mint_burst` and `MintBurst` are both `mint-burst`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", "-", name).lower()


def discover(package: ModuleType, base: type[T], *, project: Path | None = None) -> dict[str, type[T]]:
    """All plug-ins of one kind, by their kebab-case id, in alphabetical order.

    They come from `package`, from the folder that the project's pyproject.toml names for this kind in
    `[tool.backbone]`, and from the entry points of the group `backbone_chain.<kind>`.

    Raises: PluginError for a module that fails to import, holds no plug-in, or repeats a name.
    """
    kind = package.__name__.rpartition(".")[2]
    modules = [*_package_modules(package), *_folder_modules(kind, project or Path.cwd()), *_entry_point_modules(kind)]
    found: dict[str, type[T]] = {}
    for module in modules:
        for plugin in _classes(module, base):
            word = kebab(plugin.__name__)
            if found.setdefault(word, plugin) is not plugin:
                raise PluginError(
                    word, f"there are two of that name, in {found[word].__module__} and {module.__name__}."
                )
    return dict(sorted(found.items()))


def discover_folder(folder: Path, base: type[T]) -> dict[str, type[T]]:
    """All plug-ins in a folder that no settings name, by their kebab-case id.

    Raises: UsageError for a folder that isn't there or holds none; PluginError for a module that fails to import.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    modules = [
        _imported_file(f"backbone_chain_{kebab(folder.name)}_{path.stem}", path) for path in _plugin_files(folder)
    ]
    found = {kebab(plugin.__name__): plugin for module in modules for plugin in _classes(module, base)}
    if not found:
        raise UsageError(f"The folder {folder} holds no {base.__name__}: one Python file each, named for its class.")
    return dict(sorted(found.items()))


def find(plugins: Mapping[str, T], kind: str, name: str) -> T:
    """The plug-in called `name`. Raises: UnknownNameError with the nearest name."""
    if name not in plugins:
        raise UnknownNameError(kind, name, plugins)
    return plugins[name]


def project_folder(kind: str, project: Path) -> Path | None:
    """The folder that `[tool.backbone]` of the project's pyproject.toml names for this kind, if it names one."""
    pyproject = project / "pyproject.toml"
    if not pyproject.is_file():
        return None
    try:
        settings = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool", {})
    except OSError as error:
        raise SettingsError(pyproject, f"can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(pyproject, f"is not valid TOML: {error}.") from error
    ours = settings.get("backbone", {}) if isinstance(settings, dict) else {}
    if not isinstance(ours, dict) or not isinstance(ours.get(kind, ""), str):
        raise SettingsError(
            pyproject, f'needs a folder\'s name as text for {kind} in [tool.backbone]: {kind} = "folder".'
        )
    if kind not in ours:
        return None
    folder = project / str(ours[kind])
    if not folder.is_dir():
        raise SettingsError(pyproject, f"names the folder {folder} for {kind}, which doesn't exist.")
    return folder


def _package_modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(package.__path__):
        if not info.name.startswith("_"):
            yield _imported(f"{package.__name__}.{info.name}")


def _folder_modules(kind: str, project: Path) -> Iterator[ModuleType]:
    folder = project_folder(kind, project)
    for path in _plugin_files(folder) if folder else ():
        yield _imported_file(f"backbone_chain_{kind}_{path.stem}", path)


def _plugin_files(folder: Path) -> list[Path]:
    return sorted(folder.resolve().glob("[!_]*.py"))


def _entry_point_modules(kind: str) -> Iterator[ModuleType]:
    for entry in _declared(entry_points, kind):
        yield _imported(entry.module)


@cache
def _declared(find_group: Callable[..., Iterable[EntryPoint]], kind: str) -> list[EntryPoint]:
    """Once a run, since it reads what every installed package declares."""
    return sorted(find_group(group=f"backbone_chain.{kind}"), key=lambda entry: entry.name)


class _Importing:
    """Turns whatever a plug-in's import raises, which may be anything, into the one error that stops the run."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if isinstance(error, Exception | SystemExit):  # one that calls sys.exit() would end the run as if all were well
            raise PluginError(self.name, f"it fails to import ({type(error).__name__}: {error}).") from error


def _imported(name: str) -> ModuleType:
    with _Importing(name):
        return importlib.import_module(name)


def _imported_file(name: str, path: Path) -> ModuleType:
    loaded = sys.modules.get(name)
    if loaded is not None and loaded.__file__ == str(path):
        return loaded
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None, "a .py path always has a loader"
    assert spec.loader is not None, "as above"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # before it runs: a dataclass in it looks up its own module
    try:
        with _Importing(str(path)):
            spec.loader.exec_module(module)
    except PluginError:
        del sys.modules[name]
        raise
    return module


def _classes(module: ModuleType, base: type[Any]) -> list[type[Any]]:
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, base)
        and value.__module__ == module.__name__
        and not inspect.isabstract(value)
        and not value.__name__.startswith("_")
    ]
    file = Path(module.__file__ or module.__name__)
    stem = file.parent.name if file.stem == "__init__" else file.stem
    if not own:
        raise PluginError(module.__name__, f"it holds no {base.__name__}.")
    if kebab(stem) not in {kebab(plugin.__name__) for plugin in own}:
        names = ", ".join(plugin.__name__ for plugin in own)
        raise PluginError(module.__name__, f"no class in it is named after its file; it holds {names}.")
    return own
