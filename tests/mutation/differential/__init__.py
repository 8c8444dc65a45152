"""A mutant beside the original: the same random calls on both, and everything that can be read afterwards."""

from .comparing import Compared, compare

__all__ = ["Compared", "compare"]
