"""Recording: what stands on a chain since its genesis, and nothing of what was undone."""

from __future__ import annotations

import pytest

from backbone_chain import BackboneError, Chain
from backbone_chain.bundles import Recorder
from backbone_chain.chain import BLOCK_SECONDS, HISTORY_BLOCKS
from backbone_chain.engines._base import GENESIS_TIMESTAMP

IDLE = "0x" + "77" * 20


@pytest.fixture
def chain() -> Chain:
    return Chain(seed=7)


@pytest.fixture
def recorder(chain: Chain) -> Recorder:
    return Recorder(chain)


def send(chain: Chain, *payloads: bytes) -> None:
    for data in payloads:
        chain.send(IDLE, data, sender=chain.account("sender"))


def sent(recorder: Recorder) -> list[bytes]:
    return [step.data for step in recorder.steps]


def test_a_step_holds_the_whole_transaction_and_its_block(chain: Chain, recorder: Recorder) -> None:
    sender = chain.account("sender")
    chain.engine.set_balance(sender.address, 9)
    chain.send(IDLE, b"a", sender=sender, value=9, gas=50_000)
    (step,) = recorder.steps
    assert (step.sender, step.to, step.data, step.value, step.gas) == (sender.address, IDLE, b"a", 9, 50_000)
    assert (step.block, step.timestamp) == (1, GENESIS_TIMESTAMP + BLOCK_SECONDS)


def test_transactions_of_one_block_share_it_and_those_before_a_warp_do_not(chain: Chain, recorder: Recorder) -> None:
    with chain.one_block():
        send(chain, b"a", b"b")
    chain.warp(100)
    chain.mine(3)
    send(chain, b"c")
    first = GENESIS_TIMESTAMP + BLOCK_SECONDS
    last = first + 100 + 4 * BLOCK_SECONDS
    assert [(s.data, s.block, s.timestamp) for s in recorder.steps] == [
        (b"a", 1, first),
        (b"b", 1, first),
        (b"c", 5, last),
    ]


def test_what_a_pending_block_holds_is_a_step_already(chain: Chain, recorder: Recorder) -> None:
    send(chain, b"a")
    with chain.one_block():
        send(chain, b"b")
        assert sent(recorder) == [b"a", b"b"]
    assert sent(recorder) == [b"a", b"b"]


def test_what_was_undone_vanishes_at_once(chain: Chain, recorder: Recorder) -> None:
    send(chain, b"a")
    with chain.isolated():
        send(chain, b"b", b"c")
        with chain.isolated():
            send(chain, b"d")
            assert sent(recorder) == [b"a", b"b", b"c", b"d"]
        assert sent(recorder) == [b"a", b"b", b"c"]
    assert sent(recorder) == [b"a"]


def test_what_replaces_undone_blocks_is_recorded(chain: Chain, recorder: Recorder) -> None:
    send(chain, b"a")
    snapshot = chain.snapshot()
    for data in (b"b", b"c"):
        send(chain, data, data)
        assert sent(recorder) == [b"a", data, data]
        chain.revert(snapshot)
    send(chain, b"d")
    assert sent(recorder) == [b"a", b"d"]


def test_empty_blocks_in_the_place_of_full_ones_undo_them_too(chain: Chain, recorder: Recorder) -> None:
    snapshot = chain.snapshot()
    send(chain, b"a", b"b")
    chain.revert(snapshot)
    chain.mine(5)
    assert sent(recorder) == []


def test_refused_transactions_are_steps_and_calls_are_not(chain: Chain, recorder: Recorder) -> None:
    chain.engine.set_code(IDLE, bytes.fromhex("5f5ffd"))
    chain.send(IDLE, b"a", sender=chain.account("sender"), check=False)
    with pytest.raises(BackboneError):
        chain.call(IDLE, b"b")
    assert sent(recorder) == [b"a"]


def test_a_recorder_that_comes_late_knows_what_the_chain_still_knows(chain: Chain) -> None:
    send(chain, b"a", b"b")
    recorder = Recorder(chain)
    send(chain, b"c")
    assert sent(recorder) == [b"a", b"b", b"c"]


def test_a_recorder_that_comes_too_late_is_refused(chain: Chain) -> None:
    chain.mine(HISTORY_BLOCKS)
    with pytest.raises(BackboneError, match="has forgotten how it began"):
        Recorder(chain)
