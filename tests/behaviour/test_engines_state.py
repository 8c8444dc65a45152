"""What every engine remembers: snapshots, what is set from outside, and the block."""

from __future__ import annotations

import pytest
from _bytecode import ANSWER_TOP, BLOCK, LOAD, STORE, asm, calling, words
from _subjects import DETERMINISTIC, IN_PROCESS, Subject, address_of, created_by

from backbone_chain import engines
from backbone_chain.engines._base import BLOCK_GAS_LIMIT, CHAIN_ID, GENESIS_TIMESTAMP, ZERO_ADDRESS, BlockContext
from backbone_chain.errors import EngineError, UnsupportedError

RECIPIENT = address_of("recipient")
STRANGER = address_of("stranger")


class TestSnapshots:
    def test_a_revert_brings_everything_back(self, subject):
        subject.needs("snapshots")
        engine = subject.engine
        store = subject.deploy(STORE)
        subject.fund(subject.sender)
        subject.send(store, words(1, 5))
        before = _everything(subject, store)
        snapshot = engine.snapshot()

        subject.send(store, words(1, 6))
        subject.send(store, words(2, 6), sender=subject.account("other"))
        subject.send(RECIPIENT, value=3)
        new = subject.deploy(STORE)
        assert _everything(subject, store) != before
        engine.revert(snapshot)

        assert _everything(subject, store) == before
        assert (engine.get_code(new), engine.get_balance(RECIPIENT)) == (b"", 0)

    def test_a_snapshot_can_be_gone_back_to_often(self, subject):
        subject.needs("snapshots")
        store = subject.deploy(STORE)
        snapshot = subject.engine.snapshot()

        for value in (5, 6, 7):
            subject.send(store, words(1, value))
            subject.engine.revert(snapshot)
            assert subject.engine.get_storage(store, 1) == 0

    def test_snapshots_nest(self, subject):
        subject.needs("snapshots")
        store = subject.deploy(STORE)
        outer = subject.engine.snapshot()
        subject.send(store, words(1, 5))
        inner = subject.engine.snapshot()
        subject.send(store, words(1, 6))

        subject.engine.revert(inner)
        assert subject.engine.get_storage(store, 1) == 5

        subject.send(store, words(1, 7))
        subject.engine.revert(outer)
        assert subject.engine.get_storage(store, 1) == 0
        with pytest.raises(EngineError, match="no snapshot"):
            subject.engine.revert(inner)

    def test_a_released_snapshot_is_forgotten_and_the_state_stays(self, subject):
        subject.needs("snapshots")
        store = subject.deploy(STORE)
        outer = subject.engine.snapshot()
        inner = subject.engine.snapshot()
        subject.send(store, words(1, 5))

        subject.engine.release(inner)

        assert subject.engine.get_storage(store, 1) == 5
        with pytest.raises(EngineError, match="no snapshot"):
            subject.engine.revert(inner)
        with pytest.raises(EngineError, match="no snapshot"):
            subject.engine.release(inner)
        subject.engine.revert(outer)
        assert subject.engine.get_storage(store, 1) == 0

    def test_a_snapshot_never_taken_is_refused(self, subject):
        with pytest.raises(EngineError, match="no snapshot 99"):
            subject.engine.revert(99)

    def test_calls_under_open_snapshots_leave_nothing_either(self, subject):
        subject.needs("snapshots")
        store = subject.deploy(STORE)
        outer = subject.engine.snapshot()
        subject.send(store, words(1, 6))
        inner = subject.engine.snapshot()

        assert subject.call(store, words(1, 5)).success
        assert subject.engine.get_storage(store, 1) == 6
        subject.engine.revert(inner)
        assert subject.engine.get_storage(store, 1) == 6
        subject.engine.revert(outer)
        assert subject.engine.get_storage(store, 1) == 0

    def test_transient_storage_does_not_come_back(self, subject):
        subject.needs("snapshots")
        transient = subject.deploy(asm(f"1 TLOAD 7 1 TSTORE {ANSWER_TOP}"))
        snapshot = subject.engine.snapshot()
        subject.send(transient)
        subject.engine.revert(snapshot)

        assert subject.send(transient).output == words(0)

    def test_an_outer_revert_with_an_inner_open_can_be_done_without_end(self, deterministic):
        rounds = 1_500 if deterministic.engine.name == "revm" else 150  # a thousand is where pyrevm would give up
        recursive = deterministic.deploy(asm(f"{calling('ADDRESS')} 1 SLOAD 1 ADD 1 SSTORE"))
        outer = deterministic.engine.snapshot()
        deterministic.send(recursive, gas=3_000_000)
        depth = deterministic.engine.get_storage(recursive, 1)
        deterministic.engine.revert(outer)

        for _ in range(rounds):
            deterministic.engine.snapshot()
            deterministic.engine.snapshot()
            deterministic.engine.revert(outer)

        assert deterministic.send(recursive, gas=3_000_000).success
        assert deterministic.engine.get_storage(recursive, 1) == depth

    def test_more_snapshots_may_be_open_than_calls_may_be_deep(self, deterministic):
        store = deterministic.deploy(STORE)
        first = deterministic.engine.snapshot()
        for _ in range(1_100):
            deterministic.engine.snapshot()

        assert deterministic.send(store, words(1, 5)).success
        deterministic.engine.revert(first)
        assert deterministic.engine.get_storage(store, 1) == 0


def _everything(subject: Subject, contract: str) -> tuple[object, ...]:
    engine = subject.engine
    state = (engine.get_storage(contract, 1), engine.get_storage(contract, 2), engine.get_balance(subject.sender))
    nonces = (engine.get_nonce(subject.sender), engine.get_nonce(address_of("other")))
    digest = engine.digest([(contract, 1)]) if engine.capabilities.deterministic else ""
    block = engine.block() if engine.capabilities.sets_block else engine.block().number
    return state, nonces, digest, block


class TestState:
    def test_what_is_set_is_what_code_sees(self, subject):
        subject.needs("sets_state")
        engine = subject.engine
        contract = address_of("contract")
        engine.set_code(contract, asm("1 SLOAD 0 MSTORE SELFBALANCE 32 MSTORE 64 0 RETURN"))
        engine.set_storage(contract, 1, 5)
        engine.set_balance(contract, 7)

        assert subject.send(contract).output == words(5, 7)
        assert (engine.get_storage(contract, 1), engine.get_balance(contract)) == (5, 7)

    def test_what_is_set_can_be_set_again_and_unset(self, subject):
        subject.needs("sets_state")
        engine = subject.engine
        store = subject.deploy(STORE)
        subject.send(store, words(1, 5))

        engine.set_storage(store, 1, 0)
        engine.set_balance(store, 3)
        engine.set_balance(store, 0)
        engine.set_code(store, LOAD)

        assert subject.send(store, words(1)).output == words(0)
        assert (engine.get_storage(store, 1), engine.get_balance(store), engine.get_code(store)) == (0, 0, LOAD)
        assert engine.get_nonce(store) == 1

    def test_new_code_keeps_balance_and_storage(self, subject):
        subject.needs("sets_state")
        store = subject.deploy(STORE)
        subject.send(store, words(1, 5))
        subject.engine.set_balance(store, 9)

        subject.engine.set_code(store, LOAD)

        assert subject.send(store, words(1)).output == words(5)
        assert subject.engine.get_balance(store) == 9

    def test_a_revert_undoes_what_was_set(self, subject):
        subject.needs("sets_state")
        subject.needs("snapshots")
        engine = subject.engine
        store = subject.deploy(STORE)
        snapshot = engine.snapshot()

        for _ in range(2):
            engine.set_storage(store, 1, 6)
            engine.set_balance(store, 7)
            engine.set_balance(STRANGER, 8)
            engine.set_code(store, LOAD)
            engine.revert(snapshot)

            assert (engine.get_storage(store, 1), engine.get_balance(store), engine.get_balance(STRANGER)) == (0, 0, 0)
            assert engine.get_code(store) == STORE
            assert subject.call(store, words(1, 5)).success

    def test_a_revert_undoes_settings_and_transactions_in_turn(self, subject):
        subject.needs("sets_state")
        subject.needs("snapshots")
        engine = subject.engine
        store = subject.deploy(STORE)
        engine.set_balance(subject.sender, 100)
        subject.send(store, words(1, 5))
        outer = engine.snapshot()
        subject.send(store, words(1, 6))
        engine.set_storage(store, 1, 7)
        subject.send(RECIPIENT, value=30)
        inner = engine.snapshot()
        engine.set_balance(subject.sender, 50)
        subject.send(store, words(1, 8))
        subject.send(RECIPIENT, value=20)
        engine.set_storage(store, 1, 9)

        engine.revert(inner)
        assert (engine.get_storage(store, 1), engine.get_balance(subject.sender), engine.get_balance(RECIPIENT)) == (
            7,
            70,
            30,
        )

        engine.set_storage(store, 1, 10)
        engine.release(inner)
        engine.revert(outer)
        assert (engine.get_storage(store, 1), engine.get_balance(subject.sender), engine.get_balance(RECIPIENT)) == (
            5,
            100,
            0,
        )

    def test_a_revert_undoes_that_a_newcomer_has_sent(self, subject):
        subject.needs("sets_state")
        subject.needs("snapshots")
        hashes = subject.deploy(asm(f"0 CALLDATALOAD EXTCODEHASH {ANSWER_TOP}"))
        newcomer = subject.account("newcomer")
        snapshot = subject.engine.snapshot()
        subject.send(hashes, sender=newcomer)

        subject.engine.revert(snapshot)

        assert subject.engine.get_nonce(newcomer) == 0
        assert subject.send(hashes, words(newcomer)).output == words(0)


class TestBlocks:
    def test_code_sees_the_block_that_was_set(self, subject):
        subject.needs("sets_block")
        block = subject.deploy(BLOCK)
        chosen = BlockContext(number=77, timestamp=GENESIS_TIMESTAMP + 99, prevrandao=bytes(range(32)))

        subject.engine.set_block(chosen)

        randao = int.from_bytes(chosen.prevrandao, "big")
        seen = words(77, chosen.timestamp, randao, BLOCK_GAS_LIMIT, ZERO_ADDRESS, CHAIN_ID, 0, 0)
        assert subject.send(block).output == seen
        assert subject.call(block).output == seen
        assert subject.engine.block() == chosen

    def test_all_transactions_until_the_next_set_block_stand_in_the_same(self, subject):
        subject.needs("sets_block")
        block = subject.deploy(BLOCK)

        assert subject.send(block).output == subject.send(block).output
        subject.engine.set_block(subject.next_block(blocks=1_000_000, seconds=10**8))
        assert subject.send(block).output[:32] == words(subject.engine.block().number)

    def test_a_revert_brings_the_block_back(self, subject):
        subject.needs("sets_block")
        before = subject.engine.block()
        block = subject.deploy(BLOCK)
        snapshot = subject.engine.snapshot()
        subject.engine.set_block(subject.next_block())

        subject.engine.revert(snapshot)

        assert subject.engine.block() == before
        assert subject.send(block).output[32:64] == words(before.timestamp)

    def test_the_next_block_may_be_later(self, subject):
        subject.needs("sets_time")
        block = subject.deploy(BLOCK)
        later = subject.next_block(86_400, blocks=int(subject.engine.capabilities.sets_block))

        subject.engine.set_block(later)

        assert subject.engine.block().timestamp == later.timestamp
        assert subject.send(block).output[:64] == words(later.number, later.timestamp)

    def test_a_block_that_holds_nothing_counts_and_has_the_time_that_was_set(self, subject):
        subject.needs("mines")
        later = subject.next_block(86_400, blocks=0)
        subject.engine.set_block(later)

        subject.engine.mine()

        following = subject.engine.block()
        assert following.number == later.number + 1
        assert later.timestamp <= following.timestamp < later.timestamp + 60

    def test_a_node_mines_by_itself_and_takes_no_other_number_randao_or_past(self, subject):
        if subject.engine.capabilities.sets_block:
            pytest.skip(f"{subject.engine.name} takes any block")
        for block in (
            subject.next_block(blocks=5),
            subject.next_block(blocks=0, prevrandao=b"\x01" * 32),
            subject.next_block(-10, blocks=0),
        ):
            with pytest.raises(UnsupportedError):
                subject.engine.set_block(block)

        number = subject.engine.block().number
        subject.send(STRANGER)
        assert subject.engine.block().number == number + 1

    def test_the_chain_id_is_what_code_sees(self, subject):
        assert subject.send(subject.deploy(asm(f"CHAINID {ANSWER_TOP}"))).output == words(subject.engine.chain_id())

    @pytest.mark.parametrize("name", DETERMINISTIC)
    def test_the_chain_id_can_be_chosen_in_this_process(self, name):
        subject = Subject(engines.create(*IN_PROCESS[name], chain_id=5))
        assert subject.engine.chain_id() == 5
        asks = subject.deploy(asm(f"CHAINID {ANSWER_TOP}"))
        assert subject.send(asks).output == subject.call(asks).output == words(5)


class TestNonces:
    def test_a_nonce_that_is_set_decides_what_is_created_next_and_is_undone(self, subject):
        subject.needs("sets_state")
        engine = subject.engine
        snapshot = engine.snapshot()
        engine.set_nonce(subject.sender, 7)
        assert engine.get_nonce(subject.sender) == 7

        created = subject.deploy(STORE)

        assert (created, engine.get_nonce(subject.sender)) == (created_by(subject.sender, 7), 8)
        engine.revert(snapshot)
        assert engine.get_nonce(subject.sender) == 0

    def test_a_contracts_nonce_decides_what_it_creates(self, subject):
        subject.needs("sets_state")
        factory = subject.deploy(asm(f"0 0 0 CREATE {ANSWER_TOP}"))
        subject.engine.set_nonce(factory, 300)
        assert int.from_bytes(subject.send(factory).output) == int(created_by(factory, 300), 16)
        assert subject.engine.get_nonce(factory) == 301

    def test_engines_that_set_no_state_refuse(self, subject):
        if subject.engine.capabilities.sets_state:
            pytest.skip(f"{subject.engine.name} can")
        with pytest.raises(UnsupportedError, match="set nonces"):
            subject.engine.set_nonce(subject.sender, 7)
