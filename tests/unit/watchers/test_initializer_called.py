"""initializer-called: an initialiser runs at birth, with a planned upgrade, or by whom the plan names."""

from __future__ import annotations

import pytest
from _history import TOKEN, Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.errors import SettingsError
from backbone_chain.model import Fact, Initialized, Observation, Severity, SlotRead, Transfer, Upgraded
from backbone_chain.watchers.initializer_called import InitializerCalled

DEPLOYER, ATTACKER, NEXT = map(address, ("deployer", "attacker", "next"))
OTHER = address("other contract")


def ran(tx: str, by: str = DEPLOYER, version: int = 1, contract: str = TOKEN) -> Initialized:
    return Initialized(contract=contract, tx=tx, tx_sender=by, version=version)


def upgraded(tx: str, by: str = DEPLOYER) -> Upgraded:
    return Upgraded(contract=TOKEN, tx=tx, tx_sender=by, proxy=TOKEN, implementation=NEXT, by=by)


def moved(tx: str) -> Fact:
    return Transfer(contract=TOKEN, tx=tx, sender=DEPLOYER, to=ATTACKER, amount=1)


def called(number: int, by: str, version: int = 1) -> Says:
    return Says(Severity.CRITICAL, TOKEN, number, {"by": by, "version": version})


PLANNED = block(0, plan("initialiser", DEPLOYER, 0, 5))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [block(1, upgraded("0xa")), block(2, ran("0xb", ATTACKER))],
            [called(2, ATTACKER)],
            id="after deployment",
        ),
        pytest.param([block(1, moved("0xa"), ran("0xb"))], [called(1, DEPLOYER)], id="later in the same block"),
        pytest.param([PLANNED, block(1, ran("0xa", ATTACKER))], [called(1, ATTACKER)], id="at birth, by an outsider"),
        pytest.param(
            [PLANNED, block(1, ran("0xa")), block(6, ran("0xb", version=2))],
            [called(6, DEPLOYER, 2)],
            id="by the right key after the plan's last block",
        ),
        pytest.param(
            [block(1, ran("0xa")), block(9, upgraded("0xb", ATTACKER), ran("0xb", ATTACKER, 2))],
            [called(9, ATTACKER, 2)],
            id="with an upgrade that nobody planned",
        ),
        pytest.param(
            [block(1, ran("0xa"), plan("implementation", NEXT)), block(9, upgraded("0xb"), ran("0xc", ATTACKER, 2))],
            [called(9, ATTACKER, 2)],
            id="beside a planned upgrade, in another transaction",
        ),
        pytest.param(
            [block(1, ran("0xa")), block(2, ran("0xb", ATTACKER)), block(3, ran("0xc", ATTACKER))],
            [called(2, ATTACKER), called(3, ATTACKER)],
            id="each time",
        ),
        pytest.param(
            [block(1, moved("0xa")), block(2, ran("0xb", by=""))], [called(2, "")], id="by a sender that is not known"
        ),
        pytest.param(
            [Observation(block=1, timestamp=1, facts=(Initialized(version=1),))],
            [Says(Severity.CRITICAL, "", 1)],
            id="without any place",
        ),
    ],
)
def test_initialiser_out_of_place_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(InitializerCalled(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, upgraded("0xa"), ran("0xa"))], id="in the transaction of the deployment"),
        pytest.param([block(1, ran("0xa", contract=TOKEN.lower()), moved("0xa"))], id="small letters"),
        pytest.param([PLANNED, block(1, upgraded("0xa")), block(2, ran("0xb"))], id="by whom the plan names"),
        pytest.param([PLANNED, block(1, ran("0xa", by=""))], id="at birth, in a source that knows no senders"),
        pytest.param([block(1, moved("0xa")), block(2, ran("0xb", ATTACKER, 2**64 - 1))], id="locked for ever"),
        pytest.param([block(1, moved("0xa")), block(2, ran("0xb", ATTACKER, 255))], id="locked for ever, before 5.0"),
        pytest.param(
            [
                block(1, ran("0xa")),
                block(5, plan("implementation", NEXT, 9, 9)),
                block(9, upgraded("0xb"), ran("0xb", version=2)),
            ],
            id="with a planned upgrade",
        ),
        pytest.param([block(1, ran("0xa"), ran("0xb", contract=OTHER))], id="each contract has a birth of its own"),
    ],
)
def test_initialiser_in_its_place_is_quiet(history: list[Observation]) -> None:
    assert_says(InitializerCalled(), history)


def count(number: int, contract: str = TOKEN) -> SlotRead:
    return SlotRead(slot="initialized", value=f"0x{number:064x}", contract=contract)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([block(1, count(0)), block(2, count(0))], [Says(Severity.HIGH, TOKEN, 1)], id="open, said once"),
        pytest.param(
            [block(1, count(1)), block(2, count(0)), block(3, count(0))],
            [Says(Severity.CRITICAL, TOKEN, 2, {"before": 1, "now": 0})],
            id="opened again",
        ),
        pytest.param(
            [block(1, count(2**64 - 1)), block(2, count(1))], [Says(Severity.CRITICAL, TOKEN, 2)], id="locked no longer"
        ),
    ],
)
def test_initialiser_that_is_open_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(InitializerCalled(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, count(1)), block(2, count(1)), block(3, count(2))], id="a next version"),
        pytest.param([block(1, count(255)), block(2, count(2**64 - 1, OTHER))], id="locked"),
        pytest.param([block(1, SlotRead(slot="threshold", value="0x0"))], id="another slot"),
    ],
)
def test_initialiser_that_is_closed_is_quiet(history: list[Observation]) -> None:
    assert_says(InitializerCalled(), history)


def test_summary_names_the_caller() -> None:
    history = [block(1, moved("0xa")), block(2, ran("0xb", ATTACKER, 3))]
    (finding,) = assert_says(InitializerCalled(), history, called(2, ATTACKER, 3))
    assert ATTACKER in finding.summary
    assert "version 3" in finding.summary


def test_has_no_settings() -> None:
    with pytest.raises(SettingsError, match="no setting 'version'"):
        InitializerCalled({"version": 1})


def test_resumes_anywhere() -> None:
    history = [
        PLANNED,
        block(1, upgraded("0xa")),
        block(2, ran("0xb")),
        block(3, ran("0xc", ATTACKER)),
        block(4, ran("0xd", version=2**256 - 1)),
        block(6, ran("0xe")),
    ]
    assert_resumes(InitializerCalled, history)
