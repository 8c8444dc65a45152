"""backbone list: what there is of a kind."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import click
from rich.table import Table

from backbone_chain import engines, scenarios, tokens, watchers
from backbone_chain.cli._options import console, json_option, write_json
from backbone_chain.registry import find


def _scenarios() -> dict[str, str]:
    return {name: story.summary() for name, story in scenarios.catalogue().items()}


def _watchers() -> dict[str, str]:
    return {name: rule.summary() for name, rule in watchers.rules().items()}


def _tokens() -> dict[str, str]:
    return {name: blueprint.summary for name, blueprint in tokens.catalogue().items()}


def _families() -> dict[str, str]:
    return {name: (inspect.getdoc(family) or "").partition("\n")[0] for name, family in tokens.families().items()}


def _engines() -> dict[str, str]:
    return {name: f"{engine.summary()} Forks: {', '.join(engine.forks)}." for name, engine in engines.engines().items()}


KINDS: dict[str, Callable[[], dict[str, str]]] = {
    "scenarios": _scenarios,
    "watchers": _watchers,
    "tokens": _tokens,
    "families": _families,
    "engines": _engines,
}


@click.command(name="list")
@click.argument("kind")
@json_option
def command(kind: str, json_file: str | None) -> None:
    """List what there is of KIND: scenarios, watchers, tokens, families or engines."""
    plural = "families" if kind == "family" else kind if kind.endswith("s") else f"{kind}s"
    rows = find(KINDS, "kind", plural)()
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, summary in rows.items():
        table.add_row(name, summary)
    console(json_file).print(table)
    items = [{"name": name, "summary": summary} for name, summary in rows.items()]
    write_json(json_file, {"schema": "backbone.list/1", "kind": plural, "items": items})
