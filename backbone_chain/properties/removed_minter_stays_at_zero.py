"""removed-minter-stays-at-zero."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property, UnknownError
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route


class RemovedMinterStaysAtZero(Property):
    """A removed minter mints nothing, and nothing again once it is added anew without an allowance.

    Added anew is by any call of a key that lets no fresh account mint: what it lets a former minter do is left over.
    """

    severity = Severity.HIGH
    needs = ("mint", "configure_minter", "remove_minter")

    def check(self, t: Trial) -> None:
        """Every way to make a minter, every way to unmake it, every way to make it one again."""
        tried = 0
        for configure in t.powers.routes["configure_minter"]:
            for remove in t.powers.routes["remove_minter"]:
                for route in t.powers.routes["mint"]:
                    with t.undone():
                        tried += self._try(t, configure, remove, route)
        if not tried:
            raise UnknownError("No way to remove a minter was found that works on one that was made for it.")

    def _try(self, t: Trial, configure: Route, remove: Route, route: Route) -> bool:
        mint = t.verb("mint", route=route, sender=t.new_minter, holder=t.recipient, amount=t.amount)
        added = t.verb("configure_minter", route=configure, minter=t.new_minter)
        removal = t.verb("remove_minter", route=remove, minter=t.new_minter)
        if not t.driver.does(added) or not t.driver.would(mint) or not t.driver.does(removal):
            return False
        removed = f"After {t.driver.tell(added)} and {t.driver.tell(removal)}"
        t.must_refuse(mint, f"{removed} that account still mints.")
        for again in list(_additions(t, mint)):
            with t.undone():
                if t.driver.does(again):
                    t.must_refuse(mint, f"{removed} {t.driver.tell(again)} lets that account mint what it had left.")
        return True


def _additions(t: Trial, mint: Call) -> Iterator[Call]:
    """What a key may call about the former minter, with zero for a number, that lets no fresh account mint."""
    fresh, mint_by_it = t.bystander, mint._replace(sender=t.bystander)
    for line, call in t.keys.acts(t.keys.all(), t.new_minter.address, amount=0):
        about_it = next(iter(t.keys.drawn(line, [call.sender], fresh.address, amount=0)), None)
        with t.undone():
            makes_minters = about_it is not None and t.driver.does(about_it) and t.driver.would(mint_by_it)
        if not makes_minters:
            yield call
