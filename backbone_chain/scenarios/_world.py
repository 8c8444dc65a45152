"""The common world of all stories: minters with allowances and tickets, a treasury, customers with tokens."""

from __future__ import annotations

from backbone_chain.model import ApprovedMinter, BankCredit, Fact, OrderApproved, PlannedChange
from backbone_chain.stage import Stage

FOREVER = 2**63
MINTERS = ("minter", "second_minter", "third_minter")
ALLOWANCE = 500_000_000  # whole tokens for each minter
SUPPLY = 400_000_000  # whole tokens in the treasury's and the customers' hands when a story begins
CUSTOMERS = ("exchange", "customer", "victim")
DAY = 86_400
MONTH = 30 * DAY


def planned(what: str, new: str, ticket: str) -> PlannedChange:
    """A change that the issuer announced, good at any time from now on."""
    return PlannedChange(what=what, new=new, from_block=0, to_block=FOREVER, ticket=ticket)


def planned_minter(address: str, allowance: int, ticket: str) -> list[Fact]:
    """The two changes that a planned minter is: the role, and the allowance in base units."""
    return [
        planned("role:minter", address, ticket),
        planned("minter-allowance", f"{address}={allowance}", ticket),
    ]


def order(stage: Stage, number: str, to: str, amount: int) -> None:
    """An approved order of `amount` base units whose dollars are final."""
    approvers = (stage.actor("treasurer").address, stage.actor("controller").address)
    now = stage.chain.timestamp
    stage.tell(
        BankCredit(order=number, amount=amount, final_at=now),
        OrderApproved(order=number, to=to, amount=amount, approvers=approvers),
    )


def open_for_business(stage: Stage, *, supply: int = SUPPLY, ordered: bool = True) -> None:
    """Three approved minters, a supply backed by orders, and first transfers among customers.

    supply: whole tokens. ordered: whether the desk tells its orders; some issuers' desks tell nothing.
    """
    token, unit = stage.token, stage.token.unit
    since = stage.chain.timestamp - MONTH
    for name in MINTERS:
        minter = stage.actor(name).address
        stage.tell(ApprovedMinter(minter=minter, since=since), *planned_minter(minter, ALLOWANCE * unit, "opening"))
        token.configure_minter(minter, ALLOWANCE * unit)
    treasury = stage.actor("treasury")
    for name in MINTERS[1:]:  # the first minter's allowance is left whole, for the stories
        amount = supply * unit // (len(MINTERS) - 1)
        if ordered:
            order(stage, f"opening {name}", treasury.address, amount)
        token.mint(treasury, amount, sender=stage.actor(name))
    for name in CUSTOMERS:
        token.transfer(stage.actor(name), supply * unit // 10, sender=treasury)
