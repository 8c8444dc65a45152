"""mint-rate-limited."""

from __future__ import annotations

from backbone_chain.chain import BLOCK_SECONDS
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._limits import WAITS, Limit, full, limits, waits
from backbone_chain.properties._trial import Trial

SHORTEST = 50 * BLOCK_SECONDS  # of a window; in a shorter one the seconds between two blocks count for too much
MARGIN = 3 * BLOCK_SECONDS
AT_ONCE = 50  # a part of the window so small that what is free again after it is a refill


class MintRateLimited(Property):
    """Over any window of its length a minter mints at most its limit, or what a bucket holds and refills.

    Said is which kind was found: a bucket that refills, or a window; one that begins anew at fixed times lets twice
    its limit through around such a time.
    """

    scwe = "SCWE-077"
    severity = Severity.HIGH
    needs = (("mint", "bridge_mint"),)

    def check(self, t: Trial) -> str:
        """Each rate that a key can set."""
        found = [each for each in limits(t) if each.kind == "rate" or (each.kind != "cap" and _is_called_rate(each))]
        if not found:
            raise NotApplicableError("The token has no rate limit on minting: nothing was found that a key can set.")
        told = []
        for limit in found:
            with t.undone():
                for call in (*limit.before, limit.setting(t, full(t))):
                    t.prepare(call)
                told.append(f"{limit.name}: {self._try(t, limit)}.")
        return " ".join(dict.fromkeys(told))

    def _try(self, t: Trial, limit: Limit) -> str:
        t.control(limit.mint(t, full(t)))
        t.must_refuse(
            limit.mint(t, full(t) + 1), f"At a limit of {full(t):,} the minter mints {full(t) + 1:,} at once."
        )
        with t.undone():
            t.prepare(limit.mint(t, full(t)))
            again = limit.mint(t, full(t))
            t.must_refuse(again, f"At a limit of {full(t):,} the minter mints twice that within one window.")
            window = _wait_for(t, limit, full(t)) + BLOCK_SECONDS  # since the block of that mint
            first = _wait_for(t, limit, 1)
        if window < SHORTEST:
            raise UnknownError(f"The window of {limit.name} is {window:,} seconds long, too short to try its edges.")
        self._edge(t, limit, window)
        self._idle(t, limit, window)
        if first * AT_ONCE < window:
            return f"a refilling bucket, full again after {window:,} seconds"
        return f"a window of {window:,} seconds"

    def _edge(self, t: Trial, limit: Limit, window: int) -> None:
        """A little at first, the rest just before that is forgotten, and once more just after."""
        with t.undone():
            t.prepare(limit.mint(t, 1))
            started = t.chain.timestamp
            t.chain.warp(window - MARGIN)
            t.prepare(limit.mint(t, full(t) - 1))
            t.chain.warp(max(0, started + window + MARGIN - t.chain.timestamp))
            sentence = f"At a limit of {full(t):,} the minter mints half as much again within two minutes."
            t.must_refuse(limit.mint(t, full(t) // 2), sentence)

    def _idle(self, t: Trial, limit: Limit, window: int) -> None:
        """A long rest saves nothing up."""
        with t.undone():
            t.prepare(limit.mint(t, full(t)))
            t.chain.warp(4 * window)
            if t.driver.would(limit.mint(t, full(t))):
                sentence = f"After a long rest the minter mints more than its limit of {full(t):,} at once."
                t.must_refuse(limit.mint(t, full(t) + 1), sentence)


def _is_called_rate(limit: Limit) -> bool:
    """Whether it bounds nothing, or each mint only, and is called a rate."""
    return limit.kind in ("nothing", "each mint") and limit.sounds_like_rate


def _wait_for(t: Trial, limit: Limit, amount: int) -> int:
    """After how many seconds this much can be minted again. Raises: UnknownError where that is never."""
    late = next((seconds for seconds in WAITS if waits(t, limit, seconds, amount)), None)
    if late is None:
        raise UnknownError(f"What was minted under {limit.name} was never free again.")
    early = 0
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if waits(t, limit, middle, amount) else (middle, late)
    return late
