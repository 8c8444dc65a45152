"""backbone compile: Solidity to artifacts, the project's own or a user's."""

from __future__ import annotations

import os
from pathlib import Path

import click

from backbone_chain import artifacts, compiler
from backbone_chain.artifacts import Artifact
from backbone_chain.cli._options import json_option, write_json
from backbone_chain.errors import UsageError


@click.command(name="compile")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--out", default="out", show_default=True, metavar="DIR", help="Where the artifacts of FILEs go.")
@click.option("--remap", "remappings", multiple=True, metavar="PREFIX=TARGET", help="An import remapping; repeatable.")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 if the shipped artifacts differ from their sources."
)
@json_option
def command(files: tuple[str, ...], out: str, remappings: tuple[str, ...], check: bool, json_file: str | None) -> int:
    """Compile FILEs with their imports, or without any this project's contracts into the package.

    Imports are found in node_modules, lib and by remappings. A compile error is shown in solc's own words.
    """
    if check:
        return _check(Path.cwd())
    compiled, written = _files(files, Path(out), remappings) if files else _project(Path.cwd())
    for artifact, path in zip(compiled, written, strict=True):
        size = f"{len(artifact.deployed_bytecode):,} bytes"
        click.echo(f"{artifact.name:32} {size:>14}  {path}", err=json_file == "-")
    contracts = [
        {"name": each.name, "source": each.source, "deployed_bytes": len(each.deployed_bytecode), "path": str(path)}
        for each, path in zip(compiled, written, strict=True)
    ]
    write_json(json_file, {"schema": "backbone.compile/1", "contracts": contracts})
    return 0


def _files(files: tuple[str, ...], out: Path, remappings: tuple[str, ...]) -> tuple[list[Artifact], list[Path]]:
    compiled = compiler.compile_files(files, remappings=remappings)
    return compiled, [artifacts.write(each, out / f"{each.name}.json") for each in compiled]


def _project(root: Path) -> tuple[list[Artifact], list[Path]]:
    _require_sources(root)
    compiler.write_artifacts(compiler.compile_project(root))
    names = artifacts.shipped()
    return [artifacts.load(name) for name in names], [_shipped_path(name) for name in names]


def _shipped_path(name: str) -> Path:
    return next(artifacts.FOLDER.rglob(f"{name}.json"))


def _check(root: Path) -> int:
    """Recompiled where the compiler is there; by the hashes of the sources where it isn't, and that is said."""
    _require_sources(root)
    if (root / "node_modules").is_dir():
        reasons = compiler.stale_artifacts(root)
    else:
        click.echo(
            "skipped: recompiling the artifacts, since node_modules is missing; comparing source hashes only", err=True
        )
        reasons = compiler.changed_sources(root)
    for reason in reasons:
        click.echo(reason)
    click.echo(
        "The shipped artifacts are stale; run: make artifacts"
        if reasons
        else "The shipped artifacts fit their sources."
    )
    return int(bool(reasons))


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"


def _require_sources(root: Path) -> None:
    if not (root / "contracts" / "token" / "ReferenceDollar.sol").is_file():
        raise UsageError(f"{root} is not a checkout of Backbone Chain; name the Solidity files to compile.")
