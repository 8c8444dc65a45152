"""What the machine draws: who calls, about whom, how much, and when; sensible mostly, hostile now and then."""

from __future__ import annotations

from typing import NamedTuple

from _books import CEILING, TOKEN, UINT248, UINT256, ZERO
from _model import Model
from _world import ACCOUNTS, HOLDERS, NONCES
from hypothesis import strategies as st

DAY = 24 * 3600
USUAL = 40  # times that whoever should call stands in the hat beside everybody else


class Amount(NamedTuple):
    """A number of base units by what it is near to, since that is where mistakes are."""

    near: str
    off: int

    def of(self, model: Model, account: str, spender: str = "") -> int:
        """In base units, for a call about this account (and this spender)."""
        anchors = {
            "ten": 10,
            "nothing": 0,
            "balance": model.balance(account),
            "free part": model.free(account),
            "frozen part": model.tokens_frozen(account),
            "allowance": model.allowance(account, spender),
            "minter allowance": model.minter_allowance(account),
            "room below the ceiling": CEILING - model.minter_allowance(account),
            "ceiling": CEILING,
            "room for supply": UINT256 - model.supply,
            "uint248": UINT248,
            "uint256": UINT256,
        }
        return min(max(anchors[self.near] + self.off, 0), UINT256)


HUGE = ("ceiling", "room for supply", "uint248", "uint256", "room below the ceiling")
FITTING = ("balance", "free part", "frozen part", "allowance", "minter allowance")
AMOUNTS = st.builds(
    Amount,
    near=st.sampled_from(("ten",) * 8 + ("nothing",) + FITTING * 2 + HUGE),
    off=st.sampled_from((0, 0, -1, 1)),
)
PARTIES = st.sampled_from(HOLDERS * 6 + ACCOUNTS + ("consenter", ZERO, TOKEN))
SIGNERS = st.sampled_from(HOLDERS)
CALLERS = st.sampled_from(HOLDERS * 6 + ACCOUNTS)
NUMBERS = st.sampled_from(NONCES)
FORMS = st.sampled_from(("vrs", "bytes"))
BITS = st.sampled_from((15, 1, 2, 4, 8, 6, 0, 16, 255))
SECONDS = st.sampled_from((1, 60, DAY, 2 * DAY - 12, 2 * DAY + 1, 5 * DAY))
DELAYS = st.sampled_from((2 * DAY, DAY, 0, 3 * DAY, 10 * DAY, 2**48 - 1))
CONTRACTS = st.sampled_from(("consenter", "consenter", "foreign", "refuser", "mint_refuser", ZERO, TOKEN, "victim"))


def by(officer: str) -> st.SearchStrategy[str]:
    """The officer mostly, and anybody at times."""
    return st.sampled_from((officer,) * USUAL + ACCOUNTS)
