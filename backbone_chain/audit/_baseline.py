"""Findings that somebody has accepted: who, why, and until when."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from backbone_chain.audit._model import Accepted, Result
from backbone_chain.errors import SettingsError, did_you_mean

KEYS = ("property", "owner", "expires", "why")


def read_baseline(path: Path, known: Iterable[str]) -> dict[str, Accepted]:
    """The accepted findings in a TOML file, by property: `[[accepted]]` with property, owner, expires (a date) and why.

    known: every property that there is. Raises: SettingsError with one sentence on what is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(path, f"can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, f"is not valid TOML: {error}.") from error
    entries = document.get("accepted", [])
    if set(document) - {"accepted"} or not isinstance(entries, list):
        raise SettingsError(path, "holds something else than [[accepted]] tables.")
    names, found = sorted(known), {}
    for entry in entries:
        if not isinstance(entry, dict) or "property" not in entry:
            raise SettingsError(path, "needs property in every [[accepted]].")
        found[str(entry["property"])] = _accepted(path, entry, names)
    return found


def accept(results: Iterable[Result], accepted: Mapping[str, Accepted], today: date) -> tuple[Result, ...]:
    """The results, with what is accepted said of each that is broken; what has expired counts again."""

    def judged(result: Result) -> Result:
        entry = accepted.get(result.verdict.property)
        is_good = entry is not None and result.is_broken and date.fromisoformat(entry.expires) >= today
        return replace(result, accepted=entry) if is_good else result

    return tuple(map(judged, results))


def _accepted(path: Path, entry: Mapping[str, Any], known: list[str]) -> Accepted:
    for key in entry:
        if key not in KEYS:
            raise SettingsError(path, f"has an unknown key {key!r} in [[accepted]].{did_you_mean(key, KEYS)}")
    for key in KEYS[:3]:
        if key not in entry:
            raise SettingsError(path, f"needs {key} in every [[accepted]].")
    if entry["property"] not in known:
        hint = did_you_mean(str(entry["property"]), known)
        raise SettingsError(path, f"accepts {entry['property']!r}, which is no property.{hint}")
    expires = entry["expires"]
    try:
        day = expires if isinstance(expires, date) else date.fromisoformat(str(expires))
    except ValueError as error:
        raise SettingsError(path, f"has expires = {expires!r}, which is no date; write 2027-01-31.") from error
    return Accepted(owner=str(entry["owner"]), expires=day.isoformat(), why=str(entry.get("why", "")))
