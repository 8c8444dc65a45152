"""Tokens that fight back: every property says something, in time, and none says that a promise is kept or broken that
could not be tried."""

from __future__ import annotations

import pytest
from _tokens import fixture, judge
from test_payments_and_supply import OTHERS, PAYMENTS

from backbone_chain.properties import Judgement

SUPPLY = (
    "outsider-cannot-mint",
    "mint-within-allowance",
    "zero-limit-means-zero",
    "removed-minter-stays-at-zero",
    "minter-has-a-cap",
    "mint-to-zero-refused",
    "mint-emits-transfer",
    "redeem-burns-own-only",
    "nobody-burns-others",
    "burn-emits-transfer",
    "redemption-survives-pause",
)
EVERY = (*PAYMENTS, *SUPPLY, *OTHERS)
TRUE_OF_IT = {"transfer-to-zero-refused", "transfer-to-token-refused", "transfer-to-zero-burns-or-reverts"}
ABOUT_BALANCES = {"no-fee-on-transfer", "transfer-returns-true", "zero-transfer-allowed"}


@pytest.mark.parametrize("mood", range(5))
def test_functions_that_misbehave_beside_sound_payments_change_no_verdict(mood):
    found = {word: judge(word, f"Moody {mood}", fixture("Moody", mood, False)) for word in EVERY}
    assert {word for word, verdict in found.items() if verdict.judgement is Judgement.BROKEN} == TRUE_OF_IT
    assert not {found[word].judgement for word in SUPPLY} & {Judgement.HOLDS}


@pytest.mark.parametrize("mood", range(5))
def test_payments_that_misbehave_are_unknown(mood):
    found = {word: judge(word, f"Moody {mood} too", fixture("Moody", mood, True)) for word in EVERY}
    told = {word: verdict.judgement for word, verdict in found.items()}
    assert not {word for word, judgement in told.items() if judgement in (Judgement.BROKEN, Judgement.HOLDS)}


@pytest.mark.parametrize(("kind", "readable"), [(0, set()), (1, ABOUT_BALANCES)])
def test_token_that_can_not_be_read_is_unknown(kind, readable):
    found = {word: judge(word, f"Unreadable {kind}", fixture("Unreadable", kind)) for word in EVERY}
    told = {word: verdict.judgement for word, verdict in found.items()}
    assert {word for word, each in told.items() if each in (Judgement.BROKEN, Judgement.HOLDS)} == readable
