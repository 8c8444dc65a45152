"""upgrade-is-delayed."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import copied_implementation


class UpgradeIsDelayed(Property):
    """An upgrade needs a delay, or more than one key.

    A holder of that power that is a plain account can replace the code at once; a contract is asked for its delay and
    for how many must sign.
    """

    severity = Severity.MEDIUM
    needs = ("upgrade",)
    scwe = "SCWE-020"
    ethtrust = "req-3-timelock-for-privileged-actions"

    def check(self, t: Trial) -> str:
        """Every holder of the power."""
        new = copied_implementation(t.driver)
        waits = []
        for route in t.powers.routes["upgrade"]:
            for address in route.holders:
                holder = t.driver.named(address)
                if not t.keys.is_slow(address):
                    call = t.verb("upgrade", sender=t.driver.sender(address), route=route, implementation=new)
                    sentence = f"{holder} alone replaces the implementation at once: {t.driver.tell(call)}."
                    t.must_refuse(call, sentence, effect=t.keys.scene.implementation)
                waits.append(f"{holder} waits {t.keys.delay(address):,} seconds")
        return "; ".join(waits) + "."
