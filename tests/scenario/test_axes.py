"""Twenty-five variants of a story cover every axis of it, each does harm, and another seed gives other amounts."""

from __future__ import annotations

from math import prod

import pytest

from backbone_chain import Outcome, play_one, scenarios, tokens
from backbone_chain.scenarios.address_poisoning import BAITS, AddressPoisoning
from backbone_chain.scenarios.address_poisoning import WAITS as POISONER_WAITS
from backbone_chain.scenarios.bridge_phantom import EARLY_DAYS, BridgePhantom
from backbone_chain.scenarios.bridge_phantom import WAYS as BRIDGE_WAYS
from backbone_chain.scenarios.captured_timelock import PATIENCE, CapturedTimelock
from backbone_chain.scenarios.captured_timelock import WAYS as TIMELOCK_WAYS
from backbone_chain.scenarios.colluding_approvers import WAITS_HOURS as WAITS_HOURS_OF_APPROVERS
from backbone_chain.scenarios.colluding_approvers import WAYS as APPROVER_WAYS
from backbone_chain.scenarios.colluding_approvers import ColludingApprovers
from backbone_chain.scenarios.fat_finger import SLIPS, FatFinger
from backbone_chain.scenarios.forged_statement import DAYS as FORGER_DAYS
from backbone_chain.scenarios.forged_statement import WAYS as FORGER_WAYS
from backbone_chain.scenarios.forged_statement import ForgedStatement
from backbone_chain.scenarios.freeze_race import FANS, WAYS, FreezeRace
from backbone_chain.scenarios.front_run_authorization import HANDS as FRONT_RUNNERS
from backbone_chain.scenarios.front_run_authorization import TIMES, FrontRunAuthorization
from backbone_chain.scenarios.front_run_authorization import WAITS as FRONT_RUNNER_WAITS
from backbone_chain.scenarios.frozen_spender import ALLOWANCES, PIECES, FrozenSpender
from backbone_chain.scenarios.hidden_proxy import QUIET_DAYS, HiddenProxy
from backbone_chain.scenarios.hidden_proxy import WAYS as PROXY_WAYS
from backbone_chain.scenarios.limit_switched_off import SWITCHES, WAITS_HOURS, LimitSwitchedOff
from backbone_chain.scenarios.pause_griefing import HANDS as PAUSERS
from backbone_chain.scenarios.pause_griefing import PULLS, PauseGriefing
from backbone_chain.scenarios.payout_to_changed_account import PAYOUTS, PayoutToChangedAccount
from backbone_chain.scenarios.payout_to_changed_account import WAYS as PAYOUT_WAYS
from backbone_chain.scenarios.pledged_deposit import PLACES, PledgedDeposit
from backbone_chain.scenarios.pledged_deposit import WAITS as PLEDGE_DAYS
from backbone_chain.scenarios.pledged_deposit import WAYS as PLEDGE_WAYS
from backbone_chain.scenarios.reentrant_controller import WAITS, ReentrantController
from backbone_chain.scenarios.reentrant_controller import WAYS as CONTROLLER_WAYS
from backbone_chain.scenarios.renewed_feed import RenewedFeed
from backbone_chain.scenarios.retained_insider import KEPT, MOST_ACCOUNTS, WAYS_OUT, RetainedInsider
from backbone_chain.scenarios.role_mint_cover_up import (
    COVERS,
    DAYS_BEFORE,
    HANDS,
    SECOND_AFTER_DAYS,
    RoleMintCoverUp,
)
from backbone_chain.scenarios.sliced_minter import RECIPIENTS, SPANS, SlicedMinter
from backbone_chain.scenarios.stale_feed import GATES, HOURS, StaleFeed
from backbone_chain.scenarios.watcher_under_attack import NOISE, WatcherUnderAttack
from backbone_chain.scenarios.watcher_under_attack import WAYS as WATCHER_WAYS

VARIANTS = range(25)
AXES = {
    AddressPoisoning: {"bait": BAITS, "wait": POISONER_WAITS},
    BridgePhantom: {"way": BRIDGE_WAYS, "early": EARLY_DAYS},
    CapturedTimelock: {"way": TIMELOCK_WAYS, "patience": PATIENCE},
    ColludingApprovers: {"way": APPROVER_WAYS, "hours": WAITS_HOURS_OF_APPROVERS},
    FatFinger: {"slip": SLIPS},
    ForgedStatement: {"way": FORGER_WAYS, "days": FORGER_DAYS},
    FreezeRace: {"way": WAYS, "fan": FANS},
    FrontRunAuthorization: {"times": TIMES, "wait": FRONT_RUNNER_WAITS, "hands": FRONT_RUNNERS},
    FrozenSpender: {"allowance": ALLOWANCES, "pieces": PIECES},
    HiddenProxy: {"days": QUIET_DAYS, "way": PROXY_WAYS},
    LimitSwitchedOff: {"switch": SWITCHES, "hours": WAITS_HOURS},
    PauseGriefing: {"hand": PAUSERS, "pulls": PULLS},
    PayoutToChangedAccount: {"way": PAYOUT_WAYS, "payouts": PAYOUTS},
    PledgedDeposit: {"place": PLACES, "way": PLEDGE_WAYS, "days": PLEDGE_DAYS},
    ReentrantController: {"way": CONTROLLER_WAYS, "wait": WAITS},
    RetainedInsider: {"kept": KEPT, "accounts": range(1, MOST_ACCOUNTS + 1)},
    RoleMintCoverUp: {
        "hands": HANDS,
        "days_before": DAYS_BEFORE,
        "days_after": SECOND_AFTER_DAYS,
        "covers": COVERS,
    },
    SlicedMinter: {"span": SPANS, "recipients": RECIPIENTS},
    WatcherUnderAttack: {"way": WATCHER_WAYS, "noise": NOISE},
}
DRAWN = {
    AddressPoisoning: "whole",
    BridgePhantom: "whole",
    CapturedTimelock: "whole",
    ColludingApprovers: "whole",
    FatFinger: "ordered",
    ForgedStatement: "per_cent",
    FreezeRace: "blocks",
    FrontRunAuthorization: "whole",
    FrozenSpender: "stolen",
    HiddenProxy: "whole",
    LimitSwitchedOff: "share",
    PauseGriefing: "idle_days",
    PayoutToChangedAccount: "whole",
    PledgedDeposit: "per_cent",
    ReentrantController: "share",
    RetainedInsider: "idle_days",
    RoleMintCoverUp: "per_cent",
    SlicedMinter: "sizes",
    WatcherUnderAttack: "whole",
}


@pytest.mark.parametrize("story", AXES, ids=lambda story: story.story())
def test_every_value_of_every_axis_is_there(story) -> None:
    drawn = [story(0, variant) for variant in VARIANTS]
    for axis, values in AXES[story].items():
        assert {getattr(each, axis) for each in drawn} == {*values}


@pytest.mark.parametrize("story", AXES, ids=lambda story: story.story())
def test_the_axes_are_combined(story) -> None:
    axes = AXES[story]
    drawn = {tuple(getattr(each, axis) for axis in axes) for each in (story(0, variant) for variant in VARIANTS)}
    assert len(drawn) == prod(map(len, axes.values()))


@pytest.mark.parametrize("story", AXES, ids=lambda story: story.story())
def test_amounts_follow_from_the_seed(story) -> None:
    def drawn(seed: int) -> list[object]:
        return [getattr(story(seed, variant), DRAWN[story]) for variant in VARIANTS]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("story", AXES, ids=lambda story: story.story())
def test_every_variant_does_harm_and_is_noticed_while_its_twin_is_quiet(story, variant: int) -> None:
    reference, victim = tokens.blueprint("reference"), tokens.blueprint(story(7, variant).victim)
    cell = play_one(story.story(), story, victim, variant=variant, seed=7)
    assert (cell.outcome, cell.loss > 0) == (Outcome.NOTICED, True)
    for name, twin in scenarios.catalogue().items():
        if getattr(twin, "twin_of", None) is story:
            assert play_one(name, twin, reference, variant=variant, seed=7).outcome is Outcome.QUIET


@pytest.mark.parametrize("variant", range(len(GATES) * len(HOURS)))
def test_a_gate_that_asks_for_the_feeds_age_refuses_and_any_other_lets_it_be_noticed(variant: int) -> None:
    story = StaleFeed(0, variant)
    cell = play_one("stale-feed", StaleFeed, tokens.blueprint("reference"), variant=variant)
    strict = story.gate == GATES[2]
    assert cell.outcome is (Outcome.REFUSED if strict else Outcome.NOTICED)
    assert ("ReserveStale" in cell.error) == strict
    assert (cell.loss > 0) != strict
    assert (
        play_one("renewed-feed", RenewedFeed, tokens.blueprint("reference"), variant=variant).outcome is Outcome.QUIET
    )


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_every_key_of_an_insider_leaves_every_way(way_out: str) -> None:
    drawn = [RetainedInsider(0, variant) for variant in VARIANTS]
    assert {each.kept for each in drawn if each.way_out == way_out} == {*KEPT}
