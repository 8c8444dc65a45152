"""The watcher port: a function from observations to findings whose state is plain data."""

from __future__ import annotations

import inspect
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from backbone_chain.errors import SettingsError, did_you_mean
from backbone_chain.model import (
    Approval,
    AuthorizationUsed,
    Burn,
    Fact,
    Finding,
    Frozen,
    KnownAccount,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Observation,
    PlannedChange,
    Redeemed,
    Seized,
    Severity,
    Source,
    SupplyRead,
    Transfer,
    Unfrozen,
    Wiped,
)
from backbone_chain.registry import kebab

ZERO_ADDRESS = "0x" + "00" * 20
OF_THE_TOKEN = frozenset(
    {
        Approval,
        AuthorizationUsed,
        Burn,
        Frozen,
        Mint,
        MinterConfigured,
        MinterRemoved,
        Redeemed,
        Seized,
        Transfer,
        Unfrozen,
        Wiped,
    }
)
"""Events that anybody's contract can forge, and that mean something only when the token emits them."""


class Watcher(ABC):
    """One rule. It sees observations and nothing else, and keeps what it must remember in `state`.

    needs: the fact classes without which the rule is blind. defaults: its settings, each with a comment that says where
    the value comes from. blind_spots: what it can't see, in a sentence for its page. stage: how far an attack is when
    it fires (preparation, privilege, mint, exit). first_do: what to do first then. follows_all_chains: whether it is
    shown other chains than the token's home. `state` holds what JSON can hold, with text keys, so that it can be
    saved, restored, rolled back; what is no longer within its times is left out of it.

    A finding that only weighs is `info` with a `weight` in its evidence, and with an `entity` there if that is another
    than its subject; a watch adds them up.
    """

    needs: ClassVar[tuple[type[Fact], ...]]
    defaults: ClassVar[Mapping[str, Any]] = {}
    blind_spots: ClassVar[str] = ""
    stage: ClassVar[str] = "mint"
    first_do: ClassVar[str] = "Find out who did it, and stop the power behind it until that is known."
    follows_all_chains: ClassVar[bool] = False

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        for name, value in (settings or {}).items():
            if name not in self.defaults:
                raise SettingsError(
                    f"[rules.{self.id}]", f"has no setting {name!r}.{did_you_mean(name, self.defaults)}"
                )
            if not _alike(value, self.defaults[name]):
                raise SettingsError(
                    f"[rules.{self.id}]", f"has {name} = {value!r}; give a value like {self.defaults[name]!r}."
                )
        self.settings = {**self.defaults, **(settings or {})}
        self.state = self.start()

    @property
    def id(self) -> str:
        """The rule's one word."""
        return kebab(type(self).__name__)

    @classmethod
    def summary(cls) -> str:
        """The first line of the rule's docstring."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    def start(self) -> dict[str, Any]:
        """The state before the first observation."""
        return {}

    @abstractmethod
    def observe(self, observation: Observation) -> Iterable[Finding]:
        """Take in one block; say what is wrong with it."""

    def save(self) -> str:
        """The state as JSON text."""
        return json.dumps(self.state)

    def restore(self, saved: str) -> None:
        """The state from what `save` gave."""
        self.state = json.loads(saved)

    def blind_for(self, sources: frozenset[Source]) -> tuple[str, ...]:
        """The needed facts that these sources can't give, by class name."""
        return tuple(fact.__name__ for fact in self.needs if fact.origin not in sources)

    def own(self, observation: Observation) -> Sequence[Fact]:
        """The facts without those that only look like the token's: its events, from another contract.

        The token is the one in the register of known accounts, or whose supply is read; until then all are taken.
        """
        token = _token(self.state, observation)
        if not token:
            return observation.facts
        return [
            fact
            for fact in observation.facts
            if type(fact) not in OF_THE_TOKEN or not fact.contract or fact.contract.lower() == token
        ]

    def finding(
        self, observation: Observation, fact: Fact, severity: Severity, subject: str, summary: str, **evidence: Any
    ) -> Finding:
        """A finding about one fact of this observation; the key is the rule, the subject and the fact's place.

        What was read from state has no place in the block, so there the kind of read stands for it.
        """
        place = f"{fact.tx}:{fact.log_index}"
        if fact.origin is Source.STATE:
            place = f"{type(fact).__name__}:{getattr(fact, 'slot', '')}"
        return Finding(
            rule=self.id,
            severity=severity,
            block=observation.block,
            timestamp=observation.timestamp,
            tx=fact.tx,
            log_index=fact.log_index,
            subject=subject,
            summary=summary,
            evidence=evidence,
            key=f"{self.id}:{subject}:{observation.block}:{place}",
        )


def _token(state: dict[str, Any], observation: Observation) -> str:
    """The token's address on the chain of this observation in small letters, empty while it isn't known."""
    known: dict[str, str] = state.setdefault("token", {})
    if observation.chain not in known:
        for fact in observation.facts:
            if isinstance(fact, KnownAccount) and fact.kind == "token" and not observation.chain:
                known[observation.chain] = fact.account.lower()
                break
            if isinstance(fact, SupplyRead) and fact.contract:
                known.setdefault(observation.chain, fact.contract.lower())
    return known.get(observation.chain, "")


def _alike(value: Any, default: Any) -> bool:
    """Whether a setting's value is of its default's kind; a bool is no number."""
    number = isinstance(default, int | float) and not isinstance(default, bool)
    return default is None or (type(value) in (int, float) if number else isinstance(value, type(default)))


class Planned:
    """What the issuer announced, kept in a rule's state under the key `plans`."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._plans: list[list[Any]] = state.setdefault("plans", [])

    def learn(self, observation: Observation) -> None:
        """Take in the plans that an observation holds."""
        for fact in observation.facts:
            if isinstance(fact, PlannedChange):
                self._plans.append([fact.what, fact.new.lower(), fact.from_block, fact.to_block, fact.ticket])

    def ticket(self, what: str, new: str, block: int, since: int | None = None) -> str:
        """The ticket under which `what` may become `new` in this block, empty where there is none.

        since: the first block in which it may have happened, for what is not read in every block.
        """
        earliest = block if since is None else since
        for planned, value, first, last, ticket in self._plans:
            if planned == what and value == new.lower() and first <= block and earliest <= last:
                return str(ticket)
        return ""

    def live(self, block: int, since: int | None = None) -> list[tuple[str, str]]:
        """What may become what in this block, or since the first one in which it may have happened."""
        earliest = block if since is None else since
        return [(what, new) for what, new, first, last, _ in self._plans if first <= block and earliest <= last]

    def any(self, what: str) -> bool:
        """Whether `what` was ever planned at all; where it never was, the first state seen is the one to learn."""
        return any(planned == what for planned, *_ in self._plans)
