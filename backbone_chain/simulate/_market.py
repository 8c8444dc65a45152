"""Holders who want out, arbitrageurs who buy from them, and the price that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

SELLS_AN_HOUR = 0.011  # of the supply, sold by the fearful at fear 1
REDEEMS_AN_HOUR = 0.001  # of the supply, redeemed by those with an account at the issuer, at fear 1
BUYERS_AN_HOUR = 0.14  # of what is on offer, taken by buyers who believe in par
DEPTH = 4.2  # dollars of price for the whole supply on offer: 0.13 at 3 % of it
CAPITAL = 0.02  # of the supply, all that arbitrageurs can buy before they are paid
SLOT = 0.0012  # of the supply an hour that arbitrageurs can redeem
MARGIN = 0.002  # dollars that they want for a day's wait
FLOOR = 0.5


@dataclass
class Market:
    """The state: fear 0 to 1, what is on offer (tokens), what arbitrageurs hold and have waiting (tokens)."""

    fear: float = 0.0
    offered: float = 0.0
    held: float = 0.0
    waiting: float = 0.0
    price: float = 1.0

    def hour(self, supply: float, stuck: float, half_life: float, days_to_payout: float) -> tuple[float, float]:
        """One hour; answers what holders and what arbitrageurs redeem, tokens.

        stuck: share of the reserve that can't be had; while something is, fear doesn't calm.
        """
        if not stuck:
            self.fear *= 0.5 ** (1 / half_life)
        self.offered = (self.offered + supply * self.fear * SELLS_AN_HOUR) * (1 - BUYERS_AN_HOUR)
        self._arbitrage(supply, stuck, days_to_payout)
        self.price = max(FLOOR, 1 - DEPTH * self.offered / supply) if supply else 1.0
        slot = min(self.held, supply * SLOT)
        self.held -= slot
        self.waiting += slot
        return supply * self.fear * REDEEMS_AN_HOUR, slot

    def paid(self, tokens: float) -> None:
        """Arbitrageurs got their dollars and can buy again."""
        self.waiting = max(0.0, self.waiting - tokens)

    def refused(self, tokens: float) -> None:
        """Arbitrageurs couldn't give so many back this hour; they still hold them."""
        self.waiting -= tokens
        self.held += tokens

    def _arbitrage(self, supply: float, stuck: float, days: float) -> None:
        """They buy down to the price at which a dollar in some days is worth it, as far as their capital goes."""
        wanted = 1 - MARGIN * (1 + days) - stuck * self.fear
        too_much = self.offered - (1 - wanted) / DEPTH * supply
        can = supply * CAPITAL - self.held - self.waiting
        bought = max(0.0, min(too_much, can))
        self.offered -= bought
        self.held += bought
