"""The branching trees of what a function does, and the tests that are tied to their leaves.

A tree is a file `<function>.tree`: its first line is the function's name, and below it hang nodes that say `given` (a
state), `when` (an input) and `it` (an outcome). Outcomes are the leaves, and only they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MIDDLE, LAST, PASSING, BLANK = "├── ", "└── ", "│   ", "    "
WORDS, OUTCOME = ("given", "when", "it"), "it"
JOINT = ": "


class TreeError(ValueError):
    """A tree that is drawn wrongly, with its file and line, or a mark that is no literal."""


class Line(NamedTuple):
    """A line of a drawing."""

    number: int
    depth: int
    is_last: bool
    prefix: str
    text: str


def read(path: Path) -> list[str]:
    """The leaves of a tree, each as its path from the root. Raises: TreeError."""
    try:
        return list(_leaves(path.stem, path.read_text(encoding="utf-8")))
    except TreeError as error:
        raise TreeError(f"{path.name}: {error}") from error


def _leaves(name: str, text: str) -> Iterator[str]:
    root, *drawn = text.rstrip("\n").split("\n")
    if root != name:
        raise TreeError(f"The first line is {root!r}, not the name of the file.")
    lines = [_line(number, line) for number, line in enumerate(drawn, start=2)]
    yield from _below([name], lines, "")


def _line(number: int, line: str) -> Line:
    for place in range(0, len(line), 4):
        part = line[place : place + 4]
        if part in (MIDDLE, LAST):
            text = line[place + 4 :]
            if text.split(" ")[0] not in WORDS or text != " ".join(text.split()) or JOINT in text:
                raise TreeError(f"Line {number} says {text!r}, which does not begin with one of {', '.join(WORDS)}.")
            return Line(number, place // 4, part == LAST, line[:place], text)
        if part not in (PASSING, BLANK):
            break
    raise TreeError(f"Line {number} is drawn wrongly: {line!r}.")


def _below(path: list[str], lines: Sequence[Line], prefix: str) -> Iterator[str]:
    """The leaves under a node whose lines these are."""
    branches = _branches(lines, prefix)
    texts = [head.text for head, _ in branches]
    if not branches:
        raise TreeError(f"Under {path[-1]!r} there is nothing.")
    if len(set(texts)) != len(texts):
        raise TreeError(f"Under {path[-1]!r} a branch stands twice.")
    for place, (head, rest) in enumerate(branches, start=1):
        if head.is_last != (place == len(branches)):
            raise TreeError(f"Line {head.number} has the wrong corner.")
        yield from _leaf_or_below([*path, head.text], head, rest)


def _branches(lines: Sequence[Line], prefix: str) -> list[tuple[Line, list[Line]]]:
    found: list[tuple[Line, list[Line]]] = []
    for line in lines:
        if line.prefix == prefix:
            found.append((line, []))
        elif found and line.depth > found[-1][0].depth:
            found[-1][1].append(line)
        else:
            raise TreeError(f"Line {line.number} hangs on nothing.")
    return found


def _leaf_or_below(path: list[str], head: Line, rest: Sequence[Line]) -> Iterator[str]:
    is_outcome = head.text.split(" ")[0] == OUTCOME
    if is_outcome and rest:
        raise TreeError(f"Line {rest[0].number} hangs on an outcome.")
    if is_outcome:
        yield JOINT.join(path)
    else:
        yield from _below(path, rest, head.prefix + (BLANK if head.is_last else PASSING))


def leaves(folder: Path) -> dict[str, list[str]]:
    """The leaves of every tree in a folder, by function. Raises: TreeError."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.tree"))}


def marks(source: str, name: str = "the source") -> set[str]:
    """The branches that a module's marks name, as `pytest.mark.branch("…")` or `branch("…")`. Raises: TreeError."""
    return {_named(node, name) for node in ast.walk(ast.parse(source)) if _is_mark(node)}


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (
        getattr(node.func, "attr", "") == "branch" or getattr(node.func, "id", "") == "branch"
    )


def _named(node: ast.AST, name: str) -> str:
    match node:
        case ast.Call(args=[ast.Constant(value=str() as branch)], keywords=[]):
            return branch
    raise TreeError(f"{name}, line {getattr(node, 'lineno', 0)}: a branch is named by one literal string.")


def marked(folders: Iterable[Path]) -> set[str]:
    """The branches that the tests in these folders name. Raises: TreeError."""
    modules = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return {branch for path in modules for branch in marks(path.read_text(encoding="utf-8"), path.name)}


def complaints(trees: Mapping[str, Sequence[str]], named: Iterable[str], functions: Iterable[str]) -> list[str]:
    """A line for each leaf without a test, each mark without a leaf, and each of these functions without a tree."""
    grown, tested = {leaf for tree in trees.values() for leaf in tree}, set(named)
    return [
        *(f"No test is marked {leaf!r}." for leaf in sorted(grown - tested)),
        *(f"No leaf is {branch!r}, which a test is marked with." for branch in sorted(tested - grown)),
        *(f"The function {function} has no tree." for function in sorted(set(functions) - set(trees))),
    ]
