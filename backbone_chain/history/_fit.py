"""Thresholds of the statistical rules, from a recorded history and a declared budget of false alarms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backbone_chain import watchers
from backbone_chain.errors import HistoryError
from backbone_chain.history._replay import Replayed, replay
from backbone_chain.model import Finding, Severity
from backbone_chain.watchers._bucket import Bucket

SCHEMA = "backbone.fit/1"
DAY, YEAR = 86_400, 365.25 * 86_400
LEAST_DAYS = 7  # as long as the rules would learn by themselves
LEAST_SAMPLES = 20  # fewer say nothing about the next
MARGIN_PERCENT = 120  # over the maximum of history: the bound that was measured on five bridges and on USDP
REFILL = 8  # times the daily mean: with it 200 million were never passed in 4.2 years of USDP
YOUNG = 10
BOTTOMLESS = 2**512
SENSITIVE: Mapping[str, Mapping[str, Any]] = {
    "mint-velocity": {"capacity": 1, "refill_per_day": 0, "weight": 0},
    "outflow-rate": {"capacity": 1, "refill_per_day": 0, "weight": 0},
    "outsized-mint": {"share": 0.0, "weight": 0},
}
"""Settings with which a rule speaks of all that it judges: what it says then is what its thresholds are fitted to."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """One threshold. origin: where it comes from. alarms: what its rule says of the same history with it."""

    rule: str
    setting: str
    value: int | float
    origin: str
    alarms: int


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What a history gave. left: rules whose thresholds stay as they are, and why. budget: false alarms a year."""

    token: str
    family: str
    logs: int
    days: float
    budget: float
    fitted: tuple[Fitted, ...]
    left: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """`backbone.fit/1`."""
        settings = [
            {
                "rule": each.rule,
                "setting": each.setting,
                "value": each.value,
                "from": each.origin,
                "alarms": each.alarms,
            }
            for each in self.fitted
        ]
        return {
            "schema": SCHEMA,
            "token": self.token,
            "family": self.family,
            "logs": self.logs,
            "days": round(self.days, 3),
            "budget": self.budget,
            "settings": settings,
            "left": [{"rule": rule, "why": why} for rule, why in self.left.items()],
        }


def fit(
    paths: Iterable[Path],
    settings: Mapping[str, Mapping[str, Any]],
    *,
    budget: float = 0,
    family: str = "",
    token: str = "",
    state: Path | None = None,
) -> Fit:
    """Thresholds with which each rule would have spoken at most so often on this history, which should be a calm one.

    settings: those that stand, without their origins. budget: false alarms a year of each rule; 0 is a fifth above all
    that was ever seen. Raises: HistoryError for a history that is too short, UnknownNameError.
    """
    files = [*paths]
    where: dict[str, Any] = {"family": family, "token": token, "state": state}
    all_said = replay(files, _rules(settings, SENSITIVE), **where)
    _refuse_short(all_said)
    found, left = _thresholds(all_said, budget)
    values = {rule: {name: value for name, (value, _) in named.items()} for rule, named in found.items()}
    alarms = _alarms(replay(files, _rules(settings, values), **where)) if found else {}
    return Fit(
        token=all_said.token,
        family=all_said.family,
        logs=all_said.logs,
        days=(all_said.last - all_said.first) / DAY,
        budget=budget,
        fitted=tuple(
            Fitted(rule=rule, setting=name, value=value, origin=origin, alarms=alarms.get(rule, 0))
            for rule, named in found.items()
            for name, (value, origin) in named.items()
        ),
        left=left,
    )


def _rules(
    settings: Mapping[str, Mapping[str, Any]], chosen: Mapping[str, Mapping[str, Any]]
) -> list[watchers.Watcher]:
    return watchers.create(chosen, settings={rule: {**settings.get(rule, {}), **own} for rule, own in chosen.items()})


def _refuse_short(history: Replayed) -> None:
    days = (history.last - history.first) / DAY
    if days < LEAST_DAYS:
        says = f"it covers {days:.1f} days, and thresholds need at least {LEAST_DAYS}."
        raise HistoryError("The history", says)


def _alarms(history: Replayed) -> dict[str, int]:
    weak = [finding.rule for finding in history.findings if finding.severity is Severity.INFO]
    return {rule: weak.count(rule) for rule in dict.fromkeys(weak)}


_Named = dict[str, tuple[int | float, str]]


def _thresholds(history: Replayed, budget: float) -> tuple[dict[str, _Named], dict[str, str]]:
    """By rule: its settings with value and origin; or why it is left as it is."""
    found: dict[str, _Named] = {}
    left = {rule: f"no file gives {', '.join(needs)}" for rule, needs in history.blind.items()}
    for rule in (rule for rule in SENSITIVE if rule not in left):
        said = [finding for finding in history.findings if finding.rule == rule]
        if len(said) < LEAST_SAMPLES:
            left[rule] = f"{len(said)} samples are too few; it needs {LEAST_SAMPLES}"
        else:
            found[rule] = FITS[rule](said, history, budget)
    return found, left


def _bucket(said: Sequence[Finding], history: Replayed, budget: float) -> _Named:
    """Refill by the mean, then the capacity that the deepest draws need."""
    by_account: dict[str, list[Finding]] = {}
    for finding in said:
        shared = finding.rule == "mint-velocity"  # one bucket for all minters, one for each bridge
        by_account.setdefault("" if shared else finding.subject.lower(), []).append(finding)
    days = math.ceil((history.last - history.first) / DAY)
    refill = max(REFILL * sum(_amount(each) for each in group) // days for group in by_account.values()) or 1
    draws = [draw for group in by_account.values() for draw in _draws(group, refill)]
    when = f"{len(said)} samples from {_day(history.first)} to {_day(history.last)}"
    capacity, how = _threshold(draws, history, budget)
    return {
        "capacity": (capacity, f"{how} of the bucket's draws, {when}"),
        "refill_per_day": (refill, f"{REFILL} x the daily mean of {when}"),
    }


def _draws(group: Sequence[Finding], refill: int) -> list[int]:
    """What a bottomless bucket lacks after each sample."""
    settings = {
        "capacity": BOTTOMLESS,
        "refill_per_day": refill,
        "window_seconds": DAY,
        "margin": 1,
        "learn_seconds": 0,
    }
    bucket = Bucket({}, settings)
    return [bucket.draw(finding.timestamp, _amount(finding)).drawn for finding in group]


def _share(said: Sequence[Finding], history: Replayed, budget: float) -> _Named:
    """The share of the supply that a mint has to pass, to six digits after the point, once the token is grown.

    On a young token every mint is large, so a supply below a tenth of the largest doesn't count.
    """
    largest = max(each.evidence["supply"] for each in said)
    grown = [each for each in said if each.evidence["supply"] * YOUNG >= largest]
    shares = [-(-(10**6) * _amount(each) // each.evidence["supply"]) for each in grown]
    value, how = _threshold(shares, history, budget)
    when = f"{len(grown)} samples from {_day(history.first)} to {_day(history.last)}"
    return {"share": (value / 10**6, f"{how} of the shares of supply, {when}")}


def _amount(finding: Finding) -> int:
    return int(finding.evidence["amount"])


def _threshold(values: Sequence[int], history: Replayed, budget: float) -> tuple[int, str]:
    """The smallest that no more values pass than the budget allows for so long a history; how it was found."""
    allowed = min(math.floor(budget * (history.last - history.first) / YEAR), len(values) - 1)
    largest = sorted(values, reverse=True)
    if not allowed:
        return largest[0] * MARGIN_PERCENT // 100, f"{MARGIN_PERCENT / 100} x the largest"
    return largest[allowed], f"passed by {allowed}, which is {budget:g} a year,"


def _day(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).date().isoformat()


FITS: Mapping[str, Callable[[Sequence[Finding], Replayed, float], _Named]] = {
    "mint-velocity": _bucket,
    "outflow-rate": _bucket,
    "outsized-mint": _share,
}
