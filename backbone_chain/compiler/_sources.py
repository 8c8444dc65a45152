"""Collecting a file and everything it imports, from where Foundry, Hardhat and solc would take it.

solc is given all sources and reads no file itself, because npm's solc can't. It is also told, import by import, under
which name a source was collected, so that one file never gets two names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from backbone_chain.compiler import _solidity
from backbone_chain.compiler._layout import Layout, Remapping, is_root, layout_of, normal, parse_remappings
from backbone_chain.errors import CompileError, UsageError

LIBRARY_FOLDERS = ("src", "contracts", ".")
"""Where a library in lib/ keeps its sources, in the order in which Foundry looks."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """All sources of one compilation, by source unit name.

    Names are relative to the root, or to node_modules, because solc hashes them into the bytecode's metadata: the same
    sources then give the same bytecode on every machine.
    """

    root: Path
    entries: tuple[str, ...]
    contents: Mapping[str, str]
    remappings: tuple[str, ...]
    pragmas: tuple[str, ...]


def collect(files: Sequence[Path], *, root: Path, remappings: Sequence[str] = ()) -> Sources:
    """The sources of `files` with all that they import, directly or not.

    Raises: UsageError for a file that can't be read, CompileError for an import that isn't found.
    """
    collector = _Collector(root, parse_remappings(remappings, where="The call"))
    entries = tuple(collector.add(normal(file)) for file in files)
    collector.follow()
    contents = dict(sorted(collector.contents.items()))
    pragmas = {pragma for content in contents.values() for pragma in _solidity.pragmas(content)}
    return Sources(
        root=collector.root,
        entries=entries,
        contents=contents,
        remappings=tuple(sorted(collector.remappings)),
        pragmas=tuple(sorted(pragmas)),
    )


def read_source(path: Path) -> str:
    """The text of a source, with its line ends untouched, because solc hashes them."""
    if path.is_dir():
        raise UsageError(f"{path} is a directory; name a Solidity file in it.")
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"{path} doesn't exist.") from error
    except OSError as error:
        raise UsageError(f"{path} can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not text in UTF-8, so it can't be a Solidity source.") from error


def _ours() -> Path:
    """The folder that holds our own `contracts`: the checkout, or the installed package."""
    package = Path(__file__).parents[1]
    return package if (package / "contracts").is_dir() else package.parent


OURS = _ours()
OUR_NAME = "backbone-chain/"
"""How a user's source names ours, as in `import "backbone-chain/contracts/token/ReferenceDollar.sol"`."""


class _Collector:
    """The sources found so far, and the places where the next import may lie."""

    def __init__(self, root: Path, remappings: Sequence[Remapping]) -> None:
        self.root = normal(root)
        self.contents: dict[str, str] = {}
        self.remappings: set[str] = set()
        self._given = remappings
        self._paths: dict[str, Path] = {}
        self._open: list[str] = []
        self._layouts: dict[Path, Layout] = {}

    def add(self, path: Path) -> str:
        """Take the source at `path` in, and say what it is called. Raises: UsageError if another one is called so."""
        unit = self._unit(path)
        known = self._paths.setdefault(unit, path)
        if known != path and not known.samefile(path):
            raise UsageError(f"Two different sources would both be called {unit}: {known} and {path}.")
        if unit not in self.contents:
            self.contents[unit] = read_source(path)
            self._open.append(unit)
        return unit

    def follow(self) -> None:
        """Take in all that is imported, until nothing new comes."""
        while self._open:
            importer = self._open.pop()
            for wanted in _solidity.imports(self.contents[importer]):
                expected, unit = _as_solc_names(wanted, importer), self.add(self._find(wanted, importer))
                if unit != expected:
                    self.remappings.add(f"{importer}:{expected}={unit}")

    def _unit(self, path: Path) -> str:
        """The source unit name of a file: its path below node_modules, ours under our name, or from the root."""
        if self.root != OURS and path.is_relative_to(OURS / "contracts"):
            return OUR_NAME + path.relative_to(OURS).as_posix()
        relative = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        if "node_modules" in relative.parts:
            return "/".join(relative.parts[relative.parts.index("node_modules") + 1 :])
        return Path(os.path.relpath(path, self.root)).as_posix()

    def _find(self, wanted: str, importer: str) -> Path:
        tried = [normal(path) for path in self._candidates(wanted, importer)]
        found = next((path for path in tried if path.is_file()), None)
        if found is None:
            raise CompileError([_not_found(wanted, importer, tried)])
        return found

    def _candidates(self, wanted: str, importer: str) -> Iterator[Path]:
        """Where an import may lie, the nearest first."""
        path = self._paths[importer]
        if wanted.startswith(("./", "../")):
            yield path.parent / wanted
            return
        yield from _remapped(wanted, self._given, self.root, path)
        for folder in dict.fromkeys((*path.parents, self.root)):
            if folder.is_relative_to(self.root):
                yield from self._in_project(wanted, folder, path)
            if (folder / "node_modules").is_dir():
                yield folder / "node_modules" / wanted
        if wanted.startswith(OUR_NAME):
            yield OURS / wanted.removeprefix(OUR_NAME)
        yield from (folder / "node_modules" / wanted for folder in (Path.cwd(), OURS))

    def _in_project(self, wanted: str, folder: Path, importer: Path) -> Iterator[Path]:
        if folder != self.root and not is_root(folder):
            return
        yield from _remapped(wanted, self._layout(folder).remappings, folder, importer)
        yield folder / wanted
        yield from self._in_libraries(wanted, folder)

    def _in_libraries(self, wanted: str, folder: Path) -> Iterator[Path]:
        """The libraries of the project in `folder`, by their folder's name and by the one that they give themselves."""
        first, _, rest = wanted.partition("/")
        for library in self._libraries(folder):
            yield from _remapped(wanted, self._layout(library).remappings, library, library)
            if library.name == first:
                yield from (library / each / rest for each in LIBRARY_FOLDERS)
            yield from self._in_libraries(wanted, library)

    def _libraries(self, folder: Path) -> list[Path]:
        held = (path for name in self._layout(folder).libraries for path in (folder / name).glob("*"))
        return sorted(path for path in held if path.is_dir() and path.parent.name != "node_modules")

    def _layout(self, folder: Path) -> Layout:
        if folder not in self._layouts:
            self._layouts[folder] = layout_of(folder)
        return self._layouts[folder]


def _not_found(wanted: str, importer: str, tried: Sequence[Path]) -> str:
    places = ", ".join(str(path) for path in dict.fromkeys(tried))
    return (
        f"{importer} imports {wanted!r}, which was not found; searched: {places}. "
        f"Install the package that holds it, or name its folder in a remapping."
    )


def _remapped(wanted: str, remappings: Sequence[Remapping], base: Path, importer: Path) -> Iterator[Path]:
    """Where the remappings lead, those first that solc prefers: by length of the context, then of the prefix."""
    unit = Path(os.path.relpath(importer, base)).as_posix()
    for each in sorted(remappings, key=lambda each: (len(each.context), len(each.prefix)), reverse=True):
        if wanted.startswith(each.prefix) and unit.startswith(each.context):
            yield base / (each.target + wanted[len(each.prefix) :])


def _as_solc_names(wanted: str, importer: str) -> str:
    """The source unit that solc looks for: https://docs.soliditylang.org/en/latest/path-resolution.html."""
    if not wanted.startswith(("./", "../")):
        return wanted
    name = PurePosixPath(importer).parent
    for part in PurePosixPath(wanted).parts:
        name = name.parent if part == ".." else name / part
    return str(name)
