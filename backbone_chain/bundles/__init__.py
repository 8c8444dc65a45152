"""Bundles: a failing sequence that re-runs anywhere; recorded, replayed, handed over."""

from backbone_chain.bundles._export import FORMATS, export
from backbone_chain.bundles._format import dumps, loads, read, write
from backbone_chain.bundles._judging import Judged, Ran
from backbone_chain.bundles._making import bundle_of
from backbone_chain.bundles._model import SCHEMA, Bundle, Claim, Deployed, Genesis, Held, Sent
from backbone_chain.bundles._recording import Recorder
from backbone_chain.bundles._replay import Replayed, replay
from backbone_chain.bundles._rerun import Rerun

__all__ = [
    "FORMATS",
    "SCHEMA",
    "Bundle",
    "Claim",
    "Deployed",
    "Genesis",
    "Held",
    "Judged",
    "Ran",
    "Recorder",
    "Replayed",
    "Rerun",
    "Sent",
    "bundle_of",
    "dumps",
    "export",
    "loads",
    "read",
    "replay",
    "write",
]
