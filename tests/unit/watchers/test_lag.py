"""A watch that is shown no blocks says so, by the issuer's own clock, once, and within three blocks."""

from __future__ import annotations

import dataclasses

import pytest
from _history import SECONDS_PER_BLOCK, block

from backbone_chain.model import Observation, Severity
from backbone_chain.watchers import Watch
from backbone_chain.watchers._lag import RULE


def seen(number: int, chain: str = "") -> Observation:
    return dataclasses.replace(block(number), block_hash=f"0x{chain}{number}", chain=chain)


def at(number: int) -> int:
    """The time of a block."""
    return number * SECONDS_PER_BLOCK


def watched(*observations: Observation, depth: int = 0) -> Watch:
    watch = Watch([], depth=depth)
    for observation in observations:
        watch.observe(observation)
    return watch


def test_three_blocks_that_dont_come_are_said_once() -> None:
    watch = watched(seen(100))
    said = [watch.tick(at(number)) for number in range(100, 120)]
    assert [len(each) for each in said] == [0, 0, 0, 1] + [0] * 16
    (finding,) = watch.findings
    assert (finding.rule, finding.severity, finding.block) == (RULE, Severity.MEDIUM, 100)
    assert finding.timestamp == at(103)
    assert finding.evidence == {"chain": "", "seconds": 36}


def test_blocks_that_come_say_nothing() -> None:
    watch = watched()
    for number in range(100, 200):
        watch.observe(seen(number))
        assert watch.tick(at(number + 2)) == []
    assert watch.findings == []


def test_each_standstill_is_said() -> None:
    watch = watched(seen(100))
    assert len(watch.tick(at(110))) == 1
    watch.observe(seen(101))
    assert watch.tick(at(102)) == []
    assert len(watch.tick(at(120))) == 1


def test_what_is_told_between_blocks_is_no_sign_of_a_node() -> None:
    told = dataclasses.replace(block(104), block_hash="")
    assert len(watched(seen(100), told).tick(at(104))) == 1
    assert watched(seen(100), seen(104)).tick(at(104)) == []


def test_another_chain_is_looked_at_apart_and_is_info() -> None:
    watch = watched(seen(100), seen(90, "far"))
    assert watch.tick(at(101)) == []
    (finding,) = watch.tick(at(101), "far")
    assert (finding.severity, finding.block, finding.evidence["chain"]) == (Severity.INFO, 90, "far")


@pytest.mark.parametrize("chain", ["", "far"])
def test_a_chain_that_was_never_seen_says_nothing(chain: str) -> None:
    assert Watch([]).tick(10**9, chain) == []


def test_a_rollback_takes_the_last_block_back() -> None:
    watch = watched(seen(100), seen(101), seen(102), seen(103), depth=8)
    watch.rollback(101)
    assert len(watch.tick(at(103))) == 1


def test_saved_and_restored_it_goes_on() -> None:
    watch = watched(seen(100))
    moment = watch.save()
    watch.observe(seen(120))
    watch.restore(moment)
    assert [finding.block for finding in watch.tick(at(120))] == [100]
