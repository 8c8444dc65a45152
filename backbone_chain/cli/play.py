"""backbone play: the matrix scenario x token of outcomes."""

from __future__ import annotations

import time

import click

from backbone_chain import engines, scenarios, tokens
from backbone_chain.cli._options import console, json_option, progress, write_json, write_text
from backbone_chain.play import SCHEMA, play_matrix
from backbone_chain.registry import find
from backbone_chain.report.html import matrix_page
from backbone_chain.report.terminal import print_matrix
from backbone_chain.settings import rule_settings


@click.command(name="play")
@click.argument("scenario", nargs=-1)
@click.option(
    "--token",
    "token_names",
    multiple=True,
    metavar="T",
    help="A token's name, an artifact or a Solidity file; repeatable.",
)
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels, web3, or a node's URL.")
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--respond", is_flag=True, help="Act on the findings, and report the loss with and without.")
@click.option("--config", metavar="FILE", help="Settings of the rules; backbone.toml by default.")
@click.option("--html", "html_file", metavar="FILE", help="Write the matrix as a page that stands alone.")
@json_option
def command(
    scenario: tuple[str, ...],
    token_names: tuple[str, ...],
    engine: str | None,
    seed: int,
    respond: bool,
    config: str | None,
    html_file: str | None,
    json_file: str | None,
) -> int:
    """Play scenarios on tokens and say of each attack: refused, noticed or silent.

    Without names, every scenario is played on the reference token and its quirks. Exit code 1 if any attack is silent,
    any benign twin is noticed, or a scenario is broken.
    """
    known = scenarios.catalogue()
    stories = {name: find(known, "scenario", name) for name in scenario} or known
    blueprints = [tokens.blueprint(name) for name in token_names] or list(tokens.catalogue().values())
    settings = rule_settings(config)
    if engine is None:
        engine, why = engines.default()
        if why:
            click.echo(why, err=True)
    engines.check(engine)
    step, started, cells = progress(len(stories) * len(blueprints), "play"), time.perf_counter(), []
    for cell in play_matrix(stories, blueprints, engine=engine, seed=seed, settings=settings, respond=respond):
        cells.append(cell)
        step(f"{cell.scenario} on {cell.token}")
    seconds = time.perf_counter() - started
    print_matrix(cells, seconds, console(json_file))
    write_json(json_file, {"schema": SCHEMA, "cells": [cell.as_json() for cell in cells], "seconds": seconds})
    if html_file is not None:
        write_text(html_file, matrix_page(cells, seconds))
    return int(any(cell.failed for cell in cells))
