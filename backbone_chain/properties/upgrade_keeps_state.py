"""upgrade-keeps-state."""

from __future__ import annotations

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._reading import answers, shown
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import copied_implementation


class UpgradeKeepsState(Property):
    """After an upgrade balances, supply, roles, limits and the freeze list are what they were.

    The next version is the same code at another address, so that whatever differs is the upgrade's own doing.
    """

    scwe = "SCWE-150"
    severity = Severity.CRITICAL
    needs = ("upgrade",)

    def check(self, t: Trial) -> None:
        """Some history, an upgrade, and every answer compared."""
        t.fund(t.holder)
        t.approve(t.holder, t.spender)
        if t.powers.has("freeze"):
            t.do("freeze", holder=t.bystander)
        before = answers(t)
        self._upgrade(t)
        for key, now in answers(t).items():
            if now != before.get(key) and key.function.name != "implementation":
                was = before.get(key)
                sentence = (
                    f"{key.told(t.driver)} is {shown(now)} after an upgrade to the same code, and was {shown(was)}."
                )
                claim = t.claim(
                    sentence, kind="equals", to=key.address, data=key.data, value=was or b"", seen=shown(now)
                )
                t.broken(sentence, [claim])

    def _upgrade(self, t: Trial) -> None:
        new, why = copied_implementation(t.driver), ""
        for route in t.powers.routes["upgrade"]:
            try:
                t.prepare(t.verb("upgrade", route=route, implementation=new))
            except BackboneError as refused:
                why = str(refused)
            else:
                return
        raise UnknownError(why)
