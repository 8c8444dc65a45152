"""Deployed code, read without running it: what an implementation behind a proxy should never come to."""

from __future__ import annotations

from backbone_chain.bytecode._instructions import without_metadata
from backbone_chain.bytecode._selectors import only_reads, selectors
from backbone_chain.bytecode._slots import fixed_slots
from backbone_chain.bytecode._unsafe import UnsafeOpcode, unsafe_opcodes

__all__ = ["UnsafeOpcode", "fixed_slots", "only_reads", "selectors", "unsafe_opcodes", "without_metadata"]
