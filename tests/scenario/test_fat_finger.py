"""Every slip of the fat-finger story: real on its victim, refused by the reference token where it has a limit."""

from __future__ import annotations

import pytest

from backbone_chain import Outcome, play_one, tokens
from backbone_chain.scenarios.fat_finger import SLIPS, FatFinger

EACH_SLIP = range(len(SLIPS))


def test_every_slip_is_among_the_variants() -> None:
    assert {FatFinger(0, variant).slip for variant in range(FatFinger.variants)} == set(SLIPS)


@pytest.mark.parametrize("variant", EACH_SLIP)
def test_each_slip_does_harm_on_its_victim_and_is_noticed(variant: int) -> None:
    cell = play_one("fat-finger", FatFinger, tokens.blueprint(FatFinger(0, variant).victim), variant=variant)
    assert cell.outcome is Outcome.NOTICED


@pytest.mark.parametrize("variant", [v for v in EACH_SLIP if FatFinger(0, v).victim != "reference"])
def test_the_reference_token_refuses_more_than_the_allowance(variant: int) -> None:
    cell = play_one("fat-finger", FatFinger, tokens.blueprint("reference"), variant=variant)
    assert cell.outcome is Outcome.REFUSED
    assert "MintExceedsAllowance" in cell.error
