"""redemption-run: net redemptions add up over days, a tenth in one day is said at once, moves between chains don't."""

from __future__ import annotations

import dataclasses

import pytest
from _history import TOKEN, Says, address, assert_resumes, assert_says, block

from backbone_chain.model import BridgeReceived, BridgeSent, Burn, Fact, Mint, Observation, Severity, SupplyRead
from backbone_chain.watchers.redemption_run import RedemptionRun

DAY = 86_400
SUPPLY = 1_000_000
HOLDER = address("holder")
HIGH, CRITICAL = Severity.HIGH, Severity.CRITICAL
NOISE = (3_000, -2_000, 1_000, -4_000, 2_000)  # a usual week's nets


def moved(day: int, net: int) -> Observation:
    fact: Fact = Mint(minter=HOLDER, to=HOLDER, amount=net)
    if net < 0:
        fact = Burn(burner=HOLDER, holder=HOLDER, amount=-net)
    return block(day, fact, timestamp=day * DAY + 1_000)


def usual(days: int = 30) -> list[Observation]:
    return [
        block(0, SupplyRead(amount=SUPPLY), timestamp=0),
        *(moved(day, NOISE[day % 5]) for day in range(1, days + 1)),
    ]


def days(*nets: int) -> list[Observation]:
    return usual() + [moved(31 + place, net) for place, net in enumerate(nets)]


def test_two_bad_days_are_a_run_and_it_is_said_on_the_second() -> None:
    found = assert_says(
        RedemptionRun(), days(-25_000, -35_000, -30_000), Says(HIGH, TOKEN, 32, {"net": -35_000, "h": 8.0})
    )
    assert found[0].evidence["cusum"] > 8


def test_a_slow_run_is_said_before_a_tenth_is_gone() -> None:
    found = assert_says(RedemptionRun(), days(*[-9_000] * 12), Says(HIGH, TOKEN, 34))
    assert found[0].tx


def test_a_tenth_within_a_day_is_said_at_once_even_of_a_young_token() -> None:
    supply = block(0, SupplyRead(amount=SUPPLY), timestamp=0)
    slices = [
        block(hour, Burn(burner=HOLDER, holder=HOLDER, amount=11_000), timestamp=hour * 3_600) for hour in range(1, 12)
    ]
    assert_says(RedemptionRun(), [supply, *slices], Says(CRITICAL, TOKEN, 10, {"redeemed": 110_000, "supply": SUPPLY}))


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(usual(200), id="a usual half-year"),
        pytest.param(days(-50_000), id="one day of five per cent, as at a quarter's end"),
        pytest.param(days(-50_000, 20_000, 10_000, 5_000), id="and back again"),
        pytest.param([*usual(5), moved(6, -50_000), moved(7, -50_000)], id="too young to know what is usual"),
        pytest.param(days(-4_000, -4_000, -4_000, 3_000, -4_000), id="a weak week"),
        pytest.param([moved(day, -50_000) for day in range(1, 60)], id="nothing is known of the supply"),
        pytest.param(
            [block(0, SupplyRead(amount=SUPPLY), timestamp=0)]
            + [block(1 + h, Burn(burner=HOLDER, holder=HOLDER, amount=9_000), timestamp=h * 9_000) for h in range(9)],
            id="nine per cent in a day",
        ),
    ],
)
def test_usual_business_is_quiet(history: list[Observation]) -> None:
    assert_says(RedemptionRun(), history)


def test_what_goes_to_another_chain_is_not_redeemed() -> None:
    burn = Burn(burner=HOLDER, holder=HOLDER, amount=300_000, tx="0xa")
    sent = BridgeSent(message="m", source="", destination="far", amount=300_000, to=HOLDER, tx="0xa")
    mint = Mint(minter=HOLDER, to=HOLDER, amount=300_000, tx="0xb")
    came = BridgeReceived(message="m", source="", destination="far", amount=300_000, to=HOLDER, tx="0xb")
    far = dataclasses.replace(block(32, mint, came, timestamp=31 * DAY + 2_000), chain="far")
    assert_says(RedemptionRun(), [*usual(), block(31, burn, sent, timestamp=31 * DAY), far])


def test_resumes_anywhere() -> None:
    assert_resumes(RedemptionRun, days(-25_000, -35_000, -30_000))
