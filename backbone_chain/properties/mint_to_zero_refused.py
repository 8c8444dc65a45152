"""mint-to-zero-refused."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._payments import NOBODY
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import mentions


class MintToZeroRefused(Property):
    """Nothing is minted to the zero address."""

    severity = Severity.LOW
    needs = (("mint", "bridge_mint"),)

    def check(self, t: Trial) -> None:
        """Every function that mints to somebody who is named."""
        every = [(verb, route) for verb in ("mint", "bridge_mint") for route in t.powers.routes.get(verb, ())]
        named = [(verb, route) for verb, route in every if mentions(route.line, "$holder")]
        if not named:
            raise NotApplicableError("No way to mint names a recipient.")
        for verb, route in named:
            t.control(t.verb(verb, route=route))
            call = t.verb(verb, route=route, holder=NOBODY)
            sentence = f"A mint to the zero address by {route.name} goes through."
            t.must_refuse(call, sentence, effect=lambda: (t.supply(), t.balance(NOBODY)))
