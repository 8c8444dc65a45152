"""Rails in a bank's codes: its own name first, else the ISO family, else the rail that stays returnable longest."""

from __future__ import annotations

from typing import Any

from backbone_chain.desk.messages._values import code, dig
from backbone_chain.desk.rails import RAILS

DOUBTFUL = "ach"  # returnable for 60 days: what is not known to be final is not taken for it
FAMILIES = {
    "wire": ("CDT", "DMCT"),
    "ach": ("CDT", "ACDT"),
    "rtp": ("RCT", "DMCT"),
    "sepa-instant": ("RCT", "ESCT"),
    "swift": ("CDT", "XBCT"),
    "book": ("CDT", "BOOK"),
}
BY_FAMILY = {family: rail for rail, family in FAMILIES.items()}
INSTRUMENTS = {"INST": "sepa-instant", "CCD": "ach", "CTX": "ach", "PPD": "ach"}


def transaction_code(rail: str, direction: str) -> dict[str, Any]:
    """A bank transaction code's element."""
    family, sub = FAMILIES[rail]
    issued = {"Cd": ("R" if direction == "credit" else "I") + family, "SubFmlyCd": sub}
    return {"Domn": {"Cd": "PMNT", "Fmly": issued}, "Prtry": {"Cd": rail}}


def rail_of(*codes: Any) -> str:
    """The rail of the first bank transaction code that names one."""
    for found in codes:
        own = code(dig(found, "prtry", "cd"))
        family = code(dig(found, "domn", "fmly", "cd"))[1:], code(dig(found, "domn", "fmly", "sub_fmly_cd"))
        if own in RAILS or family in BY_FAMILY:
            return own if own in RAILS else BY_FAMILY[family]
    return DOUBTFUL


def instrument(rail: str) -> dict[str, Any]:
    """A payment type's element."""
    return {"LclInstrm": {"Prtry": rail}}


def instructed(*types: Any) -> str:
    """The rail of the first payment type that names one; empty for none."""
    for found in types:
        own, listed = code(dig(found, "lcl_instrm", "prtry")), code(dig(found, "lcl_instrm", "cd"))
        if own in RAILS or listed in INSTRUMENTS:
            return own if own in RAILS else INSTRUMENTS[listed]
    return ""
