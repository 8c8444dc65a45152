"""Calling whatever may be an initialiser, as somebody who has no right to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backbone_chain.abi import Function
from backbone_chain.errors import BackboneError
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, lines

INITIALISES = re.compile(r"^_*(re)?(init|setup(?!role))", re.IGNORECASE)


def initialisers(t: Trial) -> list[Function]:
    """The functions of the token that are called so."""
    return [each for each in t.driver.token.abi.functions if each.changes_state and INITIALISES.match(each.name)]


def hostile_calls(t: Trial, function: Function, address: str) -> Iterator[Call]:
    """The function with the outsider in the place of every account, by the outsider."""
    who = t.outsider.address
    for line in lines("", function, t.powers.words):
        try:
            call = t.driver.fill(line, t.values(holder=who, recipient=who, spender=who), t.outsider)
        except BackboneError:
            continue
        yield call._replace(to=address)
