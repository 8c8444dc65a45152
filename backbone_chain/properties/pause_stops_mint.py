"""pause-stops-mint."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._stopping import filled, minting, pauses, set_up, some
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, lines
from backbone_chain.subjects._words import BRIDGES, sounds_like


class PauseStopsMint(Property):
    """A pause that stops one way of minting stops all of them."""

    severity = Severity.MEDIUM
    needs = (("mint", "bridge_mint"),)

    def check(self, t: Trial) -> str:
        """Every pause, those of minting alone included, against every way to mint."""
        set_up(t)
        ways = some(minting(t), "way of minting")
        stops = list(_every(t))
        if not stops:
            raise NotApplicableError("The token has no power to pause.")
        about = [t.driver.tell(pause) for pause in stops if self._stops(t, pause, ways)]
        if not about:
            raise NotApplicableError("The pause isn't about minting.")
        return f"Minting is stopped by {about[0]}."

    def _stops(self, t: Trial, pause: Call, ways: list[Call]) -> bool:
        with t.undone():
            if not t.driver.does(pause):
                return False
            go_on = [call for call in ways if t.driver.would(call)]
            if len(go_on) == len(ways):
                return False
            for call in go_on:
                said = f"{t.driver.tell(pause)} stops one way of minting, and not this one"
                t.must_refuse(call, f"{said}: {t.driver.tell(call)}.")
        return True


def _every(t: Trial) -> Iterator[Call]:
    """The ways to pause, and whatever else a key can call that sounds so and is about nobody."""
    seen = set()
    for call in (*pauses(t), *_like_pauses(t)):
        if (call.to, call.data) not in seen and t.driver.would(call):
            seen.add((call.to, call.data))
            yield call


def _like_pauses(t: Trial) -> Iterator[Call]:
    for to, function in t.driver.functions():
        if not sounds_like("pause", function.name) or BRIDGES.search(function.name):
            continue
        for line in lines(to, function, t.powers.words):
            if not any(str(each).startswith("$") for each in line.args):
                calls = (filled(t, line, {}, key) for key in t.keys.all())
                yield from (call for call in calls if call)
