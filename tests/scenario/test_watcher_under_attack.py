"""What noise, forks, blind nodes and bait do to watchers and brakes: they lose nothing, and hit nobody else."""

from __future__ import annotations

from functools import cache

import pytest

from backbone_chain import Chain, Outcome, Severity, Stage, play_one, tokens, watchers
from backbone_chain.play import Cell, respond_to
from backbone_chain.response import Notebook, Responder
from backbone_chain.scenarios.calm_reorg import CalmReorg
from backbone_chain.scenarios.watcher_under_attack import BAITS, NOISE, WAYS, WatcherUnderAttack
from backbone_chain.watchers._lag import RULE as LAG

NAME = "watcher-under-attack"
OF_THE_THEFT = {"burn-from bug": "allowance-from-nowhere", "second entry": "second-entry-point"}
"""The rule that tells the theft itself, where it isn't `mint-without-order`."""
VARIANT = {way: number for number, way in enumerate(WAYS)}


@cache
def played(variant: int) -> Cell:
    victim = tokens.blueprint(WatcherUnderAttack(0, variant).victim)
    return play_one(NAME, WatcherUnderAttack, victim, variant=variant)


@cache
def answered(variant: int) -> Cell:
    victim = tokens.blueprint(WatcherUnderAttack(0, variant).victim)
    return respond_to(played(variant), WatcherUnderAttack, victim)


def prepared(way: str, story: type = WatcherUnderAttack) -> tuple[Stage, WatcherUnderAttack, Notebook]:
    notebook, told = Notebook(), story(0, VARIANT[way])
    stage = Stage(tokens.blueprint(told.victim), Chain(), [*watchers.create(), notebook])
    stage.deploy()
    told.prepare(stage)
    return stage, told, notebook


@pytest.mark.parametrize("variant", range(len(WAYS) * len(NOISE)))
def test_the_theft_itself_is_told_among_the_noise(variant: int) -> None:
    story, cell = WatcherUnderAttack(0, variant), played(variant)
    rule = OF_THE_THEFT.get(story.way, "mint-without-order")
    stolen = [f for f in cell.findings if f.rule == rule and f.severity >= Severity.HIGH]
    if rule == "mint-without-order":  # dust is told too, and must not stand for the theft
        amounts = [finding.evidence["amount"] for finding in stolen]
        assert amounts.count(story.whole * 10**6) == 1
    assert stolen
    assert cell.outcome is Outcome.NOTICED
    assert min(finding.block for finding in stolen) <= cell.harm_block


@pytest.mark.parametrize("noise", NOISE)
def test_noise_alone_says_nothing_and_pulls_no_brake(noise: int) -> None:
    stage, story, notebook = prepared("reorg")
    responder = Responder(stage, notebook)
    story.noise = noise
    said = len(stage.findings)
    story._flood(stage)
    assert [finding for finding in stage.findings[said:] if finding.severity > Severity.INFO] == []
    assert responder.acts == []


@pytest.mark.parametrize("variant", range(len(WAYS)), ids=WAYS)
def test_brakes_never_make_it_worse_and_freeze_nobody_who_is_protected(variant: int) -> None:
    cell = answered(variant)
    protected = {address for address, name in cell.names.items() if name in BAITS}
    assert len(protected) == len(BAITS)
    assert cell.acts
    assert not protected & {act.target for act in cell.acts if act.kind == "freeze"}
    assert cell.loss_with_response <= cell.loss


@pytest.mark.parametrize("bait", BAITS)
def test_bait_gets_the_thief_frozen_and_not_whom_it_names(bait: str) -> None:
    stage, story, notebook = prepared("forged evidence")
    responder = Responder(stage, notebook)
    story.bait = bait
    story.attack(stage)
    frozen = [act.target for act in responder.acts if act.kind == "freeze"]
    assert frozen == [stage.actor("attacker").address]
    assert not stage.token.contract.call("isFrozen", stage.actor(bait).address)
    assert stage.token.contract.call("isFrozen", stage.actor("attacker").address)


def test_an_account_that_no_register_knows_is_frozen_with_the_thief() -> None:
    stage, story, notebook = prepared("forged evidence")
    responder = Responder(stage, notebook)
    story.bait = "accomplice"
    story.attack(stage)
    frozen = {act.target for act in responder.acts if act.kind == "freeze"}
    assert frozen == {stage.actor("attacker").address, stage.actor("accomplice").address}


def test_a_mint_that_a_reorg_drops_and_brings_again_is_retracted_and_said_once_more() -> None:
    stage, story, _ = prepared("reorg")
    story.attack(stage)
    amount = story.whole * stage.token.unit
    mints = [f for f in stage.findings if f.rule == "mint-without-order" and f.evidence["amount"] == amount]
    dropped = [f for f in stage.retracted if f.rule == "mint-without-order" and f.evidence["amount"] == amount]
    assert (len(mints), len(dropped)) == (1, 1)
    assert mints[0].block == dropped[0].block + 2
    assert stage.token.balance_of(stage.actor("attacker")) == amount


def test_a_stale_node_is_told_within_three_blocks_and_the_theft_when_it_catches_up() -> None:
    cell = played(VARIANT["stale node"])
    (lag,) = (finding for finding in cell.findings if finding.rule == LAG)
    (theft,) = (finding for finding in cell.findings if finding.rule == "mint-without-order")
    assert lag.evidence["seconds"] == 36
    assert cell.findings.index(lag) < cell.findings.index(theft)
    assert lag.block < theft.block == cell.harm_block


@pytest.mark.parametrize("way", [way for way in WAYS if way != "stale node"])
def test_a_node_that_keeps_up_is_not_said_to_lag(way: str) -> None:
    assert LAG not in {finding.rule for finding in played(VARIANT[way]).findings}


def test_a_calm_reorg_moves_no_brake() -> None:
    stage, story, notebook = prepared("reorg", CalmReorg)
    responder = Responder(stage, notebook)
    story.attack(stage)
    assert [finding for finding in stage.findings if finding.severity > Severity.INFO] == []
    assert responder.acts == []
