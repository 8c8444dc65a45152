"""The property port: one sentence about a token, and how it is tried."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Protocol

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
    """The token did what it must not, or didn't what it must. claims: what a sound one would have done.

    seen_on: names of the engine and the fork.
    """

    def __init__(self, reason: str, claims: Sequence[Claim], steps: Sequence[Sent], seen_on: tuple[str, str]) -> None:
        self.reason, self.claims, self.steps, self.seen_on = reason, tuple(claims), tuple(steps), seen_on
        super().__init__(reason)


class UnknownError(BackboneError):
    """The property could not be tried, because of `reason`."""


class NotApplicableError(BackboneError):
    """The token lacks what the property speaks of."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judgement and why. steps, claims: of a break, everything that was sent and what a sound token would have done.

    seen_on: of a break, names of the engine and the fork.
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
    seen_on: tuple[str, str] = ("", "")


_UNREAD = "Nothing was found, but of {} functions that may write only the selector is known, and they were not tried."


class Judged(Protocol):
    """What a verdict speaks of: a property, or an invariant."""

    severity: ClassVar[Severity]
    scwe: ClassVar[str]
    ethtrust: ClassVar[str]

    @classmethod
    def word(cls) -> str:
        """Its id."""

    @classmethod
    def statement(cls) -> str:
        """One sentence."""


class Property(ABC):
    """One property; the first line of the class's docstring is its statement.

    needs: the powers without which it says nothing; of a tuple any one is enough. scwe, ethtrust: the entry of OWASP's
    Smart Contract Weakness Enumeration and the requirement of EEA EthTrust Security Levels v3, where one fits.
    beside: the id of the property whose long search it shares, so that both are judged in one process.
    of_all_functions: it speaks of every function, so that nothing holds while some were not tried.
    """

    severity: ClassVar[Severity]
    needs: ClassVar[tuple[str | tuple[str, ...], ...]] = ()
    scwe: ClassVar[str] = ""
    ethtrust: ClassVar[str] = ""
    beside: ClassVar[str] = ""
    of_all_functions: ClassVar[bool] = False

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
            return self._lacking(t, missing)
        try:
            with t.undone():
                told = self.check(t) or ""
            if self.of_all_functions and t.subject.unread:
                return verdict(type(self), Judgement.UNKNOWN, _UNREAD.format(len(t.subject.unread)))
            return verdict(type(self), Judgement.HOLDS, told)
        except BrokenError as broken:
            return verdict(type(self), Judgement.BROKEN, broken.reason, broken)
        except NotApplicableError as nothing:
            return verdict(type(self), Judgement.NOT_APPLICABLE, str(nothing))
        except BackboneError as trouble:  # whatever a hostile token answers ends here, and is told
            return verdict(type(self), Judgement.UNKNOWN, str(trouble))

    def _missing(self, t: Trial) -> tuple[str, ...]:
        """The powers of which none is there although one is needed."""
        needs = ((need,) if isinstance(need, str) else need for need in self.needs)
        return next((choices for choices in needs if not any(map(t.powers.has, choices))), ())

    def _lacking(self, t: Trial, verbs: tuple[str, ...]) -> Verdict:
        """A power that nobody was seen to use is absent, unless its function is there and only its key is unknown."""
        shut = t.shut(verbs) if t.subject.is_live else ()
        if shut:
            told = f"Nobody was found who may call {', '.join(shut)}; name who holds the key with --holder."
            return verdict(type(self), Judgement.UNKNOWN, told)
        words = " or ".join(verb.replace("_", " ") for verb in verbs)
        return verdict(type(self), Judgement.NOT_APPLICABLE, f"The token has no power to {words}.")


def verdict(kind: type[Judged], judgement: Judgement, reason: str, broken: BrokenError | None = None) -> Verdict:
    """A judgement of a property or an invariant. broken: what was seen, where it is."""
    return Verdict(
        property=kind.word(),
        judgement=judgement,
        severity=kind.severity,
        statement=kind.statement(),
        reason=reason,
        scwe=kind.scwe,
        ethtrust=kind.ethtrust,
        claims=broken.claims if broken else (),
        steps=broken.steps if broken else (),
        seen_on=broken.seen_on if broken else ("", ""),
    )
