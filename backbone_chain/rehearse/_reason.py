"""Why an upgrade is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One thing that is unsafe, or different. check: what found it; summary: one sentence."""

    check: str
    summary: str
