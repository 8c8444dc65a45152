"""A bundle as a pytest file that stands alone: it fails while the token breaks, and passes once it is mended."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.bundles._model import GOES_THROUGH, REFUSED, Bundle
from backbone_chain.bundles._python import Python, quoted
from backbone_chain.bundles._story import Act, Check, Story, identifier

HOW = (
    "Made by `backbone export`. It fails while the token breaks, and passes once it is mended:",
    "put the creation code of the mended contract into CODE at the end.",
)
INDENT = "    "


def to_pytest(bundle: Bundle) -> str:
    """The text of a test file. Raises: as a replay."""
    story = Story(bundle)
    python = Python(story)
    body = [f"chain = {python.chain}", *_checks(python, story.first), ""]
    for act in story.acts:
        body += _step(python, act)
    name = identifier(bundle.property)
    lines = [
        python.docstring(*HOW),
        "",
        *imports(bundle),
        "",
        "ENGINE = None  # revm, py-evm or eels; None is the fastest that runs here",
        "",
        *python.constants(*body),
        *("", ""),
        f"def test_{name.lstrip('_')}() -> None:",
        *(INDENT + line if line else "" for line in body),
        *("", ""),
        *python.ending(*body),
    ]
    return "\n".join(lines) + "\n"


def imports(bundle: Bundle) -> list[str]:
    """What the program needs of the package."""
    names = ["Genesis", *(["Held"] if bundle.genesis.accounts else []), "Rerun"]
    lines = [f"from backbone_chain.bundles import {', '.join(names)}"]
    if any(step.authorizations for step in bundle.steps):
        lines.append("from backbone_chain.engines import Authorization")
    return lines


def _step(python: Python, act: Act) -> Iterator[str]:
    yield from python.moment(act.moment)
    expression = python.act(act)
    yield f"ran = {expression}" if act.checks else expression
    yield from _checks(python, act.checks)


def _checks(python: Python, checks: tuple[Check, ...]) -> Iterator[str]:
    for check in checks:
        yield from python.moment(check.moment)
        yield f"assert {python.condition(check)}, {_says(check)}"


def _says(check: Check) -> str:
    """The claim's sentence, and for a transaction what became of it."""
    sentence = quoted(check.claim.sentence)
    return f'{sentence} + f" ({{ran.told}})"' if check.claim.kind in (REFUSED, GOES_THROUGH) else sentence
