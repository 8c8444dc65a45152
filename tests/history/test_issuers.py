"""Issuers who tell no plans: calm years say nothing critical, and a key that changes hands and then mints does."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from eth_abi.abi import encode
from eth_utils import keccak

from backbone_chain import history, watchers
from backbone_chain.codec import checksum
from backbone_chain.model import Finding, Severity

DAY, HOUR = 86_400, 3_600
UNIT = 10**6
ZERO_ADDRESS = "0x" + "00" * 20
BEGIN = 1_600_000_000
CALM_DAYS = 730
GRANTED = "RoleGranted(bytes32,address,address)"


def address(name: str) -> str:
    return checksum("0x" + keccak(text=name)[-20:].hex())


TOKEN, OWNER, CUSTOMER, THIEF = map(address, ("token", "owner", "customer", "thief"))


class Event(NamedTuple):
    """A log to be: its signature, its indexed arguments as addresses or words, the others as numbers or addresses."""

    signature: str
    indexed: tuple[str | bytes, ...] = ()
    rest: tuple[Any, ...] = ()


class Issuer(NamedTuple):
    """How a family tells what begins, who gets tokens of whom, and how a thief becomes somebody who may mint."""

    family: str
    opening: tuple[Event, ...]
    mint: Callable[[str, str, int], tuple[Event, ...]]
    theft: tuple[Event, ...]


def moved(_: str, to: str, amount: int) -> tuple[Event, ...]:
    return (Event("Transfer(address,address,uint256)", (ZERO_ADDRESS, to), (amount,)),)


def owned(new: str, old: str = ZERO_ADDRESS) -> Event:
    return Event("OwnershipTransferred(address,address)", (old, new))


def role(name: str, account: str) -> Event:
    return Event(GRANTED, (keccak(text=name), account, OWNER))


def configured(minter: str, allowance: int) -> Event:
    return Event("MinterConfigured(address,uint256)", (minter,), (allowance,))


ISSUERS = {
    "an owner": Issuer("ownable", (owned(OWNER),), moved, (owned(THIEF, OWNER),)),
    "a known role": Issuer(
        "access-control", (Event(GRANTED, (bytes(32), OWNER, OWNER)),), moved, (role("MINTER_ROLE", THIEF),)
    ),
    "a role of its own": Issuer(
        "access-control", (Event(GRANTED, (bytes(32), OWNER, OWNER)),), moved, (role("PRESS", THIEF),)
    ),
    "Circle's": Issuer(
        "fiat-token",
        (configured(OWNER, 10**9 * UNIT),),
        lambda by, to, amount: (Event("Mint(address,address,uint256)", (by, to), (amount,)), *moved(by, to, amount)),
        (Event("MasterMinterChanged(address)", (THIEF,)), configured(THIEF, 10**9 * UNIT)),
    ),
    "Paxos's": Issuer(
        "paxos",
        (Event("SupplyControllerSet(address,address)", (ZERO_ADDRESS, OWNER)),),
        lambda by, to, amount: (Event("SupplyIncreased(address,uint256)", (to,), (amount,)), *moved(by, to, amount)),
        (Event("SupplyControllerSet(address,address)", (OWNER, THIEF)),),
    ),
    "wards": Issuer("ds-auth", (Event("Rely(address)", (OWNER,)),), moved, (Event("Rely(address)", (THIEF,)),)),
    "agents": Issuer(
        "t-rex", (Event("AgentAdded(address)", (OWNER,)),), moved, (Event("AgentAdded(address)", (THIEF,)),)
    ),
    "Tether's": Issuer(
        "tether", (owned(OWNER),), lambda by, to, amount: (Event("Issue(uint256)", (), (amount,)),), (owned(THIEF),)
    ),
    "bridges with limits": Issuer(
        "x-erc20",
        (Event("BridgeLimitsSet(uint256,uint256,address)", (OWNER,), (10**9 * UNIT, 10**9 * UNIT)),),
        moved,
        (Event("BridgeLimitsSet(uint256,uint256,address)", (THIEF,), (10**9 * UNIT, 10**9 * UNIT)),),
    ),
    "a proxy": Issuer(
        "ownable", (owned(OWNER),), moved, (Event("Upgraded(address)", (address("new code"),)), owned(THIEF, OWNER))
    ),
}


class Recorder:
    """JSON lines as a node answers them."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def send(self, time: int, by: str, events: tuple[Event, ...]) -> None:
        """One transaction in a block of its own."""
        block = time // 12
        word = f"0x{len(self.lines):064x}"
        place = {"blockNumber": block, "blockTimestamp": time, "blockHash": f"0x{block:064x}", "transactionHash": word}
        for index, event in enumerate(events):
            line = {"address": TOKEN, "topics": _topics(event), "data": "0x" + _data(event).hex(), "logIndex": index}
            self.lines.append({**line, **place, "transactionFrom": by})

    def write(self, path: Path) -> Path:
        """As a file."""
        path.write_text("".join(json.dumps(line) + "\n" for line in self.lines), encoding="utf-8")
        return path


def _topics(event: Event) -> list[str]:
    words = [bytes(12) + bytes.fromhex(each[2:]) if isinstance(each, str) else each for each in event.indexed]
    return ["0x" + word.hex() for word in (keccak(text=event.signature), *words)]


def _data(event: Event) -> bytes:
    return encode(["uint256"] * len(event.rest), list(event.rest))


def calm(issuer: Issuer, seed: int) -> tuple[Recorder, int]:
    """Two years of mints, log-normal with sigma 2 and a mean of 2 a day; and when they end."""
    told, drawn, time, left = Recorder(), random.Random(seed), BEGIN, 10**9 * UNIT
    told.send(time, OWNER, issuer.opening)
    while time < BEGIN + CALM_DAYS * DAY:
        time += 60 + int(drawn.expovariate(1 / (DAY / 2)))
        amount = int(min(10**8, drawn.lognormvariate(12, 2)) * UNIT)
        if left < amount and issuer.family == "fiat-token":  # what was used up is set anew
            left = drawn.randint(10**8, 10**9) * UNIT
            told.send(time - 12, OWNER, (configured(OWNER, left),))
        told.send(time, OWNER, issuer.mint(OWNER, CUSTOMER, amount))
        left -= amount
    return told, time


def grave(path: Path, issuer: Issuer, *severities: Severity) -> list[Finding]:
    replayed = history.replay([path], watchers.create(), family=issuer.family)
    return [each for each in replayed.findings if each.severity in severities]


@pytest.mark.parametrize("issuer", ISSUERS.values(), ids=ISSUERS)
def test_calm_years_say_nothing_critical_and_little_that_is_high(issuer: Issuer, tmp_path: Path) -> None:
    for seed in (1, 2):
        told, _ = calm(issuer, seed)
        path = told.write(tmp_path / f"{seed}.jsonl")
        assert grave(path, issuer, Severity.CRITICAL) == []
        assert len(grave(path, issuer, Severity.HIGH, Severity.MEDIUM)) <= 5


@pytest.mark.parametrize("issuer", ISSUERS.values(), ids=ISSUERS)
def test_a_thief_who_is_given_the_power_is_told_and_the_large_mint_is_critical(issuer: Issuer, tmp_path: Path) -> None:
    told, end = calm(issuer, 1)
    told.send(end + DAY, OWNER, issuer.theft)
    told.send(end + DAY + HOUR, THIEF, issuer.mint(THIEF, THIEF, 3 * 10**8 * UNIT))
    found = grave(told.write(tmp_path / "theft.jsonl"), issuer, Severity.CRITICAL)
    assert {(each.rule, each.timestamp) for each in found} >= {("privilege-then-mint", end + DAY + HOUR)}


@pytest.mark.parametrize("issuer", ISSUERS.values(), ids=ISSUERS)
def test_a_thief_who_mints_no_more_than_is_usual_is_told_too(issuer: Issuer, tmp_path: Path) -> None:
    told, end = calm(issuer, 1)
    told.send(end + DAY, OWNER, issuer.theft)
    told.send(end + DAY + HOUR, THIEF, issuer.mint(THIEF, THIEF, 10**5 * UNIT))
    found = grave(told.write(tmp_path / "theft.jsonl"), issuer, Severity.HIGH)
    assert ("privilege-then-mint", end + DAY + HOUR) in {(each.rule, each.timestamp) for each in found}


@pytest.mark.parametrize("issuer", ISSUERS.values(), ids=ISSUERS)
def test_a_slip_of_the_usual_hand_by_many_zeros_is_critical(issuer: Issuer, tmp_path: Path) -> None:
    told, end = calm(issuer, 1)
    told.send(end + DAY, OWNER, issuer.mint(OWNER, CUSTOMER, 3 * 10**14 * UNIT))
    found = grave(told.write(tmp_path / "slip.jsonl"), issuer, Severity.CRITICAL)
    assert ("mint-velocity", end + DAY) in {(each.rule, each.timestamp) for each in found}
