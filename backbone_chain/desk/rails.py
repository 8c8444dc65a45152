"""How dollars travel: what each rail costs, how much it takes, and when what it brought can't be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from backbone_chain.desk.calendar import DAY
from backbone_chain.errors import DeskError, did_you_mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Rail:
    """One way to pay. fee, most: cents. returns_days: how long a payment can come back; 0 is final when it settles."""

    name: str
    fee: int
    most: int
    returns_days: int = 0
    always_open: bool = False

    def final_at(self, value_at: int) -> int:
        """When a payment that settled then can no longer be returned."""
        return value_at + self.returns_days * DAY


RAILS = {
    rail.name: rail
    for rail in (
        Rail(name="wire", fee=2_500, most=10**15),  # Fedwire: final at once (12 CFR 210.31); below 10 trillion
        Rail(name="ach", fee=50, most=100_000_000, returns_days=60),  # Nacha: same-day limit; unauthorised, 60 days
        Rail(name="rtp", fee=100, most=1_000_000_000, always_open=True),  # The Clearing House: 10 million since 2025-02
        Rail(name="sepa-instant", fee=100, most=10**13, always_open=True),  # EU 2024/886: no limit but the payer's
        Rail(name="swift", fee=4_000, most=10**15),
        Rail(name="book", fee=0, most=10**15, always_open=True),  # between two accounts of one bank
    )
}


def rail(name: str) -> Rail:
    """By its name. Raises: DeskError with the nearest one."""
    if name not in RAILS:
        raise DeskError(f"There is no rail called {name!r}.{did_you_mean(name, RAILS)}")
    return RAILS[name]
