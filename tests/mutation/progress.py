"""How a run tells on the terminal what it does, a line a mutant, on stderr."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from .model import Mutant
from .results import NO_MUTANTS, SURVIVED, TIMEOUT, Result

STYLES = {SURVIVED: "bold red", TIMEOUT: "yellow"}


@dataclass(kw_only=True)
class Progress:
    """Counts what is done of `wanted`."""

    wanted: int
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))
    done: int = 0
    _began: float = field(default_factory=time.monotonic)

    def say(self, sentence: str) -> None:
        """One line."""
        self.console.print(Text(sentence))

    def tell(self, mutant: Mutant, result: Result) -> None:
        """What came of a mutant; nothing of one that is none."""
        if result.verdict in NO_MUTANTS:
            return
        self.done += 1
        place = f"{mutant.file}:{mutant.line} {mutant.home}"
        test = f"by {result.test.rpartition('/')[2]}" if result.test else f"after {result.tests} tests"
        line = Text(f"{self.done:4}/{self.wanted} {self.minutes()} ")
        line.append(f"{result.verdict:8}", style=STYLES.get(result.verdict, "green"))
        line.append(f" {mutant.id:24} {place}, {test}")
        self.console.print(line)

    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self._began

    def minutes(self) -> str:
        """The same as minutes and seconds."""
        minutes, seconds = divmod(int(self.seconds()), 60)
        return f"{minutes:2}:{seconds:02}"
