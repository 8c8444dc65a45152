"""Loot leaves by a real pool and a lending market; without npm's packages the story is a visible skip."""

from __future__ import annotations

import pytest

from backbone_chain import Outcome, RefusedError, Stage, play_one, scenarios, tokens
from backbone_chain.scenarios import _exits
from backbone_chain.scenarios._exits import open_market, open_pool
from backbone_chain.scenarios._world import open_for_business


@pytest.fixture
def stage() -> Stage:
    stage = Stage(tokens.blueprint("reference"))
    stage.deploy()
    open_for_business(stage)
    return stage


def test_a_pool_pays_less_than_a_dollar_and_keeps_the_tokens(stage: Stage) -> None:
    pool, seller = open_pool(stage), stage.actor("victim")
    amount = 1_000_000 * stage.token.unit
    pool.sell(seller, amount)
    assert pool.bought == amount
    assert 0 < pool.other.call("balanceOf", seller.address) < amount


def test_a_pool_refuses_what_the_seller_does_not_have(stage: Stage) -> None:
    with pytest.raises(RefusedError):
        open_pool(stage).sell(stage.actor("pauper"), stage.token.unit)


def test_a_market_lends_eighty_percent_and_no_more(stage: Stage) -> None:
    market, borrower = open_market(stage), stage.actor("victim")
    market.borrow_against(borrower, 100 * stage.token.unit)
    assert market.contract.call("owed", borrower.address) == 80 * stage.token.unit
    with pytest.raises(RefusedError, match="TooLittlePledged"):
        market.contract.send("borrow", 1, sender=borrower)


def test_without_the_packages_a_story_with_a_pool_is_skipped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_exits, "load", lambda name: None)
    story = scenarios.catalogue()["sliced-minter"]
    cell = play_one("sliced-minter", story, tokens.blueprint("reference"))
    assert (cell.outcome, cell.skipped) == (Outcome.NOT_APPLICABLE, True)
    assert "npm install @uniswap/v2-core" in cell.error
