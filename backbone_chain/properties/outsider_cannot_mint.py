"""outsider-cannot-mint."""

from __future__ import annotations

from backbone_chain.accounts import Sender
from backbone_chain.model import Severity
from backbone_chain.properties._attacks import HUGE, calls, double, outsiders, single
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class OutsiderCannotMint(Property):
    """No account without the power raises the supply, through any function or any two in a row.

    An outsider account and a contract call everything with themselves in every place and odd amounts.
    """

    severity = Severity.CRITICAL
    of_all_functions = True
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """One call at a time, then two in a row."""
        can_mint = t.powers.has("mint") or t.powers.has("bridge_mint")
        for verb in ("mint", "bridge_mint"):
            for route in t.powers.routes.get(verb, ()):
                t.control(t.verb(verb, route=route))
        for attacker in outsiders(t):
            with t.undone():
                self._try(t, attacker)
        if not can_mint:
            raise NotApplicableError("The token has no power to mint.")

    def _try(self, t: Trial, attacker: Sender) -> None:
        t.try_to_fund(attacker)
        highest = _supply_later(t)
        accounts = {"holder": attacker, "recipient": attacker, "spender": attacker, "minter": attacker}
        found: list[Call] = []

        def rises(*led: Call) -> bool:
            found[:] = led if t.supply() > highest else ()
            return bool(found)

        tries = list(calls(t, attacker, accounts, (t.amount, 0, HUGE)))
        if not single(t, tries, rises) and attacker is t.outsider:
            double(t, tries, list(calls(t, attacker, accounts, (t.amount,))), rises)
        if found:
            self._broken(t, found, highest)

    def _broken(self, t: Trial, found: list[Call], highest: int) -> None:
        for call in found[:-1]:
            t.prepare(call)
        told = ", then ".join(map(t.driver.tell, found))
        t.must_refuse(found[-1], f"An outsider raises the supply: {told}.", effect=lambda: t.supply() > highest)


def _supply_later(t: Trial) -> int:
    """The supply, or what it comes to by itself in a few blocks, where that is more."""
    now = t.supply()
    with t.undone():
        t.chain.mine(3)
        return max(now, t.supply())
