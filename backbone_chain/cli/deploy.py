"""backbone deploy: the whole system from one configuration."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from backbone_chain.chain import Chain
from backbone_chain.cli._options import console, json_option, progress, write_json
from backbone_chain.deploy import config as configuration
from backbone_chain.deploy import plan, run
from backbone_chain.deploy.launch import Launch, deployer_of, launch
from backbone_chain.engines.web3 import Web3
from backbone_chain.report.deployment import print_launch
from backbone_chain.report.facts import names_of, sentence

SCHEMA = "backbone.deploy/1"
EXACT = "py-evm"  # the engine of a dry run, since its gas is exact


@click.command(name="deploy")
@click.argument("config_file", metavar="CONFIG", type=click.Path(path_type=Path))
@click.option("--rpc", metavar="URL", help="The node to deploy to; without it, a dry run in this process.")
@click.option("--chain-id", type=int, metavar="N", help="The chain that the node must be on.")
@click.option("--deployer", metavar="ADDRESS", help="Who sends; by default the first account that the node signs for.")
@click.option("--manifest", "file", type=click.Path(path_type=Path), metavar="FILE", help="Where the manifest goes.")
@json_option
def command(
    config_file: Path,
    rpc: str | None,
    chain_id: int | None,
    deployer: str | None,
    file: Path | None,
    json_file: str | None,
) -> int:
    """Deploy timelock, Safe, token, supply controller and reserve feed as the TOML file CONFIG says, and a manifest.

    The key of the deployer comes from the variable BACKBONE_PRIVATE_KEY, else the node signs. The deployer never holds
    a power. A run that stopped goes on from its manifest, manifest-<chain id>.json; one that is done sends nothing.
    """
    started = time.perf_counter()
    config = configuration.read(config_file)
    chain = Chain(Web3(url=rpc, chain_id=chain_id) if rpc else EXACT)
    sender = deployer_of(chain, deployer)
    if rpc:
        run.require_safe(chain, config)
        file = file or Path(f"manifest-{chain.engine.chain_id()}.json")
    ended = launch(chain, config, sender, file=file, on_step=progress(len(run.steps(config)), "deploy"))
    print_launch(console(json_file), ended, dry=rpc is None)
    if file:
        click.echo(f"The manifest is in {file}.", err=True)
    facts = {"dry_run": rpc is None, "manifest": str(file) if file else None, "seconds": time.perf_counter() - started}
    write_json(json_file, {"schema": SCHEMA, **facts, **_as_json(ended)})
    return int(bool(ended.comparison.differences))


def _as_json(ended: Launch) -> dict[str, Any]:
    manifest, names = ended.manifest, names_of(ended.manifest.site)
    opening = plan.opening(manifest.config, manifest.site)
    calls = zip(opening.targets, opening.payloads, strict=True)
    return {
        "chain_id": manifest.chain_id,
        "deployer": manifest.deployer,
        "stood_already": ended.stood,
        "transactions": [{"step": name, **asdict(step)} for name, step in manifest.placed.items()],
        "gas": sum(step.gas for step in manifest.placed.values()),
        "contracts": dict(manifest.site),
        "opening": {
            "id": "0x" + opening.id.hex(),
            "calls": [{"to": to, "data": "0x" + data.hex()} for to, data in calls],
        },
        "compared": ended.comparison.compared,
        "differences": [sentence(each, names) for each in ended.comparison.differences],
    }
