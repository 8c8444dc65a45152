"""freeze-race: targets that move between request and freeze."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Fact, FreezeRequested, Frozen, KnownAccount, Observation, Severity, Transfer, Unfrozen
from backbone_chain.watchers.freeze_race import FreezeRace

TARGET, HEIR, SECOND, POOL, HOT, OTHER = map(address, ("target", "heir", "second", "pool", "hot wallet", "other"))
ASKED = block(10, FreezeRequested(account=TARGET, authority="court"))
FROZEN = Frozen(account=TARGET, reason="", by=OTHER)


def pay(sender: str, to: str, amount: int = 5) -> Fact:
    return Transfer(sender=sender, to=to, amount=amount)


def ran(number: int, who: str, to: str) -> Says:
    return Says(Severity.HIGH, who, number, {"to": to, "target": TARGET.lower()})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([ASKED, block(11, pay(TARGET, HEIR))], [ran(11, TARGET, HEIR)], id="at once"),
        pytest.param(
            [ASKED, block(11, pay(TARGET, HEIR), FROZEN)], [ran(11, TARGET, HEIR)], id="just before the freeze"
        ),
        pytest.param(
            [ASKED, block(11, pay(TARGET, HEIR)), block(12, pay(HEIR, SECOND), pay(SECOND, OTHER))],
            [ran(11, TARGET, HEIR), ran(12, HEIR, SECOND), ran(12, SECOND, OTHER)],
            id="through several hands",
        ),
        pytest.param(
            [block(1, KnownAccount(account=POOL, kind="pool")), ASKED, block(11, pay(TARGET, POOL), pay(POOL, OTHER))],
            [ran(11, TARGET, POOL)],
            id="into a pool, which is not followed",
        ),
        pytest.param(
            [ASKED, block(11, pay(TARGET, HEIR)), block(12, FROZEN), block(13, pay(HEIR, OTHER))],
            [ran(11, TARGET, HEIR), ran(13, HEIR, OTHER)],
            id="heirs run on after the freeze",
        ),
    ],
)
def test_a_target_that_runs(history: list[Observation], expected: list[Says]) -> None:
    assert_says(FreezeRace(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(9, pay(TARGET, HEIR)), ASKED, block(11, FROZEN)], id="before the request"),
        pytest.param([ASKED, block(11, FROZEN), block(12, pay(OTHER, TARGET))], id="tokens that come"),
        pytest.param([ASKED, block(11, pay(TARGET, HEIR, 0))], id="nothing"),
        pytest.param(
            [block(1, KnownAccount(account=TARGET, kind="exchange")), ASKED, block(11, pay(TARGET, HEIR))],
            id="an exchange moves as it always does",
        ),
        pytest.param([ASKED, block(11, Unfrozen(account=TARGET, by=OTHER)), block(12, pay(TARGET, HEIR))], id="let go"),
        pytest.param([ASKED, block(10 + 8 * 7_200, pay(TARGET, HEIR))], id="a request that was forgotten"),
    ],
)
def test_what_is_no_race_says_nothing(history: list[Observation]) -> None:
    assert_says(FreezeRace(), history)


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(FreezeRace, [ASKED, block(11, pay(TARGET, HEIR)), block(12, pay(HEIR, SECOND))])
