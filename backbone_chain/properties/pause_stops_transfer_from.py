"""pause-stops-transfer-from."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import by_spender, moves, pauses, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import UNLIMITED


class PauseStopsTransferFrom(Property):
    """While the token is paused no spender moves a holder's tokens, whatever its allowance."""

    severity = Severity.HIGH
    needs = ("pause",)

    def check(self, t: Trial) -> None:
        """Every way to pause, against every function by which a spender sends, with each kind of allowance."""
        set_up(t)
        for kind, allowance in (
            ("a finite", 3 * t.amount),
            ("an exactly fitting", t.amount),
            ("an unlimited", UNLIMITED),
        ):
            with t.undone():
                t.approve(t.holder, t.spender, 0)
                t.approve(t.holder, t.spender, allowance)
                self._try(t, kind)

    def _try(self, t: Trial, kind: str) -> None:
        ways = by_spender(t, moves)
        for pause in pauses(t):
            with t.undone():
                t.prepare(pause)
                for call in ways:
                    said = f"After {t.driver.tell(pause)} a spender with {kind} allowance still moves tokens"
                    t.must_refuse(call, f"{said}: {t.driver.tell(call)}.")
