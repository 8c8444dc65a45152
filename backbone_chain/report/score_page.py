"""A score as one HTML page that stands alone: the figures, and of every run what was done and what was said, when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from backbone_chain.report._pages import templates
from backbone_chain.report.score import answer, benign_in_words, dollars, missing_in_words, skipped_in_words, when
from backbone_chain.report.timeline import chart
from backbone_chain.report.words import act_in_words, plain
from backbone_chain.report.words import when as when_in_words
from backbone_chain.score import TARGETS, YOURS, Deed, Run, Score

PARTS = ((86_400, 10**9, "d"), (3_600, 24, "h"), (60, 60, "min"), (1, 60, "s"))


class Row(NamedTuple):
    """One line of a run's timeline; kind: deed, harm, response or a severity; later: how long after the first line."""

    block: int
    lane: str
    kind: str
    says: str
    later: str = ""


def score_page(score: Score) -> str:
    """The whole page, no script and nothing to load."""
    environment = templates()
    runs: dict[str, list[Run]] = {}
    for run in score.runs:
        runs.setdefault(run.scenario, []).append(run)
    return environment.get_template("score.html").render(
        score=score,
        answer=answer(score),
        failed=bool(score.misses),
        beside=any(each.whose == YOURS for each in score.rules),
        targets=TARGETS,
        missed={miss.target for miss in score.misses},
        runs=runs,
        lines=[*benign_in_words(score), *skipped_in_words(score), missing_in_words(score)],
        timeline=timeline,
        chart=lambda rows: Markup(chart([(row.block, row.lane, row.kind) for row in rows])),  # noqa: S704 - escaped
        dollars=dollars,
        when=when,
        when_in_words=when_in_words,
    )


def timeline(run: Run) -> list[Row]:
    """What was done, what that cost, what each rule said and what the response did, in the order of blocks.

    The response acts in another telling of the story, so its blocks come without times.
    """
    rows = [*_deeds(run), *_harm(run), *_findings(run), *_responses(run)]
    times = {finding.block: finding.timestamp for finding in run.findings} | {d.at[0]: d.time for d in run.deeds}
    first = min(times.values(), default=0)
    later = {block: _duration(time - first) for block, time in times.items()}
    rows = [row if row.kind == "response" else row._replace(later=later.get(row.block, "")) for row in rows]
    return sorted(rows, key=lambda row: row.block)


def _duration(seconds: int) -> str:
    """The two largest parts of a time: 3 d 2 h."""
    parts = [(seconds // size % most, unit) for size, most, unit in PARTS]
    kept = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(kept) or "0 s"


def _deeds(run: Run) -> Iterator[Row]:
    for deed in run.deeds:
        yield Row(deed.at[0], "actors", "deed", plain(_deed(deed), run.names))


def _deed(deed: Deed) -> str:
    says = f"{', '.join(deed.who)}: {deed.says}"
    says += f", {deed.times} times until block {deed.at[1]}" if deed.times > 1 else ""
    return says + (f"; refused, {deed.refused}" if deed.refused else "")


def _harm(run: Run) -> Iterator[Row]:
    if run.harm_block is not None:
        yield Row(run.harm_block, "harm", "harm", f"the harm begins; {dollars(run.loss)} are lost in the end")


def _findings(run: Run) -> Iterator[Row]:
    for finding in run.findings:
        yield Row(finding.block, finding.rule, finding.severity.value, plain(finding.summary, run.names))


def _responses(run: Run) -> Iterator[Row]:
    for act in run.acts:
        yield Row(
            act.block, "response", "response", f"with a response, because of {act.rule}: {act_in_words(act, run.names)}"
        )
