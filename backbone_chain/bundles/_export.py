"""Handing a bundle over: the programs that it can become."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backbone_chain.bundles._export_forge import to_forge
from backbone_chain.bundles._export_pytest import to_pytest
from backbone_chain.bundles._export_script import to_script
from backbone_chain.bundles._model import Bundle
from backbone_chain.registry import find

FORMATS: Mapping[str, Callable[[Bundle], str]] = {"pytest": to_pytest, "forge": to_forge, "script": to_script}


def export(bundle: Bundle, to: str) -> str:
    """The text of a program in one of FORMATS.

    Raises: UnknownNameError, UsageError for what a format can't hold; as a replay, since the bundle is run once more.
    """
    return find(FORMATS, "format", to)(bundle)
