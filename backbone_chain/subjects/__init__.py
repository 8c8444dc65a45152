"""Somebody's token: from a name, a file or an address to something that can be driven, and what it can be asked."""

from backbone_chain.subjects._detect import Detector, Powers, Route
from backbone_chain.subjects._driver import Call, Driver, UnreadableError
from backbone_chain.subjects._model import Subject, VerbLine
from backbone_chain.subjects._scene import UNLIMITED

__all__ = ["UNLIMITED", "Call", "Detector", "Driver", "Powers", "Route", "Subject", "UnreadableError", "VerbLine"]
