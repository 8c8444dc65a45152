"""Looking for every way in which a key, or anybody, takes from a holder that is not frozen and has allowed nothing."""

from __future__ import annotations

from backbone_chain.accounts import Sender
from backbone_chain.properties._attacks import HUGE, armings, calls, double, outsiders, single
from backbone_chain.properties._stubs import consenting
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

BURNS, MOVES = "burns", "moves"


def takings(t: Trial) -> dict[str, list[Call]]:
    """For each kind the calls that led to it, empty where nothing did; the holder has to have something."""
    strangers, consents = outsiders(t), consenting(t)  # what was found may need them
    if "takings" not in t.memo:
        search = _Search(t, consents)
        for attacker in (*strangers, *t.keys.all()):
            with t.undone():
                search.by(attacker)
        search.shorten()
        t.memo["takings"] = search.found
    return dict(t.memo["takings"])


class Ledger:
    """What the holder and everybody have, before anything is tried and a few blocks later."""

    def __init__(self, t: Trial) -> None:
        self._t = t
        balance, supply = t.balance(t.holder), t.supply()
        with t.undone():
            t.chain.mine(3)
            self.balance, self.supply = min(balance, t.balance(t.holder)), min(supply, t.supply())

    def taken(self) -> str:
        """How the holder has lost something, empty where it has not."""
        if self._t.balance(self._t.holder) >= self.balance:
            return ""
        return BURNS if self._t.supply() < self.supply else MOVES


class _Search:
    """One walk through everything that can be called, for both kinds."""

    def __init__(self, t: Trial, consents: str) -> None:
        self.t, self.consents, self.ledger = t, consents, Ledger(t)
        self.found: dict[str, list[Call]] = {BURNS: [], MOVES: []}
        self.before: list[Call] = []
        self.freezes = {route.name for route in t.powers.routes.get("freeze", ())}

    def by(self, attacker: Sender) -> None:
        """By calls as things are; with all that the attacker can give itself; by two calls, of which one takes."""
        t = self.t
        accounts = {"holder": t.holder, "recipient": attacker, "spender": attacker, "minter": attacker}
        holds_key = attacker.address in t.powers.keys
        tries = list(calls(t, attacker, accounts, (t.amount,) if holds_key else (t.amount, 0)))
        self._singles(tries)
        take = t.transfer_from(attacker, t.holder, attacker, t.amount)
        if holds_key:
            self._armed(attacker, tries)
            self._doubles(tries, [take])
        else:
            self._doubles(tries, tries)
            self._after_approving(attacker, tries, take)

    def _singles(self, tries: list[Call]) -> None:
        if not all(self.found.values()):
            single(self.t, tries, lambda call: self._note([call]))

    def _doubles(self, tries: list[Call], seconds: list[Call]) -> None:
        firsts = [call for call in tries if call.name not in self.freezes]
        if not all(self.found.values()):
            double(self.t, firsts, seconds, lambda first, call: self._note([first, call]))

    def _armed(self, attacker: Sender, tries: list[Call]) -> None:
        for arming in armings(self.t, attacker, self.consents):
            self.before = arming
            self._singles(tries)
        self.before = []

    def _after_approving(self, attacker: Sender, tries: list[Call], take: Call) -> None:
        """The holder may spend what the attacker has: a function that takes the two for each other lets it take."""
        approval = self.t.driver.erc20("approve", self.t.holder.address, HUGE, sender=attacker)
        with self.t.undone():
            if self.t.driver.does(approval):
                self.before = [approval]
                self._doubles(tries, [take])
        self.before = []

    def _note(self, led: list[Call]) -> bool:
        """Keep what led to a loss, unless there is something already; whether the search is over."""
        kind = self.ledger.taken()
        if kind and not self.found[kind]:
            self.found[kind] = [*self.before, *led]
        return all(self.found.values())

    def shorten(self) -> None:
        """Leave out every call without which the holder still loses in the same way."""
        for kind, led in self.found.items():
            for call in led[:-1]:
                shorter = [each for each in self.found[kind] if each is not call]
                with self.t.undone():
                    if all(self.t.driver.does(each) for each in shorter) and self.ledger.taken() == kind:
                        self.found[kind] = shorter
