"""redemption-survives-pause."""

from __future__ import annotations

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._burns import own_burns
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route


class RedemptionSurvivesPause(Property):
    """Who can burn or redeem its own tokens can do so while transfers are paused.

    Where there are several pauses, one of them stops transfers and leaves this alone.
    """

    severity = Severity.MEDIUM
    needs = ("pause", ("redeem", "burn"))

    def check(self, t: Trial) -> None:
        """Every function by which somebody burns what is its own, under every pause."""
        t.fund(t.holder)
        payment = t.transfer(t.holder, t.recipient, t.amount)
        t.control(payment)
        pauses = [route for route in t.powers.routes["pause"] if _stops(t, route, payment)]
        if not pauses:
            raise UnknownError("No pause was found that stops a transfer, so nothing could be tried while paused.")
        for route, call in own_burns(t):
            t.control(call)
            survives = [pause for pause in pauses if _works_after(t, pause, call)]
            if not survives:
                t.do_route("pause", pauses[0])
                sentence = (
                    f"While transfers are paused {route.name} should go on for those who can burn their own tokens."
                )
                t.must_work(call, sentence)


def _stops(t: Trial, pause: Route, call: Call) -> bool:
    with t.undone():
        try:
            t.do_route("pause", pause)
        except BackboneError:
            return False
        return not t.driver.would(call)


def _works_after(t: Trial, pause: Route, call: Call) -> bool:
    with t.undone():
        t.do_route("pause", pause)
        return t.driver.would(call)
