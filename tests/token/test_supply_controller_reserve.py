"""The reserve gate: no mint beyond what a feed attests, and none where the feed says nothing sensible."""

from __future__ import annotations

import pytest
from _control import DAY, ZERO, minted
from _feeds import FEED, OTHER_FEED, answering, feed_code, words
from _outcome import SUPPLY, Outcome, request

from backbone_chain.errors import RefusedError

FOREVER = 2**256 - 1
MINT = ("minter", "mint", "@recipient")
BRIDGE_MINT = ("bridge", "crosschainMint", "@recipient")


both_mints = pytest.mark.parametrize("mint", [MINT, BRIDGE_MINT], ids=["mint", "crosschainMint"])


@pytest.fixture
def gated(control):
    """A controller that asks a feed; `says` lets it say something."""
    control.says = lambda code: control.chain.engine.set_code(FEED, code)
    control.says(feed_code(decimals=6, answer=SUPPLY + 50, as_of=control.now))
    control.send("reserve_admin", "setReserveFeed", FEED, DAY)
    return control


# --- the feed


@pytest.mark.branch("setReserveFeed: when the feed is a contract or zero: it sets feed and age")
def test_a_feed_is_set_and_replaced_and_taken_away(control):
    for address in (FEED, OTHER_FEED):
        control.chain.engine.set_code(address, feed_code(decimals=6, answer=SUPPLY, as_of=control.now))

    assert control.does("reserve_admin", "setReserveFeed", FEED, DAY) == Outcome(
        {"feed": (FEED, DAY)}, [("ReserveFeedChanged", "zero", FEED, 0, DAY, "reserve_admin")]
    )
    assert control.does("reserve_admin", "setReserveFeed", OTHER_FEED, FOREVER) == Outcome(
        {"feed": (OTHER_FEED, FOREVER)},
        [("ReserveFeedChanged", FEED, OTHER_FEED, DAY, FOREVER, "reserve_admin")],
    )
    assert control.does("reserve_admin", "setReserveFeed", ZERO, 5) == Outcome(
        {"feed": ("zero", 5)}, [("ReserveFeedChanged", OTHER_FEED, "zero", FOREVER, 5, "reserve_admin")]
    )


@pytest.mark.branch("setReserveFeed: when the feed is an account without code: it reverts with NotAContract")
def test_an_account_without_code_is_no_feed(control):
    refused = control.refuses("reserve_admin", "setReserveFeed", "@victim", DAY)

    assert refused == ("NotAContract", "victim")


def test_without_a_feed_there_is_no_gate_and_no_attested_reserve(gated):
    gated.says(answering({}))
    gated.send("reserve_admin", "setReserveFeed", ZERO, DAY)

    assert gated.does(*MINT, 100) == minted(100)
    with pytest.raises(RefusedError) as refusal:
        gated.call("attestedReserve")
    assert (refusal.value.error.name, refusal.value.error.args) == ("ReserveUnavailable", {"feed": ZERO})


# --- up to the reserve


@pytest.mark.branch("beforeMint: when the supply would pass the reserve: it reverts with MintExceedsReserve")
@pytest.mark.branch("beforeCrosschainMint: when the supply would pass the reserve: it reverts with MintExceedsReserve")
@both_mints
def test_a_mint_up_to_the_reserve_goes_through_and_none_beyond_it(gated, mint):
    assert gated.call("attestedReserve") == SUPPLY + 50

    assert gated.refuses(*mint, 51) == ("MintExceedsReserve", SUPPLY + 50, SUPPLY + 51)
    assert gated.does(*mint, 50).changes["supply"] == 50
    assert gated.refuses(*mint, 1) == ("MintExceedsReserve", SUPPLY + 50, SUPPLY + 51)


@pytest.mark.branch("beforeMint: when the supply would pass the reserve: it reverts with MintExceedsReserve")
@pytest.mark.branch("beforeCrosschainMint: when the supply would pass the reserve: it reverts with MintExceedsReserve")
@both_mints
@pytest.mark.parametrize("reserve", [1, SUPPLY - 1, SUPPLY])
def test_a_reserve_that_the_supply_has_reached_lets_nothing_through(gated, mint, reserve):
    gated.says(feed_code(decimals=6, answer=reserve, as_of=gated.now))

    assert gated.refuses(*mint, 1) == ("MintExceedsReserve", reserve, SUPPLY + 1)


@pytest.mark.parametrize(
    ("decimals", "answer", "reserve"),
    [
        (0, SUPPLY // 10**6 + 1, SUPPLY + 10**6),
        (1, 7, 700_000),
        (2, 123_456_789, 1_234_567_890_000),
        (5, 7, 70),
        (6, SUPPLY + 7, SUPPLY + 7),
        (7, 79, 7),
        (8, 12_345_678_999, 123_456_789),
        (18, 10**18 - 1, 999_999),
        (18, 5 * 10**11, 0),
        (77, 5 * 10**76, 500_000),
        (77, 10**71 - 1, 0),
        (0, 2**255 - 1, None),
        (2, 2**255 - 1, None),
        (5, (2**255 - 1) // 10, 2**255 - 8),
        (6, 2**255 - 1, 2**255 - 1),
        (78, 5 * 10**76, None),
        (255, 1, None),
        (2**256 - 1, 1, None),
    ],
)
def test_an_answer_is_brought_to_the_tokens_decimals_and_rounded_down(gated, decimals, answer, reserve):
    gated.says(feed_code(decimals=decimals, answer=answer, as_of=gated.now))

    if reserve is not None:
        assert gated.call("attestedReserve") == reserve
    else:
        assert gated.refuses(*MINT, 1) == ("ReserveUnavailable", FEED)


def test_a_feed_in_dollars_bounds_a_mint_to_the_unit(gated):
    gated.says(feed_code(decimals=0, answer=SUPPLY // 10**6 + 1, as_of=gated.now))
    gated.limit("minter", 10**6 + 1, 10**6 + 1, 0)
    gated.send("reserve_admin", "setProposalTerms", (10**6 + 1, 0, 0))
    gated.send("reserve_admin", "setSupplyCap", 2 * SUPPLY)

    assert gated.refuses(*MINT, 10**6 + 1) == ("MintExceedsReserve", SUPPLY + 10**6, SUPPLY + 10**6 + 1)
    assert gated.does(*MINT, 10**6) == minted(10**6)


# --- no sensible answer


@pytest.mark.branch("beforeMint: given the feed attests nothing: it reverts with ReserveNotPositive")
@pytest.mark.branch("beforeCrosschainMint: given the feed attests nothing: it reverts with ReserveNotPositive")
@both_mints
@pytest.mark.parametrize("answer", [0, -1, -(2**255)])
def test_an_answer_that_is_not_positive_is_refused(gated, mint, answer):
    gated.says(feed_code(decimals=6, answer=answer, as_of=gated.now))

    assert gated.refuses(*mint, 1) == ("ReserveNotPositive", answer)


@pytest.mark.branch("beforeMint: given the answer is of a time to come: it reverts with ReserveInTheFuture")
@pytest.mark.branch("beforeCrosschainMint: given the answer is of a time to come: it reverts with ReserveInTheFuture")
@both_mints
@pytest.mark.parametrize("ahead", [1, FOREVER])
def test_an_answer_of_a_time_to_come_is_refused(gated, mint, ahead):
    as_of = gated.now + ahead if ahead == 1 else FOREVER
    gated.says(feed_code(decimals=6, answer=2 * SUPPLY, as_of=as_of))

    assert gated.refuses(*mint, 1) == ("ReserveInTheFuture", as_of)


def test_an_answer_that_is_neither_positive_nor_of_this_time_is_refused_for_its_amount(gated):
    gated.says(feed_code(decimals=6, answer=0, as_of=FOREVER))

    assert gated.refuses(*MINT, 1) == ("ReserveNotPositive", 0)


@pytest.mark.branch("beforeMint: given the answer is too old: it reverts with ReserveStale")
@pytest.mark.branch("beforeCrosschainMint: given the answer is too old: it reverts with ReserveStale")
@both_mints
@pytest.mark.parametrize("max_age", [0, 1, DAY])
def test_an_answer_counts_until_its_age_and_no_second_longer(gated, mint, max_age):
    gated.send("reserve_admin", "setReserveFeed", FEED, max_age)
    gated.says(feed_code(decimals=6, answer=2 * SUPPLY, as_of=gated.now - max_age))

    stale = gated.now - max_age
    assert gated.at(gated.now + 1).refuses(*mint, 1) == ("ReserveStale", stale, max_age)
    assert gated.at(gated.now - 1).does(*mint, 1).changes["supply"] == 1


@pytest.mark.branch("beforeMint: given the answer is too old: it reverts with ReserveStale")
@pytest.mark.branch("beforeCrosschainMint: given the answer is too old: it reverts with ReserveStale")
@both_mints
def test_an_answer_of_no_time_is_stale_at_any_age(gated, mint):
    gated.send("reserve_admin", "setReserveFeed", FEED, FOREVER)
    gated.says(feed_code(decimals=6, answer=2 * SUPPLY, as_of=0))
    assert gated.refuses(*mint, 1) == ("ReserveStale", 0, FOREVER)

    gated.says(feed_code(decimals=6, answer=2 * SUPPLY, as_of=1))
    assert gated.does(*mint, 1).changes["supply"] == 1


ROUND, DECIMALS = words(1, 2 * SUPPLY, 0, 1, 1), words(6)
UNUSABLE = {
    "reverts": {},
    "has no round": {"decimals()": DECIMALS},
    "has no decimals": {"latestRoundData()": ROUND},
    "answers nothing": {"decimals()": DECIMALS, "latestRoundData()": b""},
    "answers too briefly": {"decimals()": DECIMALS, "latestRoundData()": ROUND[:-1]},
    "has decimals too brief": {"decimals()": DECIMALS[:-1], "latestRoundData()": ROUND},
    "has too many decimals": {"decimals()": words(78), "latestRoundData()": ROUND},
}


@pytest.mark.branch("beforeMint: given the feed gives no usable answer: it reverts with ReserveUnavailable")
@pytest.mark.branch("beforeCrosschainMint: given the feed gives no usable answer: it reverts with ReserveUnavailable")
@both_mints
@pytest.mark.parametrize("answers", UNUSABLE.values(), ids=UNUSABLE)
def test_a_feed_without_a_usable_answer_stops_minting(gated, mint, answers):
    gated.send("reserve_admin", "setReserveFeed", FEED, FOREVER)
    gated.says(answering(answers))

    assert gated.refuses(*mint, 1) == ("ReserveUnavailable", FEED)


@pytest.mark.branch("beforeMint: given the feed gives no usable answer: it reverts with ReserveUnavailable")
@pytest.mark.branch("beforeCrosschainMint: given the feed gives no usable answer: it reverts with ReserveUnavailable")
@both_mints
def test_a_feed_whose_code_is_gone_stops_minting(gated, mint):
    gated.says(b"")

    assert gated.refuses(*mint, 1) == ("ReserveUnavailable", FEED)


@pytest.mark.branch("beforeMint: given the feed gives no usable answer: it reverts with ReserveUnavailable")
@pytest.mark.branch("beforeCrosschainMint: given the feed gives no usable answer: it reverts with ReserveUnavailable")
@both_mints
def test_an_answer_too_large_for_base_units_stops_minting(gated, mint):
    gated.says(feed_code(decimals=0, answer=2**255 - 1, as_of=gated.now))

    assert gated.refuses(*mint, 1) == ("ReserveUnavailable", FEED)


def test_longer_answers_and_strange_round_numbers_are_no_obstacle(gated):
    answer = words(FOREVER, SUPPLY + 50, FOREVER, gated.now, FOREVER, 7)
    gated.says(answering({"decimals()": DECIMALS + b"\1", "latestRoundData()": answer}))

    assert gated.call("attestedReserve") == SUPPLY + 50


# --- what the gate is not about


def test_burning_and_redeeming_never_ask_the_feed(gated):
    gated.says(answering({}))

    assert gated.does("minter", "burn", 5).changes["supply"] == -5
    assert gated.does("bridge", "crosschainBurn", "@bridge", 5).changes["supply"] == -5
    assert gated.does("holder", "redeem", 5, request(1)).changes["supply"] == -5


def test_the_cap_holds_beside_a_greater_reserve(gated):
    gated.send("reserve_admin", "setSupplyCap", SUPPLY + 10)

    assert gated.refuses(*MINT, 11) == ("MintExceedsSupplyCap", SUPPLY + 10, SUPPLY + 11)
