"""frozen-owner-can-revoke."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import freeze, freezes, set_up
from backbone_chain.properties._trial import Trial


class FrozenOwnerCanRevoke(Property):
    """An allowance can be taken back, by approving zero, when its owner or its spender is frozen."""

    severity = Severity.LOW
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Under every way to freeze."""
        set_up(t)
        revoke = t.approval(t.holder, t.spender, 0)
        t.control(revoke)
        for way in freezes(t):
            for word, frozen in (("owner", t.holder), ("spender", t.spender)):
                with t.undone():
                    freeze(t, way, frozen)
                    said = f"An allowance whose {word} was frozen by {way[0].name} can't be taken back."
                    t.must_work(revoke, said)
                    t.must_read("allowance", t.holder, t.spender, value=0, sentence=said)
