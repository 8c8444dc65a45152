"""The targets of a score, in one table, and which of them were missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from backbone_chain.score._model import Benign, Miss, Run, Tally

RECALL, EACH, EVASIVE, BEFORE = 0.99, 24 / 25, 0.90, 0.95
TARGETS = {
    "played": "every story happens as told, and some of its runs do harm",
    "recall": f"at least {RECALL:.0%} of all runs in which the harm happened are noticed",
    "each-scenario": "at least 24 of 25 runs of each scenario are noticed",
    "evasive": f"at least {EVASIVE:.0%} of the evasive variants are noticed",
    "before-the-harm": f"at least {BEFORE:.0%} are noticed before the harm, where something gives it away",
    "same-block": "half of the others are noticed in the block of the harm, or before",
    "no-false-acts": "no brake hits somebody who has only what is theirs",
    "quiet-twins": "no rule says more than info of a benign twin",
    "quiet-days": "no rule says anything critical of benign days",
}


def misses(tallies: Sequence[Tally], runs: Iterable[Run], benign: Benign) -> tuple[Miss, ...]:
    """Every target that was missed, scenario by scenario, then over all of them."""
    found = [miss for tally in tallies for miss in _of_scenario(tally)]
    return (*found, *_broken_twins(runs), *_overall(tallies), *_false_alarms(runs, benign))


def _of_scenario(tally: Tally) -> Iterator[Miss]:
    name = tally.scenario
    for reason in dict.fromkeys(tally.broken):
        yield Miss(target="played", subject=name, says=f"did not happen as told: {reason}")
    if not tally.runs:
        says = f"did no harm in any of {tally.played} runs, on no built-in token, so it shows nothing of the watchers"
        yield Miss(target="played", subject=name, says=says)
        return
    if tally.noticed < EACH * tally.runs:
        says = f"was noticed in {tally.noticed} of {tally.runs} runs, and 24 of 25 are wanted"
        yield Miss(target="each-scenario", subject=name, says=says)
    if tally.false_acts:
        says = f"had brakes that froze somebody who has only what is theirs, {tally.false_acts} times"
        yield Miss(target="no-false-acts", subject=name, says=says)
    if tally.precursor and tally.before_harm < BEFORE * tally.runs:
        says = f"was noticed before the harm in {tally.before_harm} of {tally.runs} runs; wanted are {BEFORE:.0%}"
        yield Miss(target="before-the-harm", subject=name, says=says)
    if not tally.precursor and tally.latency_p50 is not None and tally.latency_p50 > 0:
        says = f"was noticed {tally.latency_p50} blocks after the harm at the median, not in its block"
        yield Miss(target="same-block", subject=name, says=says)


def _broken_twins(runs: Iterable[Run]) -> Iterator[Miss]:
    broken = [run for run in runs if run.kind == "twin" and run.outcome == "broken"]
    for name, why in dict.fromkeys((run.scenario, run.error) for run in broken):
        yield Miss(target="played", subject=name, says=f"did not happen as told: {why}")


def _overall(tallies: Sequence[Tally]) -> Iterator[Miss]:
    runs, noticed = sum(each.runs for each in tallies), sum(each.noticed for each in tallies)
    if noticed < RECALL * runs:
        says = f"{noticed} of {runs} runs were noticed, {noticed / runs:.1%}; wanted are {RECALL:.0%}"
        yield Miss(target="recall", subject="all scenarios", says=says)
    evasive, seen = sum(each.evasive_runs for each in tallies), sum(each.evasive_noticed for each in tallies)
    if seen < EVASIVE * evasive:
        says = f"{seen} of {evasive} evasive runs were noticed, {seen / evasive:.1%}; wanted are {EVASIVE:.0%}"
        yield Miss(target="evasive", subject="all scenarios", says=says)


def _false_alarms(runs: Iterable[Run], benign: Benign) -> Iterator[Miss]:
    alarmed = [run for run in runs if run.kind == "twin" and run.outcome == "false-alarm"]
    for name in dict.fromkeys(run.scenario for run in alarmed):
        its = [run for run in alarmed if run.scenario == name]
        rules = ", ".join(dict.fromkeys(finding.rule for run in its for finding in run.findings))
        yield Miss(target="quiet-twins", subject=name, says=f"was taken for an attack in {len(its)} runs, by {rules}")
    for (rule, severity), count in benign.findings.items():
        if severity == "critical":
            says = f"said something critical {count} times in {benign.days} benign days"
            yield Miss(target="quiet-days", subject=rule, says=says)
