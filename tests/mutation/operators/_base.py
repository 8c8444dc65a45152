"""What an operator is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from backbone_chain.registry import kebab

from ..model import Edit
from ..tree import Site


class Operator(ABC):
    """One way in which a contract can be wrong."""

    @classmethod
    def name(cls) -> str:
        """What it is called."""
        return kebab(cls.__name__)

    @classmethod
    def summary(cls) -> str:
        """Its one sentence."""
        return str(cls.__doc__)

    @abstractmethod
    def edits(self, site: Site) -> Iterator[Edit]:
        """What it would change at this place, and nothing else below it."""
