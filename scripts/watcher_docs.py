"""docs/watchers.md from the rules themselves."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from backbone_chain import watchers
from backbone_chain.watchers import Watcher

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/watchers.md"
HEAD = """# What the watchers look for

Every rule is one file of `backbone_chain/watchers/`; this page is made from them by `make docs`. Rules
see facts only: events, state reads, registers and what the issuer's desk says. Settings go into `[rules.<id>]` of
backbone.toml. What a rule says that only weighs is `info`, and pages when the signs of one entity add up within a week.
"""
SETTING = re.compile(r'^\s+"(\w+)": (.+?),?(?:\s+# (.+))?$', re.MULTILINE)


def page() -> str:
    """All rules in the order of their numbers."""
    rules = sorted(watchers.rules().items(), key=lambda rule: (_number(rule[1]), rule[0]))
    return HEAD + "".join(_section(name, rule) for name, rule in rules)


def _number(rule: type[Watcher]) -> int:
    found = re.search(r"\(W(\d+)\)", rule.summary())
    return int(found[1]) if found else sys.maxsize


def _section(name: str, rule: type[Watcher]) -> str:
    facts = ", ".join(f"`{fact.__name__}`" for fact in rule.needs)
    settings = "".join(f"- {line}\n" for line in _settings(rule))
    parts = [f"\n## {name}\n\n{inspect.getdoc(rule)}\n", f"\nNeeds {facts}. Stage: {rule.stage}.\n"]
    parts += [f"\n{settings}"] if settings else []
    parts += [f"\nWhat to do first: {rule.first_do}\n"]
    parts += [f"\nWhat it can't see: {rule.blind_spots}\n"] if rule.blind_spots else []
    return "".join(parts)


def _settings(rule: type[Watcher]) -> Iterator[str]:
    """Each with its default, and where that comes from as its comment says."""
    comments = {name: comment for name, _, comment in SETTING.findall(inspect.getsource(rule))}
    for name, value in rule.defaults.items():
        why = comments.get(name, "")
        yield f"`{name} = {value!r}`" + (f": {why}" if why else "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
