"""dormant-privilege-wakes: keys that act after months of silence."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.model import Observation, Paused, PrivilegeRead, RoleGranted, Severity, Transfer
from backbone_chain.watchers.dormant_privilege_wakes import DormantPrivilegeWakes

ADMIN, INSIDER, HOLDER = map(address, ("admin", "insider", "holder"))
DAY = 7_200  # blocks
GRANT = block(1, RoleGranted(role="minter", account=INSIDER, by=ADMIN))


def small(sender: str = INSIDER) -> Transfer:
    return Transfer(sender=sender, to=HOLDER, amount=1, tx="0x1", tx_sender=sender)


def woken(number: int, who: str = INSIDER) -> Says:
    return Says(Severity.HIGH, who.lower(), number, {"silent_seconds": (number - 1) * 12})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([GRANT, block(114 * DAY, small())], [woken(114 * DAY)], id="something small"),
        pytest.param(
            [GRANT, block(90 * DAY + 1, Paused(bit="mint", by=INSIDER))], [woken(90 * DAY + 1)], id="its power"
        ),
        pytest.param(
            [block(1, PrivilegeRead(power="mint", accounts=(INSIDER,))), block(100 * DAY, small())],
            [woken(100 * DAY)],
            id="who stands in the closure",
        ),
        pytest.param(
            [GRANT, block(2, small()), block(2 + 95 * DAY, small(INSIDER.upper().replace("0X", "0x")))],
            [Says(Severity.HIGH, INSIDER.lower(), 2 + 95 * DAY)],
            id="silent since its last act",
        ),
    ],
)
def test_a_key_that_slept_and_acts(history: list[Observation], expected: list[Says]) -> None:
    assert_says(DormantPrivilegeWakes(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([GRANT, block(89 * DAY, small())], id="not so long"),
        pytest.param([GRANT, *(block(1 + n * 30 * DAY, small()) for n in range(1, 9))], id="it acts every month"),
        pytest.param([GRANT, block(200 * DAY, small(HOLDER))], id="somebody without powers"),
        pytest.param([block(1, plan("key", INSIDER)), GRANT, block(200 * DAY, small())], id="a drill with its ticket"),
        pytest.param([block(1, Paused(bit="mint", by=ADMIN)), block(2, Paused(bit="mint", by=ADMIN))], id="first seen"),
    ],
)
def test_what_is_usual_or_announced_says_nothing(history: list[Observation]) -> None:
    assert_says(DormantPrivilegeWakes(), history)


def test_it_is_said_once() -> None:
    assert_says(
        DormantPrivilegeWakes(),
        [GRANT, block(114 * DAY, small(), small()), block(114 * DAY + 5, small())],
        woken(114 * DAY),
    )


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(DormantPrivilegeWakes, [GRANT, block(100 * DAY, small()), block(300 * DAY, small())])
