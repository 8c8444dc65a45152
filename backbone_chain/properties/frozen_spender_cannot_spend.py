"""frozen-spender-cannot-spend."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import freeze, freezes, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import UNLIMITED


class FrozenSpenderCannotSpend(Property):
    """A frozen spender can't move others' tokens, with a finite, an exactly fitting or an unlimited allowance.

    Only a check in the transfer itself reaches all three: USD1 and TUSD leak one of them each.
    """

    severity = Severity.HIGH
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Each kind of allowance by itself, under every way to freeze."""
        set_up(t)
        ways = freezes(t)
        for kind, allowance in (
            ("a finite", 3 * t.amount),
            ("an exactly fitting", t.amount),
            ("an unlimited", UNLIMITED),
        ):
            for way in ways:
                with t.undone():
                    t.approve(t.holder, t.spender, 0)
                    t.approve(t.holder, t.spender, allowance)
                    spend = t.transfer_from(t.spender, t.holder, t.recipient, t.amount)
                    t.control(spend)
                    freeze(t, way, t.spender)
                    t.must_refuse(spend, f"A frozen spender moves a holder's tokens with {kind} allowance.")
