"""control-weakened: limits, delays and brakes that were loosened without notice."""

from __future__ import annotations

import pytest
from _history import TOKEN, UINT256_MAX, Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.errors import SettingsError
from backbone_chain.model import (
    AdminDelayChanged,
    LimitChanged,
    MinterConfigured,
    Observation,
    RoleRevoked,
    Severity,
    Unpaused,
)
from backbone_chain.watchers import Watch
from backbone_chain.watchers.control_weakened import ControlWeakened

MINTER, OTHER, ADMIN, UNPAUSER, STRANGER = map(address, ("minter", "other minter", "admin", "unpauser", "stranger"))
ALLOWANCE = "minter-allowance"
HOURS_48 = 48 * 3600
NOT_KNOWN = -1


def limit(old: int, new: int, *, unlimited: bool = False, kind: str = ALLOWANCE, subject: str = MINTER) -> LimitChanged:
    return LimitChanged(subject=subject, kind=kind, old=old, new=new, unlimited=unlimited, by=ADMIN)


def controller(old: int, new: int) -> LimitChanged:
    return limit(old, new, kind="supply-controller", subject=TOKEN, unlimited=bool(old and not new))


def delay(old: int, new: int) -> AdminDelayChanged:
    return AdminDelayChanged(old=old, new=new)


def unpaused(by: str, bit: str = "transfer") -> Unpaused:
    return Unpaused(bit=bit, by=by)


def raised(number: int, old: int, new: int, level: int, subject: str = MINTER) -> Says:
    return Says(
        Severity.HIGH, subject, number, {"kind": ALLOWANCE, "old": old, "new": new, "level": level, "by": ADMIN}
    )


def a_little(number: int, old: int, new: int) -> Says:
    return Says(Severity.INFO, MINTER, number, {"kind": ALLOWANCE, "old": old, "new": new, "weight": 1})


def unbound(number: int, old: int, new: int) -> Says:
    return Says(Severity.CRITICAL, MINTER, number, {"kind": ALLOWANCE, "old": old, "new": new, "by": ADMIN})


TICKET = plan(ALLOWANCE, f"{MINTER}=200")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([block(1, limit(100, 200))], [raised(1, 100, 200, 100)], id="doubled"),
        pytest.param(
            [block(1, limit(100, UINT256_MAX, unlimited=True))], [unbound(1, 100, UINT256_MAX)], id="unlimited"
        ),
        pytest.param([block(1, limit(100, 0, unlimited=True))], [unbound(1, 100, 0)], id="a zero that limits nothing"),
        pytest.param(
            [block(1, limit(0, UINT256_MAX, unlimited=True))], [unbound(1, 0, UINT256_MAX)], id="from the start"
        ),
        pytest.param(
            [block(1, TICKET, limit(100, UINT256_MAX, unlimited=True))],
            [unbound(1, 100, UINT256_MAX)],
            id="a ticket for something else",
        ),
        pytest.param([block(1, TICKET, limit(100, 201))], [raised(1, 100, 201, 100)], id="more than the ticket says"),
        pytest.param(
            [block(1, TICKET, limit(100, 200, subject=OTHER))], [raised(1, 100, 200, 100, OTHER)], id="another's ticket"
        ),
        pytest.param(
            [block(1, plan(ALLOWANCE, f"{MINTER}=200", 2, 3)), block(4, limit(100, 200))],
            [raised(4, 100, 200, 100)],
            id="after the ticket's last block",
        ),
        pytest.param(
            [block(n, limit(100 + 5 * (n - 1), 100 + 5 * n)) for n in range(1, 31)],
            [a_little(n, 95 + 5 * n, 100 + 5 * n) if n != 20 else raised(20, 195, 200, 100) for n in range(1, 31)],
            id="five more a day for thirty days",
        ),
        pytest.param(
            [block(1, limit(100, 250)), block(2, limit(250, 499)), block(3, limit(499, 500))],
            [raised(1, 100, 250, 100), a_little(2, 250, 499), raised(3, 499, 500, 250)],
            id="doubled again",
        ),
        pytest.param(
            [block(1, limit(1000, 100)), block(2, limit(100, 200))], [raised(2, 100, 200, 100)], id="cut, then doubled"
        ),
        pytest.param(
            [block(1, limit(100, 0)), block(2, limit(0, 200))],
            [raised(2, 0, 200, 100)],
            id="closed, then more than before",
        ),
        pytest.param([block(1, limit(100, 199))], [a_little(1, 100, 199)], id="not quite doubled"),
        pytest.param(
            [block(1, TICKET, limit(100, 200)), block(2, limit(200, 399))],
            [a_little(2, 200, 399)],
            id="the ticket's level is the measure",
        ),
        pytest.param(
            [block(1, limit(100, UINT256_MAX))], [unbound(1, 100, UINT256_MAX)], id="a sentinel that no event calls so"
        ),
        pytest.param(
            [block(1, limit(48, 1, kind="mint-delay"))],
            [Says(Severity.CRITICAL, MINTER, 1, {"kind": "mint-delay", "old": 48, "new": 1})],
            id="a delay before a mint, cut",
        ),
        pytest.param(
            [block(1, limit(7, 5, kind="reserve-feed", subject=TOKEN))],
            [Says(Severity.HIGH, TOKEN, 1)],
            id="other feed",
        ),
        pytest.param(
            [block(1, RoleRevoked(role="pauser", account=OTHER, by=ADMIN))],
            [Says(Severity.HIGH, OTHER, 1, {"role": "pauser"})],
            id="a brake without its key",
        ),
        pytest.param(
            [block(1, MinterConfigured(minter=MINTER, allowance=UINT256_MAX, by=ADMIN))],
            [Says(Severity.CRITICAL, MINTER, 1, {"kind": ALLOWANCE, "new": UINT256_MAX})],
            id="an allowance without end, of a token that tells no limits",
        ),
        pytest.param(
            [block(1, controller(5, 7))],
            [Says(Severity.HIGH, TOKEN, 1, {"kind": "supply-controller", "old": 5, "new": 7})],
            id="feed replaced",
        ),
        pytest.param(
            [block(1, controller(7, 5))], [Says(Severity.HIGH, TOKEN, 1)], id="feed replaced by a smaller number"
        ),
        pytest.param([block(1, controller(7, 0))], [Says(Severity.CRITICAL, TOKEN, 1)], id="feed removed"),
    ],
)
def test_loosened_limit_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(ControlWeakened(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, limit(200, 100))], id="cut"),
        pytest.param([block(1, limit(0, 1000))], id="a first limit"),
        pytest.param([block(1, limit(100, 0))], id="closed"),
        pytest.param([block(1, limit(100, 0)), block(2, limit(0, 100))], id="closed and opened again"),
        pytest.param([block(1, limit(100, 100, unlimited=True))], id="no change at all"),
        pytest.param([block(1, limit(100, 200), TICKET)], id="ticket"),
        pytest.param(
            [block(1, plan(ALLOWANCE, f"{MINTER.lower()}=200"), limit(100, 200))], id="ticket in small letters"
        ),
        pytest.param([block(1, plan(ALLOWANCE, f"{MINTER}=0"), limit(9, 0, unlimited=True))], id="ticket for no limit"),
        pytest.param(
            [block(1, limit(0, 1000)), block(2, limit(10, 1000)), block(3, limit(0, 1000))],
            id="an allowance that was spent and set anew",
        ),
        pytest.param([block(1, controller(0, 7))], id="a first feed"),
        pytest.param([block(1, limit(1, 48, kind="mint-delay"))], id="a longer delay"),
        pytest.param(
            [block(1, plan("revoke:pauser", OTHER), RoleRevoked(role="pauser", account=OTHER, by=ADMIN))],
            id="a brake's key taken away by ticket",
        ),
        pytest.param(
            [block(1, plan("role:pauser", MINTER), RoleRevoked(role="pauser", account=OTHER, by=ADMIN))],
            id="a brake's key changed by ticket",
        ),
        pytest.param([block(1, RoleRevoked(role="minter", account=OTHER, by=ADMIN))], id="a minter is no brake"),
        pytest.param(
            [
                block(1, plan(ALLOWANCE, f"{MINTER}={UINT256_MAX}")),
                block(2, MinterConfigured(minter=MINTER, allowance=UINT256_MAX, by=ADMIN)),
            ],
            id="an allowance without end, by ticket",
        ),
    ],
)
def test_limit_that_is_announced_or_tightened_is_quiet(history: list[Observation]) -> None:
    assert_says(ControlWeakened(), history)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([block(1, delay(HOURS_48, 0))], [Says(Severity.CRITICAL, TOKEN, 1, {"old": HOURS_48, "new": 0})]),
        ([block(1, delay(HOURS_48, 60))], [Says(Severity.CRITICAL, TOKEN, 1, {"old": HOURS_48, "new": 60})]),
        ([block(1, delay(NOT_KNOWN, 0))], [Says(Severity.CRITICAL, TOKEN, 1, {"old": None, "new": 0})]),
        (
            [block(1, delay(NOT_KNOWN, HOURS_48)), block(2, delay(NOT_KNOWN, 60))],
            [Says(Severity.CRITICAL, TOKEN, 2, {"old": HOURS_48, "new": 60})],
        ),
        ([block(1, plan("admin-delay", "60"), delay(HOURS_48, 0))], [Says(Severity.CRITICAL, TOKEN, 1)]),
        ([block(1, delay(60, HOURS_48))], []),
        ([block(1, delay(0, 0))], []),
        ([block(1, delay(NOT_KNOWN, HOURS_48))], []),
        ([block(1, plan("admin-delay", "60"), delay(HOURS_48, 60))], []),
    ],
    ids=[
        "to 0",
        "cut",
        "to 0 from unknown",
        "cut from what was set",
        "other ticket",
        "raised",
        "0 before",
        "set",
        "ticket",
    ],
)
def test_delay_may_not_be_cut_without_a_ticket(history: list[Observation], expected: list[Says]) -> None:
    assert_says(ControlWeakened(), history, *expected)


FIRST = Says(Severity.INFO, UNPAUSER, 1)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [block(1, unpaused(UNPAUSER)), block(2, unpaused(UNPAUSER))], [FIRST], id="the first key is learned"
        ),
        pytest.param(
            [block(1, unpaused(UNPAUSER)), block(2, unpaused(STRANGER)), block(3, unpaused(STRANGER))],
            [FIRST, Says(Severity.HIGH, STRANGER, 2)],
            id="another key is unusual, once",
        ),
        pytest.param([block(1, unpaused(UNPAUSER), unpaused(UNPAUSER, "mint"))], [FIRST], id="two bits, one key"),
        pytest.param(
            [block(1, unpaused(UNPAUSER)), block(2, unpaused(UNPAUSER.lower()))],
            [FIRST],
            id="the same in small letters",
        ),
        pytest.param([block(1, plan("unpause", UNPAUSER), unpaused(UNPAUSER))], [], id="planned"),
        pytest.param(
            [block(1, plan("unpause", UNPAUSER, 1, 1), unpaused(UNPAUSER)), block(9, unpaused(UNPAUSER))],
            [],
            id="a planned key is usual from then on",
        ),
        pytest.param(
            [block(1, plan("unpause", UNPAUSER)), block(2, unpaused(STRANGER))],
            [Says(Severity.HIGH, STRANGER, 2)],
            id="not the key that the plan names",
        ),
    ],
)
def test_pause_lifted_by_an_unusual_key_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(ControlWeakened(), history, *expected)


def test_one_event_that_lifts_every_bit_is_one_finding() -> None:
    watch = Watch([ControlWeakened()])
    watch.observe(block(1, unpaused(UNPAUSER)))
    assert len(watch.observe(block(2, unpaused(STRANGER), unpaused(STRANGER, "mint")))) == 1


def test_summary_names_both_levels() -> None:
    (finding,) = assert_says(ControlWeakened(), [block(1, limit(111, 777))], raised(1, 111, 777, 111))
    assert "from 111 to 777" in finding.summary


def test_raise_factor_is_a_setting() -> None:
    history = [block(1, limit(100, 150))]
    assert_says(ControlWeakened({"raise_factor": 1.5}), history, raised(1, 100, 150, 100))
    assert_says(ControlWeakened({"raise_factor": 1.6}), history, a_little(1, 100, 150))


def test_small_raises_add_up_to_a_page_within_a_week() -> None:
    watch = Watch([ControlWeakened()])
    days = [block(n, limit(95 + 5 * n, 100 + 5 * n), timestamp=n * 86_400) for n in range(1, 4)]
    said = [finding.severity for day in days for finding in watch.observe(day)]
    assert said == [Severity.INFO, Severity.INFO, Severity.INFO, Severity.HIGH]


def test_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'raise_factor'"):
        ControlWeakened({"raise_facto": 1})


def test_resumes_anywhere() -> None:
    history = [
        block(1, limit(100, 150), delay(NOT_KNOWN, HOURS_48), unpaused(UNPAUSER)),
        block(2, limit(150, 200), TICKET),
        block(3, limit(200, UINT256_MAX - 1), unpaused(STRANGER)),
        block(4, delay(NOT_KNOWN, 60), limit(UINT256_MAX - 1, UINT256_MAX, unlimited=True)),
        block(5, limit(UINT256_MAX, 200), limit(200, 400)),
    ]
    assert_resumes(ControlWeakened, history)
