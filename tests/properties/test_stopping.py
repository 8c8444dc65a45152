"""Pause, freeze, signatures, events: what each property says of designs that are none of ours."""

from __future__ import annotations

import pytest
from _stoppable import SOURCES, compiled, trial, verdict

from backbone_chain.properties import Judgement, properties

HOLDS, BROKEN, NOT_APPLICABLE, UNKNOWN = Judgement.HOLDS, Judgement.BROKEN, Judgement.NOT_APPLICABLE, Judgement.UNKNOWN
PAUSE = (
    "pause-stops-transfer",
    "pause-stops-transfer-from",
    "pause-stops-signatures",
    "pause-stops-mint",
    "outsider-cannot-pause",
    "outsider-cannot-unpause",
    "enforcement-survives-pause",
    "revoke-approval-survives-pause",
)
FREEZE = (
    "frozen-holder-cannot-send",
    "frozen-holder-cannot-receive",
    "frozen-spender-cannot-spend",
    "frozen-minter-cannot-mint",
    "frozen-owner-can-revoke",
    "freeze-is-idempotent",
    "frozen-zero-address-stops-nothing",
    "frozen-relayer-cannot-relay",
    "outsider-cannot-freeze",
    "outsider-cannot-unfreeze",
    "wipe-needs-frozen",
    "wipe-works-on-frozen",
    "wipe-emits-transfer",
    "seize-to-self-keeps-frozen",
)
SIGNATURES = (
    "permit-needs-owner",
    "permit-respects-freeze",
    "permit-works-for-delegated-accounts",
    "authorization-used-once",
)
EVENTS = ("privileged-calls-emit",)
ALL = (*PAUSE, *FREEZE, *SIGNATURES, *EVENTS)

SOUND = {
    "IssuingHaltsAlone",
    "TwoHalvesOfABan",
    "SaysNo",
    "BurnsAllGas",
    "TakesAFee",
    "FixedDollar",
    "OnlyIssuingHalts",
}
SOUND |= {"SoundDollar", "SignedDollar", "NoVersion", "AllowedDollar"}
DESIGNS = {
    "HaltForgetsTransfer": {"pause-stops-transfer"},
    "HaltForgetsNotes": {"pause-stops-transfer"},
    "HaltForgetsAirdrops": {"pause-stops-mint"},
    "AnybodyHalts": {"outsider-cannot-pause"},
    "AnybodyResumes": {"outsider-cannot-unpause"},
    "AnybodyInherits": {
        "outsider-cannot-pause",
        "outsider-cannot-unpause",
        "outsider-cannot-freeze",
        "outsider-cannot-unfreeze",
    },
    "HaltStopsBans": {"enforcement-survives-pause"},
    "HaltStopsRevoking": {"revoke-approval-survives-pause"},
    "AnybodyBans": {"outsider-cannot-freeze"},
    "BannedReadmitThemselves": {"outsider-cannot-unfreeze"},
    "BannedGiveUp": {"frozen-holder-cannot-send"},
    "BannedGetAirdrops": {"frozen-holder-cannot-receive"},
    "BannedIssue": {"frozen-minter-cannot-mint"},
    "BanIsASwitch": {"freeze-is-idempotent"},
    "NobodyCanBeBanned": {"frozen-zero-address-stops-nothing"},
    "ErasesAnybody": {"wipe-needs-frozen"},
    "ErasesNoBanned": {"wipe-needs-frozen", "wipe-works-on-frozen"},
    "ConfiscatesInSilence": {"wipe-emits-transfer"},
    "ConfiscatesFromNobody": {"wipe-emits-transfer"},
    "ConfiscationReadmits": {"seize-to-self-keeps-frozen"},
    "BansInSilence": {"privileged-calls-emit"},
    "SaysNoAndMoves": {"pause-stops-transfer", "frozen-holder-cannot-send", "frozen-holder-cannot-receive"},
    "AnybodySigns": {"permit-needs-owner", "authorization-used-once"},
    "HighHalfSigns": {"permit-needs-owner"},
    "NeverExpires": {"permit-needs-owner"},
    "NeverCounts": {"permit-needs-owner"},
    "AnyChain": {"permit-needs-owner"},
    "LateInOnePiece": {"permit-needs-owner"},
    "AllowedTwice": {"permit-needs-owner"},
    "BannedPermit": {"permit-respects-freeze"},
    "BannedArePermitted": {"permit-respects-freeze"},
    "HaltForgetsPermits": {"pause-stops-signatures"},
    "AsksTheCodeOnly": {"permit-works-for-delegated-accounts"},
    "BannedRelay": {"frozen-relayer-cannot-relay", "frozen-spender-cannot-spend"},
    "ReplayedTransfers": {"authorization-used-once"},
    "CancelsNothing": {"authorization-used-once"},
    "AnybodyCancels": {"authorization-used-once"},
    "TooEarly": {"authorization-used-once"},
    "TooLate": {"authorization-used-once"},
    "OneTypeForBoth": {"authorization-used-once"},
}
"""What each design breaks, and nothing else."""

UNTRIED = {
    "ToldDomain": {"permit-needs-owner"},
    "SecretDomain": {
        "pause-stops-signatures",
        "frozen-holder-cannot-send",
        "frozen-holder-cannot-receive",
        "frozen-relayer-cannot-relay",
        *SIGNATURES,
    },
    "OneTypeForBoth": {"pause-stops-signatures", "frozen-holder-cannot-send", "frozen-holder-cannot-receive"},
    "OddPermit": {"permit-needs-owner", "permit-works-for-delegated-accounts", "privileged-calls-emit"},
    "GarbageDollar": {"privileged-calls-emit"},
    "SaysNoAndMoves": {"seize-to-self-keeps-frozen"},
}
"""What can't be tried, and is not counted as held."""


def said(token, judgement):
    return {word for word in ALL if verdict(word, token).judgement is judgement}


@pytest.mark.parametrize("token", [*DESIGNS, *sorted(SOUND), *(each for each in UNTRIED if each not in DESIGNS)])
def test_a_design_breaks_what_is_wrong_with_it_and_no_more(token):
    assert (said(token, BROKEN), said(token, UNKNOWN)) == (DESIGNS.get(token, set()), UNTRIED.get(token, set()))


def test_every_fixture_is_in_a_table():
    ours = {name for name, each in compiled().items() if each.source.endswith(tuple(path.name for path in SOURCES))}
    assert ours == {*DESIGNS, *SOUND, *UNTRIED}


@pytest.mark.parametrize("token", ["SoundDollar", "FixedDollar"])
def test_what_a_token_lacks_is_not_held(token):
    lacking = {
        "FixedDollar": {*ALL},
        "SoundDollar": {*SIGNATURES, "pause-stops-signatures", "frozen-relayer-cannot-relay"},
    }
    assert said(token, NOT_APPLICABLE) == lacking[token]
    assert all(verdict(word, token).reason for word in lacking[token])


@pytest.mark.parametrize(
    ("token", "word"), [(token, word) for token, words in DESIGNS.items() for word in sorted(words)]
)
def test_a_break_has_claims_about_what_was_sent(token, word):
    found = verdict(word, token)
    assert found.claims
    assert all(0 <= claim.step < len(found.steps) for claim in found.claims)
    assert all(claim.sentence for claim in found.claims)


def test_a_pause_of_issuing_is_told():
    assert verdict("pause-stops-mint", "OnlyIssuingHalts").reason.startswith("Minting is stopped by pauseIssuing()")
    assert not trial("OnlyIssuingHalts").powers.has("pause")


def test_a_halt_that_leaves_issuing_alone_stops_all_of_it_by_another_switch():
    assert verdict("pause-stops-mint", "IssuingHaltsAlone").judgement is HOLDS


@pytest.mark.parametrize("word", ALL)
def test_each_says_one_sentence(word):
    statement = properties()[word].statement()
    assert statement.endswith(".")
    assert "\n" not in statement


def test_trying_leaves_nothing_behind():
    t = trial("SignedDollar")
    before = t.chain.block_number, t.driver.supply(), tuple(t.claims)
    for word in ALL:
        verdict(word, "SignedDollar")
    assert (t.chain.block_number, t.driver.supply(), tuple(t.claims)) == before
