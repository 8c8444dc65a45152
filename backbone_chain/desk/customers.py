"""Who may order, under which names its money comes, where its payouts go, and how much a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backbone_chain.errors import DeskError, did_you_mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """One that was checked.

    names: account holders whose payments count as its own. addresses: where its tokens go and come from. accounts:
    where payouts go. daily: cents that it may order in 24 hours. is_blocked: nothing is done for it.
    """

    id: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    daily: int = 10**12
    is_blocked: bool = False

    def is_named(self, name: str) -> bool:
        """Whether a bank's spelling of the payer is one of its names."""
        return plain(name) in map(plain, self.names)


def plain(name: str) -> str:
    """A name without what banks change in it: case, punctuation, spaces."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def known(customers: Mapping[str, Customer], identity: str) -> Customer:
    """Raises: DeskError for one who is unknown or blocked."""
    if identity not in customers:
        raise DeskError(f"There is no customer called {identity!r}.{did_you_mean(identity, customers)}")
    if customers[identity].is_blocked:
        raise DeskError(f"The customer {identity!r} is blocked; nothing can be ordered for it.")
    return customers[identity]
