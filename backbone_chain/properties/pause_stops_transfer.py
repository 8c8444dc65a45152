"""pause-stops-transfer."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import by_holder, moves, pauses, set_up
from backbone_chain.properties._trial import Trial


class PauseStopsTransfer(Property):
    """While the token is paused no holder moves its tokens to anybody, through any function."""

    severity = Severity.HIGH
    needs = ("pause",)

    def check(self, t: Trial) -> None:
        """Every way to pause, against every function by which a holder sends."""
        set_up(t)
        ways = by_holder(t, moves)
        for pause in pauses(t):
            with t.undone():
                t.prepare(pause)
                for call in ways:
                    t.must_refuse(call, f"After {t.driver.tell(pause)} a holder still sends: {t.driver.tell(call)}.")
