"""backbone audit: what a token's keys can do, and a verdict for each property of the issuer's side."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from backbone_chain import artifacts, bundles, engines
from backbone_chain import audit as audits
from backbone_chain.cli._options import console, json_option, progress, write_json, write_text
from backbone_chain.errors import UsageError
from backbone_chain.invariants import invariants
from backbone_chain.properties import properties
from backbone_chain.report.audit import print_audit
from backbone_chain.report.audit_page import audit_page
from backbone_chain.report.junit import junit
from backbone_chain.report.sarif import sarif
from backbone_chain.subjects import Place, address


@click.command(name="audit")
@click.argument("target")
@click.option("--contract", metavar="NAME", help="Which contract of the file TARGET.")
@click.option("--rpc", "url", metavar="URL", help="The node of the chain on which the address TARGET is; only read.")
@click.option("--block", type=click.IntRange(0), help="After which block; the latest final one.")
@click.option("--holder", "holders", multiple=True, metavar="ADDR", help="Holds tokens or keys there; may be repeated.")
@click.option("--previous", metavar="ARTIFACT", help="The version before, for its storage layout.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--workers", type=click.IntRange(1), help="Processes that share the work; as many as there are cores.")
@click.option("--baseline", metavar="FILE", help="Accepted findings, each with an owner and a day on which it expires.")
@click.option("--bundles", "folder", metavar="FOLDER", help="Write a bundle for each break, for `backbone replay`.")
@click.option("--html", "html_file", metavar="FILE", help="Write the report as a page that stands alone.")
@click.option("--sarif", "sarif_file", metavar="FILE", help="Write the findings as SARIF 2.1.0; - is standard output.")
@click.option("--junit", "junit_file", metavar="FILE", help="Write the verdicts as JUnit XML; - is standard output.")
@json_option
def command(
    target: str,
    contract: str | None,
    url: str | None,
    block: int | None,
    holders: tuple[str, ...],
    previous: str | None,
    engine: str | None,
    seed: int,
    workers: int | None,
    baseline: str | None,
    folder: str | None,
    html_file: str | None,
    sarif_file: str | None,
    junit_file: str | None,
    json_file: str | None,
) -> int:
    """Audit TARGET: a built-in token's name, a subject file, a Solidity file, an artifact, or an address with --rpc.

    Every function is tried to find out what the token can be asked and by whom; then each property is tried on it, and
    every break is run again on independent engines. Exit code 1 if a property of severity high or more is broken and
    not in the baseline.
    """
    chosen = properties()
    accepted = audits.read_baseline(Path(baseline), [*chosen, *invariants()]) if baseline else {}
    before = artifacts.read(Path(previous)) if previous else None
    step = progress(len(chosen), "audit")
    if url:
        place = _place(target, url, block, holders, contract=contract, engine=engine)
        found = audits.run_live(place, chosen, previous=before, seed=seed, say=step)
    else:
        _require_no_place(block, holders)
        found = audits.run(
            target,
            chosen,
            contract=contract,
            previous=before,
            engine=_engine(engine),
            seed=seed,
            say=step,
            workers=workers or audits.cores(),
        )
    result = replace(found, results=audits.accept(found.results, accepted, datetime.now(UTC).date()))
    write_json(json_file, result.as_json())
    if html_file:
        write_text(html_file, audit_page(result))
    if sarif_file:
        write_text(sarif_file, json.dumps(sarif(result, version("backbone-chain")), indent=2) + "\n")
    if junit_file:
        write_text(junit_file, junit(result))
    if folder:
        _write_bundles(Path(folder), result)
    print_audit(result, console("-" if "-" in (json_file, sarif_file, junit_file) else None))
    return int(result.fails)


def _place(
    target: str, url: str, block: int | None, holders: tuple[str, ...], *, contract: str | None, engine: str | None
) -> Place:
    """Where the live token is. Raises: UsageError for options that don't go with an address."""
    if contract:
        raise UsageError("A contract is chosen in a Solidity file or an artifact; an address is one contract already.")
    if engine not in (None, engines.DEFAULT):
        raise UsageError(f"A live chain is copied into {engines.DEFAULT}; leave out --engine {engine}.")
    known = tuple(map(address, holders))
    return Place(address=address(target), url=url, block=block, holders=known)


def _require_no_place(block: int | None, holders: tuple[str, ...]) -> None:
    if block is not None or holders:
        raise UsageError("--block and --holder speak of a live chain; name its node with --rpc.")


def _write_bundles(folder: Path, result: audits.Audit) -> None:
    """One file a break, named after its property."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} can't be made: {error.strerror}.") from error
    for each in result.results:
        if each.bundle:
            write_text(str(folder / f"{each.verdict.property}.json"), bundles.dumps(each.bundle))


def _engine(name: str | None) -> str:
    """The engine asked for, or the default one with a line where that isn't the fastest."""
    why = ""
    if name is None:
        name, why = engines.default()
    if why:
        click.echo(why, err=True)
    engines.check(name)
    return name
