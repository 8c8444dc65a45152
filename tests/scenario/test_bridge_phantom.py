"""A bridge that mints for nothing: told at the message or at the mint, and its limit is zero one block later."""

from __future__ import annotations

from functools import cache

import pytest

from backbone_chain import Chain, Outcome, Severity, Stage, play_one, tokens, watchers
from backbone_chain.play import Cell, respond_to
from backbone_chain.response import Notebook, Responder
from backbone_chain.scenarios.bridge_phantom import WAYS, BridgePhantom
from backbone_chain.scenarios.late_burn import LateBurn
from backbone_chain.watchers.unbacked_release import REPLACED_BLOCKS

REFERENCE = tokens.blueprint("reference")
VARIANTS = range(len(WAYS) * 3)  # every way, at every time before
ONCE = ("wrong domain", "decimals", "duplicate nonce", "reorged")
SLICED = ("unproven", "old proof", "stolen key")
ODDITIES = range(3)


@cache
def played(variant: int) -> Cell:
    return play_one("bridge-phantom", BridgePhantom, REFERENCE, variant=variant)


@cache
def answered(variant: int) -> Cell:
    return respond_to(played(variant), BridgePhantom, REFERENCE)


def variants(*ways: str) -> list[int]:
    return [number for number in VARIANTS if BridgePhantom(0, number).way in ways]


def said(cell: Cell, severity: Severity) -> list[int]:
    """The blocks in which the rule said so."""
    return [f.block for f in cell.findings if f.rule == "unbacked-release" and f.severity is severity]


@pytest.mark.parametrize("variant", variants("hand-made"))
def test_a_hand_made_message_is_a_warning_and_its_mint_critical(variant: int) -> None:
    cell = played(variant)
    (warning,), (mint,) = said(cell, Severity.HIGH), said(cell, Severity.CRITICAL)
    assert warning < mint == cell.harm_block


@pytest.mark.parametrize("variant", variants(*SLICED, *ONCE[:-1]))
def test_what_no_message_gives_away_is_critical_at_the_first_mint(variant: int) -> None:
    assert said(played(variant), Severity.CRITICAL)[0] == played(variant).harm_block


@pytest.mark.parametrize("variant", variants("reorged"))
def test_a_burn_that_a_reorg_took_back_is_critical_when_it_can_not_come_again(variant: int) -> None:
    cell = played(variant)
    (critical,) = said(cell, Severity.CRITICAL)
    assert cell.harm_block < critical <= cell.harm_block + REPLACED_BLOCKS


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_bridges_limit_is_zero_one_block_later(variant: int) -> None:
    first = min(said(played(variant), Severity.HIGH) + said(played(variant), Severity.CRITICAL))
    stopped = [act for act in answered(variant).acts if act.kind == "stop-bridge"]
    on_far_chain = BridgePhantom(0, variant).way == "hand-made"  # whose block of that height the home chain has not yet
    assert [act.block for act in stopped] == [first if on_far_chain else first + 1]


@pytest.mark.parametrize("variant", variants("hand-made"))
def test_a_warning_that_is_acted_upon_saves_all_and_leaves_the_token_running(variant: int) -> None:
    assert played(variant).loss > 0
    assert answered(variant).loss_with_response == 0
    assert [act.kind for act in answered(variant).acts] == ["stop-bridge"]


@pytest.mark.parametrize("variant", variants(*SLICED))
def test_of_many_slices_one_is_lost(variant: int) -> None:
    cell, copies = answered(variant), BridgePhantom(0, variant).copies
    assert cell.loss_with_response * copies == cell.loss


@pytest.mark.parametrize("variant", variants(*ONCE))
def test_what_is_gone_at_once_is_not_said_to_be_saved(variant: int) -> None:
    cell = answered(variant)
    assert cell.loss_with_response == cell.loss > 0


@pytest.mark.parametrize("oddity", ODDITIES)
def test_honest_crossings_stay_quiet_and_move_no_brake(oddity: int) -> None:
    assert play_one("late-burn", LateBurn, REFERENCE, variant=oddity).outcome is Outcome.QUIET
    notebook, told = Notebook(), LateBurn(0, oddity)
    stage = Stage(REFERENCE, Chain(), [*watchers.create(), notebook])
    stage.deploy()
    told.prepare(stage)
    responder, supply = Responder(stage, notebook), stage.token.total_supply()
    told.attack(stage)
    assert responder.acts == []
    assert stage.token.total_supply() > supply


def test_the_twin_has_three_oddities() -> None:
    assert len({LateBurn(0, number).oddity.__name__ for number in range(25)}) == len(ODDITIES)
