"""Every error that Backbone Chain raises, in one tree.

```text
BackboneError
├── UsageError                    input that can't be used: one sentence, exit code 2
│   ├── UnknownNameError            no plug-in, actor or function of that name
│   ├── ArtifactError               a file that is not a usable compiled contract
│   │   └── UnlinkedLibraryError      bytecode that still has library placeholders
│   ├── BundleError                 a file that is not a usable bundle
│   ├── ArgumentError               arguments that don't fit a function's types
│   ├── CompileError                solc refused the sources
│   ├── CompilerNotFoundError       no usable solc on this machine
│   ├── DeskError                   an order, a bank's entry or an approval that the desk can't take
│   ├── NodeError                   a node that is down, or on another chain
│   ├── HistoryError                a log file, or a line of it, that can't be used
│   ├── KeystoreError               a keystore that is missing, or doesn't open
│   ├── SettingsError               a settings file with an unknown key or a wrong value
│   ├── PluginError                 a plug-in that fails to load, or breaks the folder's rules
│   └── EngineUnavailableError      an engine whose package has no build for this machine
├── EngineError                   an engine did something it should not
│   ├── UnsupportedError            an engine was asked for what it can't do
│   └── InvalidTransactionError     a transaction that no block can hold (no funds, too little gas)
├── DeploymentError               a deployment that stopped half-way; carries what stands by then
├── RefusedError                  a contract refused a call; carries the decoded error
└── BrokenScenarioError           a scenario whose story did not happen as told
```
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbone_chain.abi import ContractError


FEW = 24  # names that still make a readable sentence


PACKAGE = Path(__file__).parent


class BackboneError(Exception):
    """The root: whoever catches it has caught everything that Backbone Chain raises."""


class UsageError(BackboneError):
    """Input that can't be used; its message is one sentence that says what to do."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence that follows an unknown word: the nearest known one, or all of them if they are few."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.55)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" There are: {', '.join(names)}." if 0 < len(names) <= FEW else ""


class UnknownNameError(UsageError):
    """No `kind` is called `name`; the message proposes the nearest of `known`."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"There is no {kind} called {name!r}.{did_you_mean(name, self.known)}")


class ArtifactError(UsageError):
    """The file at `path` can't be used as a compiled contract, because of `problem`."""

    def __init__(self, path: object, problem: str) -> None:
        self.path, self.problem = str(path), problem
        super().__init__(f"{path} can't be used as a compiled contract: {problem}")


class UnlinkedLibraryError(ArtifactError):
    """The bytecode refers to `libraries` whose addresses were not filled in."""

    def __init__(self, path: object, libraries: Sequence[str]) -> None:
        self.libraries = tuple(libraries)
        names = ", ".join(self.libraries)
        super().__init__(path, f"its bytecode is not linked; give the addresses of: {names}.")


class BundleError(UsageError):
    """The file at `path` can't be used as a bundle, because of `problem`."""

    def __init__(self, path: object, problem: str) -> None:
        self.path, self.problem = str(path), problem
        super().__init__(f"{path} can't be used as a bundle: {problem}")


class ArgumentError(UsageError):
    """`function` can't be called with these arguments; the message says which and why."""

    def __init__(self, function: str, problem: str) -> None:
        self.function, self.problem = function, problem
        super().__init__(f"{function} can't be called with these arguments: {problem}")


class CompileError(UsageError):
    """solc refused the sources; `messages` are its own words, with file and line."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(message.strip() for message in self.messages))


class CompilerNotFoundError(UsageError):
    """No solc that fits was found; the message says where it was looked for."""


class DeskError(UsageError):
    """An order, a bank's entry, an approval or a database that the desk can't take; nothing was posted."""


class NodeError(UsageError):
    """The node at `url` is down, or is not the one that was expected."""

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = url, problem
        super().__init__(f"The node at {url} {problem}")


class HistoryError(UsageError):
    """A history's file, or its line at `place`, can't be used."""

    def __init__(self, place: object, problem: str) -> None:
        self.place, self.problem = str(place), problem
        super().__init__(f"{place} can't be used: {problem}")


class KeystoreError(UsageError):
    """The keystore at `path` is missing, damaged, or its password is wrong."""

    def __init__(self, path: object, problem: str) -> None:
        self.path, self.problem = str(path), problem
        super().__init__(f"The keystore {path} {problem}")


class SettingsError(UsageError):
    """The settings file at `path` has an unknown key or a value that can't be used."""

    def __init__(self, path: object, problem: str) -> None:
        self.path, self.problem = str(path), problem
        super().__init__(f"The settings file {path} {problem}")


class PluginError(UsageError):
    """The plug-in `name` can't be loaded, or breaks a rule of its folder."""

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, problem
        super().__init__(f"The plug-in {name} can't be used: {problem}")


class EngineUnavailableError(UsageError):
    """The engine `name` can't run on this machine, because of `problem`."""

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, problem
        super().__init__(f"The engine {name!r} can't run here: {problem}")


class EngineError(BackboneError):
    """An engine broke its own promise, for instance a snapshot that it doesn't know."""


class UnsupportedError(EngineError):
    """The engine `engine` was asked for `what`, which it can't do."""

    def __init__(self, engine: str, what: str, instead: str = "") -> None:
        self.engine, self.what = engine, what
        hint = f" Use {instead} for it." if instead else ""
        super().__init__(f"The engine {engine!r} can't {what}.{hint}")


class InvalidTransactionError(EngineError):
    """The transaction can't stand in a block at all, because of `problem`; nothing changed, the nonce included."""

    def __init__(self, engine: str, problem: str) -> None:
        self.engine, self.problem = engine, problem
        super().__init__(f"The engine {engine!r} can't put this transaction into a block: {problem}.")


class DeploymentError(BackboneError):
    """The deployment stopped at the step `step`; `placed` are the addresses that stand by then."""

    def __init__(self, step: str, reason: BackboneError, placed: Mapping[str, str]) -> None:
        self.step, self.placed = step, dict(placed)
        stands = ", ".join(f"{name} {address}" for name, address in self.placed.items()) or "nothing"
        super().__init__(f"The deployment stopped at {step}: {reason} Deployed by then: {stands}.")


class RefusedError(BackboneError):
    """A contract refused a call; `error` is the decoded reason with its arguments."""

    def __init__(self, error: ContractError, what: str = "The call") -> None:
        self.error, self.what = error, what
        super().__init__(f"{what} was refused: {error}")


class BrokenScenarioError(BackboneError):
    """The story was not told as its file says, so its outcome means nothing."""


class OthersCode:
    """A context in which somebody's plug-in runs, which may raise anything; `explain` makes one error of ours of it.

    explain: given what failed and where, in a clause. Errors of ours go through as they are.
    """

    def __init__(self, explain: Callable[[str], BackboneError]) -> None:
        self.explain = explain

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, BackboneError):
            raise self.explain(_told(error)) from error


def _told(error: BaseException) -> str:
    """Of the lines that led to it the last that isn't this package's, if any is."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not Path(frame.filename).is_relative_to(PACKAGE)]
    frame = (own or frames)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}: {error}"
