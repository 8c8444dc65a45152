"""implementation-changed: what runs is read from state, and known from a plan or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from _history import TOKEN, Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.errors import SettingsError
from backbone_chain.model import CodeRead, Observation, Severity, SlotRead, Upgraded
from backbone_chain.watchers import Watch
from backbone_chain.watchers.implementation_changed import ImplementationChanged

AUDITED, NEXT, SHADOW, OTHER_PROXY = map(address, ("audited", "next", "shadow", "other proxy"))
ZERO_WORD = "0x" + "00" * 32


def word(value: str) -> str:
    return "0x" + "00" * 12 + value[2:].lower()


def reads(value: str, slot: str = "implementation", proxy: str = TOKEN) -> SlotRead:
    return SlotRead(contract=proxy, slot=slot, value=word(value))


def claims(value: str) -> Upgraded:
    return Upgraded(proxy=TOKEN, implementation=value, by=TOKEN)


def code(digits: str, contract: str = AUDITED) -> CodeRead:
    return CodeRead(contract=contract, code_hash="0x" + digits * 32)


def learned(number: int, new: str, subject: str = TOKEN) -> Says:
    return Says(Severity.INFO, subject, number, {"old": None, "new": new.lower()})


def changed(number: int, old: str | None, new: str, **evidence: Any) -> Says:
    evidence |= {"old": old and old.lower(), "new": new.lower()}
    return Says(Severity.CRITICAL, TOKEN, number, evidence)


PLANNED = block(0, plan("implementation", AUDITED, 0, 5))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([block(1, reads(AUDITED))], [learned(1, AUDITED)], id="learned where no plan was made"),
        pytest.param(
            [block(1, reads(AUDITED)), block(2, reads(SHADOW)), block(3, reads(SHADOW))],
            [learned(1, AUDITED), changed(2, AUDITED, SHADOW)],
            id="once per change",
        ),
        pytest.param(
            [PLANNED, block(1, reads(SHADOW))], [changed(1, None, SHADOW)], id="not what was planned from the start"
        ),
        pytest.param(
            [PLANNED, block(1, reads(AUDITED)), block(9, reads(SHADOW)), block(10, reads(AUDITED))],
            [changed(9, AUDITED, SHADOW), changed(10, SHADOW, AUDITED)],
            id="there and back, after the plan's last block",
        ),
        pytest.param(
            [PLANNED, block(1, reads(AUDITED)), block(2, claims(SHADOW), reads(SHADOW))],
            [changed(2, AUDITED, SHADOW, claimed_by_event=SHADOW)],
            id="an honest event is no plan",
        ),
        pytest.param(
            [PLANNED, block(1, reads(AUDITED)), block(2, claims(AUDITED), reads(SHADOW))],
            [changed(2, AUDITED, SHADOW, claimed_by_event=AUDITED)],
            id="a forged event",
        ),
        pytest.param(
            [PLANNED, block(1, reads(AUDITED), plan("implementation", NEXT, 10, 20)), block(8, reads(NEXT))],
            [changed(8, AUDITED, NEXT)],
            id="before its plan",
        ),
        pytest.param(
            [PLANNED, block(9, reads(AUDITED), plan("admin", NEXT)), block(10, reads(NEXT))],
            [changed(10, AUDITED, NEXT)],
            id="planned for another slot",
        ),
        pytest.param(
            [
                PLANNED,
                block(1, reads(AUDITED)),
                block(2, SlotRead(contract=TOKEN, slot="implementation", value=ZERO_WORD)),
            ],
            [changed(2, AUDITED, "0x" + "00" * 20)],
            id="emptied",
        ),
        pytest.param(
            [block(1, code("11")), block(2, code("22")), block(3, code("22"))],
            [Says(Severity.CRITICAL, AUDITED, 2, {"old": "0x" + "11" * 32, "new": "0x" + "22" * 32})],
            id="other code in the same place",
        ),
    ],
)
def test_code_that_no_plan_names_is_said(history: list[Observation], expected: list[Says]) -> None:
    assert_says(ImplementationChanged(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([PLANNED, block(1, reads(AUDITED)), block(2, reads(AUDITED))], id="planned and unchanged"),
        pytest.param([PLANNED, block(99, reads(AUDITED))], id="first read long after the deployment that was planned"),
        pytest.param([block(0, plan("implementation", AUDITED.lower())), block(1, reads(AUDITED))], id="small letters"),
        pytest.param(
            [PLANNED, block(1, reads(AUDITED)), block(5, plan("implementation", NEXT, 7, 9)), block(7, reads(NEXT))],
            id="upgraded as planned",
        ),
        pytest.param(
            [PLANNED, block(1, reads(AUDITED)), block(5, plan("implementation", NEXT, 7, 9)), block(40, reads(NEXT))],
            id="upgraded as planned, and read only later",
        ),
        pytest.param([block(1, code("ab")), block(2, code("AB"))], id="the same hash in capitals"),
        pytest.param([block(1, code("11")), block(2, code("22", NEXT))], id="other code in another place"),
        pytest.param([PLANNED, block(1, claims(SHADOW))], id="an event alone is not what runs"),
    ],
)
def test_code_that_a_plan_names_is_quiet(history: list[Observation]) -> None:
    assert_says(ImplementationChanged(), history)


def test_event_that_claims_what_did_not_happen_is_forged() -> None:
    history = [PLANNED, block(1, reads(AUDITED)), block(2, claims(NEXT), plan("implementation", NEXT), reads(AUDITED))]
    forged = changed(2, AUDITED, AUDITED, claimed_by_event=NEXT)
    assert_says(ImplementationChanged(), [*history, block(3, reads(AUDITED))], forged)


def test_forged_event_before_the_first_read_is_said_without_any_plan() -> None:
    history = [block(1, claims(AUDITED), reads(SHADOW)), block(2, reads(SHADOW))]
    assert_says(ImplementationChanged(), history, changed(1, None, SHADOW, claimed_by_event=AUDITED))


def test_slots_that_hold_no_code_are_others() -> None:
    assert_says(ImplementationChanged(), [block(1, reads(AUDITED, "guard")), block(2, reads(SHADOW, "guard"))])


def test_forged_event_is_called_so() -> None:
    history = [PLANNED, block(1, reads(AUDITED)), block(2, claims(AUDITED), reads(SHADOW))]
    (finding,) = assert_says(ImplementationChanged(), history, changed(2, AUDITED, SHADOW))
    assert f"An event claims {AUDITED}: it is forged." in finding.summary


def test_every_slot_and_every_proxy_is_followed_by_itself() -> None:
    history = [block(1, reads(AUDITED), reads(AUDITED, "admin"), reads(NEXT, proxy=OTHER_PROXY))]
    expected = learned(1, AUDITED), learned(1, AUDITED), learned(1, NEXT, OTHER_PROXY)
    assert_says(ImplementationChanged(), history, *expected)


def test_two_slots_that_change_in_one_block_are_two_findings() -> None:
    watch = Watch([ImplementationChanged()])
    watch.observe(block(1, reads(AUDITED), reads(AUDITED, "admin"), code("11", TOKEN)))
    said = watch.observe(block(2, reads(SHADOW), reads(SHADOW, "admin"), code("22", TOKEN)))
    assert [(f.subject, f.severity) for f in said] == [(TOKEN, Severity.CRITICAL)] * 3


def test_has_no_settings() -> None:
    with pytest.raises(SettingsError, match="no setting 'slots'"):
        ImplementationChanged({"slots": []})


def test_resumes_anywhere() -> None:
    history = [
        block(1, reads(AUDITED), code("11")),
        block(2, plan("implementation", NEXT, 3, 4)),
        block(3, reads(NEXT)),
        block(5, claims(NEXT), code("22")),
        block(6, reads(SHADOW)),
        block(7, reads(SHADOW)),
    ]
    assert_resumes(ImplementationChanged, history)
