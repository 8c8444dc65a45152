"""frozen-minter-cannot-mint."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._stopping import Freeze, freezes, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route


class FrozenMinterCannotMint(Property):
    """A minter that is frozen mints nothing, for anybody."""

    severity = Severity.HIGH
    needs = ("freeze", ("mint", "bridge_mint"))

    def check(self, t: Trial) -> None:
        """Every minter that can be frozen, a new one included, with every way to mint and to freeze."""
        set_up(t)
        tried = sum(self._try(t, way, mint) for way in freezes(t) for mint in _mints(t))
        if t.powers.has("configure_minter"):
            tried += self._new_minter(t)
        if not tried:
            raise UnknownError("No account that mints can be frozen.")

    def _new_minter(self, t: Trial) -> int:
        with t.undone():
            if not t.driver.does(t.verb("configure_minter")):
                return 0
            mints = [t.verb(route.verb, route=route, sender=t.new_minter, holder=t.recipient) for route in _routes(t)]
            return sum(self._try(t, way, mint) for way in freezes(t) for mint in mints)

    def _try(self, t: Trial, way: Freeze, mint: Call) -> bool:
        if not t.driver.would(mint):
            return False
        with t.undone():
            stops = [t.verb("freeze", route=route, holder=mint.sender) for route in way]
            if any(not t.driver.does(stop) for stop in stops):
                return False
            t.must_refuse(mint, f"A minter that was frozen by {way[0].name} still mints: {t.driver.tell(mint)}.")
        return True


def _routes(t: Trial) -> Iterator[Route]:
    for verb in ("mint", "bridge_mint"):
        yield from t.powers.routes.get(verb, ())


def _mints(t: Trial) -> Iterator[Call]:
    for route in _routes(t):
        for holder in route.holders:
            yield t.verb(route.verb, route=route, sender=t.driver.sender(holder), holder=t.recipient)
