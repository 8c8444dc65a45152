"""removed-minter-stays-at-zero."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backbone_chain.accounts import Sender
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route, VerbLine

REMOVES = re.compile(
    r"(remove|revoke|dismiss|delete|fire|drop|disable|retire|unset|unregister|deny).*"
    r"(mint|issu|print|controller|facilitator)|^(dismiss|deny|fire)$",
    re.IGNORECASE,
)
PASSING = re.compile(r"paus|suspend|halt|freez|frozen|block|black|ban|lock", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Removal:
    """What makes an account a minter, empty where it is one, and what unmakes it."""

    minter: Sender
    added: tuple[Call, ...]
    removal: Call
    route: Route

    def told(self, t: Trial) -> str:
        """In words."""
        return " and ".join(map(t.driver.tell, (*self.added, self.removal)))

    def mint(self, t: Trial, minter: Sender | None = None) -> Call:
        """A mint by the minter, or by another."""
        way = self.route
        return t.verb(way.verb, route=way, sender=minter or self.minter, holder=t.recipient, amount=t.amount)


class RemovedMinterStaysAtZero(Property):
    """A removed minter mints nothing, and nothing again once it is added anew without an allowance.

    Added anew is by any call of a key that lets no fresh account mint: what it lets a former minter do is left over.
    """

    severity = Severity.HIGH
    needs = ("mint",)

    def check(self, t: Trial) -> None:
        """Every way to make a minter, every way to unmake it, every way to make it one again."""
        t.fund(t.holder)
        found = [*_made(t), *_known(t)] if t.powers.has("remove_minter") else list(_known(t))
        if not found:
            raise NotApplicableError("The token has no power to remove a minter.")
        for each in found:
            with t.undone():
                self._try(t, each)

    def _try(self, t: Trial, tried: _Removal) -> None:
        for call in tried.added:
            t.prepare(call)
        mint = tried.mint(t)
        t.control(mint)
        t.prepare(tried.removal)
        t.must_refuse(mint, f"After {tried.told(t)} that account still mints.")
        for again in list(_additions(t, tried)):
            with t.undone():
                if t.driver.does(again):
                    told = f"After {tried.told(t)} {t.driver.tell(again)}"
                    t.must_refuse(mint, f"{told} lets that account mint what it had left.")


def _made(t: Trial) -> Iterator[_Removal]:
    """Accounts that are made minters, and unmade by all that is known to do so."""
    for configure in t.powers.routes["configure_minter"]:
        for remove in t.powers.routes["remove_minter"]:
            for route in t.powers.routes["mint"]:
                added = t.verb("configure_minter", route=configure, minter=t.new_minter)
                removal = t.verb("remove_minter", route=remove, minter=t.new_minter)
                found = _Removal(minter=t.new_minter, added=(added,), removal=removal, route=route)
                with t.undone():
                    fits = t.driver.does(added) and t.driver.would(found.mint(t)) and t.driver.would(removal)
                if fits:
                    yield found


def _known(t: Trial) -> Iterator[_Removal]:
    """Minters that there are, by calls about one account that take its power alone, or are called a removal."""
    for route in t.powers.routes["mint"]:
        for minter in map(t.driver.sender, route.holders):
            for line, call in list(t.keys.acts(t.keys.all(), minter.address, amount=0)):
                if _is_about_one(line) and not PASSING.search(call.name):
                    found = _Removal(minter=minter, added=(), removal=call, route=route)
                    if _removes(t, found) or _should_remove(t, found):
                        yield found


def _removes(t: Trial, tried: _Removal) -> bool:
    """Whether the minter, which could mint, can do so no more, and can pay as before, if it may have tokens at all."""
    mint = tried.mint(t)
    with t.undone():
        payments = [t.transfer(tried.minter, t.recipient, t.amount)] if t.try_to_fund(tried.minter) else []
        could = all(map(t.driver.would, (mint, *payments)))
        return (
            could and t.driver.does(tried.removal) and not t.driver.would(mint) and all(map(t.driver.would, payments))
        )


def _should_remove(t: Trial, tried: _Removal) -> bool:
    """Whether it is called so; a removal by name that removes nothing is what this is about."""
    return bool(REMOVES.search(tried.removal.name)) and t.driver.would(tried.mint(t))


def _additions(t: Trial, tried: _Removal) -> Iterator[Call]:
    """What a key may call about the former minter, with zero for a number, that lets no fresh account mint."""
    fresh = tried.mint(t, t.bystander)
    for line, call in t.keys.acts(t.keys.all(), tried.minter.address, amount=0):
        about_it = next(iter(t.keys.drawn(line, [call.sender], t.bystander.address, amount=0)), None)
        with t.undone():
            makes_minters = about_it is not None and t.driver.does(about_it) and t.driver.would(fresh)
        if not makes_minters and _is_about_one(line):
            yield call


def _is_about_one(line: VerbLine) -> bool:
    """Whether it names a single account."""
    names = [each for each in line.args if isinstance(each, str) and each.startswith("$") and each != "$amount"]
    return len(names) == 1
