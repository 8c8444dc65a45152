"""authorization-by-stranger: who submits what was signed for a payee."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import AuthorizationUsed, Fact, KnownAccount, Observation, Severity, Transfer
from backbone_chain.watchers import authorization_by_stranger
from backbone_chain.watchers.authorization_by_stranger import AuthorizationByStranger

PAYER, PAYEE, USUAL, STRANGER, OTHER, TOKEN = map(address, ("payer", "payee", "usual", "stranger", "other", "token"))
MEDIUM = Severity.MEDIUM


def paid(by: str, to: str = PAYEE, payer: str = PAYER, tx: str = "", amount: int = 9, contract: str = "") -> list[Fact]:
    place = {"tx": tx or f"0x{by[2:8]}", "tx_sender": by, "contract": contract}
    used = AuthorizationUsed(authorizer=payer, nonce="0x01", log_index=0, **place)  # type: ignore[arg-type]
    return [used, Transfer(sender=payer, to=to, amount=amount, log_index=1, **place)]  # type: ignore[arg-type]


def usual(times: int, by: str = USUAL, to: str = PAYEE) -> list[Observation]:
    return [block(number, *paid(by, to)) for number in range(1, times + 1)]


PAST_IT = [*usual(5), block(9, *paid(STRANGER))]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            PAST_IT, [Says(MEDIUM, PAYEE, 9, {"usual": USUAL.lower(), "times": 5, "amount": 9})], id="a stranger"
        ),
        pytest.param(
            [*PAST_IT, block(10, *paid(STRANGER)), block(11, *paid(OTHER))],
            [Says(MEDIUM, PAYEE, 9), Says(MEDIUM, PAYEE, 11)],
            id="each stranger once",
        ),
        pytest.param(
            [*usual(5, USUAL.upper().replace("X", "x")), block(9, *paid(STRANGER, PAYEE.lower()))],
            [Says(MEDIUM, PAYEE.lower(), 9)],
            id="however it is written",
        ),
        pytest.param(
            [*usual(5), block(9, *paid(STRANGER, OTHER, tx="0x1"), *paid(STRANGER, tx="0x2", amount=7))],
            [Says(MEDIUM, PAYEE, 9, {"amount": 7})],
            id="in the midst of others",
        ),
    ],
)
def test_another_hand_than_always_before_is_said(history: list[Observation], expected: list[Says]) -> None:
    assert_says(AuthorizationByStranger(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([*usual(4), block(9, *paid(STRANGER))], id="too few before"),
        pytest.param([*usual(5), block(9, *paid(PAYER))], id="the payer itself"),
        pytest.param([*usual(5), block(9, *paid(STRANGER, OTHER))], id="another payee"),
        pytest.param(
            [block(1, *paid(USUAL)), block(2, *paid(OTHER)), *usual(9), block(20, *paid(STRANGER))], id="several hands"
        ),
        pytest.param([*usual(5), block(9, paid(STRANGER)[1])], id="a transfer that nobody signed beforehand"),
        pytest.param([*usual(5), block(9, paid(STRANGER)[0])], id="a cancelled one, which moves nothing"),
        pytest.param(
            [
                block(0, KnownAccount(account=TOKEN, kind="token")),
                *[block(n, *paid(USUAL, contract=TOKEN)) for n in range(1, 6)],
                block(9, *paid(STRANGER, contract=OTHER)),
            ],
            id="another contract's events",
        ),
    ],
)
def test_what_is_nobodys_loss_is_quiet(history: list[Observation]) -> None:
    assert_says(AuthorizationByStranger(), history)


def test_the_number_of_times_is_a_setting() -> None:
    assert_says(
        AuthorizationByStranger({"usual_times": 2}), [*usual(2), block(9, *paid(STRANGER))], Says(MEDIUM, PAYEE, 9)
    )


def test_it_resumes_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_resumes(AuthorizationByStranger, PAST_IT)
    monkeypatch.setattr(authorization_by_stranger, "MOST_KNOWN", 1)
    rule = AuthorizationByStranger()
    assert_says(rule, [*usual(5), *usual(5, to=OTHER), block(9, *paid(STRANGER))])
    assert len(rule.state["hands"]) == 1
