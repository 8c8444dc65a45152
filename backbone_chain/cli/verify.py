"""backbone verify: a deployment against its manifest."""

from __future__ import annotations

import time
from pathlib import Path

import click

from backbone_chain.chain import Chain
from backbone_chain.cli._options import console, json_option, write_json
from backbone_chain.deploy import manifest as manifests
from backbone_chain.deploy.verify import rehearse, verify
from backbone_chain.engines.web3 import Web3
from backbone_chain.report.deployment import print_comparison
from backbone_chain.report.facts import label, names_of, sentence

SCHEMA = "backbone.verify/1"


@click.command(name="verify")
@click.argument("file", metavar="MANIFEST", type=click.Path(path_type=Path))
@click.option("--rpc", metavar="URL", help="A node of the manifest's chain.")
@json_option
def command(file: Path, rpc: str | None, json_file: str | None) -> int:
    """Compare a chain with MANIFEST: code, slots, the holders of every role, limits, delays, owners.

    Without --rpc the manifest is compared with what its own configuration leads to in this process.
    """
    started, manifest = time.perf_counter(), manifests.read(file)
    comparison = verify(Chain(Web3(url=rpc)), manifest) if rpc else rehearse(Chain(), manifest)
    what = "The deployment" if rpc else "The manifest"
    print_comparison(console(json_file), comparison, manifest, what)
    names = names_of(manifest.site)
    differences = [
        {
            "path": list(each.path),
            "fact": label(each.path, names),
            "expected": each.expected,
            "found": each.found,
            "sentence": sentence(each, names),
        }
        for each in comparison.differences
    ]
    facts = {
        "manifest": str(file),
        "chain_id": manifest.chain_id,
        "rehearsed": rpc is None,
        "notes": [*comparison.notes],
    }
    facts |= {"compared": comparison.compared, "differences": differences}
    write_json(json_file, {"schema": SCHEMA, **facts, "seconds": time.perf_counter() - started})
    return int(bool(comparison.differences))
