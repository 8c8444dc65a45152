"""Facts of a deployment in words: what each is about, and its value as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backbone_chain.deploy.verify import Comparison, Difference
from backbone_chain.engines._base import ZERO_ADDRESS

PLACES = {
    "roles": "the token's role {}",
    "timelock": "the timelock's {}",
    "safe": "the Safe's {}",
    "guardian": "the guardian's {}",
    "token": "the token's {}",
    "supply": "the supply controller's {}",
    "reserve": "the reserve feed's {}",
    "slots": "{}",
}
DOLLARS = ("cap", "proposal_threshold", "allowance", "per_transaction", "per_day_mint", "per_day_burn")
TIMES = ("delay", "admin_delay", "admin_delay_to_come", "proposal_delay", "proposal_lifetime", "reserve_max_age")
UNIT = 10**6
UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def label(path: tuple[str, ...], names: Mapping[str, str]) -> str:
    """What a fact is about: `the Safe's threshold`, `allowance of 0x55…`."""
    place, *rest = path
    words = [names.get(part, part).replace("_", " ") for part in rest]
    if place in PLACES:
        return PLACES[place].format(" ".join(words))
    return " of ".join(reversed(words))


def shown(path: tuple[str, ...], value: Any, names: Mapping[str, str]) -> str:
    """A value as a person reads it; accounts of the deployment by their names."""
    if isinstance(value, list):
        return ", ".join(shown(path, each, names) for each in value) or "nobody"
    if value == ZERO_ADDRESS:
        return "none"
    if isinstance(value, int) and path[-1] in DOLLARS:
        return f"{value // UNIT:,}.{value % UNIT:06d}".removesuffix("0000") + " dollars"
    if isinstance(value, int) and path[-1] in TIMES:
        return next((f"{value // size}{unit}" for size, unit in UNITS if value and value % size == 0), "0s")
    return names.get(str(value), str(value))


def names_of(site: Mapping[str, str]) -> dict[str, str]:
    """The accounts of a deployment: address -> name."""
    return {address: f"@{name}" for name, address in site.items()}


def sentence(difference: Difference, names: Mapping[str, str]) -> str:
    """One difference in words."""
    path = difference.path
    expected, found = (shown(path, value, names) for value in (difference.expected, difference.found))
    return f"{label(path, names)}: expected {expected}, found {found}"


def verdict(comparison: Comparison, what: str) -> str:
    """The answer in one sentence."""
    count = len(comparison.differences)
    if not count:
        return f"{what} is as it should be: {comparison.compared} facts compared."
    return f"{count} thing{' differs' if count == 1 else 's differ'}, of {comparison.compared} facts compared:"
