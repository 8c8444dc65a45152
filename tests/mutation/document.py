"""The results for programs: `backbone.mutation/1`."""

from __future__ import annotations

import json
from dataclasses import asdict

from .report import Judged, Run, Score

SCHEMA = "backbone.mutation/1"


def document(score: Score, run: Run) -> str:
    """Everything as JSON."""
    counts = {
        "mutants": len(score.judged),
        "killed": score.killed,
        "equivalent": score.equivalent,
        "gaps": len(score.gaps),
        "uncompilable": score.uncompilable,
        "unchanged": score.unchanged,
    }
    mutants = [_mutant(each) for each in score.judged]
    return json.dumps({"schema": SCHEMA, "counts": counts, "run": asdict(run), "mutants": mutants}, indent=1) + "\n"


def _mutant(each: Judged) -> dict[str, object]:
    mutant, result = each.mutant, each.result
    told = {"class": each.kind, "reason": each.known.reason if each.known else ""} if each.survived else {}
    return {
        "id": mutant.id,
        "operator": mutant.operator,
        "file": mutant.unit,
        "line": mutant.line,
        "function": mutant.home,
        "before": mutant.before,
        "after": mutant.after,
        "verdict": result.verdict,
        "test": result.test,
        "why": result.why,
        "tests": result.tests,
        "seconds": result.seconds,
        **told,
    }
