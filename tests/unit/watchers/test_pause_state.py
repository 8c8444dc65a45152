"""pause-state: who pulls the brake, who lets it go, and whether anybody could."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.model import (
    Observation,
    OwnerChanged,
    Paused,
    PrivilegeRead,
    RoleGranted,
    RoleRevoked,
    Severity,
    Unpaused,
)
from backbone_chain.watchers.pause_state import PauseState

PAUSER, TIMELOCK, STRANGER = map(address, ("pauser", "timelock", "stranger"))
PLANS = block(1, plan("role:pauser", PAUSER, 0, 1), plan("role:unpauser", TIMELOCK, 0, 1))
INFO, HIGH, CRITICAL = Severity.INFO, Severity.HIGH, Severity.CRITICAL


def paused(by: str) -> Paused:
    return Paused(bit="transfer", by=by)


def given(account: str, role: str = "pauser") -> RoleGranted:
    return RoleGranted(role=role, account=account, by=STRANGER)


def unpaused(by: str) -> Unpaused:
    return Unpaused(bit="transfer", by=by)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([PLANS, block(9, paused(STRANGER))], [Says(HIGH, STRANGER, 9)], id="paused by a stranger"),
        pytest.param(
            [PLANS, block(9, paused(PAUSER), unpaused(PAUSER))], [Says(CRITICAL, PAUSER, 9)], id="let go by the pauser"
        ),
        pytest.param(
            [block(1, paused(PAUSER)), block(2, paused(STRANGER))],
            [Says(INFO, PAUSER, 1), Says(HIGH, STRANGER, 2)],
            id="another than was learned",
        ),
        pytest.param(
            [block(1, RoleGranted(role="pauser", account=PAUSER, by=TIMELOCK)), block(2, paused(STRANGER))],
            [Says(HIGH, STRANGER, 2)],
            id="another than was given the role",
        ),
        pytest.param(
            [
                block(1, given(PAUSER), given(TIMELOCK)),
                block(2, paused(PAUSER), unpaused(PAUSER)),
                block(3, paused(TIMELOCK), unpaused(TIMELOCK), timestamp=10**6),
                block(4, unpaused(STRANGER)),
            ],
            [Says(INFO, PAUSER, 2)] * 2 + [Says(INFO, TIMELOCK, 3)] * 2 + [Says(CRITICAL, STRANGER, 4)],
            id="where pausers let go too, another than they",
        ),
        pytest.param(
            [
                block(1, given(PAUSER), given(TIMELOCK, "unpauser")),
                block(2, unpaused(PAUSER)),
                block(3, given(PAUSER, "admin")),
                block(4, unpaused(PAUSER)),
            ],
            [Says(CRITICAL, PAUSER, 2), Says(INFO, PAUSER, 4)],
            id="a pauser where others let go, until it is an admin",
        ),
        *(
            pytest.param(
                [block(1, paused(PAUSER)), block(2, master), block(3, paused(TIMELOCK)), block(4, paused(STRANGER))],
                [Says(INFO, PAUSER, 1), Says(INFO, TIMELOCK, 3), Says(HIGH, STRANGER, 4)],
                id=f"another than {name}",
            )
            for name, master in (
                ("the new owner", OwnerChanged(old=PAUSER, new=TIMELOCK)),
                ("the new agent", given(TIMELOCK, "agent")),
            )
        ),
        *(
            pytest.param(
                [block(1, paused(PAUSER)), block(2, *changes), block(3, paused(TIMELOCK))],
                [Says(INFO, PAUSER, 1), Says(HIGH, TIMELOCK, 3)],
                id=f"who was {name} and is no more",
            )
            for name, changes in (
                ("owner", [OwnerChanged(old=PAUSER, new=TIMELOCK), OwnerChanged(old=TIMELOCK, new=PAUSER)]),
                ("admin", [given(TIMELOCK, "admin"), RoleRevoked(role="admin", account=TIMELOCK, by=PAUSER)]),
            )
        ),
        pytest.param(
            [block(1, PrivilegeRead(power="pause", accounts=(PAUSER,))), block(2, paused(STRANGER))],
            [Says(HIGH, STRANGER, 2)],
            id="another than could",
        ),
        pytest.param(
            [block(1, PrivilegeRead(power="pause", accounts=(PAUSER,))), block(2, paused(PAUSER))],
            [Says(INFO, PAUSER, 2)],
            id="outside any plan, by who could",
        ),
        pytest.param(
            [block(1, PrivilegeRead(power="pause", accounts=())), block(2, PrivilegeRead(power="pause", accounts=()))],
            [Says(HIGH, "pause", 1)],
            id="nobody could pause, said once",
        ),
        pytest.param(
            [
                block(1, RoleGranted(role="pauser", account=PAUSER, by=TIMELOCK)),
                block(2, RoleRevoked(role="pauser", account=PAUSER, by=STRANGER)),
            ],
            [Says(HIGH, "pause", 2)],
            id="the last pauser is gone",
        ),
    ],
)
def test_the_wrong_hand_on_the_brake(history: list[Observation], expected: list[Says]) -> None:
    assert_says(PauseState(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(
            [PLANS, block(9, paused(PAUSER)), block(10, unpaused(TIMELOCK))], id="by those whom the plan names"
        ),
        pytest.param([PLANS, block(8, plan("pause", STRANGER)), block(9, paused(STRANGER))], id="announced"),
        pytest.param([PLANS, block(9, PrivilegeRead(power="pause", accounts=(PAUSER,)))], id="somebody could"),
        pytest.param(
            [PLANS, block(2, RoleGranted(role="pauser", account=STRANGER, by=TIMELOCK)), block(9, paused(STRANGER))],
            id="who was given the role since",
        ),
    ],
)
def test_the_right_hand_says_nothing(history: list[Observation]) -> None:
    assert_says(PauseState(), history)


LET_GO = [PLANS, block(9, paused(PAUSER)), block(10, unpaused(TIMELOCK), timestamp=1_000)]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [block(11, paused(PAUSER), timestamp=1_060)],
            [Says(HIGH, PAUSER, 11, {"let_go_by": TIMELOCK, "seconds": 60})],
            id="a minute later",
        ),
        pytest.param([block(11, paused(PAUSER), timestamp=1_000 + 86_400)], [Says(HIGH, PAUSER, 11)], id="a day later"),
        pytest.param([block(11, paused(PAUSER), timestamp=1_001 + 86_400)], [], id="more than a day later"),
        pytest.param(
            [block(11, paused(PAUSER), paused(PAUSER), timestamp=1_060)], [Says(HIGH, PAUSER, 11)], id="said once"
        ),
        pytest.param(
            [block(11, plan("pause", PAUSER, 11, 12)), block(12, paused(PAUSER), timestamp=1_060)], [], id="announced"
        ),
        pytest.param([block(11, Paused(bit="mint", by=PAUSER), timestamp=1_060)], [], id="something else"),
    ],
)
def test_the_brake_is_pulled_again(history: list[Observation], expected: list[Says]) -> None:
    assert_says(PauseState(), [*LET_GO, *history], *expected)


def test_where_no_plan_says_who_the_first_is_learned_and_said_once() -> None:
    assert_says(PauseState(), [block(1, paused(PAUSER)), block(2, paused(PAUSER))], Says(INFO, PAUSER, 1))


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(
        PauseState, [PLANS, block(8, paused(PAUSER)), block(9, unpaused(STRANGER)), block(10, paused(PAUSER))]
    )
