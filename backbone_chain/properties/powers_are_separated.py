"""powers-are-separated."""

from __future__ import annotations

from backbone_chain.accounts import Sender
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._keys import own_powers
from backbone_chain.properties._trial import Trial

APART = ("mint", "freeze", "pause", "upgrade")


class PowersAreSeparated(Property):
    """No single key can mint, freeze, pause and upgrade, as far as the token can do these.

    A key's own grants to itself in the same block count as its own powers; a contract that waits or asks several
    keys is no single key.
    """

    severity = Severity.MEDIUM
    of_all_functions = True
    scwe = "SCWE-155"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every key, with all that it can give itself."""
        wanted = frozenset(verb for verb in APART if t.powers.has(verb))
        if len(wanted) <= 1:
            raise NotApplicableError("The token has fewer than two of: " + ", ".join(APART) + ".")
        t.fund(t.holder)
        t.fund(t.bystander)
        for key in t.keys.single():
            self._try(t, key, wanted)

    def _try(self, t: Trial, key: Sender, wanted: frozenset[str]) -> None:
        with t.undone(), own_powers(t, key, wanted) as (held, claims):
            if held == wanted:
                t.broken(f"{t.driver.named(key.address)} alone can {', '.join(sorted(wanted))}.", claims)
