"""Following proxies of every known kind to the code that they run."""

from __future__ import annotations

import pytest
from eth_utils import keccak

from backbone_chain.codec import checksum
from backbone_chain.engines.revm import Revm
from backbone_chain.proxies import (
    ADMIN_SLOT,
    BEACON_SLOT,
    EIP1822_SLOT,
    IMPLEMENTATION_SLOT,
    ZEPPELINOS_ADMIN_SLOT,
    ZEPPELINOS_SLOT,
    Followed,
    admins,
    behind,
    follow,
)

PROXY, TOKEN, BEACON, OTHER = (checksum("0x" + digits * 20) for digits in ("a1", "b2", "c3", "d4"))
SHORT = checksum("0x00" + "b2" * 19)
DELEGATES = bytes.fromhex("5f5f5f5f5f5af45f5ff3")  # to nobody, which is enough for what is looked at
CODE = bytes.fromhex("5f5ff3")
CLONE_OF_TOKEN = bytes.fromhex("363d3d373d3d3d363d73" + "b2" * 20 + "5af43d82803e903d91602b57fd5bf3")
CLONE_OF_SHORT = bytes.fromhex("363d3d373d3d3d363d72" + "b2" * 19 + "5af43d82803e903d91602a57fd5bf3")


def word(address: str) -> int:
    return int(address, 16)


def answers(address: str) -> bytes:
    """Code that answers every call with an address."""
    return bytes.fromhex("73" + address[2:].lower() + "5f5260205ff3")


@pytest.fixture
def engine() -> Revm:
    engine = Revm()
    engine.set_code(TOKEN, CODE)
    engine.set_code(SHORT, CODE)
    return engine


@pytest.mark.parametrize(
    ("slot", "kind"), [(IMPLEMENTATION_SLOT, "erc1967"), (ZEPPELINOS_SLOT, "zeppelinos"), (EIP1822_SLOT, "eip1822")]
)
def test_a_slot_names_the_code(engine: Revm, slot: int, kind: str) -> None:
    engine.set_code(PROXY, DELEGATES)
    engine.set_storage(PROXY, slot, word(TOKEN))
    assert follow(engine, PROXY) == Followed(TOKEN, kind)


def test_a_beacon_names_the_code(engine: Revm) -> None:
    engine.set_code(PROXY, DELEGATES)
    engine.set_code(BEACON, answers(TOKEN))
    engine.set_storage(PROXY, BEACON_SLOT, word(BEACON))
    assert follow(engine, PROXY) == Followed(TOKEN, "beacon", BEACON)


def test_a_proxy_that_runs_what_asks_a_beacon_is_followed_through_it(engine: Revm) -> None:
    engine.set_code(PROXY, DELEGATES)
    engine.set_code(OTHER, DELEGATES)
    engine.set_code(BEACON, answers(TOKEN))
    engine.set_storage(PROXY, IMPLEMENTATION_SLOT, word(OTHER))
    engine.set_storage(PROXY, BEACON_SLOT, word(BEACON))
    assert follow(engine, PROXY) == Followed(TOKEN, "erc1967", BEACON)
    assert behind(engine, PROXY) == Followed(OTHER, "erc1967")


@pytest.mark.parametrize(("code", "runs"), [(CLONE_OF_TOKEN, TOKEN), (CLONE_OF_SHORT, SHORT)])
def test_a_clone_holds_the_address_itself(engine: Revm, code: bytes, runs: str) -> None:
    engine.set_code(PROXY, code)
    assert follow(engine, PROXY) == Followed(runs, "eip1167")


def test_a_proxy_with_a_slot_of_its_own_answers_what_it_runs(engine: Revm) -> None:
    engine.set_code(PROXY, answers(TOKEN) + DELEGATES)
    assert follow(engine, PROXY) == Followed(TOKEN, "own slot")


def test_a_clone_of_a_proxy_is_followed_to_the_end(engine: Revm) -> None:
    engine.set_code(PROXY, CLONE_OF_TOKEN)
    engine.set_code(OTHER, CODE)
    engine.set_code(TOKEN, DELEGATES)
    engine.set_storage(PROXY, IMPLEMENTATION_SLOT, word(OTHER))  # the clone's own storage is what the code reads
    assert follow(engine, PROXY) == Followed(OTHER, "eip1167")


@pytest.mark.parametrize("code", [CODE, answers(TOKEN), DELEGATES])
def test_what_is_no_proxy_runs_itself(engine: Revm, code: bytes) -> None:
    engine.set_code(PROXY, code)
    assert follow(engine, PROXY) == Followed()


def test_a_slot_that_names_no_contract_is_no_proxy(engine: Revm) -> None:
    engine.set_code(PROXY, CODE)
    engine.set_storage(PROXY, IMPLEMENTATION_SLOT, word(OTHER))
    engine.set_storage(PROXY, BEACON_SLOT, word(OTHER))
    assert follow(engine, PROXY) == Followed()


def test_two_proxies_that_name_each_other_end(engine: Revm) -> None:
    engine.set_code(PROXY, DELEGATES)
    engine.set_code(OTHER, answers(PROXY) + DELEGATES)
    engine.set_storage(PROXY, IMPLEMENTATION_SLOT, word(OTHER))
    assert follow(engine, PROXY) == Followed(OTHER, "erc1967")


def test_the_admins_of_both_generations_are_found(engine: Revm) -> None:
    engine.set_code(PROXY, DELEGATES)
    assert admins(engine, PROXY) == []
    engine.set_storage(PROXY, ADMIN_SLOT, word(OTHER))
    engine.set_storage(PROXY, ZEPPELINOS_ADMIN_SLOT, word(BEACON))
    assert admins(engine, PROXY) == [OTHER, BEACON]


def test_the_slots_are_what_their_standards_say() -> None:
    for name, slot in (
        ("implementation", IMPLEMENTATION_SLOT),
        ("beacon", BEACON_SLOT),
        ("admin", ADMIN_SLOT),
    ):
        assert int.from_bytes(keccak(text=f"eip1967.proxy.{name}")) - 1 == slot
    assert int.from_bytes(keccak(text="org.zeppelinos.proxy.implementation")) == ZEPPELINOS_SLOT
    assert int.from_bytes(keccak(text="org.zeppelinos.proxy.admin")) == ZEPPELINOS_ADMIN_SLOT
    assert int.from_bytes(keccak(text="PROXIABLE")) == EIP1822_SLOT
