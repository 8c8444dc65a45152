"""proxy-initialised-once."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._initialisers import hostile_calls, initialisers
from backbone_chain.properties._reading import answers
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class ProxyInitialisedOnce(Property):
    """A stranger can't initialise or re-initialise the token, through any initialiser."""

    severity = Severity.CRITICAL
    of_all_functions = True
    scwe = "SCWE-098"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every function that is called like an initialiser."""
        found = initialisers(t)
        if not found:
            raise NotApplicableError("The token has no initialiser.")
        for function in found:
            for call in hostile_calls(t, function, t.driver.token.address):
                if t.driver.would(call):
                    sentence = f"A stranger initialises the token: {t.driver.tell(call)}."
                    t.must_refuse(call, sentence, effect=lambda call=call: _seen(t, call))  # type: ignore[misc]


def _seen(t: Trial, call: Call) -> object:
    """All that the token answers about the stranger, and whether the initialiser could be called now."""
    return answers(t, [t.outsider.address]), t.driver.would(call)
