"""A score on a terminal: the answer, what missed a target, then the figures by scenario and by rule."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backbone_chain.score import YOURS, RuleTally, Score, Tally

GOOD, BAD, DIM = "bold green", "bold white on red", "dim"
UNIT = 10**6
MAGNITUDES = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"), (10**3, "k"))


def print_score(score: Score, console: Console) -> None:
    """Print all of it."""
    console.print(Text(answer(score), style="bold red" if score.misses else GOOD), soft_wrap=True)
    for miss in score.misses:
        line = Text("  ").append(miss.subject, style="bold red").append(f" {miss.says}")
        console.print(line, soft_wrap=True)
    console.print(_scenarios(score))
    console.print(_rules(score))
    for sentence in (*benign_in_words(score), *skipped_in_words(score), missing_in_words(score)):
        console.print(Text(sentence), soft_wrap=True)
    console.print(Text(f"Seed {score.seed}, {score.seconds:.1f} s.", style=DIM), soft_wrap=True)


def answer(score: Score) -> str:
    """The whole score in a sentence or two."""
    runs, noticed = sum(each.runs for each in score.scenarios), sum(each.noticed for each in score.scenarios)
    alarms, twins = (sum(getattr(each, name) for each in score.scenarios) for name in ("twin_alarms", "twin_runs"))
    told = (
        f"{noticed} of {runs} runs that did harm were noticed, {alarms} of {twins} benign twins taken for an attack; "
        f"total {score.total:.3f}."
    )
    if skipped := sum(each.skipped for each in score.scenarios):
        told += f" {skipped} runs were skipped, and nothing is known of them."
    if not score.misses:
        return f"All targets are met. {told}"
    subjects = ", ".join(dict.fromkeys(miss.subject for miss in score.misses))
    return f"FAILED: {subjects}. {told}"


def benign_in_words(score: Score) -> list[str]:
    """What was said of the benign days, in sentences; none where they were not played."""
    benign = score.benign
    if not benign.events:
        return []
    said = [
        f"{rule} {count} times ({severity})"
        for (rule, severity), count in benign.findings.items()
        if severity != "info"
    ]
    what = ", ".join(said) or "no rule said more than info"
    return [f"{benign.days} benign days with {benign.events:,} events: {what}."]


def skipped_in_words(score: Score) -> list[str]:
    """Which runs were skipped, and for want of what, in sentences."""
    return [
        f"Skipped: {each.skipped} of {each.played + each.twin_runs} runs of {each.scenario} and its twins. "
        f"{' '.join(each.reasons)}"
        for each in score.scenarios
        if each.skipped
    ]


def missing_in_words(score: Score) -> str:
    """The stories that nobody has built yet, in a sentence."""
    if not score.missing:
        return "Every story is there."
    return f"Missing, since nobody has built them yet: {', '.join(score.missing)}."


def dollars(base_units: int) -> str:
    """An amount as a person says it: 98.0 m."""
    whole = base_units / UNIT
    size, word = next(((size, word) for size, word in MAGNITUDES if whole >= size), (1, ""))
    return f"{whole / size:,.1f} {word}".strip() if base_units else "0"


def when(blocks: int | None) -> str:
    """A latency in blocks; a dash where nothing was noticed."""
    return "-" if blocks is None else f"{blocks:+d}" if blocks else "0"


def _scenarios(score: Score) -> Table:
    beside = any(each.whose == YOURS for each in score.rules)
    columns = ("noticed", *(("yours",) if beside else ()), "before harm", "blocks p50", "p99", "loss")
    table = _table("scenario", *columns, "before finding", "with response", "false acts", "twins alarmed", "score")
    for each in score.scenarios:
        table.add_row(each.scenario, *_scenario(each, beside))
    return table


def _scenario(each: Tally, beside: bool) -> list[Text | str]:
    good = each.runs and each.noticed == each.runs
    noticed = Text(f"{each.noticed}/{each.runs}", style="green" if good else BAD)
    alarms = Text(f"{each.twin_alarms}/{each.twin_runs}", style=BAD if each.twin_alarms else "green")
    losses = (each.loss, each.loss_before, each.loss_with_response)
    acts = Text(str(each.false_acts), style=BAD if each.false_acts else "green")
    return [
        noticed,
        *([f"{each.yours}/{each.runs}"] if beside else []),
        f"{each.before_harm}/{each.runs}",
        when(each.latency_p50),
        when(each.latency_p99),
        *map(dollars, losses),
        acts,
        alarms,
        f"{each.score:.3f}",
    ]


def _rules(score: Score) -> Table:
    table = _table("rule", "whose", "fired in runs", "right", "false alarms", "blocks p50")
    for each in score.rules:
        table.add_row(*_rule(each))
    return table


def _rule(each: RuleTally) -> list[Text | str]:
    alarms = Text(str(each.false_alarms), style=BAD if each.false_alarms else "")
    return [each.rule, each.whose, str(each.fired), str(each.right), alarms, when(each.latency_p50)]


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, no_wrap=not number, justify="left" if not number else "right")
    return table
