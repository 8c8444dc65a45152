"""privilege-then-mint: unplanned power is said at once, and its use is worse."""

from __future__ import annotations

import pytest
from _history import TOKEN, UINT256_MAX, UNIT, ZERO_ADDRESS, Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.errors import SettingsError
from backbone_chain.model import (
    Fact,
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Observation,
    OperationScheduled,
    OwnerChanged,
    RoleGranted,
    RoleRevoked,
    Severity,
    Transfer,
    Upgraded,
)
from backbone_chain.watchers.privilege_then_mint import PrivilegeThenMint

ACTORS = ("admin", "minter", "second minter", "attacker", "holder", "new code")
ADMIN, MINTER, SECOND, ATTACKER, HOLDER, CODE = map(address, ACTORS)
MONTH_BLOCKS = 216_000
UNNAMED = "0x" + "ab" * 32


def mint(minter: str = ATTACKER, amount: int = 5 * UNIT) -> Mint:
    return Mint(minter=minter, to=HOLDER, amount=amount)


def granted(account: str = ATTACKER, role: str = "minter") -> RoleGranted:
    return RoleGranted(role=role, account=account, by=ADMIN)


def revoked(account: str = ATTACKER, role: str = "minter") -> RoleRevoked:
    return RoleRevoked(role=role, account=account, by=ADMIN)


def configured(allowance: int, minter: str = MINTER) -> MinterConfigured:
    return MinterConfigured(minter=minter, allowance=allowance, by=ADMIN)


def changed(account: str, number: int, what: str, new: str) -> Says:
    return Says(Severity.HIGH, account, number, {"what": what, "new": new})


def used(minter: str, number: int, change_block: int, amount: int = 5 * UNIT) -> Says:
    return Says(Severity.CRITICAL, minter, number, {"change_block": change_block, "amount": amount, "to": HOLDER})


def at_work(*history: Observation) -> list[Observation]:
    """The history of a token whose deployment is over: minted and moved in block 1."""
    return [block(1, mint(MINTER), Transfer(sender=ZERO_ADDRESS, to=HOLDER, amount=5 * UNIT)), *history]


UNLIMITED = LimitChanged(subject=TOKEN, kind="supply-controller", old=7, new=0, unlimited=True, by=ADMIN)
UPGRADED = Upgraded(proxy=TOKEN, implementation=CODE, by=ATTACKER)


@pytest.mark.parametrize(
    ("change", "account", "what", "new"),
    [
        (granted(), ATTACKER, "role:minter", ATTACKER),
        (granted(role="minter_admin"), ATTACKER, "role:minter_admin", ATTACKER),
        (granted(role="admin"), ATTACKER, "role:admin", ATTACKER),
        (granted(role="upgrader"), ATTACKER, "role:upgrader", ATTACKER),
        (configured(9, ATTACKER), ATTACKER, "minter-allowance", f"{ATTACKER}=9"),
        (OwnerChanged(contract=TOKEN, old=ADMIN, new=ATTACKER), ATTACKER, "owner", ATTACKER),
        (UNLIMITED, TOKEN, "supply-controller", f"{TOKEN}=0"),
        (UPGRADED, TOKEN, "implementation", CODE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fact) else "",
)
def test_unplanned_power_is_high_and_the_mint_that_uses_it_critical(
    change: Fact, account: str, what: str, new: str
) -> None:
    history = at_work(block(5, change), block(9, mint()))
    assert_says(PrivilegeThenMint(), history, changed(account, 5, what, new), used(ATTACKER, 9, 5))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            at_work(block(5, granted(), mint(), revoked())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), used(ATTACKER, 5, 5)],
            id="grant, mint and cover-up in one block",
        ),
        pytest.param(
            at_work(block(5, granted()), block(6, revoked()), block(7, mint())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), used(ATTACKER, 7, 5)],
            id="a revoked role doesn't clear what was done with it",
        ),
        pytest.param(
            at_work(block(5, granted(role=UNNAMED)), block(7, mint())),
            [used(ATTACKER, 7, 5)],
            id="a role without a name, by which somebody new mints",
        ),
        pytest.param(
            at_work(block(5, granted()), block(6, granted()), block(7, mint())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), used(ATTACKER, 7, 5)],
            id="granted twice, said once",
        ),
        pytest.param(
            at_work(block(5, granted()), block(6, revoked()), block(7, granted())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), changed(ATTACKER, 7, "role:minter", ATTACKER)],
            id="granted again after it was taken",
        ),
        pytest.param(
            at_work(block(5, plan("role:minter", ATTACKER, 6, 9), granted()), block(6, mint())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), used(ATTACKER, 6, 5)],
            id="before the plan's first block",
        ),
        pytest.param(
            at_work(block(5, plan("role:minter", ATTACKER, 1, 4), granted())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER)],
            id="after the plan's last block",
        ),
        pytest.param(
            at_work(block(5, plan("role:minter", MINTER), granted())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER)],
            id="planned for somebody else",
        ),
        pytest.param(
            at_work(block(5, plan("minter-allowance", f"{MINTER}=10"), configured(11))),
            [changed(MINTER, 5, "minter-allowance", f"{MINTER}=11")],
            id="planned, but less of it",
        ),
        pytest.param(
            [block(0, plan("role:minter", MINTER)), block(1, granted(MINTER), granted())],
            [changed(ATTACKER, 1, "role:minter", ATTACKER)],
            id="one holder too many at the deployment that was planned",
        ),
        pytest.param(
            at_work(block(5, granted()), block(6, mint(amount=0))),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), used(ATTACKER, 6, 5, amount=0)],
            id="a probe with nothing",
        ),
        pytest.param(
            at_work(block(5, granted()), block(5 + MONTH_BLOCKS, mint())),
            [changed(ATTACKER, 5, "role:minter", ATTACKER), used(ATTACKER, 5 + MONTH_BLOCKS, 5)],
            id="the last of the blocks within",
        ),
        pytest.param(
            at_work(block(5, configured(100), configured(60)), block(6, configured(90))),
            [
                changed(MINTER, 5, "minter-allowance", f"{MINTER}=100"),
                changed(MINTER, 6, "minter-allowance", f"{MINTER}=90"),
            ],
            id="an allowance raised again after a cut",
        ),
        pytest.param(
            at_work(block(5, configured(9)), block(6, MinterRemoved(minter=MINTER, by=ADMIN)), block(7, configured(9))),
            [
                changed(MINTER, 5, "minter-allowance", f"{MINTER}=9"),
                changed(MINTER, 7, "minter-allowance", f"{MINTER}=9"),
            ],
            id="a minter added again after its removal",
        ),
        pytest.param(
            at_work(
                block(5, OwnerChanged(contract=TOKEN, old=ADMIN, new=ATTACKER)),
                block(6, OwnerChanged(contract=TOKEN, old=ATTACKER, new=ADMIN)),
                block(7, OwnerChanged(contract=TOKEN, old=ADMIN, new=ATTACKER)),
            ),
            [changed(who, n, "owner", who) for n, who in ((5, ATTACKER), (6, ADMIN), (7, ATTACKER))],
            id="an owner that comes back",
        ),
    ],
)
def test_power_outside_its_plan_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(PrivilegeThenMint(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(
            at_work(block(5, plan("role:minter", ATTACKER)), block(6, granted()), block(7, mint())), id="planned"
        ),
        pytest.param(
            at_work(block(5, granted(), plan("role:minter", ATTACKER), mint())), id="planned in the same block"
        ),
        pytest.param(at_work(block(5, plan("role:minter", ATTACKER.lower()), granted())), id="plan in small letters"),
        pytest.param(
            at_work(block(5, plan("minter-allowance", f"{MINTER}=9"), configured(9)), block(6, mint(MINTER))),
            id="planned allowance",
        ),
        pytest.param(at_work(block(5, plan("implementation", CODE), UPGRADED), block(6, mint())), id="planned upgrade"),
        pytest.param(at_work(block(5, granted(role="pauser")), block(6, mint())), id="a role that leads to no mint"),
        pytest.param(
            at_work(block(5, granted(MINTER, UNNAMED)), block(6, mint(MINTER))),
            id="a role without a name, for a minter",
        ),
        pytest.param(
            at_work(block(5, OwnerChanged(contract=TOKEN, old=ADMIN, new=ZERO_ADDRESS)), block(6, mint())),
            id="renounced",
        ),
        pytest.param(
            at_work(block(5, plan("minter-allowance", f"{MINTER}=9"), configured(9), configured(4))), id="cut"
        ),
        pytest.param(
            at_work(block(5, plan("role:minter", MINTER), granted(MINTER)), block(10**9 + 1, granted(MINTER))),
            id="a role that is held already, granted again after its plan ended",
        ),
        pytest.param(
            at_work(block(5, LimitChanged(subject=MINTER, kind="rate", old=1, new=9, unlimited=False, by=ADMIN))),
            id="a finite limit is control-weakened's",
        ),
    ],
)
def test_planned_power_is_quiet(history: list[Observation]) -> None:
    assert_says(PrivilegeThenMint(), history)


RATE = {"subject": MINTER, "kind": "rate", "by": ADMIN, "unlimited": False}


def test_mint_that_uses_an_unplanned_raise_fires() -> None:
    raised = LimitChanged(old=5 * UNIT, new=9 * UNIT, **RATE)
    history = at_work(block(5, raised), block(6, mint(MINTER, 5 * UNIT)), block(7, mint(MINTER, 6 * UNIT)))
    assert_says(PrivilegeThenMint(), history, used(MINTER, 7, 5, 6 * UNIT))


def test_mint_that_uses_a_planned_raise_is_quiet() -> None:
    raised = LimitChanged(old=5 * UNIT, new=9 * UNIT, **RATE)
    history = at_work(block(5, plan("rate", f"{MINTER}={9 * UNIT}"), raised), block(7, mint(MINTER, 6 * UNIT)))
    assert_says(PrivilegeThenMint(), history)


def test_allowance_that_was_spent_and_set_anew_is_no_raise() -> None:
    anew = LimitChanged(subject=MINTER, kind="minter-allowance", old=1, new=9 * UNIT, by=ADMIN, unlimited=False)
    assert_says(PrivilegeThenMint(), at_work(block(5, anew), block(6, mint(MINTER)), block(7, anew, mint(MINTER))))


def scheduled(calldata: str) -> OperationScheduled:
    return OperationScheduled(id="0xid", target=TOKEN, calldata=calldata, delay=172_800)


def test_operation_that_no_ticket_names_is_said_before_it_runs() -> None:
    call = "0x2f2ff15d" + "00" * 12 + ATTACKER[2:].lower()
    expected = Says(Severity.HIGH, TOKEN, 5, {"what": "operation", "new": "0xid"})
    assert_says(PrivilegeThenMint(), at_work(block(5, scheduled(call))), expected)
    assert_says(PrivilegeThenMint(), at_work(block(5, plan("role:minter", MINTER), scheduled(call))), expected)


@pytest.mark.parametrize("ticket", [plan("role:minter", ATTACKER), plan("operation", "0xID")])
def test_operation_that_a_ticket_names_is_quiet(ticket: Fact) -> None:
    call = "0x2f2ff15d" + "00" * 12 + ATTACKER[2:].lower()
    assert_says(PrivilegeThenMint(), at_work(block(5, ticket, scheduled(call))))


def test_mint_by_somebody_else_is_quiet() -> None:
    history = at_work(block(5, granted()), block(6, mint(MINTER)))
    assert_says(PrivilegeThenMint(), history, changed(ATTACKER, 5, "role:minter", ATTACKER))


def test_mint_in_the_same_block_before_the_grant_is_quiet() -> None:
    history = at_work(block(5, mint(), granted()))
    assert_says(PrivilegeThenMint(), history, changed(ATTACKER, 5, "role:minter", ATTACKER))


def test_what_comes_before_any_token_moves_is_learned_and_said_as_info() -> None:
    history = [block(2, configured(9)), block(3, granted(MINTER)), block(4, mint(MINTER)), block(5, granted())]
    assert_says(
        PrivilegeThenMint(),
        history,
        Says(Severity.INFO, MINTER, 2, {"what": "minter-allowance", "new": f"{MINTER}=9"}),
        Says(Severity.INFO, MINTER, 3, {"what": "role:minter", "new": MINTER}),
        changed(ATTACKER, 5, "role:minter", ATTACKER),
    )


def busy(*history: Observation, mints: int = 30) -> list[Observation]:
    """The history of an issuer who tells no plans: a minter from block 0 on, another from 1 on, so many usual mints."""
    opening = [block(0, configured(1_000 * UNIT)), block(1, mint(MINTER), configured(10 * UNIT, SECOND))]
    return [*opening, *(block(2 + number, mint(MINTER)) for number in range(mints - 1)), *history]


OPENING = [
    Says(Severity.INFO, MINTER, 0, {"what": "minter-allowance", "new": f"{MINTER}={1_000 * UNIT}"}),
    changed(SECOND, 1, "minter-allowance", f"{SECOND}={10 * UNIT}"),
]


def usual(minter: str, number: int, amount: int = 5 * UNIT) -> Says:
    return Says(Severity.HIGH, minter, number, {"amount": amount, "to": HOLDER})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            busy(block(40, granted()), block(41, mint()), block(42, mint())),
            [changed(ATTACKER, 40, "role:minter", ATTACKER), usual(ATTACKER, 41)],
            id="a new minter who mints as others do, said once",
        ),
        pytest.param(
            busy(block(40, granted()), block(41, mint()), block(42, mint(amount=10 * UNIT + 1))),
            [
                changed(ATTACKER, 40, "role:minter", ATTACKER),
                usual(ATTACKER, 41),
                used(ATTACKER, 42, 40, 10 * UNIT + 1),
            ],
            id="a new minter who mints more than twice the largest",
        ),
        pytest.param(
            busy(block(40, granted()), block(41, mint()), block(42, mint()), mints=29),
            [changed(ATTACKER, 40, "role:minter", ATTACKER), used(ATTACKER, 41, 40)],
            id="too few mints to know what is usual",
        ),
        pytest.param(
            busy(block(39, plan("role:minter", MINTER)), block(40, granted()), block(41, mint()), block(42, mint())),
            [changed(ATTACKER, 40, "role:minter", ATTACKER), used(ATTACKER, 41, 40), used(ATTACKER, 42, 40)],
            id="an issuer who tells plans of such things",
        ),
        pytest.param(
            busy(block(1 + MONTH_BLOCKS, configured(1_000 * UNIT, SECOND)), block(2 + MONTH_BLOCKS, mint(SECOND))),
            [],
            id="what the other minter was given, for a minter of thirty days",
        ),
        pytest.param(
            busy(block(MONTH_BLOCKS, configured(1_000 * UNIT, SECOND))),
            [changed(SECOND, MONTH_BLOCKS, "minter-allowance", f"{SECOND}={1_000 * UNIT}")],
            id="the same for a minter of less",
        ),
        pytest.param(
            busy(
                block(40, MinterRemoved(minter=MINTER, by=ADMIN), configured(900 * UNIT)),
                block(41, mint(MINTER, 20 * UNIT)),
            ),
            [],
            id="an allowance that is set anew for who was there from the beginning",
        ),
        pytest.param(
            busy(block(1 + MONTH_BLOCKS, configured(1_000 * UNIT + 1, SECOND))),
            [changed(SECOND, 1 + MONTH_BLOCKS, "minter-allowance", f"{SECOND}={1_000 * UNIT + 1}")],
            id="more than any minter was ever given",
        ),
        pytest.param(
            busy(block(MONTH_BLOCKS, configured(9, ATTACKER))),
            [changed(ATTACKER, MONTH_BLOCKS, "minter-allowance", f"{ATTACKER}=9")],
            id="a little for somebody new",
        ),
    ],
)
def test_where_no_plans_are_told_what_is_usual_counts(history: list[Observation], expected: list[Says]) -> None:
    assert_says(PrivilegeThenMint(), history, *OPENING, *expected)


def test_nothing_is_learned_where_tokens_moved_before() -> None:
    history = [block(1, Transfer(sender=HOLDER, to=MINTER, amount=1)), block(2, granted()), block(3, mint())]
    expected = changed(ATTACKER, 2, "role:minter", ATTACKER), used(ATTACKER, 3, 2)
    assert_says(PrivilegeThenMint(), history, *expected)


def test_within_blocks_is_a_setting() -> None:
    history = at_work(block(5, granted()), block(8, mint()))
    high = changed(ATTACKER, 5, "role:minter", ATTACKER)
    assert_says(PrivilegeThenMint({"within_blocks": 2}), history, high)
    assert_says(PrivilegeThenMint({"within_blocks": 3}), history, high, used(ATTACKER, 8, 5))


def test_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'within_blocks'"):
        PrivilegeThenMint({"within_block": 1})


def test_resumes_anywhere() -> None:
    history = at_work(
        block(4, plan("role:minter", MINTER, 1, 6)),
        block(5, granted(MINTER), granted(), configured(UINT256_MAX)),
        block(6, mint(), UPGRADED),
        block(7, revoked(), mint(MINTER, UINT256_MAX)),
        block(8, granted(), configured(UINT256_MAX)),
        block(9, mint()),
    )
    assert_resumes(PrivilegeThenMint, history)
