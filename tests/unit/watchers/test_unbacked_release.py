"""unbacked-release: releases against burns on the other chain, late sources allowed for."""

from __future__ import annotations

import dataclasses

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import BridgeReceived, BridgeSent, Burn, Fact, Observation, Severity
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
    return dataclasses.replace(block(number, *facts), chain="far", block_hash=f"0x{number:064x}")


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
            [Says(INFO, "m1", 100, {"weight": 2}), Says(CRITICAL, "m1", 101)],
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
        pytest.param(
            [far(98, sent()), far(99), block(100, received()), far(98), far(99)],
            [Says(CRITICAL, "m1", 99)],
            id="a burn that a fork takes back",
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
        pytest.param(
            [far(98, sent()), far(99), block(100, received()), far(98), far(99, sent()), far(100)],
            id="a burn that a fork has in another block",
        ),
        pytest.param(
            [far(98, sent()), far(98), far(99, sent()), block(100, received())], id="a fork before the release"
        ),
        pytest.param([block(100, sent()), block(101, received())], id="all told on one chain"),
    ],
)
def test_what_was_burned_may_come_out(history: list[Observation]) -> None:
    assert_says(UnbackedRelease(), history)


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
