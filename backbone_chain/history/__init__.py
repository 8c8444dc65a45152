"""Histories: log files as a node gives them, decoded into what watchers see."""

from backbone_chain.history._decode import Decoder, decoder_for
from backbone_chain.history._lines import Line, lines
from backbone_chain.history._observe import Removed, observations
from backbone_chain.history._replay import SCHEMA, Replayed, replay

__all__ = ["SCHEMA", "Decoder", "Line", "Removed", "Replayed", "decoder_for", "lines", "observations", "replay"]
