"""signature-replayed: once is right, twice is not."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import AuthorizationUsed, KnownAccount, Observation, Severity
from backbone_chain.watchers.signature_replayed import MOST_KNOWN, SignatureReplayed

OWNER, OTHER, TOKEN = map(address, ("owner", "other", "token"))


def used(nonce: int = 1, by: str = OWNER, contract: str = "") -> AuthorizationUsed:
    return AuthorizationUsed(authorizer=by, nonce=f"0x{nonce:064x}", contract=contract)


REPLAY = [block(1, used()), block(9, used())]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(REPLAY, [Says(Severity.CRITICAL, OWNER, 9, {"first_block": 1})], id="eight blocks later"),
        pytest.param([block(1, used(), used())], [Says(Severity.CRITICAL, OWNER, 1)], id="in one block"),
        pytest.param(
            [block(1, used()), block(2, used()), block(3, used(by=OWNER.lower()))],
            [Says(Severity.CRITICAL, OWNER, 2), Says(Severity.CRITICAL, OWNER.lower(), 3, {"first_block": 1})],
            id="and again",
        ),
    ],
)
def test_a_second_use_is_critical(history: list[Observation], expected: list[Says]) -> None:
    assert_says(SignatureReplayed(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, used(1)), block(2, used(2))], id="another nonce"),
        pytest.param([block(1, used()), block(2, used(by=OTHER))], id="another signer's nonce"),
        pytest.param(
            [
                block(0, KnownAccount(account=TOKEN, kind="token")),
                block(1, used(contract=TOKEN)),
                block(2, used(contract=OTHER)),
            ],
            id="forged by another contract",
        ),
    ],
)
def test_first_uses_are_quiet(history: list[Observation]) -> None:
    assert_says(SignatureReplayed(), history)


def test_it_resumes_and_forgets_the_oldest_only() -> None:
    assert_resumes(SignatureReplayed, REPLAY)
    rule = SignatureReplayed()
    list(rule.observe(block(1, *(used(nonce) for nonce in range(MOST_KNOWN + 1)))))
    assert len(rule.state["used"]) == MOST_KNOWN
    assert_says(rule, [block(2, used(0)), block(3, used(MOST_KNOWN))], Says(Severity.CRITICAL, OWNER, 3))
