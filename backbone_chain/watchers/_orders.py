"""The book of orders: which mints were ordered and paid, whether that is known before the mint or shortly after."""

from __future__ import annotations

from typing import Any, NamedTuple

from backbone_chain.model import BankCredit, BridgeReceived, KnownAccount, Mint, Observation, OrderApproved

ORDER_SECONDS = 30 * 86_400  # an order that nobody minted for a month is let go
RECIPIENT_SECONDS = 365 * 86_400
NO_CUSTOMERS = ("pool", "lender", "token")  # nobody orders tokens into these


class Cover(NamedTuple):
    """What the book says of a mint: whether it is ordered and paid, and if not, why; how sure that is."""

    fine: bool
    why: str = ""
    certain: bool = False
    usual: bool = False


class Orders:
    """Orders and credits, kept in a rule's state under the key `orders`.

    `open`: order -> [recipient, left, told at, ordered]. `credits`: order -> [amount left, final at]. `recipients`: who
    had an ordered mint -> when. `bridges`: accounts that mint what was burned elsewhere, without orders. `known`: other
    accounts in the register.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        empty = {
            "open": {},
            "credits": {},
            "recipients": {},
            "bridges": [],
            "known": [],
            "credited": False,
            "armed": False,
        }
        self._book: dict[str, Any] = state.setdefault("orders", empty)

    @property
    def armed(self) -> bool:
        """Whether any order or credit was ever told; before that nothing can be held against a mint."""
        return bool(self._book["armed"])

    def learn(self, observation: Observation) -> None:
        """Take in orders, credits and known bridges; let go of what is old."""
        for fact in observation.facts:
            if isinstance(fact, OrderApproved):
                self._ordered(fact, observation.timestamp)
            elif isinstance(fact, BankCredit):
                self._book["armed"] = self._book["credited"] = True
                self._book["credits"][fact.order] = [fact.amount, fact.final_at]
            elif isinstance(fact, KnownAccount) and fact.kind == "bridge":
                self._book["bridges"].append(fact.account.lower())
            elif isinstance(fact, KnownAccount) and fact.kind not in NO_CUSTOMERS:
                self._book["known"].append(fact.account.lower())
        _let_go(self._book["open"], 2, observation.timestamp - ORDER_SECONDS)
        _let_go(self._book["credits"], 1, observation.timestamp - 2 * ORDER_SECONDS)
        _let_go(self._book["recipients"], 0, observation.timestamp - RECIPIENT_SECONDS)

    def cover(self, observation: Observation, mint: Mint) -> Cover:
        """Hold a mint against the book, and take it off the orders that explain it."""
        if self._from_afar(observation, mint):
            return Cover(fine=True)
        to, orders = mint.to.lower(), self._book["open"]
        mine = [order for order, (recipient, left, *_) in orders.items() if recipient == to and left]
        chosen = next(([order] for order in mine if orders[order][1] == mint.amount), mine)
        ordered = sum(orders[order][1] for order in chosen)
        if ordered < mint.amount:
            return self._unordered(mint, ordered)
        unpaid = self._unpaid(chosen, mint.amount, observation.timestamp)
        if unpaid:
            return Cover(fine=False, why=unpaid)
        self._take(chosen, mint.amount)
        self._book["recipients"].pop(to, None)
        self._book["recipients"][to] = [observation.timestamp]
        return Cover(fine=True)

    def _ordered(self, fact: OrderApproved, now: int) -> None:
        """An order that is told again is the same order, and what was minted of it stays minted."""
        self._book["armed"] = True
        before = self._book["open"].pop(fact.order, None)
        minted = before[3] - before[1] if before else 0
        self._book["open"][fact.order] = [fact.to.lower(), max(0, fact.amount - minted), now, fact.amount]

    def _from_afar(self, observation: Observation, mint: Mint) -> bool:
        if mint.minter.lower() in self._book["bridges"]:
            return True
        arrived = (fact for fact in observation.facts if isinstance(fact, BridgeReceived) and fact.tx == mint.tx)
        return any(fact.amount == mint.amount and fact.to.lower() == mint.to.lower() for fact in arrived)

    def _unordered(self, mint: Mint, ordered: int) -> Cover:
        if ordered:
            return Cover(fine=False, why=f"only {ordered} of it is ordered", certain=True)
        others = [
            order
            for order, (to, left, *_) in self._book["open"].items()
            if left == mint.amount and to != mint.to.lower()
        ]
        if others:
            return Cover(fine=False, why=f"that is the amount of {others[0]}, which is for somebody else", certain=True)
        if any(to == mint.to.lower() and whole == mint.amount for to, _, _, whole in self._book["open"].values()):
            return Cover(fine=False, why="the order of that amount was minted already")
        usual = mint.to.lower() in self._book["recipients"] or mint.to.lower() in self._book["known"]
        return Cover(fine=False, why="no order for it is known", usual=usual)

    def _unpaid(self, chosen: list[str], amount: int, now: int) -> str:
        """Why the dollars for these orders aren't there; empty where they are, or where no credit was ever told."""
        if not self._book["credited"]:
            return ""
        paid = [self._book["credits"].get(order) for order in chosen]
        final = sum(credit[0] for credit in paid if credit and credit[1] <= now)
        if final >= amount:
            return ""
        return "its dollars are not final yet" if any(paid) else "no dollars for its order came in"

    def _take(self, chosen: list[str], amount: int) -> None:
        for order in chosen:
            taken = min(amount, self._book["open"][order][1])
            self._book["open"][order][1] -= taken
            amount -= taken
            if order in self._book["credits"]:
                self._book["credits"][order][0] -= taken


def _let_go(entries: dict[str, list[Any]], at: int, oldest: int) -> None:
    """Drop the entries in front that are too old; they stand in the order in which they came."""
    while entries and next(iter(entries.values()))[at] < oldest:
        del entries[next(iter(entries))]
