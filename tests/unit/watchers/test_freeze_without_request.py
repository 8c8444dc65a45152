"""freeze-without-request: who is frozen was asked for, once requests are told."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.model import FreezeRequested, Frozen, KnownAccount, Observation, Severity
from backbone_chain.watchers.freeze_without_request import FreezeWithoutRequest

THIEF, CUSTOMER, POOL, FREEZER = map(address, ("thief", "customer", "pool", "freezer"))
KNOWN = KnownAccount(account=POOL, kind="pool")


def asked(account: str = THIEF) -> FreezeRequested:
    return FreezeRequested(account=account, authority="district court")


def frozen(account: str) -> Frozen:
    return Frozen(account=account, reason="", by=FREEZER)


GRIEVED = [block(1, KNOWN, asked()), block(2, frozen(THIEF)), block(3, frozen(CUSTOMER), frozen(POOL))]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            GRIEVED,
            [
                Says(Severity.HIGH, CUSTOMER, 3, {"by": FREEZER}),
                Says(Severity.CRITICAL, POOL, 3, {"kind": "pool"}),
            ],
            id="a customer and a pool",
        ),
        pytest.param(
            [block(1, asked()), block(2, frozen(CUSTOMER)), block(3, asked(CUSTOMER))],
            [Says(Severity.HIGH, CUSTOMER, 2)],
            id="asked for too late",
        ),
    ],
)
def test_a_freeze_that_nobody_asked_for_is_told(history: list[Observation], expected: list[Says]) -> None:
    assert_says(FreezeWithoutRequest(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, frozen(CUSTOMER)), block(2, frozen(POOL), KNOWN)], id="where no request is ever told"),
        pytest.param([block(1, asked(), frozen(THIEF.lower()))], id="told with the freeze"),
        pytest.param([block(1, asked()), block(900, frozen(THIEF))], id="asked long before"),
        pytest.param([block(1, asked(), plan("freeze", CUSTOMER)), block(2, frozen(CUSTOMER))], id="by a ticket"),
    ],
)
def test_freezes_that_somebody_asked_for_are_quiet(history: list[Observation]) -> None:
    assert_says(FreezeWithoutRequest(), history)


def test_it_resumes() -> None:
    assert_resumes(FreezeWithoutRequest, GRIEVED)
