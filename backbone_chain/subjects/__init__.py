"""Somebody's token: from a name, a file or an address to something that can be driven, and what it can be asked."""

from backbone_chain.subjects._authority import Grant, Keys
from backbone_chain.subjects._code import copied_implementation, placed
from backbone_chain.subjects._detect import Detector
from backbone_chain.subjects._driver import ERC20, Call, Driver, UnreadableError, addresses_in
from backbone_chain.subjects._live import Place, copied_chain, open_live
from backbone_chain.subjects._model import Subject, VerbLine
from backbone_chain.subjects._powers import ERC20_CALLS, Powers, Route
from backbone_chain.subjects._scene import UNLIMITED, Scene
from backbone_chain.subjects._target import address, open_subject, require_token
from backbone_chain.subjects._templates import lines, mentions, replaced

__all__ = [
    "ERC20",
    "ERC20_CALLS",
    "UNLIMITED",
    "Call",
    "Detector",
    "Driver",
    "Grant",
    "Keys",
    "Place",
    "Powers",
    "Route",
    "Scene",
    "Subject",
    "UnreadableError",
    "VerbLine",
    "address",
    "addresses_in",
    "copied_chain",
    "copied_implementation",
    "lines",
    "mentions",
    "open_live",
    "open_subject",
    "placed",
    "replaced",
    "require_token",
]
