"""Where stolen tokens go: a real pool, a market that lends, and what a story says where the pool's code is missing."""

from __future__ import annotations

import pytest

from backbone_chain import Outcome, play_one, scenarios, tokens
from backbone_chain.errors import RefusedError
from backbone_chain.model import KnownAccount, Observation
from backbone_chain.scenarios import _exits, open_for_business
from backbone_chain.scenarios._exits import FOREIGN_UNIT, lender, pool
from backbone_chain.stage import Stage

POOLED = 1_000_000


@pytest.fixture
def stage() -> Stage:
    made = Stage(tokens.blueprint("reference"))
    made.deploy()
    open_for_business(made)
    return made


def known(stage: Stage) -> dict[str, str]:
    shown: list[Observation] = []
    stage.watch.observe, observe = lambda each: (shown.append(each), observe(each))[1], stage.watch.observe  # type: ignore[method-assign]
    pool(stage, POOLED)
    lender(stage)
    return {fact.account: fact.kind for each in shown for fact in each.facts if isinstance(fact, KnownAccount)}


def test_the_pool_buys_at_a_falling_price_and_never_gives_all(stage: Stage) -> None:
    made, seller, unit = pool(stage, POOLED), stage.actor("customer"), stage.token.unit
    out = [made.sell(POOLED * unit // 10, seller=seller) / FOREIGN_UNIT for _ in range(3)]
    assert 0.09 * POOLED < out[0] < 0.1 * POOLED
    assert out[0] > out[1] > out[2] > 0
    assert stage.token.balance_of(made.address) == POOLED * unit * 13 // 10


def test_the_pool_takes_no_more_than_the_seller_has(stage: Stage) -> None:
    made, poor = pool(stage, POOLED), stage.actor("poor")
    with pytest.raises(RefusedError):
        made.sell(1_000, seller=poor)


def test_the_market_lends_four_fifths_and_no_more(stage: Stage) -> None:
    made, borrower = lender(stage), stage.actor("customer")
    made.borrow_against(1_000, borrower=borrower)
    assert (made.market.call("pledged", borrower.address), made.market.call("owed", borrower.address)) == (1_000, 800)
    with pytest.raises(RefusedError, match="TooLittlePledged"):
        made.market.send("borrow", 1, sender=borrower)
    with pytest.raises(RefusedError, match="TooLittlePledged"):
        made.market.send("release", 1, sender=borrower)


def test_rules_are_told_what_the_exits_are(stage: Stage) -> None:
    assert sorted(known(stage).values()) == ["lender", "pool"]


def test_without_npms_package_the_story_says_so_and_is_not_applicable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_exits, "_load", lambda name: None)
    story, reference = scenarios.catalogue()["sliced-minter"], tokens.blueprint("reference")
    without, selling = (play_one("sliced-minter", story, reference, variant=variant) for variant in (0, 3))
    assert without.outcome is Outcome.NOTICED
    assert selling.outcome is Outcome.NOT_APPLICABLE
    assert "npm install @uniswap/v2-core" in selling.error
