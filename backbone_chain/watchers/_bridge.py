"""What the facts of one block say of a bridge's messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backbone_chain.model import BridgeReceived, BridgeSent, Burn, Fact, Transfer


def release(message: str, what: Sequence[Any], at: Fact | None = None) -> BridgeReceived:
    """A release as a fact, at the place of what it was told by."""
    source, destination, amount, to = what[:4]
    tx, log_index = (at.tx, at.log_index) if at else ("", -1)
    return BridgeReceived(
        message=message, source=source, destination=destination, amount=amount, to=to, tx=tx, log_index=log_index
    )


def arrived(facts: Sequence[Fact]) -> dict[str, int]:
    """Transaction -> base units of the messages that arrived in it, each counted once."""
    arrived: dict[str, int] = {}
    for fact in facts:
        if isinstance(fact, BridgeReceived) and fact.tx and not is_told_twice(fact, facts):
            arrived[fact.tx] = arrived.get(fact.tx, 0) + fact.amount
    return arrived


def is_told_twice(fact: BridgeReceived, facts: Sequence[Fact]) -> bool:
    """Whether another contract told the same arrival in the same transaction before, as bridge and token both do."""
    for other in facts:
        if other is fact:
            return False
        same = isinstance(other, BridgeReceived) and (other.message, other.tx) == (fact.message, fact.tx)
        if same and fact.tx and other.contract != fact.contract:
            return True
    return False


def is_backed(message: BridgeSent, facts: Sequence[Fact]) -> bool:
    """Whether as many tokens were burned, or given to one account, as all messages of its transaction promise."""
    promised = sum(fact.amount for fact in facts if isinstance(fact, BridgeSent) and fact.tx == message.tx)
    given: dict[str, int] = {}
    for fact in facts:
        if isinstance(fact, Burn | Transfer) and fact.tx == message.tx:
            to = f"transfer {fact.to}" if isinstance(fact, Transfer) else "burn"
            given[to] = given.get(to, 0) + fact.amount
    return bool(given) and max(given.values()) >= promised
