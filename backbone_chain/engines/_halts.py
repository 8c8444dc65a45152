"""One vocabulary for exceptional stops, whatever each engine calls them."""

from __future__ import annotations

import re
from functools import lru_cache

# Our word, and how the names start that engines and nodes have for it, in lower case and letters only.
_STARTS = {
    "out of gas": ("outofgas", "memoryoog", "memorylimitoog"),
    "invalid opcode": ("invalidopcode", "invalidinstruction", "invalidfeopcode", "opcodenotfound", "notactivated"),
    "invalid jump": ("invalidjump",),
    "stack underflow": ("stackunderflow", "insufficientstack"),
    "stack overflow": ("stackoverflow", "fullstack", "outofstack"),
    "read out of bounds": ("outofboundsread", "outofoffset", "returndataoutofbounds"),
    "address collision": ("addresscollision", "contractcreationcollision", "createcollision"),
    "reserved code": ("reservedbytesincode", "invalidcontractprefix"),
}


@lru_cache(maxsize=256)
def halt_word(name: str) -> str:
    """Our word for what an engine calls a stop, or the engine's own where we have none."""
    letters = re.sub("[^a-z]", "", name.lower())
    return next((word for word, starts in _STARTS.items() if letters.startswith(starts)), name)
