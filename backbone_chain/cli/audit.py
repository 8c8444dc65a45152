"""backbone audit: what a token's keys can do, and a verdict for each property of the issuer's side."""

from __future__ import annotations

from pathlib import Path

import click

from backbone_chain import artifacts, engines
from backbone_chain import audit as audits
from backbone_chain.cli._options import console, json_option, progress, write_json
from backbone_chain.properties import properties
from backbone_chain.report.audit import print_audit


@click.command(name="audit")
@click.argument("target")
@click.option("--contract", metavar="NAME", help="Which contract of the file TARGET.")
@click.option("--previous", metavar="ARTIFACT", help="The version before, for its storage layout.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@json_option
def command(
    target: str,
    contract: str | None,
    previous: str | None,
    engine: str | None,
    seed: int,
    json_file: str | None,
) -> int:
    """Audit TARGET: a built-in token's name, a subject file, a Solidity file or an artifact.

    Every function is tried to find out what the token can be asked and by whom; then each property is tried on it.
    Exit code 1 if a property of severity high or more is broken.
    """
    chosen = properties()
    step = progress(len(chosen), "audit")
    before = artifacts.read(Path(previous)) if previous else None
    result = audits.run(
        target, chosen, contract=contract, previous=before, engine=_engine(engine), seed=seed, say=step
    )
    print_audit(result, console(json_file))
    write_json(json_file, result.as_json())
    return int(result.fails)


def _engine(name: str | None) -> str:
    """The engine asked for, or the default one with a line where that isn't the fastest."""
    why = ""
    if name is None:
        name, why = engines.default()
    if why:
        click.echo(why, err=True)
    engines.check(name)
    return name
