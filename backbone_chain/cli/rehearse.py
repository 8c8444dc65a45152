"""backbone rehearse: an upgrade on a copy of the chain, before it is made."""

from __future__ import annotations

import time
from typing import Any

import click

from backbone_chain import engines, rehearse, scenarios, tokens
from backbone_chain.cli._options import console, json_option, progress, write_json
from backbone_chain.report.rehearsal import print_rehearsal
from backbone_chain.settings import rule_settings

STEPS_BESIDE_STORIES = 2


@click.command(name="rehearse")
@click.argument("upgrade")
@click.option("--contract", metavar="NAME", help="Which contract of the file UPGRADE.")
@click.option("--token", default="reference", show_default=True, metavar="T", help="What is upgraded: a name or a file.")
@click.option("--call", default="", metavar="FUNCTION", help="What upgradeToAndCall calls on the new implementation.")
@click.option("--arg", "args", multiple=True, metavar="VALUE", help="An argument of --call, @name for an account.")
@click.option("--constructor-arg", "constructor", multiple=True, metavar="VALUE", help="One of UPGRADE's constructor.")
@click.option("--may-change", multiple=True, metavar="NAME", help="A function that is meant to change; repeatable.")
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--config", metavar="FILE", help="Settings of the rules; backbone.toml by default.")
@json_option
def command(
    upgrade: str,
    contract: str | None,
    token: str,
    engine: str | None,
    seed: int,
    config: str | None,
    json_file: str | None,
    **details: Any,
) -> int:
    """Rehearse an upgrade to UPGRADE: a Solidity file, an artifact, or the name of a shipped contract.

    Storage layouts, opcodes and interfaces are compared; the upgrade is made on a copy, and all that the token answers
    is compared; then every scenario is played on the upgraded token. Exit code 1 if anything differs or is unsafe.
    """
    planned = rehearse.prepare(
        tokens.blueprint(token), rehearse.implementation(upgrade, contract), seed=seed, **details
    )
    if engine is None:
        engine, why = engines.default()
        if why:
            click.echo(why, err=True)
    engines.check(engine)
    stories, started = scenarios.catalogue(), time.perf_counter()
    step = progress(len(stories) + STEPS_BESIDE_STORIES, "rehearse")
    result = rehearse.rehearse(
        planned, stories, engine=engine, seed=seed, settings=rule_settings(config), say=step
    )
    seconds = time.perf_counter() - started
    print_rehearsal(result, seconds, console(json_file))
    write_json(json_file, {**result.as_json(), "seconds": seconds})
    return int(not result.safe)
