"""The figures of a score, from its runs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from backbone_chain.scenarios._base import Scenario
from backbone_chain.score._model import OURS, YOURS, Benign, RuleTally, Run, Tally
from backbone_chain.score._play import loud


def tally(name: str, story: type[Scenario], runs: Sequence[Run], twins: Sequence[Run]) -> Tally:
    """One scenario: its attacks `runs`, and the runs of its benign twins."""
    harmed = [run for run in runs if run.harmed]
    noticed = [run for run in harmed if OURS in run.noticed]
    evasive = [run for run in harmed if run.evasive]
    latencies = [delay for run in noticed if (delay := run.latency()) is not None]
    alarms = sum(run.outcome == "false-alarm" for run in twins)
    parts = (_share(len(noticed), len(harmed)), promptness(harmed), 1 - _share(alarms, len(twins)))
    return Tally(
        scenario=name,
        played=len(runs),
        runs=len(harmed),
        noticed=len(noticed),
        evasive_runs=len(evasive),
        evasive_noticed=sum(OURS in run.noticed for run in evasive),
        precursor=bool(story.precursor),
        before_harm=sum(delay < 0 for delay in latencies),
        latency_p50=percentile(latencies, 50),
        latency_p99=percentile(latencies, 99),
        loss=sum(run.loss for run in harmed),
        loss_before=sum(run.loss_before for run in harmed),
        loss_with_response=sum(run.loss_with_response for run in harmed),
        false_acts=sum(run.false_acts for run in harmed),
        twin_runs=len(twins),
        twin_alarms=alarms,
        broken=tuple(run.error for run in runs if run.outcome == "broken"),
        score=geometric_mean(parts),
        skipped=sum(bool(run.skipped) for run in (*runs, *twins)),
        reasons=tuple(dict.fromkeys(run.skipped for run in (*runs, *twins) if run.skipped)),
        yours=sum(YOURS in run.noticed for run in harmed),
        seconds=sum(run.seconds for run in (*runs, *twins)),
    )


def promptness(harmed: Sequence[Run]) -> float:
    """The mean over runs of 1 / (1 + blocks from the harm to the finding); 0 for one that nobody noticed."""
    delays = [run.latency() for run in harmed]
    return sum(0.0 if delay is None else 1 / (1 + max(0, delay)) for delay in delays) / len(delays) if delays else 0.0


def percentile(values: Iterable[int], per_cent: int) -> int | None:
    """By nearest rank; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(per_cent * len(ordered) / 100) - 1)] if ordered else None


def geometric_mean(parts: Sequence[float]) -> float:
    """0 where one of them is, so that a blind spot can't hide."""
    return float(math.prod(parts) ** (1 / len(parts))) if parts else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def tally_rules(
    whose: Mapping[str, str], stories: Mapping[str, type[Scenario]], runs: Sequence[Run], benign: Benign
) -> tuple[RuleTally, ...]:
    """Every rule that watched, those that never said anything too."""
    return tuple(_rule(rule, who, stories, runs, benign) for rule, who in whose.items())


def _rule(rule: str, who: str, stories: Mapping[str, type[Scenario]], runs: Sequence[Run], benign: Benign) -> RuleTally:
    fired = [run for run in runs if any(finding.rule == rule for finding in loud(run.findings))]
    expected = [run for run in fired if run.harmed and (who == YOURS or rule in stories[run.scenario].expects.rules)]
    delays = [min(f.block for f in loud(run.findings) if f.rule == rule) - (run.harm_block or 0) for run in expected]
    days = sum(count for (each, severity), count in benign.findings.items() if each == rule and severity != "info")
    return RuleTally(
        rule=rule,
        whose=who,
        fired=len(fired),
        right=len(expected),
        false_alarms=sum(run.kind == "twin" for run in fired) + days,
        latency_p50=percentile(delays, 50),
    )
