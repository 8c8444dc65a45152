"""Every property of payments, issuance and redemption, on the reference token, its quirks and other designs."""

from __future__ import annotations

import pytest
from _tokens import builtin, controlled, fixture, judge, replayed, with_helpers

from backbone_chain.bundles._text import plain
from backbone_chain.properties import Judgement

HOLDS, BROKEN, ABSENT, UNKNOWN = Judgement.HOLDS, Judgement.BROKEN, Judgement.NOT_APPLICABLE, Judgement.UNKNOWN

PAYMENTS = (
    "transfer-returns-true",
    "self-transfer-keeps-balance",
    "transfer-to-zero-refused",
    "transfer-to-token-refused",
    "zero-transfer-allowed",
    "allowance-spent-exactly",
    "approve-overwrites",
    "no-fee-on-transfer",
    "transfer-to-zero-burns-or-reverts",
    "nobody-moves-others",
)
OTHERS = {"mint-rate-limited": ABSENT, "mint-gated-by-reserve": ABSENT}

BUILTIN = {
    "transfer-to-zero-fakes-burn": ("transfer-to-zero-refused", "transfer-to-zero-burns-or-reverts"),
    "fee-on-transfer-switch": ("no-fee-on-transfer",),
    "mint-open-to-all": ("outsider-cannot-mint",),
    "mint-skips-allowance": ("mint-within-allowance", "zero-limit-means-zero", "minter-has-a-cap"),
    "minter-allowance-unbounded": ("minter-has-a-cap",),
    "removed-minter-keeps-allowance": ("removed-minter-stays-at-zero",),
    "mint-without-transfer-event": ("mint-emits-transfer",),
    "wipe-reaches-unfrozen": ("nobody-burns-others", "nobody-moves-others"),
    "bridge-burn-skips-allowance": ("nobody-burns-others",),
    "burn-from-swaps-allowance": ("nobody-burns-others", "nobody-moves-others"),
    "pause-stops-redemption": ("redemption-survives-pause",),
}


@pytest.mark.parametrize("word", OTHERS)
def test_reference_token_without_its_controller_has_neither_rates_nor_a_gate(word):
    verdict = judge(word, "reference", builtin("reference"))
    assert (verdict.judgement, verdict.reason.startswith("The token has no ")) == (ABSENT, True)


@pytest.mark.parametrize(("token", "word"), [(token, word) for token, words in BUILTIN.items() for word in words])
def test_quirk_breaks_the_promise_that_it_is_about(token, word):
    verdict = judge(word, token, builtin(token))
    assert verdict.judgement is BROKEN
    assert replayed(verdict, token) == [plain(claim.sentence) for claim in verdict.claims] != []


TABLE = [
    # plain tokens whose supply is there from the start
    *(("Plain", (0,), word, HOLDS) for word in PAYMENTS),
    ("Plain", (0,), "outsider-cannot-mint", ABSENT),
    ("Plain", (0,), "redeem-burns-own-only", ABSENT),
    ("Plain", (0,), "minter-has-a-cap", ABSENT),
    ("Plain", (1,), "approve-overwrites", BROKEN),
    ("Plain", (2,), "approve-overwrites", BROKEN),
    ("Plain", (3,), "approve-overwrites", ABSENT),
    ("Plain", (3,), "allowance-spent-exactly", ABSENT),
    ("Plain", (3,), "self-transfer-keeps-balance", HOLDS),
    ("Plain", (4,), "transfer-returns-true", BROKEN),
    ("Plain", (5,), "allowance-spent-exactly", BROKEN),
    ("Plain", (6,), "allowance-spent-exactly", BROKEN),
    ("Plain", (7,), "allowance-spent-exactly", BROKEN),
    ("Plain", (8,), "transfer-returns-true", BROKEN),
    ("Plain", (9,), "zero-transfer-allowed", BROKEN),
    ("Plain", (10,), "transfer-to-zero-refused", BROKEN),
    ("Plain", (10,), "transfer-to-zero-burns-or-reverts", HOLDS),
    ("Plain", (11,), "transfer-to-zero-burns-or-reverts", BROKEN),
    ("Plain", (11,), "transfer-to-token-refused", BROKEN),
    ("Plain", (12,), "self-transfer-keeps-balance", BROKEN),
    ("Plain", (13,), "zero-transfer-allowed", BROKEN),
    # nothing is returned
    ("Silent", (), "transfer-returns-true", BROKEN),
    *(("Silent", (), word, HOLDS) for word in PAYMENTS[1:]),
    # fees
    ("Charging", (0,), "no-fee-on-transfer", HOLDS),
    ("Charging", (1,), "no-fee-on-transfer", BROKEN),
    ("Charging", (2,), "no-fee-on-transfer", BROKEN),
    ("Charging", (3,), "no-fee-on-transfer", BROKEN),
    ("Charging", (4,), "no-fee-on-transfer", HOLDS),
    ("Charging", (5,), "no-fee-on-transfer", BROKEN),
    # what others have
    ("Custodial", (0,), "nobody-burns-others", HOLDS),
    ("Custodial", (0,), "nobody-moves-others", HOLDS),
    ("Custodial", (0,), "redeem-burns-own-only", HOLDS),
    ("Custodial", (1,), "nobody-burns-others", BROKEN),
    ("Custodial", (1,), "nobody-moves-others", HOLDS),
    ("Custodial", (2,), "nobody-moves-others", BROKEN),
    ("Custodial", (2,), "nobody-burns-others", HOLDS),
    ("Custodial", (3,), "nobody-moves-others", BROKEN),
    ("Custodial", (3,), "nobody-burns-others", BROKEN),
    # one owner issues
    ("Owned", (0,), "outsider-cannot-mint", HOLDS),
    ("Owned", (0,), "minter-has-a-cap", HOLDS),
    ("Owned", (0,), "mint-to-zero-refused", HOLDS),
    ("Owned", (0,), "mint-emits-transfer", HOLDS),
    ("Owned", (0,), "mint-within-allowance", ABSENT),
    ("Owned", (0,), "zero-limit-means-zero", ABSENT),
    ("Owned", (0,), "removed-minter-stays-at-zero", ABSENT),
    ("Owned", (1,), "minter-has-a-cap", BROKEN),
    ("Owned", (2,), "mint-to-zero-refused", BROKEN),
    ("Owned", (3,), "mint-emits-transfer", BROKEN),
    ("Owned", (4,), "outsider-cannot-mint", BROKEN),
    ("Owned", (5,), "mint-emits-transfer", BROKEN),
    ("Owned", (6,), "outsider-cannot-mint", BROKEN),
    # wards
    ("Wards", (0,), "nobody-burns-others", HOLDS),
    ("Wards", (0,), "redeem-burns-own-only", HOLDS),
    ("Wards", (0,), "outsider-cannot-mint", HOLDS),
    ("Wards", (0,), "minter-has-a-cap", BROKEN),
    ("Wards", (0,), "mint-within-allowance", ABSENT),
    ("Wards", (0,), "removed-minter-stays-at-zero", HOLDS),
    ("Wards", (1,), "nobody-burns-others", BROKEN),
    # quotas, in two steps
    ("Quotas", (0,), "mint-within-allowance", HOLDS),
    ("Quotas", (0,), "zero-limit-means-zero", HOLDS),
    ("Quotas", (0,), "removed-minter-stays-at-zero", HOLDS),
    ("Quotas", (0,), "minter-has-a-cap", HOLDS),
    ("Quotas", (0,), "mint-rate-limited", ABSENT),
    ("Quotas", (1,), "zero-limit-means-zero", BROKEN),
    ("Quotas", (2,), "mint-within-allowance", BROKEN),
    ("Quotas", (3,), "removed-minter-stays-at-zero", BROKEN),
    ("Quotas", (4,), "mint-within-allowance", BROKEN),
    ("Quotas", (5,), "mint-within-allowance", BROKEN),
    ("Quotas", (6,), "removed-minter-stays-at-zero", BROKEN),
    # rates
    ("Rated", (0,), "mint-rate-limited", HOLDS),
    ("Rated", (0,), "zero-limit-means-zero", HOLDS),
    ("Rated", (0,), "mint-within-allowance", ABSENT),
    ("Rated", (1,), "mint-rate-limited", BROKEN),
    ("Rated", (2,), "mint-rate-limited", BROKEN),
    ("Rated", (3,), "mint-rate-limited", HOLDS),
    ("Rated", (4,), "mint-rate-limited", BROKEN),
    ("Rated", (5,), "zero-limit-means-zero", BROKEN),
    ("Rated", (6,), "zero-limit-means-zero", BROKEN),
    # as Tether's
    ("Tethered", (0,), "mint-emits-transfer", BROKEN),
    ("Tethered", (0,), "burn-emits-transfer", BROKEN),
    ("Tethered", (0,), "redemption-survives-pause", BROKEN),
    ("Tethered", (1,), "redemption-survives-pause", HOLDS),
    ("Tethered", (0,), "mint-to-zero-refused", ABSENT),
    ("Tethered", (0,), "nobody-burns-others", HOLDS),
    ("Tethered", (0,), "minter-has-a-cap", BROKEN),
    # redeeming
    ("Redeemable", (0,), "redeem-burns-own-only", HOLDS),
    ("Redeemable", (0,), "redemption-survives-pause", ABSENT),
    ("Redeemable", (0,), "burn-emits-transfer", HOLDS),
    ("Redeemable", (1,), "redeem-burns-own-only", BROKEN),
    ("Redeemable", (2,), "redeem-burns-own-only", BROKEN),
    ("Redeemable", (3,), "redeem-burns-own-only", BROKEN),
]


def _named(token: str, args: tuple[int, ...]) -> str:
    return " ".join((token, *map(str, args)))


@pytest.mark.parametrize(
    ("token", "args", "word", "expected"), TABLE, ids=[f"{_named(each[0], each[1])}-{each[2]}" for each in TABLE]
)
def test_token_of_another_design_gets_the_right_verdict(token, args, word, expected):
    verdict = judge(word, _named(token, args), fixture(token, *args))
    assert verdict.judgement is expected, verdict.reason
    assert replayed(verdict, _named(token, args), "py-evm") == [plain(claim.sentence) for claim in verdict.claims]
    assert bool(verdict.claims) == (expected is BROKEN)


@pytest.mark.parametrize(
    ("bug", "expected", "is_fixed"),
    [
        (0, HOLDS, False),
        (1, BROKEN, False),
        (2, BROKEN, False),
        (3, BROKEN, False),
        (4, BROKEN, False),
        (5, BROKEN, False),
        (0, HOLDS, True),
        (1, BROKEN, True),
        (3, BROKEN, True),
    ],
)
def test_mint_against_an_oracle_is_gated_by_all_that_it_may_say(bug, expected, is_fixed):
    opening = with_helpers("Backed", lambda oracle: (bug, oracle.address, is_fixed), "Oracle", 10**20)
    token = f"Backed {bug} {is_fixed}"
    verdict = judge("mint-gated-by-reserve", token, opening)
    assert verdict.judgement is expected, verdict.reason
    assert bool(replayed(verdict, token, "py-evm")) == (expected is BROKEN)


@pytest.mark.parametrize(
    ("token", "word", "expected", "told"),
    [
        ("controlled", "mint-within-allowance", HOLDS, "addMinter"),
        ("controlled", "zero-limit-means-zero", HOLDS, "setLimits of zero stops minting"),
        ("controlled", "mint-rate-limited", HOLDS, "setLimits: a window of 86,400 seconds"),
        ("controlled", "mint-gated-by-reserve", HOLDS, "setReserveFeed"),
        ("controlled", "removed-minter-stays-at-zero", HOLDS, ""),
        ("controlled", "outsider-cannot-mint", HOLDS, ""),
        ("rate-limit-refills-linearly", "mint-rate-limited", HOLDS, "setLimits: a refilling bucket, full again after"),
        ("rate-sentinel-unlimited", "zero-limit-means-zero", BROKEN, "Limits("),
        ("reserve-gate-ignores-decimals", "mint-gated-by-reserve", BROKEN, "above the attested reserve"),
        ("reserve-gate-ignores-staleness", "mint-gated-by-reserve", BROKEN, "attested 1000 days ago"),
    ],
)
def test_limits_and_gate_of_a_supply_controller_are_found_and_tried(token, word, expected, told):
    verdict = judge(word, token, controlled(token))
    assert (verdict.judgement, told in verdict.reason) == (expected, True), verdict.reason
    assert bool(replayed(verdict, token)) == (expected is BROKEN)
