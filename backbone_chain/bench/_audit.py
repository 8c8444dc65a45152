"""Whole audits, and where their time goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backbone_chain import audit
from backbone_chain.bench._row import Row
from backbone_chain.properties import properties

SUBJECTS = ("reference", "freeze-skips-spender")
"""A token without a break, and one whose breaks have to be confirmed on other engines."""
UNIT = "s"


def bench_audit(step: Callable[[str], None]) -> list[Row]:
    """Seconds of the audit of each subject on all cores, then of each of its phases.

    A phase is measured against its audit, an audit against that of the first subject. `step` is called with the name
    of each audit as it begins.
    """
    seconds = dict(_measured(step))
    return [
        Row(name=name, unit=UNIT, value=value, baseline=base, ratio=value / seconds[base])
        for name, value in seconds.items()
        for base in [_baseline(name)]
    ]


def _measured(step: Callable[[str], None]) -> Iterator[tuple[str, float]]:
    for subject in SUBJECTS:
        step(subject)
        phases = audit.run(subject, properties(), workers=audit.cores()).phases
        yield f"audit-{subject}", sum(phases.values())
        yield from ((f"audit-{subject}-{phase}", value) for phase, value in phases.items())


def _baseline(name: str) -> str:
    whole = [f"audit-{subject}" for subject in SUBJECTS]
    return whole[0] if name in whole else next(each for each in whole if name.startswith(each))
