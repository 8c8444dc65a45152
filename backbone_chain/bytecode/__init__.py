"""Deployed code, read without running it: what an implementation behind a proxy should never come to."""

from __future__ import annotations

from backbone_chain.bytecode._dispatch import dispatched
from backbone_chain.bytecode._instructions import without_metadata
from backbone_chain.bytecode._slots import fixed_slots
from backbone_chain.bytecode._unsafe import UnsafeOpcode, unsafe_opcodes

__all__ = ["UnsafeOpcode", "dispatched", "fixed_slots", "unsafe_opcodes", "without_metadata"]
