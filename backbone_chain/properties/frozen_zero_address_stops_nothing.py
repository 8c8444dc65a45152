"""frozen-zero-address-stops-nothing."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import minting, sending, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

ZERO = "0x" + "00" * 20


class FrozenZeroAddressStopsNothing(Property):
    """The zero address can't be frozen, or its freeze stops no mint, no burn and no transfer."""

    severity = Severity.MEDIUM
    needs = ("freeze",)

    def check(self, t: Trial) -> str:
        """Every way to freeze; where it is accepted, everything that worked before is done again."""
        set_up(t)
        ways = [*sending(t), *minting(t), *_burns_of_keys(t)]
        accepted = [
            self._try(t, t.verb("freeze", route=route, holder=ZERO), ways) for route in t.powers.routes["freeze"]
        ]
        return "The freeze is accepted, and stops nothing." if any(accepted) else "The freeze is refused."

    def _try(self, t: Trial, freeze: Call, ways: list[Call]) -> bool:
        if not t.driver.would(freeze):
            return False
        for call in ways:
            with t.undone():
                t.prepare(freeze)
                t.must_work(call, f"After {t.driver.tell(freeze)} this is stopped: {t.driver.tell(call)}.")
        return True


def _burns_of_keys(t: Trial) -> Iterator[Call]:
    """Burns by those who need a key for it, of tokens that they get here."""
    for verb in ("burn", "redeem"):
        for route in t.powers.routes.get(verb, ()):
            if not route.line.sender.startswith("$"):
                if t.balance(route.line.sender) < t.amount:
                    t.fund(t.driver.sender(route.line.sender))
                burn = t.verb(verb, route=route, holder=route.line.sender)
                if t.driver.would(burn):
                    yield burn
