"""The property port: one sentence about a token, and how it is tried."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from backbone_chain.bundles._model import Claim, Sent
from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.registry import kebab

if TYPE_CHECKING:
    from backbone_chain.properties._trial import Trial


class Judgement(Enum):
    """What was found out about a property."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


class BrokenError(BackboneError):
    """The token did what it must not, or didn't what it must. claims: what a sound one would have done."""

    def __init__(self, reason: str, claims: Sequence[Claim], steps: Sequence[Sent]) -> None:
        self.reason, self.claims, self.steps = reason, tuple(claims), tuple(steps)
        super().__init__(reason)


class UnknownError(BackboneError):
    """The property could not be tried, because of `reason`."""


class NotApplicableError(BackboneError):
    """The token lacks what the property speaks of."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judgement and why. steps, claims: of a break, everything that was sent and what a sound token would have done.

    detail: what was found although nothing is broken, for instance which kind of rate limit.
    """

    property: str
    judgement: Judgement
    severity: Severity
    statement: str
    reason: str = ""
    scwe: str = ""
    ethtrust: str = ""
    claims: tuple[Claim, ...] = ()
    steps: tuple[Sent, ...] = ()


class Property(ABC):
    """One property; the first line of the class's docstring is its statement.

    needs: the powers without which it says nothing; of a tuple any one is enough. scwe, ethtrust: the entry of OWASP's
    Smart Contract Weakness Enumeration and the requirement of EEA EthTrust Security Levels v3, where one fits.
    beside: the id of the property whose long search it shares, so that both are judged in one process.
    """

    severity: ClassVar[Severity]
    needs: ClassVar[tuple[str | tuple[str, ...], ...]] = ()
    scwe: ClassVar[str] = ""
    ethtrust: ClassVar[str] = ""
    beside: ClassVar[str] = ""

    @classmethod
    def word(cls) -> str:
        """The property's id."""
        return kebab(cls.__name__)

    @classmethod
    def statement(cls) -> str:
        """One sentence."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @abstractmethod
    def check(self, t: Trial) -> str | None:
        """Try it; to return is to hold, with what was found out as text.

        Raises: BrokenError, UnknownError, NotApplicableError, mostly by way of the trial's own methods.
        """

    def judge(self, t: Trial) -> Verdict:
        """Try it on a token, and undo everything."""
        missing = self._missing(t)
        if missing:
            return self._verdict(Judgement.NOT_APPLICABLE, f"The token has no power to {missing}.")
        try:
            with t.undone():
                return self._verdict(Judgement.HOLDS, self.check(t) or "")
        except BrokenError as broken:
            return self._verdict(Judgement.BROKEN, broken.reason, broken.claims, broken.steps)
        except NotApplicableError as nothing:
            return self._verdict(Judgement.NOT_APPLICABLE, str(nothing))
        except BackboneError as trouble:  # whatever a hostile token answers ends here, and is told
            return self._verdict(Judgement.UNKNOWN, str(trouble))

    def _missing(self, t: Trial) -> str:
        for need in self.needs:
            choices = (need,) if isinstance(need, str) else need
            if not any(t.powers.has(choice) for choice in choices):
                return " or ".join(choice.replace("_", " ") for choice in choices)
        return ""

    def _verdict(
        self, judgement: Judgement, reason: str, claims: Sequence[Claim] = (), steps: Sequence[Sent] = ()
    ) -> Verdict:
        return Verdict(
            property=self.word(),
            judgement=judgement,
            severity=self.severity,
            statement=self.statement(),
            reason=reason,
            scwe=self.scwe,
            ethtrust=self.ethtrust,
            claims=tuple(claims),
            steps=tuple(steps),
        )
