"""An insider who sells its loot sells nothing where the findings are acted upon, whichever key it kept."""

from __future__ import annotations

import pytest

from backbone_chain import tokens, watchers
from backbone_chain.chain import Chain
from backbone_chain.response import Notebook, Responder
from backbone_chain.scenarios.retained_insider import KEPT, POOLED, RetainedInsider
from backbone_chain.stage import Stage

SELLERS = [variant for variant in range(25) if RetainedInsider(3, variant).way_out == "swapped"]


def sold(variant: int, *, respond: bool) -> float:
    """Whole tokens that came into the pool."""
    notebook, story = Notebook(), RetainedInsider(3, variant)
    stage = Stage(tokens.blueprint("reference"), Chain(seed=3), [*watchers.create(), notebook])
    stage.deploy()
    story.prepare(stage)
    if respond:
        Responder(stage, notebook)
    refusal = stage.attempt(lambda: story.attack(stage))
    assert (refusal is not None) == respond
    return stage.token.balance_of(story.pool.address) / stage.token.unit - POOLED


def test_every_key_is_among_them() -> None:
    assert {RetainedInsider(3, variant).kept for variant in SELLERS} == {*KEPT}


@pytest.mark.parametrize("variant", SELLERS)
def test_the_loot_is_stopped_before_it_is_sold(variant: int) -> None:
    assert sold(variant, respond=False) > 1_000_000
    assert sold(variant, respond=True) == 0
