"""mint-gated-by-reserve."""

from __future__ import annotations

from collections.abc import Callable

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._feeds import DAY, PLENTY, Attested, Gate, decimals_of, feeds, gates, stub, tellers
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

AGES = 1000 * DAY
AHEAD = 30 * DAY


class MintGatedByReserve(Property):
    """A mint that would pass the attested reserve is refused, and so is one on a stale, future, negative or mute feed.

    A key sets a feed of ours in the place of the real one, with other decimals too; where none can be set, the feed
    that is there is told what to say.
    """

    severity = Severity.HIGH
    needs = (("mint", "bridge_mint"),)
    scwe = "SCWE-086"
    ethtrust = "req-3-check-oracles"

    def check(self, t: Trial) -> str:
        """Each way to mint, under each thing that a feed may say."""
        ways = [
            t.verb(verb, route=route, holder=t.recipient)
            for verb in ("mint", "bridge_mint")
            for route in t.powers.routes.get(verb, ())
        ]
        t.fund(t.holder)
        ways = [call for call in ways if t.driver.would(call)]
        if not ways:
            raise UnknownError("Nothing can be minted.")
        found = gates(t, ways, _good(t), [each for _, each in _bad(t)])
        for gate in found:
            self._replaced(t, gate, ways)
        if not found and not self._told(t, ways):
            known = ", ".join(map(t.driver.named, feeds(t)))
            if known:
                raise UnknownError(f"{known} answers as a feed, and no key was found that makes a mint depend on it.")
            raise NotApplicableError("The token has no reserve feed: nothing was found that a mint asks.")
        return f"The feed is set by {', '.join(sorted({each.name for each in found}))}." if found else ""

    def _replaced(self, t: Trial, gate: Gate, ways: list[Call]) -> None:
        for kind, says in _bad(t):
            place = stub(t, says(gate.decimals))
            with t.undone():
                t.prepare(gate.setting(place))
                for call in ways:
                    t.must_refuse(call, f"{t.driver.tell(call)} goes through {kind}, with {gate.decimals} decimals.")

    def _told(self, t: Trial, ways: list[Call]) -> bool:
        """Whether there is a feed that can be told what to say, which a mint depends on."""
        for tell in tellers(t):
            for decimals in decimals_of(t)[:1]:
                good, low = _good(t)(decimals).answer, _low(t)(decimals).answer
                if self._depends(t, tell, good, low, ways):
                    self._numbers(t, tell, (good, low, -1), ways)
                    self._stale(t, tell, good, ways)
                    return True
        return False

    def _depends(self, t: Trial, tell: Callable[[int], Call], good: int, low: int, ways: list[Call]) -> bool:
        with t.undone():
            lets = t.driver.does(tell(good)) and all(map(t.driver.would, ways))
        stops = False
        for number in (low, 0, -1):
            with t.undone():
                stops = stops or (_can(t, tell, number) and not all(map(t.driver.would, ways)))
        return lets and stops

    def _numbers(self, t: Trial, tell: Callable[[int], Call], numbers: tuple[int, ...], ways: list[Call]) -> None:
        _, low, negative = numbers
        for kind, number in (("above the attested reserve", low), ("on a negative reserve", negative)):
            with t.undone():
                if _can(t, tell, number):
                    for call in ways:
                        t.must_refuse(call, f"{t.driver.tell(call)} goes through {kind}.")

    def _stale(self, t: Trial, tell: Callable[[int], Call], good: int, ways: list[Call]) -> None:
        with t.undone():
            t.prepare(tell(good))
            t.chain.warp(AGES)
            with t.undone():
                t.prepare(tell(good))
                fresh = [call for call in ways if t.driver.would(call)]
            for call in fresh:
                t.must_refuse(call, f"{t.driver.tell(call)} goes through on a reserve attested {AGES // DAY} days ago.")


def _can(t: Trial, tell: Callable[[int], Call], number: int) -> bool:
    try:
        return t.driver.does(tell(number))
    except BackboneError:
        return False


def _good(t: Trial) -> Callable[[int], Attested]:
    now = t.chain.timestamp
    return lambda decimals: Attested(answer=PLENTY * 10**decimals, time=now, decimals=decimals)


def _low(t: Trial) -> Callable[[int], Attested]:
    """As much as there is already, so that nothing may be added."""
    now, supply, unit = t.chain.timestamp, t.supply(), t.driver.unit
    return lambda decimals: Attested(answer=supply * 10**decimals // unit, time=now, decimals=decimals)


def _bad(t: Trial) -> list[tuple[str, Callable[[int], Attested]]]:
    now = t.chain.timestamp

    def of(**what: int) -> Callable[[int], Attested]:
        def says(decimals: int) -> Attested:
            return Attested(**({"answer": PLENTY * 10**decimals, "time": now, "decimals": decimals} | what))

        return says

    return [
        ("above the attested reserve", _low(t)),
        (f"on a reserve attested {AGES // DAY} days ago", of(time=now - AGES)),
        (f"on a reserve attested {AHEAD // DAY} days ahead of time", of(time=now + AHEAD)),
        ("on a negative reserve", of(answer=-(10**18))),
        ("on a feed that refuses to answer", of(speaks=False)),
    ]
