"""Separation of powers: what no configuration may give to one account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbone_chain.deploy.config import Config

TIMELOCKED = ("admin", "upgrader", "minter_admin", "reserve_admin")
"""Roles that can create supply or replace the code, by themselves or by granting; and the opening needs them."""

GUARDIANS = ("pauser", "freezer", "canceller")
"""Roles that stop something, and so the only ones that a guardian may hold."""

OPPOSITES = (
    ("pauser", "unpauser", "one account would stop and restart"),
    ("freezer", "unfreezer", "one account would stop and restart a holder"),
    ("canceller", "minter_admin", "one account would stop and restart minting"),
    ("freezer", "seizer", "one account could take anybody's tokens, since what is frozen can be seized"),
)


def violation(config: Config) -> str:
    """What is wrong with a configuration's powers, as the rest of a sentence about its file; empty if nothing is."""
    return next((problem for rule in RULES for problem in rule(config)), "")


def _timelocked(config: Config) -> Iterator[str]:
    for role in TIMELOCKED:
        if config.roles[role] != "@timelock":
            yield f"gives {role} to {config.roles[role]} in [roles]; it must be @timelock, with its delay."


def _guardian(config: Config) -> Iterator[str]:
    for role, holder in config.roles.items():
        if role not in GUARDIANS and holder in ("@guardian", config.guardian.address):
            yield f"gives {role} to the guardian in [roles]; a guardian only stops: {_listed(GUARDIANS)}."


def _opposites(config: Config) -> Iterator[str]:
    for one, other, why in OPPOSITES:
        if config.roles[one] == config.roles[other]:
            yield f"gives {one} and {other} to the same holder in [roles]; {why}."


def _same_signers(config: Config) -> Iterator[str]:
    if config.guardian.address and config.guardian.address == config.safe.address:
        yield "has one address in [safe] and [guardian]; who proposes must not be who cancels."
    if config.guardian.address in config.safe.owners:
        yield "has the guardian among the owners of [safe]; who proposes must not be who cancels."


def _business(config: Config) -> Iterator[str]:
    """Minters and bridges are keys in daily use: each is one thing only."""
    minters, bridges = [each.address for each in config.minters], [each.address for each in config.bridges]
    for kind, accounts in (("minter", minters), ("bridge", bridges)):
        for account in accounts:
            if accounts.count(account) > 1:
                yield f"has the {kind} {account} twice."
            other = _officers(config).get(account)
            if other:
                yield f"has the {kind} {account} also as {other}; keys in daily use hold nothing else."
    for account in minters:
        if account in bridges:
            yield f"has {account} as a minter and as a bridge; the token refuses an account that is both."
    for account in (*minters, *bridges):
        if account in config.reserve.attesters:
            yield f"has the attester {account} also among minters and bridges; who mints must not state the reserve."


def _officers(config: Config) -> dict[str, str]:
    """Addresses that are something, and what."""
    officers = dict.fromkeys(config.guardian.owners, "an owner of [guardian]")
    officers |= dict.fromkeys(config.safe.owners, "an owner of [safe]")
    officers |= {holder: f"{role} in [roles]" for role, holder in config.roles.items()}
    return officers | {config.guardian.address: "[guardian]", config.safe.address: "[safe]"}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


RULES: tuple[Callable[[Config], Iterator[str]], ...] = (
    _guardian,
    _timelocked,
    _opposites,
    _same_signers,
    _business,
)
