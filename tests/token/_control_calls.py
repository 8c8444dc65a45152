"""A list of calls with which one supply controller is held against another."""

from __future__ import annotations

from _control import DAY, DELAY, LIFETIME, MINT_LIMIT
from _feeds import FEED, feed_code
from _outcome import SUPPLY

MINT = ("minter", "mint", "@recipient")
BRIDGE_MINT = ("bridge", "crosschainMint", "@recipient")


def says(control, *, decimals=6, answer=2 * SUPPLY, age=0):
    """A feed that is asked, and what it says."""
    control.chain.engine.set_code(FEED, feed_code(decimals=decimals, answer=answer, as_of=control.now - age))
    control.send("reserve_admin", "setReserveFeed", FEED, DAY)


def without_limit(control):
    control.limit("minter", MINT_LIMIT, 0, 0)
    return (*MINT, 100)


def half_a_window_later(control):
    control.send("reserve_admin", "setProposalTerms", (MINT_LIMIT, 0, 0))
    control.send(*MINT, MINT_LIMIT)
    control.at(control.now + DAY // 2)
    return (*MINT, MINT_LIMIT // 2)


def a_whole_window_later(control):
    control.send("reserve_admin", "setProposalTerms", (MINT_LIMIT, 0, 0))
    control.send(*MINT, MINT_LIMIT)
    control.at(control.now + DAY)
    return (*MINT, MINT_LIMIT)


def proposed(control, later):
    begun = control.now
    control.send("minter", "propose", "@recipient", 200)
    control.at(begun + later)
    return (*MINT, 200)


def capped(control, step):
    control.send("reserve_admin", "setSupplyCap", SUPPLY)
    return step


def backed(control, step, **answer):
    says(control, **answer)
    return step


CALLS = {
    "a mint": lambda c: (*MINT, 100),
    "a mint without a limit": without_limit,
    "a mint above the limit": lambda c: (*MINT, MINT_LIMIT + 1),
    "a second mint half a window later": half_a_window_later,
    "a second mint a whole window later": a_whole_window_later,
    "a mint elsewhere": lambda c: ("minter", "mint", "@victim", 1),
    "a large mint that was not proposed": lambda c: (*MINT, 200),
    "a large mint too early": lambda c: proposed(c, DELAY - 1),
    "a large mint in time": lambda c: proposed(c, DELAY),
    "a large mint in its last second": lambda c: proposed(c, DELAY + LIFETIME),
    "a large mint too late": lambda c: proposed(c, DELAY + LIFETIME + 1),
    "a mint above the cap": lambda c: capped(c, (*MINT, 1)),
    "a bridge's mint": lambda c: (*BRIDGE_MINT, 100),
    "a bridge's mint above the cap": lambda c: capped(c, (*BRIDGE_MINT, 1)),
    "a bridge's mint above its limit": lambda c: (*BRIDGE_MINT, 101),
    "a bridge's mint above the reserve": lambda c: backed(c, (*BRIDGE_MINT, 1), answer=SUPPLY),
    "a mint above the reserve": lambda c: backed(c, (*MINT, 1), answer=SUPPLY),
    "a mint on a fresh answer": lambda c: backed(c, (*MINT, 1), age=DAY - 60),
    "a mint on a stale answer": lambda c: backed(c, (*MINT, 1), age=DAY),
    "a mint on an answer of no decimals": lambda c: backed(c, (*MINT, 1), decimals=0, answer=SUPPLY),
    "a mint on an answer of 18 decimals": lambda c: backed(c, (*MINT, 1), decimals=18, answer=10**20),
    "a mint on a negative answer": lambda c: backed(c, (*MINT, 1), answer=-1),
    "a bridge's burn": lambda c: ("bridge", "crosschainBurn", "@bridge", 5),
    "a raise by the canceller": lambda c: ("canceller", "lowerSupplyCap", 2 * SUPPLY),
    "a limit by an outsider": lambda c: ("attacker", "setLimits", "@attacker", (1, 1, 1)),
}
"""What is prepared, and the step that it ends with."""
