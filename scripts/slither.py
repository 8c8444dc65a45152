"""Slither on the contracts: `make slither`. Nothing found is the only good result; what is ignored has its reason here.

A finding that holds in one place only is ignored there, by a comment in the source with the reason above it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backbone_chain.compiler import find_solc, locked_version, project_input

IGNORED = {
    "assembly": "each namespace of ERC-7201 is reached by assigning its slot, which Solidity has no other way to say",
    "naming-convention": "role ids, pause bits and type hashes are constants in capitals, and so are their getters; "
    "DOMAIN_SEPARATOR and _EIP712Name are named by EIP-2612 and by OpenZeppelin",
    "timestamp": "windows and deadlines are minutes to days long, and a proposer of blocks shifts time by seconds",
}
OUTPUTS = ["abi", "evm.bytecode", "evm.deployedBytecode", "userdoc", "devdoc"]
NOTHING_SEEN = "No contract was analyzed"  # which Slither itself takes for success
NOT_OURS = "node_modules|@openzeppelin"
ON_PURPOSE = ("contracts/quirks/", "contracts/actors/")

ROOT = Path(__file__).resolve().parent.parent


def main(slither: str) -> int:
    """Run the program at `slither`; its exit code."""
    with TemporaryDirectory() as folder:
        sources = Path(folder) / "contracts.json"
        sources.write_text(json.dumps(standard_input()), encoding="utf-8")
        run = subprocess.run(command(slither, sources), cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True)
    sys.stderr.write(run.stderr)
    return run.returncode or int(NOTHING_SEEN in run.stderr)


def standard_input() -> dict[str, Any]:
    """What solc gets, without what is defective on purpose, asked for what Slither reads."""
    request = project_input(ROOT)
    request["sources"] = {unit: text for unit, text in request["sources"].items() if not unit.startswith(ON_PURPOSE)}
    request["settings"]["outputSelection"] = {"*": {"": ["ast"], "*": OUTPUTS}}
    return request


def command(slither: str, sources: Path) -> list[str]:
    """The call: solc's standard JSON input, our compiler, and what is left out."""
    solc = find_solc(locked_version(ROOT), start=ROOT)
    return [
        slither,
        str(sources),
        "--compile-force-framework=solc-json",
        f"--solc={solc.path}",
        f"--filter-paths={NOT_OURS}",
        f"--exclude={','.join(IGNORED)}",
        "--solc-disable-warnings",
        "--fail-pedantic",
    ]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
