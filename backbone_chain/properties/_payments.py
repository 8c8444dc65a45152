"""What properties of plain payments share: the topic of Transfer, and whether the token knows allowances."""

from __future__ import annotations

from collections.abc import Iterator

from eth_utils import keccak

from backbone_chain.properties._base import NotApplicableError
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

TRANSFER = bytes(keccak(text="Transfer(address,address,uint256)"))
NOBODY = "0x" + "00" * 20
FINITE = 2**96  # an allowance of as much or more may mean "unlimited"
ALLOWANCE_CALLS = ("approve(address,uint256)", "transferFrom(address,address,uint256)", "allowance(address,address)")


def has_allowances(t: Trial) -> bool:
    """Whether the token has the functions, and accepts an approval from somebody who holds something."""
    known = all(t.driver.token.abi.has(call) for call in ALLOWANCE_CALLS)
    return known and t.driver.would(t.approval(t.holder, t.spender, t.amount))


def require_allowances(t: Trial) -> None:
    """Raises: NotApplicableError for a token without allowances."""
    if not has_allowances(t):
        raise NotApplicableError("The token has no allowances: no approval is accepted.")


def payments(t: Trial, to: str, amount: int) -> Iterator[tuple[str, Call]]:
    """The ways in which the holder's tokens are paid to somebody, with their names; a spender is approved."""
    yield "transfer", t.transfer(t.holder, to, amount)
    if has_allowances(t):
        t.approve(t.holder, t.spender)
        yield "transferFrom", t.transfer_from(t.spender, t.holder, to, amount)
