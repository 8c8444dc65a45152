"""outsider-cannot-upgrade."""

from __future__ import annotations

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import copied_implementation, lines, mentions, replaced


class OutsiderCannotUpgrade(Property):
    """Nobody without a key can put another implementation behind the proxy, through any function."""

    severity = Severity.CRITICAL
    of_all_functions = True
    scwe = "SCWE-005"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every function that takes an address, on the proxy and on the helpers, with another implementation."""
        if not t.subject.implementation:
            raise NotApplicableError("The token stands behind no proxy, so nothing can be upgraded.")
        new = copied_implementation(t.driver)
        for to, function in t.driver.functions():
            for line in lines(to, function, t.powers.words):
                for name in ("$holder", "$recipient"):
                    if mentions(line, name):
                        self._try(t, replaced(line, {name: new}))

    def _try(self, t: Trial, line: object) -> None:
        try:
            call = t.driver.fill(line, t.values(holder=t.driver.token.address), t.outsider)  # type: ignore[arg-type]
        except BackboneError:
            return
        if t.driver.would(call):
            sentence = f"An outsider replaces the implementation: {t.driver.tell(call)}."
            t.must_refuse(call, sentence, effect=t.keys.scene.implementation)
