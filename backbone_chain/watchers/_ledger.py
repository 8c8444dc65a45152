"""The shadow ledger: allowances, limits, roles, pause, freeze list, supply, balances and code, from events alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backbone_chain.model import (
    BalanceRead,
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
    Seized,
    SlotRead,
    SupplyRead,
    Transfer,
    Unfrozen,
    Unpaused,
    Upgraded,
    Wiped,
)

ZERO_ADDRESS = "0x" + "00" * 20
OF_SUPPLY = frozenset({Mint, Burn, Wiped, SupplyRead})
OF_ALLOWANCES = frozenset({Mint, MinterConfigured, MinterRemoved, RoleGranted, RoleRevoked})
"""What moves the one and the other; a rule that follows no balances is faster without the rest."""


class Allowances:
    """What each minter may still mint, kept in a rule's state under `left`, `before` and `refilling`.

    `left`: minter -> base units. `before`: removed minter -> what its role alone restores. `refilling`: minters whose
    allowance comes back by itself, so that it bounds single mints only. A minter whose allowance was never seen isn't
    in it.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        self._left: dict[str, int] = state.setdefault("left", {})
        self._before: dict[str, int | None] = state.setdefault("before", {})
        self._refilling: list[str] = state.setdefault("refilling", [])

    def left(self, minter: str) -> int | None:
        """Base units, None where no event ever said."""
        return self._left.get(minter.lower())

    def spend(self, mint: Mint) -> None:
        """Take a mint off what its minter has left."""
        minter = mint.minter.lower()
        if minter in self._left and minter not in self._refilling:
            self._left[minter] = max(0, self._left[minter] - mint.amount)

    def follow(self, fact: Fact) -> None:
        """A removed minter has nothing left; one that gets only its role back has what the role alone gives it.

        That is the allowance that a revoked role had left standing, nothing after a removal, and no limit that is known
        where none was ever configured.
        """
        match fact:
            case MinterConfigured(minter=minter, allowance=allowance, refills=refills):
                self._left[minter.lower()] = allowance
                self._before.pop(minter.lower(), None)
                if refills and minter.lower() not in self._refilling:
                    self._refilling.append(minter.lower())
            case RoleRevoked(role="minter", account=minter):
                self._before.setdefault(minter.lower(), self._left.get(minter.lower()))
                self._left[minter.lower()] = 0
            case MinterRemoved(minter=minter):
                was = self._before.get(minter.lower(), self._left.get(minter.lower()))
                self._before[minter.lower()] = None if was is None else 0
                self._left[minter.lower()] = 0
            case RoleGranted(role="minter", account=minter) if minter.lower() in self._before:
                self._restore(minter.lower(), self._before.pop(minter.lower()))

    def _restore(self, minter: str, was: int | None) -> None:
        if was is None:
            self._left.pop(minter, None)
        else:
            self._left[minter] = was


class Books:
    """Supply and balances as the events move them, kept in a rule's state under `supply` and `balances`.

    A number is followed from the first time that it was read; `supply` is None until then.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        self._state = state
        state.setdefault("supply", None)
        self._balances: dict[str, int] = state.setdefault("balances", {})

    @property
    def supply(self) -> int | None:
        """What mints and burns add up to, base units."""
        supply: int | None = self._state["supply"]
        return supply

    def follow(self, facts: Sequence[Fact]) -> None:
        """Supply by mints and burns; balances by transfers, or by what says the same in a token that emits none."""
        for _ in self.through(facts):
            pass

    def through(self, facts: Sequence[Fact]) -> Iterator[Fact]:
        """Each fact in turn, before it is taken in."""
        said = _Said(facts)
        for fact in facts:
            yield fact
            self._book(fact, said)

    def settle(self, read: SupplyRead | BalanceRead) -> int | None:
        """Take what was read; answers what the events had added up to, None for a first read."""
        if isinstance(read, SupplyRead):
            expected, self._state["supply"] = self.supply, read.amount
            return expected
        booked = self._balances.get(read.account.lower())
        self._balances[read.account.lower()] = read.amount
        return booked

    def _book(self, fact: Fact, said: _Said) -> None:
        match fact:
            case Mint(to=to, amount=amount):
                self._change_supply(amount)
                if (fact.tx, to.lower()) not in said.came:
                    self._move(ZERO_ADDRESS, to, amount)
            case Burn(holder=holder, amount=amount) | Wiped(holder=holder, amount=amount):
                if isinstance(fact, Wiped) and (fact.tx, holder.lower(), amount) in said.burned:
                    return  # one destruction, told twice
                self._change_supply(-amount)
                if (fact.tx, holder.lower()) not in said.left:
                    self._move(holder, ZERO_ADDRESS, amount)
            case Seized(holder=holder, to=to, amount=amount) if (fact.tx, holder.lower()) not in said.left:
                self._move(holder, to, amount)
            case Transfer(sender=sender, to=to, amount=amount):
                self._move(sender, to, amount)

    def _move(self, sender: str, to: str, amount: int) -> None:
        for account, change in ((sender.lower(), -amount), (to.lower(), amount)):
            if account in self._balances:
                self._balances[account] += change

    def _change_supply(self, change: int) -> None:
        if self._state["supply"] is not None:
            self._state["supply"] += change


class _Said:
    """What the facts of a block say more than once: who sent, got and burned tokens in which transaction."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.left: set[tuple[str, str]] = set()
        self.came: set[tuple[str, str]] = set()
        self.burned: set[tuple[str, str, int]] = set()
        for fact in facts:
            if isinstance(fact, Transfer):
                self.left.add((fact.tx, fact.sender.lower()))
                self.came.add((fact.tx, fact.to.lower()))
            elif isinstance(fact, Burn):
                self.burned.add((fact.tx, fact.holder.lower(), fact.amount))


def control_of(fact: Fact) -> str:
    """The name of the control that an event changed or used up; empty for an event of another kind."""
    match fact:
        case MinterConfigured(minter=minter) | MinterRemoved(minter=minter) | Mint(minter=minter):
            return f"minter-allowance {minter.lower()}"
        case LimitChanged(kind=kind, subject=subject):
            return f"{kind} {subject.lower()}"
        case RoleGranted(role=role, account=account) | RoleRevoked(role=role, account=account):
            return f"role:{role} {account.lower()}"
        case Paused(bit=bit) | Unpaused(bit=bit):
            return f"paused {bit}"
        case Frozen(account=account) | Unfrozen(account=account):
            return f"frozen {account.lower()}"
        case Upgraded(proxy=proxy):
            return f"implementation {proxy.lower()}"
    return ""


class Controls:
    """Allowances, limits, roles, pause, freeze list and code by name, kept in a rule's state under `controls`.

    The names are those of state reads: `implementation`, `paused <bit>`, `frozen <account>`, `role:<role> <account>`,
    `minter-allowance <minter>`, `<kind> <subject>` for a limit; yes and no are 1 and 0, addresses are numbers.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        self._allowances = Allowances(state)
        self._known: dict[str, int] = state.setdefault("controls", {})

    def follow(self, fact: Fact) -> None:
        """Take in an event."""
        self._allowances.follow(fact)
        match fact:
            case Mint():
                self._allowances.spend(fact)
            case LimitChanged(kind=kind, new=new) if kind != "minter-allowance":
                self._known[control_of(fact)] = new
            case RoleGranted() | Paused() | Frozen():
                self._known[control_of(fact)] = 1
            case RoleRevoked() | Unpaused() | Unfrozen():
                self._known[control_of(fact)] = 0
            case Upgraded(implementation=implementation):
                self._known[control_of(fact)] = _number(implementation)

    def drift(self, read: SlotRead) -> int | None:
        """What the events say of this place, where that is another thing than was read; None where all is well.

        What was read counts from then on, so that one drift is said once.
        """
        kind, _, of_whom = read.slot.lower().partition(" ")
        place = f"{kind} {of_whom or read.contract.lower()}"
        known, value = self._expected(kind, of_whom, place), _number(read.value)
        if known is None or known == value:
            return None
        if kind == "minter-allowance":
            self._allowances.follow(MinterConfigured(minter=of_whom, allowance=value, by=""))
        else:
            self._known[place] = value
        return known

    def _expected(self, kind: str, of_whom: str, place: str) -> int | None:
        return self._allowances.left(of_whom) if kind == "minter-allowance" else self._known.get(place)


def _number(value: str) -> int:
    return int(value, 16) if value else 0
