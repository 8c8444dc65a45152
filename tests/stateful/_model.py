"""The reference dollar in plain Python: what a call does, or by which error it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from _books import ZERO, Event, Refused
from _roles import ADMIN, role
from _signatures import Signatures


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What a call will do: the books after it and its events; or, if `refused`, the error and its arguments."""

    after: Model
    events: tuple[Event, ...] = ()
    refused: tuple[Any, ...] = ()


class Model(Signatures):
    """Everything that the token remembers and does, one method a function of its ABI."""

    @classmethod
    def opened(cls, *, now: int, officers: dict[str, str], delay: int, implementation: str) -> Model:
        """As the initialiser leaves it; `officers` has a holder for each role and for `admin`."""
        model = cls(now=now, admin=officers["admin"], delay=delay, implementation=implementation)
        for name, holder in officers.items():
            model.set_members(ADMIN if name == "admin" else role(name), [holder])
        return model

    def predict(self, by: str, function: str, *args: Any) -> Prediction:
        """What the call does, with these books left as they are."""
        draft = self.copy()
        try:
            getattr(draft, function)(by, *args)
        except Refused as refusal:
            return Prediction(after=self, refused=refusal.told)
        return Prediction(after=draft, events=tuple(draft.events))

    def can_transfer(self, source: str, to: str, amount: int) -> bool:
        """ERC-7943's question."""
        open_to_all = not self.paused & 1 and not {source, to} & set(self.frozen)
        return open_to_all and to not in (ZERO, "token") and amount <= self.free(source)
