"""What a chain shows of the supply, booked once and in order: ordered mints, burns for dollars, bridges, the rest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from sqlalchemy import Connection

from backbone_chain.chain import Block
from backbone_chain.desk._context import BRIDGE, OUTSTANDING, ROUNDING, Context, add, cents_owed, one
from backbone_chain.desk._tables import CURSORS
from backbone_chain.desk.issuance import Issuance
from backbone_chain.desk.ledger import Entry, Line
from backbone_chain.desk.redemption import Redemptions
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.model import Burn, Fact, Mint, Redeemed
from backbone_chain.tokens._base import logs_of


class Follower:
    """Books every confirmed mint and burn of one chain, whoever's it was, so that what is owed is the supply.

    A mint that nobody ordered is owed too, against suspense, until a person finds whose loss it is.
    """

    def __init__(self, context: Context, issuance: Issuance, redemptions: Redemptions) -> None:
        self.context, self.issuance, self.redemptions = context, issuance, redemptions

    @property
    def _cursor(self) -> str:
        return f"blocks:{self.context.chain_name}"

    def begin(self, now: int) -> None:
        """A new desk books what is out and looks at the chain from here on; another one goes on where it stopped."""
        with self.context.ledger.begin() as connection:
            if one(connection, CURSORS, name=self._cursor) is None:
                add(connection, CURSORS, name=self._cursor, value=self.context.height)
                self._open(connection, self.context.token.total_supply(), now)

    def _open(self, connection: Connection, supply: int, now: int) -> None:
        if supply:
            source = f"opening:{self.context.chain_name}"
            lines = [
                Line(source, self.context.tokens, cents_owed(supply)),
                Line(self.context.supply, OUTSTANDING, supply, "base"),
            ]
            self.context.ledger.post(connection, Entry(source, "opening", source, now, now, lines))

    def follow(self, now: int) -> None:
        """Book each block once enough others stand on it, every block once and in order.

        Raises: DeskError for blocks that are gone before they were looked at.
        """
        confirmed = [block for block in self._unseen() if self.context.is_confirmed(block.number)]
        for block in confirmed:
            changes = [*_changes(self.context.token.facts(logs_of(block)))]
            if not changes and block is not confirmed[-1]:
                continue
            with self.context.ledger.begin() as connection:
                for fact, request in changes:
                    self._book(connection, fact, request, block.timestamp, now)
                connection.execute(CURSORS.update().where(CURSORS.c.name == self._cursor).values(value=block.number))

    def ahead(self) -> int:
        """Base units by which the blocks that are not booked yet change the supply."""
        facts = [fact for block in self._unseen() for fact in self.context.token.facts(logs_of(block))]
        return sum(_change(fact) for fact, _ in _changes(facts))

    def _unseen(self) -> list[Block]:
        """The blocks after the last one that was booked, the oldest first."""
        with self.context.ledger.begin() as connection:
            seen = one(connection, CURSORS, name=self._cursor)
        assert seen is not None
        kept = self.context.token.chain.blocks
        found = [*takewhile(lambda block: block.number > seen.value, reversed(kept))][::-1]
        if len(found) == kept.maxlen and found[0].number > seen.value + 1:
            gone = f"{seen.value + 1} to {found[0].number - 1}"
            raise DeskError(f"The blocks {gone} are no longer kept; book what is in them by hand, then go on.")
        return found

    def _book(self, connection: Connection, fact: Mint | Burn, request: Redeemed | None, at: int, now: int) -> None:
        if not fact.amount or (isinstance(fact, Mint) and self.issuance.minted(connection, fact, now)):
            return
        change = _change(fact)
        cents, source = self._step(connection, self.context.supply, change), f"tx:{fact.tx}:{fact.log_index}"
        owed, out, more = f"suspense:{source}", OUTSTANDING, list[Line]()
        if request is not None:
            owed, more = self.redemptions.burned(connection, request, at, owed)
        elif (fact.minter if isinstance(fact, Mint) else fact.burner) in self.context.bridges:
            owed = out = BRIDGE
            more = [*_moved(ROUNDING, BRIDGE, cents + self._step(connection, BRIDGE, -change))]
        supply = _moved(self.context.supply, out, change, "base")
        lines = [*_moved(owed, self.context.tokens, cents), *more, *supply]
        kind = "minted" if change > 0 else "burned"
        self.context.ledger.post(connection, Entry(f"{source}:{kind}", kind, source, at, now, lines))

    def _step(self, connection: Connection, account: str, change: int) -> int:
        """By how many cents more is owed: what is owed is the account's base units in cents, rounded up."""
        if not change % UNITS_PER_CENT:
            return change // UNITS_PER_CENT
        before = self.context.ledger.balance(account, "base", connection=connection)
        return cents_owed(before + change) - cents_owed(before)


def _moved(debit: str, credit: str, amount: int, unit: str = "cents") -> Iterator[Line]:
    """One line from the credited account to the debited one, or the other way where the amount is below zero."""
    if amount:
        yield Line(debit, credit, amount, unit) if amount > 0 else Line(credit, debit, -amount, unit)


def _change(fact: Mint | Burn) -> int:
    return fact.amount if isinstance(fact, Mint) else -fact.amount


def _changes(facts: list[Fact]) -> Iterator[tuple[Mint | Burn, Redeemed | None]]:
    """Each change of the supply, with the request for dollars that the same event was."""
    requests = {(fact.tx, fact.log_index): fact for fact in facts if isinstance(fact, Redeemed)}
    for fact in facts:
        if isinstance(fact, Mint):
            yield fact, None
        elif isinstance(fact, Burn):
            yield fact, requests.pop((fact.tx, fact.log_index), None)
    for request in requests.values():  # of a token that says nothing else of them
        fields = {"contract": request.contract, "tx": request.tx, "log_index": request.log_index}
        yield Burn(burner=request.holder, holder=request.holder, amount=request.amount, **fields), request  # type: ignore[arg-type]
