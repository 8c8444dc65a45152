"""backbone new: a plug-in to fill in, and its test, which is red until it does something."""

from __future__ import annotations

import re
from pathlib import Path

import click
import jinja2

from backbone_chain.errors import UsageError
from backbone_chain.registry import find, project_folder

KINDS = {"scenario": "scenarios", "watcher": "watchers", "token": "tokens", "quirk": "quirks"}


@click.command(name="new")
@click.argument("kind", metavar="KIND")
@click.argument("name", metavar="NAME")
def command(kind: str, name: str) -> None:
    """Write the file of a new plug-in and its test; KIND is scenario, watcher, token or quirk.

    The file goes into the folder that [tool.backbone] of pyproject.toml names for the kind; where it names none, into
    a new folder that is then written there.
    """
    plural = find(KINDS, "kind", kind)
    if not re.fullmatch(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*", name):
        raise UsageError(f"{name!r} is no name for a {kind}; write it as words with dashes, for instance mint-burst.")
    module = name.replace("-", "_")
    words = {
        "module": module,
        "word": module.replace("_", "-"),
        "title": "".join(map(str.capitalize, module.split("_"))),
    }
    folder = _folder(plural, Path.cwd())
    plugin = folder / (f"{words['title']}.sol" if kind == "quirk" else f"{module}.py")
    _write(
        {
            plugin: _filled(f"{kind}.jinja", words),
            Path("tests") / f"test_{module}.py": _filled(f"{kind}_test.jinja", words),
        }
    )
    click.echo(f"Now make tests/test_{module}.py green: edit {plugin}.")


def _folder(kind: str, project: Path) -> Path:
    """Where a plug-in of this kind goes."""
    if (project / "backbone_chain" / "registry.py").is_file():
        return Path("contracts/quirks") if kind == "quirks" else Path("backbone_chain") / kind
    named = project_folder(kind, project)
    return named.relative_to(project) if named else _name_folder(kind, project / "pyproject.toml")


def _name_folder(kind: str, pyproject: Path) -> Path:
    text = pyproject.read_text(encoding="utf-8") if pyproject.is_file() else ""
    line, head = f'{kind} = "{kind}"\n', "[tool.backbone]\n"
    text = text.replace(head, head + line) if head in text else f"{text}\n{head}{line}".lstrip()
    Path(kind).mkdir(exist_ok=True)
    pyproject.write_text(text, encoding="utf-8")
    click.echo(f"pyproject.toml now names the folder {kind}/ for {kind}.")
    return Path(kind)


def _filled(template: str, words: dict[str, str]) -> str:
    loader = jinja2.PackageLoader("backbone_chain.cli")
    environment = jinja2.Environment(loader=loader, keep_trailing_newline=True)  # noqa: S701 - writes code, not pages
    return environment.get_template(template).render(words)


def _write(files: dict[Path, str]) -> None:
    for path in files:
        if path.exists():
            raise UsageError(f"{path} is already there; choose another name.")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
