"""redeem-burns-own-only."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._burns import burner, own_burns
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route, mentions


class RedeemBurnsOwnOnly(Property):
    """A redemption or a burn lowers the caller's balance and the supply by its amount, and nobody else's balance."""

    severity = Severity.CRITICAL
    of_all_functions = True
    needs = (("redeem", "burn"),)

    def check(self, t: Trial) -> None:
        """Every function by which somebody burns what is its own; then more than it has."""
        for each in (t.holder, t.bystander):
            t.fund(each)
        for route, call in own_burns(t):
            t.control(call)
            self._amount(t, route, call)
            self._too_much(t, route, call)

    def _amount(self, t: Trial, route: Route, call: Call) -> None:
        who = burner(t, route)
        before = t.money(who)
        with t.undone():
            t.prepare(call)
            burned = t.amount if mentions(route.line, "$amount") else before[""] - t.supply()
            told = f"After {route.name} of {burned:,}"
            t.must_read("balanceOf", who, value=before[who.address] - burned, sentence=f"{told} that is the caller's.")
            t.must_read("totalSupply", value=before[""] - burned, sentence=f"{told} that is the supply.")
            for address, balance in before.items():
                if address not in ("", who.address):
                    t.must_read(
                        "balanceOf", address, value=balance, sentence=f"{told} others should have what they had."
                    )

    def _too_much(self, t: Trial, route: Route, call: Call) -> None:
        if mentions(route.line, "$amount"):
            who = burner(t, route)
            verb = route.verb
            more = t.verb(verb, route=route, sender=who, holder=who, amount=t.balance(who) + 1)
            t.must_refuse(more, f"{t.driver.named(who.address)} burns more than it has by {route.name}.")
