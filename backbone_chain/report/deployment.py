"""A deployment on a terminal: the answer first, then the evidence."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from backbone_chain.deploy.launch import Launch
from backbone_chain.deploy.manifest import Manifest
from backbone_chain.deploy.verify import Comparison
from backbone_chain.report.facts import label, names_of, shown, verdict


def print_launch(console: Console, launch: Launch, *, dry: bool) -> None:
    """What stands where, and what it cost."""
    manifest, gas = launch.manifest, sum(step.gas for step in launch.manifest.placed.values())
    if launch.stood:
        console.print(f"It stands already on chain {manifest.chain_id}; nothing was sent.")
    elif dry:
        console.print(f"Dry run: {len(manifest.placed)} transactions, {gas:,} gas; nothing was sent to a chain.")
    else:
        console.print(f"Deployed on chain {manifest.chain_id}: {len(manifest.placed)} transactions, {gas:,} gas.")
    print_comparison(console, launch.comparison, manifest, "What came to stand there")
    console.print(_contracts(manifest))
    if not launch.comparison.differences:
        console.print(f"The deployer {manifest.deployer} holds nothing.")


def print_comparison(console: Console, comparison: Comparison, manifest: Manifest, what: str) -> None:
    """The verdict, and a row for each difference."""
    console.print(verdict(comparison, what))
    for note in comparison.notes:
        console.print(f"Note: {note}")
    if not comparison.differences:
        return
    names, table = names_of(manifest.site), Table(box=None, padding=(0, 2, 0, 0))
    for column in ("fact", "expected", "found"):
        table.add_column(column, overflow="fold")
    for each in comparison.differences:
        values = (shown(each.path, value, names) for value in (each.expected, each.found))
        table.add_row(label(each.path, names), *values)
    console.print(table)


def _contracts(manifest: Manifest) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("contract")
    table.add_column("address")
    table.add_column("gas", justify="right")
    for name, address in manifest.site.items():
        step = manifest.placed.get(name)
        table.add_row(name.replace("_", " "), address, f"{step.gas:,}" if step else "")
    return table
