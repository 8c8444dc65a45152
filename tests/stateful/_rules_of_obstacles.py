"""One thing in the way of a call that would go through without it, and then out of the way again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from _books import ALL_BITS, UINT248, UINT256, ZERO, Signed
from _draws import FORMS
from _model import Model
from _roles import role
from _rules_of_holders import MEMO, Acting
from _world import HOLDERS
from hypothesis import strategies as st
from hypothesis.stateful import rule

Call = tuple[Any, ...]
SMALL = 3  # base units, which the holders have for long


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who may be stopped: where tokens come from, where they go to, and who calls."""

    source: str
    by: str
    to: str
    nonce: bytes

    def stops(self, what: str) -> tuple[Call, Call]:
        """The call that stops something, and the one that undoes it."""
        if what in ("source", "by", "to"):
            account = getattr(self, what)
            return ("freezer", "freeze", account, MEMO), ("unfreezer", "unfreeze", account)
        if what == "a part":
            return (
                ("freezer", "setFrozenTokens", self.source, UINT248),
                ("unfreezer", "setFrozenTokens", self.source, 0),
            )
        bits = {"transfers": 1, "minting": 2, "redeeming": 4, "signatures": 8, "everything": ALL_BITS}.get(what, 0)
        return ("pauser", "pauseBits", bits), ("unpauser", "unpause", ALL_BITS)


def _payment(parties: Parties, allowance: int) -> list[Call]:
    approval = (parties.source, "approve", parties.by, allowance)
    return [approval, (parties.by, "transferFrom", parties.source, parties.to, SMALL)]


def _permit(parties: Parties, model: Model, value: int) -> list[Call]:
    message = (parties.source, parties.to, value, model.nonces.get(parties.source, 0), UINT256)
    signature = Signed(signer=parties.source, kind="Permit", message=message)
    return [(parties.by, "permit", parties.source, parties.to, value, UINT256, signature)]


def _authorization(parties: Parties) -> list[Call]:
    message = (parties.source, parties.to, SMALL, 0, UINT256, parties.nonce)
    signature = Signed(signer=parties.source, kind="TransferWithAuthorization", message=message)
    return [(parties.by, "transferWithAuthorization", *message, signature)]


def _cancellation(parties: Parties) -> list[Call]:
    message = (parties.source, parties.nonce)
    signature = Signed(signer=parties.source, kind="CancelAuthorization", message=message)
    return [(parties.by, "cancelAuthorization", *message, signature)]


def calls_of(operation: str, parties: Parties, model: Model) -> list[Call]:
    """What has to be done before, and the operation itself last."""
    source, by, to = parties.source, parties.by, parties.to
    return {
        "pay": lambda: [(source, "transfer", to, SMALL)],
        "spend all": lambda: _payment(parties, SMALL),
        "spend a part": lambda: _payment(parties, SMALL + 1),
        "spend without limit": lambda: _payment(parties, UINT256),
        "permit": lambda: _permit(parties, model, SMALL),
        "permit nothing": lambda: _permit(parties, model, 0),
        "authorize": lambda: _authorization(parties),
        "cancel": lambda: _cancellation(parties),
        "redeem": lambda: [(source, "redeem", SMALL, MEMO)],
        "mint": lambda: [("minter", "mint", to, SMALL)],
        "bridge": lambda: [("bridge", "crosschainMint", to, SMALL)],
        "freeze twice": lambda: [("freezer", "freezeMany", [source, to, source], MEMO)],
        "freeze nobody": lambda: [("freezer", "freezeMany", [source, ZERO], MEMO)],
        "seize": lambda: [
            ("freezer", "setFrozenTokens", source, SMALL),
            ("seizer", "seize", source, to, SMALL, MEMO),
        ],
        "wipe": lambda: [
            ("freezer", "setFrozenTokens", source, SMALL),
            ("seizer", "wipe", source, SMALL, MEMO),
        ],
        "lend a role": lambda: [
            ("admin", "grantRole", role("pauser"), by),
            (by, "pauseBits", 0),
        ],
    }[operation]()


def _in_spite_of(
    machine: Acting, pairs: Sequence[tuple[str, str]], drawn: int, people: list[str], form: str = ""
) -> None:
    """Prepares, stops, tries, restarts: for AT_ONCE pairs of an operation and what stops it.

    The draw counts on from the calls so far: Hypothesis likes to repeat a step, and it is another one then.
    """
    for number in range(AT_ONCE):
        operation, what = pairs[(drawn + machine.calls + number) % len(pairs)]
        unused = machine.calls.to_bytes(32)
        parties = Parties(source=people[0], by=people[1], to=people[2], nonce=unused)
        *before, call = calls_of(operation, parties, machine.model)
        stop, restart = parties.stops(what)
        for each in (("unpauser", "unpause", ALL_BITS), *before, stop):
            machine.act(*each)
        machine.act(*call, form=form if isinstance(call[-1], Signed) else "")
        machine.act(*restart)


AT_ONCE = 3
PEOPLE = st.permutations(HOLDERS)
DRAWN = st.integers(0, 999)
PAYING = tuple(
    product(
        ("spend all", "spend a part", "spend without limit", "pay"),
        ("source", "by", "to", "a part", "transfers", "nothing"),
    )
)
SIGNING = tuple(
    product(
        ("permit", "authorize", "cancel", "permit nothing"),
        ("source", "by", "to", "transfers", "signatures", "nothing"),
    )
)
SUPPLYING = tuple(
    product(
        ("mint", "bridge", "redeem", "seize", "wipe"), ("source", "to", "a part", "minting", "redeeming", "everything")
    )
)
OFFICIATING = tuple(product(("lend a role", "freeze twice", "freeze nobody"), ("by", "everything")))


class Obstacles:
    """Freezes, frozen parts and pauses between a preparation and its call."""

    @rule(drawn=DRAWN, people=PEOPLE)
    def pay_in_spite_of(self: Acting, drawn: int, people: list[str]) -> None:
        _in_spite_of(self, PAYING, drawn, people)

    @rule(drawn=DRAWN, people=PEOPLE, form=FORMS)
    def sign_in_spite_of(self: Acting, drawn: int, people: list[str], form: str) -> None:
        _in_spite_of(self, SIGNING, drawn, people, form)

    @rule(drawn=DRAWN, people=PEOPLE)
    def change_the_supply_in_spite_of(self: Acting, drawn: int, people: list[str]) -> None:
        _in_spite_of(self, SUPPLYING, drawn, people)

    @rule(drawn=DRAWN, people=PEOPLE)
    def use_a_role_in_spite_of(self: Acting, drawn: int, people: list[str]) -> None:
        _in_spite_of(self, OFFICIATING, drawn, people)
        for account in people[:3]:
            self.act("unfreezer", "unfreeze", account)
