"""An edit of a source, and a mutant: one edit, with all that tells it apart."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, field

from .tree import Site, Source, span


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The text that is put in the place of the bytes from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One edit of one source; `home` is the function, modifier, struct or variable that it is in.

    before, after: the changed lines without their indentation; they, not line numbers, tell a mutant apart, so that it
    keeps its id when something else in the file changes. number: from 1, where several would be the same by that.
    """

    operator: str
    unit: str
    contract: str
    home: str
    line: int
    before: str
    after: str
    number: int = 1
    content: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """The operator's name and eight digits."""
        parts = (self.operator, self.unit, self.home, self.before, self.after, str(self.number))
        return f"{self.operator}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:8]}"

    @property
    def file(self) -> str:
        """The source's name without its folder."""
        return self.unit.rpartition("/")[2]

    @property
    def digest(self) -> str:
        """A hash of the mutated source."""
        return hashlib.sha256(self.content).hexdigest()[:16]


def mutant(operator: str, site: Site, edit: Edit) -> Mutant:
    """What an operator's edit makes of the source."""
    source = site.source
    content = source.content[: edit.start] + edit.text.encode() + source.content[edit.end :]
    line, before, after = _changed_lines(source, content)
    return Mutant(
        operator=operator,
        unit=source.unit,
        contract=site.contract,
        home=site.home,
        line=line,
        before=before,
        after=after,
        content=content,
    )


def replaced(site: Site, text: str) -> Edit:
    """The whole node replaced."""
    start, end = span(site.node)
    return Edit(start=start, end=end, text=text)


def skipped(site: Site) -> Edit:
    """A statement replaced by an empty block, which may stand wherever a statement may."""
    start, end = site.source.statement_span(site.node)
    return Edit(start=start, end=end, text="{}")


def _changed_lines(source: Source, content: bytes) -> tuple[int, str, str]:
    old, new = source.content.decode().splitlines(), content.decode().splitlines()
    blocks = [
        each for each in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if each[0] != "equal"
    ]
    first, last = blocks[0], blocks[-1]
    return first[1] + 1, _joined(old[first[1] : last[2]]), _joined(new[first[3] : last[4]])


def _joined(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())
