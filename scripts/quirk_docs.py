"""docs/quirks.md from the quirks' sources and the tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbone_chain.registry import kebab

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE, PAGE = ROOT / "docs/quirks.template.md", ROOT / "docs/quirks.md"
FOLDER = ROOT / "contracts/quirks"
OF_CONTROL = "Limits limit, and reserves are there"
CALLS_NAMED = 3
HEAD = "| quirk | what is wrong | where it happened | what catches it |\n|---|---|---|---|\n"


@dataclass(frozen=True, kw_only=True)
class Quirk:
    """What the comment of a quirk's contract says."""

    path: str
    wrong: str
    happened: str
    lesson: str

    @property
    def name(self) -> str:
        """That of the contract."""
        return Path(self.path).stem


def quirks() -> Iterator[Quirk]:
    """Every quirk, by name; those of controllers and feeds share a lesson."""
    for source in sorted(FOLDER.rglob("*.sol"), key=lambda path: path.name):
        comment = re.search(r"(?:^///.*\n)+(?=contract )", source.read_text(encoding="utf-8"), re.MULTILINE)
        tags = dict(tag.split(" ", 1) for tag in _tags(comment[0] if comment else ""))
        path, lesson = source.relative_to(ROOT).as_posix(), tags.get("custom:lesson", OF_CONTROL)
        yield Quirk(path=path, wrong=tags["notice"], happened=tags.get("custom:happened", ""), lesson=lesson)


def _tags(comment: str) -> list[str]:
    return re.sub(r"\s*///\s*", " ", comment).strip().split(" @")[1:] if " @" in comment else []


def page() -> str:
    """The template, with its quirks under each lesson. Raises: KeyError for a lesson that has no heading."""
    opening, *sections = TEMPLATE.read_text(encoding="utf-8").split("\n## ")
    lessons = {section.partition("\n")[0]: section for section in sections}
    rows: dict[str, list[str]] = {lesson: [] for lesson in lessons}
    differ, caught = (
        literal("tests/token/_quirk_table.py", "DIFFER"),
        literal("tests/scenario/test_stories.py", "CAUGHT"),
    )
    for quirk in quirks():
        catches = [*_stories(caught.get(kebab(quirk.name), {})), *_calls(differ.get(kebab(quirk.name), {}))]
        source = f"[{quirk.name}](../{quirk.path})"
        rows[quirk.lesson].append(f"| {source} | {quirk.wrong} | {quirk.happened} | {'; '.join(catches)} |\n")
    return opening + "".join(f"\n## {text.rstrip()}\n\n{HEAD}{''.join(rows[name])}" for name, text in lessons.items())


def _stories(caught: Mapping[str, str]) -> list[str]:
    return [f"story `{story}`, noticed by `{rule}`" for story, rule in caught.items()]


def _calls(differ: Mapping[str, str]) -> list[str]:
    named = [f"{call}: {word if ' ' in word or word == 'otherwise' else f'`{word}`'}" for call, word in differ.items()]
    more = len(named) - CALLS_NAMED
    return [*named[:CALLS_NAMED], *([f"and {more} more calls"] if more > 0 else [])]


def literal(path: str, name: str) -> Any:
    """A table of the tests, without running them."""
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == [name]:
            return ast.literal_eval(node.value)
    raise KeyError(name)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
