"""privilege-closure-changed: who can reach a power, and what a Safe needs, against the tickets."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.model import Observation, PrivilegeRead, SafeChanged, Severity, SlotRead
from backbone_chain.watchers import Watch
from backbone_chain.watchers.privilege_closure_changed import PrivilegeClosureChanged

ADMIN, MINTER, ATTACKER, SAFE, GUARD = map(address, ("admin", "minter", "attacker", "safe", "guard"))
INFO, HIGH, CRITICAL = Severity.INFO, Severity.HIGH, Severity.CRITICAL
HASHES = "0x" + "aa" * 32, "0x" + "bb" * 32


def reach(power: str, *accounts: str) -> PrivilegeRead:
    return PrivilegeRead(power=power, accounts=accounts)


def word(value: str | int) -> str:
    return f"0x{value if isinstance(value, int) else int(value, 16):064x}"


def slot(name: str, value: str | int) -> SlotRead:
    return SlotRead(contract=SAFE, slot=name, value=word(value))


def changed(what: str, old: str, new: str) -> SafeChanged:
    return SafeChanged(safe=SAFE, what=what, old=old, new=new)


def joined(severity: Severity, number: int, power: str = "mint") -> Says:
    return Says(severity, ATTACKER, number, {"power": power, "joined": ATTACKER})


START = block(1, reach("mint", ADMIN, MINTER), reach("pause", ADMIN), reach("upgrade", ADMIN))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([START, block(2, reach("mint", ADMIN, MINTER, ATTACKER))], [joined(CRITICAL, 2)], id="joined"),
        pytest.param([START, block(2, reach("pause", ADMIN, ATTACKER))], [joined(HIGH, 2, "pause")], id="a stop key"),
        pytest.param(
            [START, block(2, reach("mint", ADMIN, ATTACKER), reach("upgrade", ADMIN, ATTACKER))],
            [
                joined(CRITICAL, 2),
                Says(INFO, MINTER, 2, {"left": MINTER}),
                joined(CRITICAL, 2, "upgrade"),
            ],
            id="two powers, and one left",
        ),
        pytest.param(
            [START, block(2, reach("mint", ADMIN)), block(3, reach("mint", ADMIN, MINTER))],
            [Says(INFO, MINTER, 2), Says(CRITICAL, MINTER, 3, {"joined": MINTER})],
            id="removed and added again",
        ),
        pytest.param(
            [START, block(2, plan("role:pauser", ATTACKER), reach("mint", ADMIN, MINTER, ATTACKER))],
            [joined(CRITICAL, 2)],
            id="a ticket for another power",
        ),
        pytest.param(
            [START, block(2, plan("role:minter", ATTACKER, 5, 9), reach("mint", ADMIN, MINTER, ATTACKER))],
            [joined(CRITICAL, 2)],
            id="before its ticket",
        ),
        pytest.param(
            [block(1, slot("threshold", 3)), block(2, slot("threshold", 1))],
            [Says(CRITICAL, SAFE, 2, {"what": "threshold"})],
            id="one key is enough",
        ),
        pytest.param(
            [block(1, slot("threshold", 3)), block(2, slot("threshold", 4))], [Says(HIGH, SAFE, 2)], id="more keys"
        ),
        pytest.param(
            [block(1, slot("singleton", ADMIN)), block(2, slot("singleton", ATTACKER))],
            [Says(CRITICAL, SAFE, 2, {"what": "singleton"})],
            id="slot 0 rewritten",
        ),
        pytest.param(
            [block(1, slot("guard", GUARD)), block(2, slot("guard", 0))], [Says(CRITICAL, SAFE, 2)], id="guard removed"
        ),
        pytest.param(
            [block(1, slot("modules", HASHES[0])), block(2, slot("modules", HASHES[1]))],
            [Says(CRITICAL, SAFE, 2)],
            id="module enabled",
        ),
        pytest.param(
            [block(1, slot("owners", HASHES[0])), block(2, slot("owners", HASHES[1]))],
            [Says(HIGH, SAFE, 2)],
            id="a signer swapped",
        ),
        pytest.param([block(2, changed("threshold", "3", "1"))], [Says(CRITICAL, SAFE, 2)], id="by its event"),
        pytest.param([block(2, changed("module", "", ATTACKER))], [Says(CRITICAL, SAFE, 2)], id="module, by its event"),
        pytest.param(
            [block(1, plan("threshold", "2")), block(2, changed("threshold", "3", "1"))],
            [Says(CRITICAL, SAFE, 2)],
            id="another number than the ticket's",
        ),
    ],
)
def test_power_that_somebody_new_reaches_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(PrivilegeClosureChanged(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([START, START], id="unchanged"),
        pytest.param([START, block(2, reach("mint", MINTER.lower(), ADMIN.upper().replace("X", "x")))], id="case"),
        pytest.param(
            [START, block(2, plan("role:minter", ATTACKER), reach("mint", ADMIN, MINTER, ATTACKER))], id="a role"
        ),
        pytest.param(
            [START, block(2, plan("minter-allowance", f"{ATTACKER}=5"), reach("mint", ADMIN, MINTER, ATTACKER))],
            id="an allowance",
        ),
        pytest.param([START, block(2, plan("owner", ATTACKER), reach("upgrade", ADMIN, ATTACKER))], id="an owner"),
        pytest.param(
            [START, block(2, plan("role:minter", ATTACKER, 3, 9)), block(50, reach("mint", ADMIN, MINTER, ATTACKER))],
            id="read only after its ticket ended",
        ),
        pytest.param(
            [block(1, slot("threshold", 3), plan("threshold", "2")), block(2, slot("threshold", 2))], id="threshold"
        ),
        pytest.param(
            [block(1, slot("owners", HASHES[0]), plan("safe-owner", ADMIN)), block(2, slot("owners", HASHES[1]))],
            id="a signer, by ticket",
        ),
        pytest.param([block(1, plan("module", GUARD)), block(2, changed("module", "", GUARD))], id="module, by ticket"),
        pytest.param([block(1, slot("implementation", ADMIN)), block(2, slot("implementation", GUARD))], id="W9's"),
    ],
)
def test_power_that_a_ticket_gives_is_quiet(history: list[Observation]) -> None:
    assert_says(PrivilegeClosureChanged(), history)


def test_two_powers_joined_in_one_block_are_two_findings() -> None:
    watch = Watch([PrivilegeClosureChanged()])
    watch.observe(START)
    assert len(watch.observe(block(2, reach("pause", ADMIN, ATTACKER), reach("upgrade", ADMIN, ATTACKER)))) == 2


def test_summary_says_what_it_now_means() -> None:
    history = [block(1, slot("threshold", 3)), block(2, slot("threshold", 1))]
    (finding,) = assert_says(PrivilegeClosureChanged(), history, Says(CRITICAL, SAFE, 2))
    assert "1 keys are now enough" in finding.summary


def test_resumes_anywhere() -> None:
    history = [START, block(2, reach("mint", ATTACKER)), block(3, slot("guard", GUARD)), block(4, slot("guard", 0))]
    assert_resumes(PrivilegeClosureChanged, history)
