"""backbone rehearse: an upgrade on a copy of the chain, before it is made."""

from __future__ import annotations

import time
from typing import Any

import click

from backbone_chain import engines, rehearse, scenarios, tokens
from backbone_chain.cli._options import console, json_option, progress, write_json
from backbone_chain.errors import UsageError
from backbone_chain.report.rehearsal import print_rehearsal
from backbone_chain.settings import rule_settings

STEPS_BESIDE_STORIES = 2


@click.command(name="rehearse")
@click.argument("upgrade")
@click.option("--contract", metavar="NAME", help="Which contract of the file UPGRADE.")
@click.option(
    "--token", default="reference", show_default=True, metavar="T", help="What is upgraded: a name or a file."
)
@click.option("--call", default="", metavar="FUNCTION", help="What upgradeToAndCall calls on the new implementation.")
@click.option("--arg", "args", multiple=True, metavar="VALUE", help="An argument of --call, @name for an account.")
@click.option("--constructor-arg", "constructor", multiple=True, metavar="VALUE", help="One of UPGRADE's constructor.")
@click.option("--may-change", multiple=True, metavar="NAME", help="A function that is meant to change; repeatable.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option("--rpc", metavar="URL", help="Upgrade a copy of the chain behind this node; needs --address.")
@click.option("--address", metavar="PROXY", help="Where the token is on that chain.")
@click.option("--upgrader", default="", metavar="ADDRESS", help="Who upgrades there; without it, found by trying.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--config", metavar="FILE", help="Settings of the rules; backbone.toml by default.")
@json_option
def command(
    upgrade: str,
    contract: str | None,
    token: str,
    rpc: str | None,
    address: str | None,
    upgrader: str,
    engine: str | None,
    seed: int,
    config: str | None,
    json_file: str | None,
    **details: Any,
) -> int:
    """Rehearse an upgrade to UPGRADE: a Solidity file, an artifact, or the name of a shipped contract.

    Storage layouts, opcodes and interfaces are compared; the upgrade is made on a copy (of the chain behind --rpc, or
    of one made for it), and all that the token answers is compared; then every scenario is played on the upgraded
    token. Exit code 1 if anything differs or is unsafe.
    """
    planned = rehearse.prepare(
        tokens.blueprint(token), rehearse.implementation(upgrade, contract), seed=seed, **details
    )
    engine = _engine(engine)
    copy = _live(planned, rpc, address, upgrader, seed)
    stories, started = scenarios.catalogue(), time.perf_counter()
    step = progress(len(stories) + STEPS_BESIDE_STORIES, "rehearse")
    result = rehearse.rehearse(
        planned, stories, copy=copy, engine=engine, seed=seed, settings=rule_settings(config), say=step
    )
    seconds = time.perf_counter() - started
    print_rehearsal(result, seconds, console(json_file))
    write_json(json_file, {**result.as_json(), "seconds": seconds})
    return int(not result.safe)


def _engine(name: str | None) -> str:
    """The engine asked for, or the default one with a line where that isn't the fastest."""
    why = ""
    if name is None:
        name, why = engines.default()
    if why:
        click.echo(why, err=True)
    engines.check(name)
    return name


def _live(
    upgrade: rehearse.Upgrade, rpc: str | None, address: str | None, upgrader: str, seed: int
) -> rehearse.Copy | None:
    """The copy of a live chain, if one was asked for."""
    if rpc is None and (address is not None or upgrader):
        raise UsageError("--address and --upgrader say something about a live chain; name its node with --rpc.")
    if rpc is not None and address is None:
        raise UsageError("--rpc names a chain; say with --address where the token is on it.")
    return rehearse.copied(upgrade, rpc, address, upgrader=upgrader, seed=seed) if rpc and address else None
