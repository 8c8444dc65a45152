"""The scenario port: a story told to a token in two phases, its harm, and what is expected of token and watchers."""

from __future__ import annotations

import inspect
import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar

from backbone_chain.registry import kebab
from backbone_chain.stage import Stage

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Expects:
    """How a story may end well.

    errors: our words for refusals (frozen, over-limit, not-authorised …) or the names of a token's errors, by which a
    sound token refuses a step. rules: the ids of the rules of which one has to fire where the harm happens.
    """

    errors: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()


class Scenario(ABC):
    """An attack. `prepare` must succeed, or the scenario is broken; only `attack` can be refused.

    needs: the verbs that the story asks of the token. deploys: the story deploys the token itself, in `attack`.
    variants: how many of it the score plays. precursor: something gives the attack away before the harm. blind_spots:
    what such attacks do that this story doesn't show, in a sentence for its page.
    All parameters follow from `random`, which follows from the seed and the variant.
    """

    kind: ClassVar[Literal["attack", "twin"]] = "attack"
    needs: ClassVar[frozenset[str]]
    expects: ClassVar[Expects] = Expects()
    deploys: ClassVar[bool] = False
    variants: ClassVar[int] = 25
    precursor: ClassVar[bool] = False
    blind_spots: ClassVar[str] = ""

    def __init__(self, seed: int = 0, variant: int = 0) -> None:
        self.seed, self.variant = seed, variant
        self.random = random.Random(f"{self.story()} {seed} {variant}")  # noqa: S311 - parameters, not secrets
        self._walked = 1
        self.choose()

    @classmethod
    def story(cls) -> str:
        """The id of the attack that this is, or is the twin of: both draw the same parameters."""
        return kebab(cls.__name__)

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @property
    def is_evasive(self) -> bool:
        """Whether this variant takes pains to stay unseen."""
        return False

    @property
    def victim(self) -> str:
        """The built-in token on which this variant does its harm."""
        return "reference"

    def choose(self) -> None:  # noqa: B027 - a story without parameters draws none
        """Draw the story's parameters from `random`."""

    def pick(self, options: Sequence[Option]) -> Option:
        """Draw this variant's value on an axis; variants walk through the product of all axes that are picked."""
        chosen = options[self.variant // self._walked % len(options)]
        self._walked *= len(options)
        return chosen

    def prepare(self, stage: Stage) -> None:  # noqa: B027 - a story may need nothing but an open token
        """Bring the stage to where the attack begins; registers and orders that both attack and twin have go here."""

    @abstractmethod
    def attack(self, stage: Stage) -> None:
        """Do it. A RefusedError that escapes is the token's refusal."""

    @abstractmethod
    def loss(self, stage: Stage) -> int:
        """The harm so far in base units; 0 as long as none was done."""

    def bystanders(self, stage: Stage) -> frozenset[str]:
        """Who must not be frozen, beside customers who got no more than they paid for, as addresses."""
        return frozenset()


class BenignTwin(Scenario):
    """The legal look-alike of an attack: same actors, settings, registers and parameters, and it must stay quiet."""

    kind = "twin"
    twin_of: ClassVar[type[Scenario]]

    def __init__(self, seed: int = 0, variant: int = 0) -> None:
        self.original = self.twin_of(seed, variant)
        super().__init__(seed, variant)

    @classmethod
    def story(cls) -> str:
        """The attack's."""
        return kebab(cls.twin_of.__name__)

    def prepare(self, stage: Stage) -> None:
        """As the attack does."""
        self.original.prepare(stage)

    def loss(self, stage: Stage) -> int:
        """A legal act harms nobody."""
        return 0
