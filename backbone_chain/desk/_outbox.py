"""What rules should know of the desk, written down in the transaction that makes it true and told afterwards."""

from __future__ import annotations

import dataclasses
import json

from sqlalchemy import Connection, select

from backbone_chain.desk._context import add, one
from backbone_chain.desk._tables import CURSORS, FACTS
from backbone_chain.model import BankCredit, Fact, OrderApproved, PayoutSent

KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in (BankCredit, OrderApproved, PayoutSent)}


def tell(connection: Connection, chain: str, fact: Fact) -> None:
    """Write it down, to be told by the desk of this chain."""
    add(connection, FACTS, chain=chain, kind=type(fact).__name__, content=json.dumps(dataclasses.asdict(fact)))


def told(connection: Connection, chain: str) -> list[Fact]:
    """All that was written down since last asked, also by a desk that stopped."""
    name = f"facts:{chain}"
    seen = one(connection, CURSORS, name=name)
    last = seen.value if seen is not None else 0
    rows = [*connection.execute(select(FACTS).where(FACTS.c.chain == chain, FACTS.c.id > last).order_by(FACTS.c.id))]
    if rows and seen is None:
        add(connection, CURSORS, name=name, value=rows[-1].id)
    elif rows:
        connection.execute(CURSORS.update().where(CURSORS.c.name == name).values(value=rows[-1].id))
    return [_fact(row.kind, json.loads(row.content)) for row in rows]


def _fact(kind: str, fields: dict[str, object]) -> Fact:
    return KINDS[kind](**{name: tuple(each) if isinstance(each, list) else each for name, each in fields.items()})  # type: ignore[arg-type]
