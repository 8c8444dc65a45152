"""What the issuer knows of accounts, kept in a rule's state under the key `kinds`."""

from __future__ import annotations

from typing import Any

from backbone_chain.model import KnownAccount, Observation

SHARED = ("pool", "lender", "bridge", "exchange", "token", "treasury")
"""Kinds of accounts that hold others' tokens too, and that move as they always do."""


class Register:
    """The kind of each account that the issuer named: pool, lender, bridge, exchange, treasury …"""

    def __init__(self, state: dict[str, Any]) -> None:
        self._kinds: dict[str, str] = state.setdefault("kinds", {})

    def learn(self, observation: Observation) -> None:
        """Take in what an observation says of accounts."""
        for fact in observation.facts:
            if isinstance(fact, KnownAccount):
                self._kinds[fact.account.lower()] = fact.kind

    def kind(self, account: str) -> str:
        """Empty where the issuer knows nothing of it."""
        return self._kinds.get(account.lower(), "")
