"""The shadow ledger: what events add up to, and what state says."""

from __future__ import annotations

from typing import Any

import pytest
from _history import TOKEN, Says, address, assert_says, block

from backbone_chain.model import (
    Burn,
    Fact,
    Frozen,
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Paused,
    RoleGranted,
    RoleRevoked,
    Severity,
    SlotRead,
    SupplyRead,
    Unfrozen,
    Unpaused,
    Wiped,
)
from backbone_chain.watchers._ledger import Allowances, Books
from backbone_chain.watchers.supply_mismatch import SupplyMismatch

MINTER, HOLDER, ADMIN = map(address, ("minter", "holder", "admin"))


def slot(name: str, value: int) -> SlotRead:
    return SlotRead(slot=name, value=f"0x{value:064x}")


EVENTS: dict[str, tuple[Fact, str, int]] = {
    "allowance": (MinterConfigured(minter=MINTER, allowance=10, by=ADMIN), f"minter-allowance {MINTER}", 10),
    "removed": (MinterRemoved(minter=MINTER, by=ADMIN), f"minter-allowance {MINTER}", 0),
    "role": (RoleGranted(role="pauser", account=HOLDER, by=ADMIN), f"role:pauser {HOLDER}", 1),
    "revoked": (RoleRevoked(role="pauser", account=HOLDER, by=ADMIN), f"role:pauser {HOLDER}", 0),
    "limit": (
        LimitChanged(subject=MINTER, kind="rate", old=0, new=7, unlimited=False, by=ADMIN),
        f"rate {MINTER}",
        7,
    ),
    "paused": (Paused(bit="mint", by=ADMIN), "paused mint", 1),
    "unpaused": (Unpaused(bit="mint", by=ADMIN), "paused mint", 0),
    "frozen": (Frozen(account=HOLDER, reason="", by=ADMIN), f"frozen {HOLDER}", 1),
    "unfrozen": (Unfrozen(account=HOLDER, by=ADMIN), f"frozen {HOLDER}", 0),
}


@pytest.mark.parametrize("name", list(EVENTS))
def test_drift_of_a_control_is_critical_once(name: str) -> None:
    event, place, value = EVENTS[name]
    # The pause is the token's own, so its place has no account.
    history = [block(1, event), block(2, slot(place, value + 1)), block(3, slot(place, value + 1))]
    drift = Says(Severity.CRITICAL, TOKEN, 2, {"expected": value, "read": value + 1})
    assert_says(SupplyMismatch(), history, drift)


@pytest.mark.parametrize("name", list(EVENTS))
def test_control_that_is_as_the_events_say_is_quiet(name: str) -> None:
    event, place, value = EVENTS[name]
    assert_says(SupplyMismatch(), [block(1, event, slot(place, value)), block(2, slot(place.lower(), value))])


def test_control_of_which_no_event_spoke_is_quiet() -> None:
    assert_says(SupplyMismatch(), [block(1, slot(f"frozen {HOLDER}", 1), slot("threshold", 3))])


def test_allowance_is_spent_by_mints() -> None:
    state: dict[str, Any] = {}
    allowances = Allowances(state)
    allowances.follow(MinterConfigured(minter=MINTER, allowance=10, by=ADMIN))
    allowances.spend(Mint(minter=MINTER.lower(), to=HOLDER, amount=4))
    assert (allowances.left(MINTER), allowances.left(HOLDER)) == (6, None)
    assert state == {"left": {MINTER.lower(): 6}, "before": {}, "refilling": []}


def test_allowance_that_refills_is_not_spent() -> None:
    allowances = Allowances({})
    allowances.follow(MinterConfigured(minter=MINTER, allowance=10, by=ADMIN, refills=True))
    allowances.spend(Mint(minter=MINTER.lower(), to=HOLDER, amount=4))
    assert allowances.left(MINTER) == 10


def test_books_stand_before_each_fact_while_it_is_looked_at() -> None:
    books = Books({})
    books.settle(SupplyRead(amount=10))
    mints = [Mint(minter=MINTER, to=HOLDER, amount=5), Mint(minter=MINTER, to=HOLDER, amount=7)]
    assert [books.supply for _ in books.through(mints)] == [10, 15]
    assert books.supply == 22


def test_one_destruction_that_is_told_twice_counts_once() -> None:
    books = Books({})
    books.settle(SupplyRead(amount=10))
    burn = Burn(burner=ADMIN, holder=HOLDER, amount=4, tx="0x1")
    books.follow([burn, Wiped(holder=HOLDER, amount=4, by=ADMIN, tx="0x1")])
    assert books.supply == 6


def test_look_alike_contracts_move_no_books() -> None:
    forged = Mint(minter=MINTER, to=HOLDER, amount=5, contract=address("look-alike"))
    history = [block(1, SupplyRead(amount=10)), block(2, forged, SupplyRead(amount=10))]
    assert_says(SupplyMismatch(), history)
