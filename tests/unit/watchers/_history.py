"""Histories in a few words: blocks whose facts get their places, and the findings that they should bring."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from eth_utils import keccak

from backbone_chain.codec import checksum
from backbone_chain.model import Fact, Finding, Observation, PlannedChange, Severity, Source
from backbone_chain.watchers import Watcher

UNIT = 10**6
UINT256_MAX = 2**256 - 1
SECONDS_PER_BLOCK = 12
ZERO_ADDRESS = "0x" + "00" * 20


def address(role: str) -> str:
    """A checksummed address for a role, so that both cases of letters are in it."""
    return checksum("0x" + keccak(text=role)[-20:].hex())


TOKEN = address("token")


class Says(NamedTuple):
    """What a rule should say: severity, subject and block exactly, and at least this evidence."""

    severity: Severity
    subject: str
    block: int
    evidence: dict[str, Any] = {}  # noqa: RUF012 - never changed


def block(number: int, *facts: Fact, timestamp: int | None = None) -> Observation:
    """One block; each event gets a transaction of its own unless it names one."""
    placed = tuple(_placed(number, index, fact) for index, fact in enumerate(facts))
    return Observation(
        block=number, timestamp=number * SECONDS_PER_BLOCK if timestamp is None else timestamp, facts=placed
    )


def _placed(number: int, index: int, fact: Fact) -> Fact:
    contract = fact.contract or TOKEN
    if fact.origin is not Source.EVENTS:
        return dataclasses.replace(fact, contract=contract)
    return dataclasses.replace(fact, contract=contract, tx=fact.tx or f"0x{number:x}-{index}", log_index=index)


def plan(what: str, new: str, from_block: int = 0, to_block: int = 10**9) -> PlannedChange:
    """A change under the ticket T-1."""
    return PlannedChange(what=what, new=new, from_block=from_block, to_block=to_block, ticket="T-1")


def run(rule: Watcher, history: Iterable[Observation]) -> list[Finding]:
    """All that the rule says."""
    return [finding for observation in history for finding in rule.observe(observation)]


def assert_says(rule: Watcher, history: Iterable[Observation], *expected: Says) -> list[Finding]:
    """The findings, after they were compared one by one with what was expected."""
    found = run(rule, history)
    assert [(f.rule, f.severity, f.subject, f.block) for f in found] == [
        (rule.id, says.severity, says.subject, says.block) for says in expected
    ]
    for finding, says in zip(found, expected, strict=True):
        assert says.evidence.items() <= finding.evidence.items()
    return found


def assert_resumes(kind: type[Watcher], history: Sequence[Observation]) -> None:
    """The same findings however often, and wherever, the rule is saved and restored; and there are some."""
    unbroken = run(kind(), history)
    assert unbroken
    for cut in range(len(history) + 1):
        before, after = kind(), kind()
        found = run(before, history[:cut])
        after.restore(before.save())
        assert found + run(after, history[cut:]) == unbroken
        assert after.save() == _after(kind, history).save()


def _after(kind: type[Watcher], history: Sequence[Observation]) -> Watcher:
    rule = kind()
    run(rule, history)
    return rule
