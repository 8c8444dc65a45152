"""Finding a solc that fits, wherever one may be on this machine, and running it; the only import of solcx."""

from __future__ import annotations

import json
import os
import re
import shutil
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import solcx
from semantic_version import NpmSpec, Version  # type: ignore[import-untyped]  # it ships no types
from solcx.exceptions import DownloadError, SolcError, SolcInstallationError, UnexpectedVersionError
from solcx.install import BINARY_DOWNLOAD_BASE, get_executable
from solcx.wrapper import get_solc_version, get_version_str_from_solc_binary

from backbone_chain.compiler import _npm
from backbone_chain.errors import CompileError, CompilerNotFoundError, UsageError

CHECKOUT = Path(__file__).parents[2]
"""Where our own node_modules lies, if this is a checkout."""

NETWORK_SECONDS = 3
"""How long the download page may take to answer before the network counts as closed; solcx itself waits for ever."""

NOT_A_SOLC = (SolcError, SubprocessError, OSError, ValueError)
"""How an executable fails that doesn't answer `--version` as solc does."""

NO_DOWNLOAD = (DownloadError, SolcInstallationError, UnexpectedVersionError, HTTPException, OSError, ValueError)
"""How a download into py-solc-x's store fails."""


@dataclass(frozen=True, kw_only=True)
class Solc:
    """A compiler on this machine: its path, its version (`0.8.37`), where it was found, and what was passed over."""

    path: Path
    version: str
    origin: str
    notes: tuple[str, ...] = ()

    def compile(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a standard-JSON request. Raises: CompileError in solc's own words, with file and line."""
        try:
            answer: dict[str, Any] = solcx.compile_standard(dict(request), solc_binary=self.path)
        except SolcError as error:
            raise CompileError(self._messages(error)) from None  # solcx's error prints the whole request and answer
        except json.JSONDecodeError as error:
            problem = "answers a standard-JSON request with something else, as npm's `solcjs` does"
            raise CompilerNotFoundError(f"{self.origin} ({self.path}) {problem}; use a native solc instead.") from error
        return answer

    def _messages(self, error: SolcError) -> list[str]:
        reported = [each["formattedMessage"] for each in error.error_dict or () if each["severity"] == "error"]
        return reported or [f"{self.origin} ({self.path}) stopped: {error.stderr_data or error.message}"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The versions that will do: one exact version, or all that satisfy every pragma."""

    exact: str | None
    pragmas: Sequence[str]

    def fits(self, version: str) -> bool:
        """Whether a solc of this version will do."""
        if self.exact is not None:
            return version == self.exact
        return all(Version(version) in npm_range(pragma) for pragma in self.pragmas)

    def __str__(self) -> str:
        return self.exact or " and ".join(self.pragmas) or "of any version"


def find_solc(exact: str | None = None, *, pragmas: Sequence[str] = (), start: Path | None = None) -> Solc:
    """The first solc that fits: SOLC in the environment, solc on PATH, py-solc-x's store, npm's solc in a node_modules
    folder of `start`, of the working folder or of our own checkout, or above them. Only when none of them fits is one
    downloaded into the store.

    `exact` is a version (`0.8.37`); `pragmas` are ranges that sources ask for. A solc that doesn't fit is passed
    over, and `notes` of the answer has a line that says so.

    Raises: CompilerNotFoundError if none fits, or if SOLC is set to something that is not a solc.
    """
    wanted = Wanted(exact=exact, pragmas=tuple(pragmas))
    notes: list[str] = []
    for found in _places(wanted, start or Path.cwd()):
        if isinstance(found, Solc) and wanted.fits(found.version):
            return replace(found, notes=tuple(note for note in notes if "passed over" in note))
        notes.append(found if isinstance(found, str) else _passed_over(found, wanted))
    raise CompilerNotFoundError(
        f"No solc {wanted} was found. {' '.join(notes)} Run `npm ci`, or name a solc in the environment variable SOLC."
    )


def npm_range(pragma: str) -> NpmSpec:
    """The versions that a pragma allows; its syntax is npm's, only freer with spaces."""
    joined = re.sub(r"([<>=^~])\s+", r"\1", pragma.replace('"', "").replace("'", ""))
    try:
        return NpmSpec(re.sub(r"(?<=[\w*])(?=[<>=^~])", " ", joined))
    except ValueError as error:
        raise UsageError(f"The pragma `solidity {pragma}` is not a range of versions.") from error


def _passed_over(solc: Solc, wanted: Wanted) -> str:
    return f"{solc.origin} ({solc.path}) is version {solc.version}, and {wanted} is asked for; it is passed over."


def _places(wanted: Wanted, start: Path) -> Iterator[Solc | str]:
    """One after the other, a solc, or why there is none in that place."""
    yield from _in_environment()
    yield from _on_path()
    yield from _in_store(wanted)
    yield from _in_node_modules(start)
    yield from _by_download(wanted)


def _in_environment() -> Iterator[Solc | str]:
    named = os.environ.get("SOLC")
    if not named:
        yield "SOLC is not set in the environment."
        return
    path = shutil.which(named)
    if path is None:
        raise CompilerNotFoundError(f"SOLC is set to {named}, which can't be run; set it to a Solidity compiler.")
    solc = _solc_at(path, "SOLC in the environment")
    if solc is None:
        raise CompilerNotFoundError(f"SOLC is set to {named}, which doesn't answer `--version` as a solc does.")
    yield solc


def _on_path() -> Iterator[Solc | str]:
    path = shutil.which("solc")
    if not path:
        yield "There is no solc on PATH."
        return
    solc = _solc_at(path, "solc on PATH")
    yield solc or f"solc on PATH ({path}) doesn't answer `--version` as a solc does; it is passed over."


def _in_store(wanted: Wanted) -> Iterator[Solc | str]:
    """Only a version that fits: the others in the store are there for other projects."""
    fitting = [str(version) for version in solcx.get_installed_solc_versions() if wanted.fits(str(version))]
    yield from map(_stored, fitting)
    if not fitting:
        yield "py-solc-x's store has none."


def _by_download(wanted: Wanted) -> Iterator[Solc | str]:
    """The last place, so that whoever has a compiler that fits needs no network."""
    try:
        yield from (_stored(version) for version in _downloaded(wanted))
    except NO_DOWNLOAD as error:
        yield f"None could be downloaded ({type(error).__name__})."


def _stored(version: str) -> Solc:
    return Solc(path=get_executable(version), version=version, origin="py-solc-x's store")


def _downloaded(wanted: Wanted) -> list[str]:
    _require_network()
    offered = [wanted.exact] if wanted.exact else [str(version) for version in solcx.get_installable_solc_versions()]
    fitting = [version for version in offered if wanted.fits(version)]
    return [str(solcx.install_solc(version)) for version in fitting[:1]]


def _require_network() -> None:
    """Raises: an OSError at once where the network is closed, which solcx would wait for without end."""
    page = BINARY_DOWNLOAD_BASE.format("linux", "list.json")
    urllib.request.urlopen(page, timeout=NETWORK_SECONDS).close()  # noqa: S310 - the address is a constant of solcx


def _in_node_modules(start: Path) -> Iterator[Solc | str]:
    packages = list(dict.fromkeys(p for folder in (start, Path.cwd(), CHECKOUT) for p in _npm.packages(folder)))
    if not packages:
        yield f"There is no node_modules/solc in {start} or above it."
    elif not shutil.which("node"):
        yield f"Node.js is not installed, so npm's solc ({packages[0]}) can't run."
    else:
        yield from (_from_npm(package) for package in packages)


def _from_npm(package: Path) -> Solc | str:
    try:
        path = _npm.executable(package, get_version_str_from_solc_binary)
        return Solc(path=path, version=str(get_solc_version(path)), origin="npm's solc")
    except NOT_A_SOLC as error:
        return f"npm's solc ({package}) doesn't work ({type(error).__name__}); it is passed over."


def _solc_at(path: str, origin: str) -> Solc | None:
    try:
        return Solc(path=Path(path), version=str(get_solc_version(path)), origin=origin)
    except NOT_A_SOLC:
        return None
