"""backbone replay: whether a failing sequence still fails."""

from __future__ import annotations

import time
from pathlib import Path

import click

from backbone_chain import bundles, engines
from backbone_chain.cli._options import console, json_option, write_json
from backbone_chain.report.replay import print_replay


@click.command(name="replay")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--engine",
    metavar="E",
    help="Where the code runs: revm, py-evm, eels, web3, or a node's URL; by default where it was recorded.",
)
@json_option
def command(bundle: Path, engine: str | None, json_file: str | None) -> int:
    """Run the failing sequence in the file BUNDLE again and look at each of its claims.

    Exit code 1 if it still breaks, 0 if it doesn't.
    """
    recorded = bundles.read(bundle)
    if engine is not None:
        engines.check(engine)
    started = time.perf_counter()
    replayed = bundles.replay(recorded, engine)
    seconds = time.perf_counter() - started
    print_replay(replayed, seconds, console(json_file))
    write_json(json_file, {**replayed.as_json(), "seconds": seconds})
    return int(replayed.breaks)
