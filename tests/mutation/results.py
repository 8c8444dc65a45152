"""What came of each mutant, kept line by line in a file, so that a run that was ended goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .model import Mutant

KILLED, TIMEOUT, SURVIVED = "killed", "timeout", "survived"
UNCOMPILABLE, UNCHANGED = "uncompilable", "unchanged"
NO_MUTANTS = (UNCOMPILABLE, UNCHANGED)
"""What solc refuses, or compiles to the same code as without it; another one is drawn in its place."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of one mutant: the verdict, the test that noticed it and what that said, tests run, seconds of all."""

    id: str
    digest: str
    ground: str
    verdict: str
    test: str = ""
    why: str = ""
    tests: int = 0
    seconds: float = 0.0

    @property
    def is_killed(self) -> bool:
        """Whether a test noticed it, be it by never coming to its end."""
        return self.verdict in (KILLED, TIMEOUT)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How a mutant's random calls went beside those of the original: `difference` is empty where all went the same."""

    id: str
    digest: str
    ground: str
    calls: int
    succeeded: int
    difference: str = ""


Line = Result | Comparison


@dataclass(kw_only=True)
class Results:
    """All that is known, by the kind of line, the mutant, and the hashes of its source and of what it stood on."""

    path: Path
    _lines: dict[tuple[str, str, str, str], Line] = field(default_factory=dict)

    @classmethod
    def at(cls, path: Path) -> Results:
        """With what earlier runs wrote; a last line that was cut off is passed over."""
        results = cls(path=path)
        for text in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            if text.endswith("}"):
                results._know(_line(json.loads(text)))
        return results

    def result(self, mutant: Mutant, ground: str) -> Result | None:
        """What came of it, if that is known."""
        line = self._lines.get(("Result", mutant.id, mutant.digest, ground))
        return line if isinstance(line, Result) else None

    def comparison(self, mutant: Mutant, ground: str) -> Comparison | None:
        """How it compares, if that is known."""
        line = self._lines.get(("Comparison", mutant.id, mutant.digest, ground))
        return line if isinstance(line, Comparison) else None

    def add(self, line: Line) -> None:
        """Keep it."""
        self._know(line)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": type(line).__name__, **asdict(line)}) + "\n")

    def _know(self, line: Line) -> None:
        self._lines[type(line).__name__, line.id, line.digest, line.ground] = line


def _line(document: dict[str, object]) -> Line:
    kind = document.pop("kind")
    return (Result if kind == "Result" else Comparison)(**document)  # type: ignore[arg-type]


def ground_of(root: Path, folders: Iterable[str]) -> str:
    """A hash of all sources in these folders."""
    digest = hashlib.sha256()
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*") if path.suffix in (".py", ".sol"))
    for path in paths:
        digest.update(f"{path.relative_to(root)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
