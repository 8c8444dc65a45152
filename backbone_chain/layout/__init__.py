"""Where a contract keeps what it stores, and whether a new version finds it there."""

from __future__ import annotations

from backbone_chain.layout._change import LEVELS, LayoutChange, Level
from backbone_chain.layout._compare import layout_changes

__all__ = ["LEVELS", "LayoutChange", "Level", "layout_changes"]
