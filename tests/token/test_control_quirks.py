"""Quirks of the supply controller and of the feed: each is the sound one in everything but the one way it promises."""

from __future__ import annotations

import pytest
from _attestations import FeedDesk
from _control import DAY, MINT_LIMIT, Control, minted
from _control_calls import BRIDGE_MINT, CALLS, MINT, proposed, says, without_limit
from _outcome import SUPPLY

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.errors import RefusedError
from backbone_chain.tokens.reference_dollar import ReferenceDollar


@pytest.fixture
def of(opened_control):
    """The controller of that name in its own world, or the sound one."""

    def controlled(code="SupplyController"):
        control = Control(opened_control.stage, code).open()
        control.limit("minter", MINT_LIMIT, MINT_LIMIT, 0)
        return control

    with opened_control.stage.isolated():
        yield controlled


DIFFER = {
    "CapIgnoresBridges": {"a bridge's mint above the cap"},
    "FeedCountsOneAttesterTwice": set(),
    "ProposalNeverExpires": {"a large mint too late"},
    "RateLimitRefillsLinearly": {"a second mint half a window later"},
    "RateSentinelUnlimited": {"a mint without a limit"},
    "ReserveGateIgnoresDecimals": {"a mint on an answer of no decimals", "a mint on an answer of 18 decimals"},
    "ReserveGateIgnoresStaleness": {"a mint on a stale answer"},
}
CONTROLLERS = [name for name in DIFFER if not name.startswith("Feed")]
SHOWN = ("supply", "balance of recipient")


def test_each_quirk_says_where_it_differs():
    assert sorted(DIFFER) == artifacts.control_quirks()


def ends(control, call):
    """What a call changes of the supply, or the name of the error."""
    step = CALLS[call](control)
    try:
        return {key: change for key, change in control.does(*step).changes.items() if key in SHOWN}
    except RefusedError as refusal:
        return refusal.error.name


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", CONTROLLERS)
def test_a_quirk_differs_from_the_sound_controller_where_it_promises_to_and_nowhere_else(
    of, opened_control, name, call
):
    with opened_control.stage.isolated():
        expected = ends(of(), call)

    found = ends(of(name), call)

    assert (found != expected) == (call in DIFFER[name])


# --- what each promises


def test_with_the_sentinel_a_limit_of_zero_lets_everything_through(of):
    control = of("RateSentinelUnlimited")
    control.send("reserve_admin", "setProposalTerms", (MINT_LIMIT, 0, 0))

    step = control.does(*without_limit(control)[:3], MINT_LIMIT)

    assert step.changes["supply"] == MINT_LIMIT
    assert control.does(*MINT, MINT_LIMIT).changes["supply"] == MINT_LIMIT
    control.limit("minter", MINT_LIMIT, 1, 0)
    assert control.refuses(*MINT, 2) == ("MintExceedsWindow", "minter", 1, 2)


def test_a_limit_that_refills_lets_almost_twice_as_much_through_in_one_window(of):
    control = of("RateLimitRefillsLinearly")
    control.send("reserve_admin", "setProposalTerms", (MINT_LIMIT, 0, 0))
    begun, total = control.now, MINT_LIMIT
    control.send(*MINT, MINT_LIMIT)
    for hour in range(1, 24):
        control.at(begun + hour * 3_600).send(*MINT, MINT_LIMIT // 24)
        total += MINT_LIMIT // 24

    assert control.now - begun < DAY
    assert total > 19 * MINT_LIMIT // 10
    assert control.at(begun + 23 * 3_600 + 12).refuses(*MINT, 100)[0] == "MintExceedsWindow"


def test_a_cap_that_ignores_bridges_still_bounds_minters(of):
    control = of("CapIgnoresBridges")
    control.send("reserve_admin", "setSupplyCap", 0)

    assert control.does(*BRIDGE_MINT, 100).changes["supply"] == 100
    assert control.refuses(*MINT, 1) == ("MintExceedsSupplyCap", 0, SUPPLY + 101)
    assert control.refuses("bridge", "crosschainMint", "@recipient", 0) == ("ZeroAmount",)
    assert control.refuses("attacker", "beforeCrosschainMint", "@bridge", "@recipient", 1)[0] == "CallerNotToken"


def test_a_gate_that_ignores_staleness_believes_an_answer_of_years_ago(of):
    control = of("ReserveGateIgnoresStaleness")
    says(control, age=3 * 365 * DAY)

    assert control.does(*MINT, 1) == minted(1)


def test_a_gate_that_ignores_decimals_takes_a_dollar_for_a_million_million_of_them(of):
    control = of("ReserveGateIgnoresDecimals")
    says(control, decimals=18, answer=10**18)

    assert control.call("attestedReserve") == 10**18
    assert control.does(*MINT, 1) == minted(1)


def test_a_proposal_that_never_expires_is_minted_years_later(of):
    control = of("ProposalNeverExpires")

    step = control.does(*proposed(control, 3 * 365 * DAY))

    assert step.changes["supply"] == 200


# --- the feed


def submitted(desk, *places):
    """The refusal of a statement that these attesters signed, or its events."""
    try:
        return desk.submit(desk.message(), [desk.attesters[place] for place in places])[0][0]
    except RefusedError as refusal:
        return refusal.error.name


@pytest.mark.parametrize("places", [(0, 1), (0, 1, 2), (0,), (), (0, 0), (2, 1), (1, 1, 1)])
def test_a_feed_that_counts_twice_differs_where_signers_do_not_ascend(control, places):
    sound, quirk = (FeedDesk(control.chain, code) for code in ("ReserveFeed", "FeedCountsOneAttesterTwice"))

    ascend = list(places) == sorted(set(places))

    assert (submitted(sound, *places) == submitted(quirk, *places)) == ascend


def test_one_stolen_key_attests_alone_there(control):
    desk = FeedDesk(control.chain, "FeedCountsOneAttesterTwice")
    thief = desk.attesters[0]

    desk.submit(desk.message(amountCents=10**15), [thief, thief])

    assert desk.feed.call("latestRoundData")[1] == 10**15


# --- deployed by name


def test_each_quirk_is_deployed_by_its_name_around_the_reference_token():
    names = [plan.name for plan in ReferenceDollar.controlled()]

    assert names[0] == "controlled"
    assert sorted(names[1:]) == sorted(
        [
            "cap-ignores-bridges",
            "feed-counts-one-attester-twice",
            "proposal-never-expires",
            "rate-limit-refills-linearly",
            "rate-sentinel-unlimited",
            "reserve-gate-ignores-decimals",
            "reserve-gate-ignores-staleness",
        ]
    )


PLANS = {plan.name: plan for plan in ReferenceDollar.controlled()}
MILLION = 1_000_000 * ReferenceDollar.unit


@pytest.fixture
def deployed(request):
    """The token of that name, and a minter with an allowance."""
    token = ReferenceDollar.deploy(Chain(), PLANS[request.param])
    token.configure_minter(token.actor("minter"), 500 * MILLION)
    return token


@pytest.mark.parametrize("deployed", sorted(set(PLANS) - {"reserve-gate-ignores-decimals"}), indirect=True)
def test_a_token_under_control_is_open_for_a_days_business(deployed):
    treasury, bridge = deployed.actor("treasury"), deployed.actor("bridge")

    deployed.mint(treasury, 5 * MILLION)
    deployed.contract.send("crosschainMint", treasury, 20 * MILLION, sender=bridge)

    assert deployed.balance_of(treasury) == 25 * MILLION
    for to, amount, reason in (
        (bridge, 1, "DestinationNotAllowed"),
        (treasury, 11 * MILLION, "ProposalMissing"),
        (treasury, 21 * MILLION, "MintExceedsTransactionLimit"),
    ):
        with pytest.raises(RefusedError) as refusal:
            deployed.mint(to, amount)
        assert refusal.value.error.name == reason


@pytest.mark.parametrize("deployed", ["reserve-gate-ignores-decimals"], indirect=True)
def test_cents_taken_for_base_units_stop_minting_instead(deployed):
    with pytest.raises(RefusedError) as refusal:
        deployed.mint(deployed.actor("treasury"), 5 * MILLION)

    error = refusal.value.error
    assert (error.name, error["reserve"]) == ("MintExceedsReserve", 1_000 * MILLION // 10**4)
