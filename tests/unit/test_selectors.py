"""Selectors and what functions come to, read from the code alone, against what the ABI declares."""

from __future__ import annotations

import pytest

from backbone_chain import artifacts
from backbone_chain.bytecode import only_reads, selectors

NAMES = ("ReferenceDollar", "SupplyController", "TimelockController", "ReserveFeed", "SmartWallet", "ForeignToken")
WRITES_NOTHING = {"onERC721Received", "onERC1155Received", "onERC1155BatchReceived"}  # although not declared view


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_function_is_found_and_nothing_else(name: str) -> None:
    artifact = artifacts.load(name)
    assert {*selectors(artifact.deployed_bytecode)} == {each.selector for each in artifact.interface.functions}


@pytest.mark.parametrize("name", NAMES)
def test_what_only_reads_is_what_is_declared_so(name: str) -> None:
    artifact = artifacts.load(name)
    for function in artifact.interface.functions:
        reads = not function.changes_state or function.name in WRITES_NOTHING
        assert only_reads(artifact.deployed_bytecode, function.selector) == reads, function.signature


def test_a_contract_without_a_dispatcher_has_no_functions() -> None:
    assert selectors(artifacts.load("ERC1967Proxy").deployed_bytecode) == []
    assert selectors(b"") == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("8063aabbccdd14", ["aabbccdd"]),  # DUP1 PUSH4 EQ, as solc writes it
        ("63aabbccdd811403", ["aabbccdd"]),  # PUSH4 DUP2 EQ
        ("8062bbccdd14", ["00bbccdd"]),  # PUSH3 for a selector that begins with a zero
        ("63aabbccdd8118", ["aabbccdd"]),  # XOR, as Vyper writes it
        ("63aabbccdd60e01b5f52", []),  # the selector of a call to another contract
        ("600114", []),  # a small number is none
        ("6fff63aabbccdd14000000000000000000", []),  # data of a longer PUSH
    ],
)
def test_what_a_dispatcher_compares_counts(code: str, found: list[str]) -> None:
    assert [each.hex() for each in selectors(bytes.fromhex(code))] == found


def test_a_function_that_cannot_be_followed_may_write() -> None:
    jumps_anywhere = bytes.fromhex("5f3556")  # JUMP to the first word of the calldata
    assert not only_reads(jumps_anywhere, b"\1\2\3\4")
    assert not only_reads(bytes.fromhex("5050"), b"\1\2\3\4")
    assert only_reads(bytes.fromhex("5f545f5260205ff3"), b"\1\2\3\4")
    assert not only_reads(bytes.fromhex("60015f5500"), b"\1\2\3\4")
