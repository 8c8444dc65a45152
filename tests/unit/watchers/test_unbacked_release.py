"""unbacked-release: releases against burns on the other chain, late sources allowed for."""

from __future__ import annotations

import dataclasses

import pytest
from _history import UNIT, Says, address, assert_resumes, assert_says, block, run

from backbone_chain.model import (
    BridgeReceived,
    BridgeSent,
    Burn,
    Fact,
    KnownAccount,
    Mint,
    Observation,
    Severity,
    SupplyRead,
)
from backbone_chain.watchers import Watch
from backbone_chain.watchers.unbacked_release import UnbackedRelease

THIEF, HOLDER = map(address, ("thief", "holder"))
INFO, HIGH, CRITICAL = Severity.INFO, Severity.HIGH, Severity.CRITICAL


def sent(message: str = "m1", amount: int = 5, to: str = HOLDER, tx: str = "", **more: str) -> BridgeSent:
    fields = {"source": "far", "destination": "home", **more}
    return BridgeSent(message=message, amount=amount, to=to, tx=tx, **fields)


def received(message: str = "m1", amount: int = 5, to: str = HOLDER, **more: str) -> BridgeReceived:
    return BridgeReceived(
        **{"source": "far", "destination": "home", "message": message, "amount": amount, "to": to, **more}
    )


def burned(amount: int = 5) -> Burn:
    return Burn(burner=HOLDER, holder=HOLDER, amount=amount, tx="0xb")


def far(number: int, *facts: Fact) -> Observation:
    return dataclasses.replace(block(number, *facts), chain="far")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [far(99), block(100, received())],
            [Says(CRITICAL, "m1", 100, {"amount": 5})],
            id="the source was seen until now",
        ),
        pytest.param(
            [block(100, received()), far(101)],
            [Says(INFO, "m1", 100), Says(CRITICAL, "m1", 101)],
            id="the source was seen later and shows nothing",
        ),
        pytest.param(
            [block(100, received()), block(201)],
            [Says(INFO, "m1", 100), Says(CRITICAL, "m1", 201)],
            id="nothing came for longer than was waited for",
        ),
        pytest.param(
            [far(98, sent()), block(100, received(), received())],
            [Says(CRITICAL, "m1", 100)],
            id="a message used twice",
        ),
        pytest.param(
            [far(98, sent()), block(100, received(amount=6))], [Says(CRITICAL, "m1", 100)], id="another amount"
        ),
        pytest.param(
            [far(98, sent()), block(100, received(to=THIEF))], [Says(CRITICAL, "m1", 100)], id="somebody else"
        ),
        pytest.param(
            [far(98, sent(destination="third")), block(100, received())],
            [Says(CRITICAL, "m1", 100)],
            id="another chain",
        ),
        pytest.param(
            [block(100, received(amount=6)), far(99, sent())],
            [Says(INFO, "m1", 100), Says(CRITICAL, "m1", 99)],
            id="the late burn is another one",
        ),
        pytest.param(
            [far(1, sent("m0", tx="0xb"), burned()), far(2, sent("m1", tx="0xc")), block(9, received("m1"))],
            [Says(HIGH, "m1", 2), Says(CRITICAL, "m1", 9)],
            id="a message that nothing was burned for",
        ),
    ],
)
def test_releases_without_their_burn(history: list[Observation], expected: list[Says]) -> None:
    assert_says(UnbackedRelease(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([far(98, sent()), block(100, received())], id="burned before"),
        pytest.param(
            [far(98, sent(tx="0xb"), burned()), block(100, received())], id="burned in the message's transaction"
        ),
        pytest.param(
            [far(98, *(sent(f"m{n}") for n in range(50))), block(100, *(received(f"m{n}") for n in range(50)))],
            id="a relayer that batches",
        ),
        pytest.param(
            [block(100, sent(source="home", destination="far")), far(105, received(source="home", destination="far"))],
            id="the other way",
        ),
        pytest.param([block(100, sent()), block(101, received())], id="all told on one chain"),
    ],
)
def test_what_was_burned_may_come_out(history: list[Observation]) -> None:
    assert_says(UnbackedRelease(), history)


BRIDGE, RELAYER = map(address, ("bridge", "relayer"))
REGISTER = block(1, KnownAccount(account=BRIDGE, kind="bridge"))


def minted(amount: int = 5, tx: str = "0xd", minter: str = BRIDGE) -> Mint:
    return Mint(minter=minter, to=HOLDER, amount=amount, tx=tx)


def arrived(amount: int = 5, tx: str = "0xd", message: str = "m1", contract: str = "") -> BridgeReceived:
    return dataclasses.replace(received(message, amount), tx=tx, contract=contract)


def hashed(observation: Observation, fork: str) -> Observation:
    return dataclasses.replace(observation, block_hash=f"0x{fork}{observation.block}")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [far(98, sent()), block(100, arrived(), minted(10**12))],
            [Says(CRITICAL, "mint 0xd:1", 100, {"amount": 10**12 - 5})],
            id="more minted than the message says",
        ),
        pytest.param(
            [REGISTER, far(98, sent()), block(100, arrived(), minted()), block(101, minted(tx="0xe"))],
            [Says(CRITICAL, "mint 0xe:0", 101)],
            id="a bridge that mints without any message",
        ),
        pytest.param(
            [REGISTER, block(100, minted()), block(201)],
            [Says(INFO, "mint 0xd:0", 100), Says(CRITICAL, "mint 0xd:0", 201)],
            id="a bridge that tells none, and no burn explains it",
        ),
        pytest.param(
            [block(1, sent("m0", source="1", destination="2")), far(2), far(9, received(source="1", destination="2"))],
            [Says(INFO, "m1", 9)],
            id="the home chain by another name, not seen lately",
        ),
        pytest.param(
            [block(8, sent("m0", source="1", destination="2")), far(9, received(source="1", destination="2"))],
            [Says(CRITICAL, "m1", 9)],
            id="the home chain by another name",
        ),
        pytest.param(
            [hashed(far(98, sent()), "a"), block(100, received()), hashed(far(98), "b"), hashed(far(108), "b")],
            [Says(INFO, "m1", 98), Says(CRITICAL, "m1", 108)],
            id="a burn that was reorged away after the mint",
        ),
        pytest.param(
            [far(98, sent()), block(100, received()), block(101, received(source="third"))],
            [Says(CRITICAL, "m1", 101)],
            id="a message replayed from another chain",
        ),
        pytest.param(
            [far(9, sent("m", tx="0xb"), burned()), far(98, sent("m0", tx="0xb"), sent("m1", tx="0xb"), burned())],
            [Says(HIGH, "m0", 98), Says(HIGH, "m1", 98)],
            id="two messages for one burn, after one that had its own",
        ),
    ],
)
def test_mints_forks_and_names(history: list[Observation], expected: list[Says]) -> None:
    assert_says(UnbackedRelease(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([REGISTER, far(98, sent()), block(100, arrived(), minted())], id="the bridge's mint"),
        pytest.param(
            [far(98, sent(amount=1000)), block(100, arrived(995), minted(990), minted(5, minter=RELAYER))],
            id="a relayer's fee",
        ),
        pytest.param([REGISTER, far(98, sent()), block(100, minted())], id="a bridge that tells no arrivals"),
        pytest.param(
            [far(98, sent()), block(100, arrived(), arrived(contract=BRIDGE))], id="told by the token and the bridge"
        ),
        pytest.param(
            [far(98, sent(to="0x" + "00" * 12 + HOLDER[2:])), block(100, received())], id="the recipient as a word"
        ),
        pytest.param([far(98, sent("m0", tx="0xb"), sent("m1", tx="0xb"), burned(10))], id="one burn for two messages"),
        pytest.param(
            [
                hashed(far(98), "a"),
                block(98, sent(source="home", destination="far")),
                hashed(far(99, received(source="home", destination="far")), "a"),
                hashed(far(99), "b"),
                hashed(far(100, received(source="home", destination="far")), "b"),
            ],
            id="an arrival that a reorg moved",
        ),
    ],
)
def test_bridges_that_do_what_they_say(history: list[Observation]) -> None:
    assert_says(UnbackedRelease(), history)


def test_a_burn_that_a_reorg_moved_is_no_alarm() -> None:
    history = [hashed(far(98, sent()), "a"), block(100, received()), hashed(far(98), "b"), hashed(far(99, sent()), "b")]
    assert_says(UnbackedRelease(), [*history, hashed(far(120), "b"), block(400)], Says(INFO, "m1", 98))


def test_tiny_test_releases_are_info_until_they_add_up() -> None:
    supply, tiny = SupplyRead(amount=10**9 * UNIT), 1_000 * UNIT
    tests = [block(100 + n, received(f"t{n}", tiny)) for n in range(11)]
    said = run(UnbackedRelease(), [block(1, supply), *(o for test in tests for o in (far(test.block), test))])
    assert [finding.severity for finding in said] == [INFO] * 10 + [CRITICAL]
    assert (
        run(UnbackedRelease(), [block(1, supply), far(99), block(100, received("t", tiny + 1))])[0].severity is CRITICAL
    )


def test_fifty_late_burns_dont_add_up_to_an_alarm() -> None:
    watch = Watch([UnbackedRelease()])
    batch = [block(100, *(received(f"m{n}") for n in range(50))), far(99, *(sent(f"m{n}") for n in range(50)))]
    said = [finding for observation in [*batch, block(300)] for finding in watch.observe(observation)]
    assert {finding.severity for finding in said} == {INFO}


def test_a_burn_that_is_seen_ten_minutes_late_is_no_alarm() -> None:
    (only,) = assert_says(
        UnbackedRelease(), [block(100, received()), block(140), far(99, sent()), block(300)], Says(INFO, "m1", 100)
    )
    assert only.severity is INFO


def test_its_state_can_be_saved_anywhere() -> None:
    history = [far(98, sent()), block(100, received(), received("m2")), far(101), block(300, received("m3"))]
    assert_resumes(UnbackedRelease, history)


def test_it_follows_all_chains() -> None:
    assert UnbackedRelease.follows_all_chains
