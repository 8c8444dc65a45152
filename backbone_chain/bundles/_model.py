"""temp"""
from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True, kw_only=True)
class Sent:
    sender: str
    to: str | None
    data: bytes = b""
    value: int = 0
    block: int = 0
    timestamp: int = 0
@dataclass(frozen=True, kw_only=True)
class Claim:
    sentence: str
    kind: str
    step: int
    to: str = ""
    data: bytes = b""
    value: bytes = b""
    seen: str = ""
@dataclass(frozen=True, kw_only=True)
class Bundle:
    def as_json(self): return {}
