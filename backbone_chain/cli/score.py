"""backbone score: what the rules notice of every story, how soon, and what they cry wolf at."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from backbone_chain import engines, score
from backbone_chain.cli._options import console, json_option, progress, write_json, write_text
from backbone_chain.report.score import print_score
from backbone_chain.report.score_page import score_page
from backbone_chain.settings import rule_settings

FIRST_VARIANT = 1


@click.command(name="score")
@click.argument("scenario", nargs=-1)
@click.option(
    "--variants", type=click.IntRange(FIRST_VARIANT), metavar="N", help="Of each story; its own number by default."
)
@click.option("--seed", default=0, show_default=True, help="All that is random follows from it.")
@click.option("--rules", "folder", metavar="FOLDER", help="Your rules, one Python file each, scored beside ours.")
@click.option("--long", "is_long", is_flag=True, help=f"Benign days of {score.LONG_EVENTS:,} events.")
@click.option(
    "--events", type=click.IntRange(0), default=score.EVENTS, show_default=True, help="Of the benign days, 0 for none."
)
@click.option("--engine", metavar="E", help="Where the code runs: revm, py-evm, eels.")
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="Processes; as many as there are cores by default."
)
@click.option("--config", metavar="FILE", help="Settings of the rules; backbone.toml by default.")
@click.option("--html", "html_file", metavar="FILE", help="Write a page with the timeline of every run.")
@json_option
def command(
    scenario: tuple[str, ...],
    variants: int | None,
    seed: int,
    folder: str | None,
    is_long: bool,
    events: int,
    engine: str | None,
    workers: int | None,
    config: str | None,
    html_file: str | None,
    json_file: str | None,
) -> int:
    """Play every story in many variants, its benign twins and 30 benign days, and score the watchers.

    With names, those stories with their twins. Exit code 1 if a target is missed by a scenario that is there; those not
    built yet are listed as missing.
    """
    if engine is None:
        engine, why = engines.default()
        if why:
            click.echo(why, err=True)
    engines.check(engine)
    setup = score.Setup(seed=seed, engine=engine, settings=rule_settings(config), folder=folder)
    result = score.run(
        scenario,
        setup=setup,
        variants=variants,
        events=score.LONG_EVENTS if is_long else events,
        workers=workers or os.cpu_count() or 1,
        step=_progress,
    )
    print_score(result, console(json_file))
    write_json(json_file, score.as_json(result))
    if html_file is not None:
        write_text(html_file, score_page(result))
    return int(bool(result.misses))


def _progress(total: int) -> Callable[[str], None]:
    return progress(total, "score")
