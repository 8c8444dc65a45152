"""Rehearsing an upgrade: both versions read, the upgrade made on a copy, every scenario told again on what results."""

from __future__ import annotations

from backbone_chain.rehearse._copy import Copy, staged
from backbone_chain.rehearse._interface import InterfaceChange, interface_changes
from backbone_chain.rehearse._live import copied
from backbone_chain.rehearse._reason import Reason
from backbone_chain.rehearse._rehearsal import SCHEMA, Rehearsal, rehearse
from backbone_chain.rehearse._run import Run, run
from backbone_chain.rehearse._state import Difference
from backbone_chain.rehearse._stories import Retold, upgraded
from backbone_chain.rehearse._upgrade import MAY_CHANGE, Upgrade, implementation, prepare

__all__ = [
    "MAY_CHANGE",
    "SCHEMA",
    "Copy",
    "Difference",
    "InterfaceChange",
    "Reason",
    "Rehearsal",
    "Retold",
    "Run",
    "Upgrade",
    "copied",
    "implementation",
    "interface_changes",
    "prepare",
    "rehearse",
    "run",
    "staged",
    "upgraded",
]
