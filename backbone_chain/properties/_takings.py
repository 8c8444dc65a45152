"""Looking for every way in which a key, or anybody, takes from a holder that is not frozen and has allowed nothing."""

from __future__ import annotations

from backbone_chain.accounts import Sender
from backbone_chain.properties._attacks import arm, calls, double, outsiders, single
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

BURNS, MOVES = "burns", "moves"


def takings(t: Trial) -> dict[str, list[Call]]:
    """For each kind the calls that led to it, empty where nothing did; the holder has to have something."""
    if "takings" not in t.memo:
        found: dict[str, list[Call]] = {BURNS: [], MOVES: []}
        for attacker in (*outsiders(t), *t.keys.all()):
            with t.undone():
                for kind in (kind for kind, known in found.items() if not known):
                    found[kind] = _try(t, attacker, kind)
        t.memo["takings"] = found
    return dict(t.memo["takings"])


class Ledger:
    """What the holder and everybody have, before anything is tried and a few blocks later."""

    def __init__(self, t: Trial) -> None:
        self._t = t
        balance, supply = t.balance(t.holder), t.supply()
        with t.undone():
            t.chain.mine(3)
            self.balance, self.supply = min(balance, t.balance(t.holder)), min(supply, t.supply())

    def is_taken(self, kind: str) -> bool:
        """Whether the holder has less now, burned or moved."""
        if self._t.balance(self._t.holder) >= self.balance:
            return False
        return (self._t.supply() < self.supply) == (kind == BURNS)


def _try(t: Trial, attacker: Sender, kind: str) -> list[Call]:
    """By single calls as things are; with all that the attacker can give itself; by two calls, of which one takes."""
    ledger = Ledger(t)

    def reached() -> bool:
        return ledger.is_taken(kind)

    accounts = {"holder": t.holder, "recipient": attacker, "spender": attacker, "minter": attacker}
    tries = list(calls(t, attacker, accounts, (t.amount, 0)))
    found = single(t, tries, reached)
    if found:
        return found
    with t.undone():
        armed = arm(t, attacker)
        found = single(t, tries, reached) if armed else []
        if found:
            return [*armed, *found]
    freezes = {route.name for route in t.powers.routes.get("freeze", ())}
    firsts = [call for call in tries if call.name not in freezes]
    takers = tries if attacker is t.outsider else [t.transfer_from(attacker, t.holder, attacker, t.amount)]
    return double(t, firsts, takers, reached)
