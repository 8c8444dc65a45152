"""What every engine promises, each success with its refusal; what only some can do is a visible skip for the others."""

from __future__ import annotations

import dataclasses
import random
import subprocess
import sys

import pytest
from _bytecode import (
    ANSWER_RETURN_DATA,
    ANSWER_TOP,
    BLOCK,
    ECHO,
    EMIT,
    LOAD,
    REFUSE,
    STORE,
    WHO,
    asm,
    calling,
    creator,
    in_memory,
    words,
)
from _programs import random_contracts, random_history, random_transactions
from _subjects import DETERMINISTIC, ETHER, IN_PROCESS, Subject, address_of, created_by, key_of
from eth_utils.crypto import keccak

from backbone_chain import engines
from backbone_chain.engines._base import (
    BLOCK_GAS_LIMIT,
    CHAIN_ID,
    GENESIS_TIMESTAMP,
    ZERO_ADDRESS,
    BlockContext,
    Capabilities,
    Engine,
    EngineReceipt,
    RawLog,
    Transaction,
    checksum,
)
from backbone_chain.errors import (
    EngineError,
    EngineUnavailableError,
    InvalidTransactionError,
    UnknownNameError,
    UnsupportedError,
)

pytestmark = pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present:DeprecationWarning")  # eth-tester's py-evm

RECIPIENT = address_of("recipient")
STRANGER = address_of("stranger")
PANIC = bytes.fromhex("4e487b71") + words(0x11)
MESSAGE = bytes.fromhex("08c379a0") + words(32, 9) + b"no 'mint'".ljust(32, b"\0")
CUSTOM_ERROR = keccak(text="MintExceedsAllowance(address,uint256)")[:4] + words(RECIPIENT, 10**24)


class TestCreating:
    @pytest.mark.parametrize("runtime", [STORE, b"\x01\0", b"\0" * 33, b"\x05" + bytes(70), b"\0" * 70 + b"\x01"])
    def test_code_is_exactly_what_was_deployed(self, subject, runtime):
        receipt = subject.create(creator(runtime))

        assert (receipt.success, receipt.output, receipt.halt) == (True, b"", "")
        assert receipt.created == created_by(subject.sender, 0)
        assert subject.engine.get_code(receipt.created) == runtime
        assert subject.engine.get_nonce(receipt.created) == 1

    def test_a_constructor_that_reverts_creates_nothing_and_says_why(self, subject):
        receipt = subject.create(asm(f"{in_memory(CUSTOM_ERROR)} {len(CUSTOM_ERROR)} 0 REVERT"))

        assert (receipt.success, receipt.output, receipt.created, receipt.halt) == (False, CUSTOM_ERROR, None, "")
        assert subject.engine.get_code(created_by(subject.sender, 0)) == b""
        assert subject.engine.get_nonce(subject.sender) == 1

    def test_code_that_starts_with_the_reserved_byte_is_refused(self, subject):
        receipt = subject.create(creator(b"\xef\0"), gas=200_000)

        assert (receipt.success, receipt.created, receipt.gas_used) == (False, None, 200_000)
        assert receipt.halt
        assert subject.engine.get_nonce(subject.sender) == 1

    def test_the_next_contract_stands_elsewhere(self, subject):
        subject.create(asm("INVALID"), gas=100_000)

        assert subject.deploy(STORE) == created_by(subject.sender, 1)
        assert subject.deploy(STORE) == created_by(subject.sender, 2)

    def test_a_contract_that_creates_counts_it(self, subject):
        factory = subject.deploy(asm(f"{in_memory(creator(b'5'))} {len(creator(b'5'))} 0 0 CREATE {ANSWER_TOP}"))

        receipt = subject.send(factory)

        created = checksum(receipt.output[12:])
        assert created == created_by(factory, 1)
        assert subject.engine.get_code(created) == b"5"
        assert subject.engine.get_nonce(factory) == 2

    def test_create2_stands_where_its_salt_says_and_only_once(self, subject):
        code = creator(b"5")
        factory = subject.deploy(asm(f"{in_memory(code)} 7 {len(code)} 0 0 CREATE2 {ANSWER_TOP}"))
        place = keccak(b"\xff" + bytes.fromhex(factory[2:]) + words(7) + keccak(code))[12:]

        assert subject.send(factory, gas=1_000_000).output[12:] == place
        assert subject.send(factory, gas=1_000_000).output == words(0)

    def test_init_code_above_the_limit_is_in_no_block(self, subject):
        with pytest.raises(InvalidTransactionError):
            subject.create(bytes(49_153))

        assert subject.engine.get_nonce(subject.sender) == 0
        assert subject.create(bytes(49_152)).success


class TestCalling:
    def test_output_is_what_code_returns(self, subject):
        echo = subject.deploy(ECHO)

        assert subject.send(echo, b"abc").output == b"abc"
        assert subject.call(echo, b"abc").output == b"abc"

    @pytest.mark.parametrize(
        "data", [b"", b"\x01", CUSTOM_ERROR, MESSAGE, PANIC], ids=["empty", "byte", "custom", "message", "panic"]
    )
    def test_revert_data_comes_whole(self, subject, data):
        refuse = subject.deploy(REFUSE)

        for receipt in (subject.send(refuse, data), subject.call(refuse, data)):
            assert (receipt.success, receipt.output, receipt.halt, len(receipt.logs)) == (False, data, "", 0)

    @pytest.mark.parametrize(
        ("source", "halt"),
        [
            ("INVALID", "invalid opcode"),
            ("0x1000000 MLOAD", "out of gas"),
            ("3 JUMP", "invalid jump"),
            ("POP", "stack underflow"),
            ("again: 1 @again JUMP", "stack overflow"),
            ("1 0 0 RETURNDATACOPY", "read out of bounds"),
        ],
    )
    def test_a_halt_has_a_name_and_takes_all_gas(self, subject, source, halt):
        broken = subject.deploy(asm(source))

        receipt = subject.send(broken, gas=100_000)

        assert (receipt.success, receipt.output, receipt.halt, receipt.gas_used) == (False, b"", halt, 100_000)
        assert subject.call(broken, gas=100_000).halt == halt

    def test_a_jump_into_data_goes_nowhere(self, deterministic):
        broken = deterministic.deploy(asm("0x5b POP 1 JUMP"))

        assert deterministic.send(broken, gas=100_000).halt == "invalid jump"

    def test_a_call_leaves_nothing(self, subject):
        store = subject.deploy(STORE)
        before = subject.engine.get_nonce(subject.sender)

        assert subject.call(store, words(1, 5)).success
        assert subject.engine.call(Transaction(subject.sender, None, creator(STORE))).success

        assert subject.engine.get_storage(store, 1) == 0
        assert subject.engine.get_nonce(subject.sender) == before
        assert subject.engine.get_code(created_by(subject.sender, before)) == b""

    def test_a_static_call_may_read_but_not_write(self, subject):
        store, load = subject.deploy(STORE), subject.deploy(LOAD)
        reading = subject.deploy(asm(calling(load, size=32, kind="STATICCALL") + f" {ANSWER_TOP}"))
        writing = subject.deploy(asm(calling(store, size=64, gas="30000", kind="STATICCALL") + f" {ANSWER_TOP}"))

        assert subject.send(reading).output == words(1)
        assert subject.send(writing).output == words(0)

    def test_revert_data_of_an_inner_call_can_be_passed_on(self, subject):
        refuse = subject.deploy(REFUSE)
        proxy = subject.deploy(asm(f"CALLDATASIZE 0 0 CALLDATACOPY {calling(refuse, size=68)} {ANSWER_RETURN_DATA}"))

        assert subject.send(proxy, CUSTOM_ERROR).output == CUSTOM_ERROR.ljust(68, b"\0")

    def test_an_account_without_code_answers_nothing(self, subject):
        receipt = subject.send(STRANGER, b"abc")

        assert (receipt.success, receipt.output, receipt.logs, receipt.halt) == (True, b"", [], "")

    def test_a_sender_is_both_caller_and_origin(self, subject):
        assert subject.send(subject.deploy(WHO)).output == words(subject.sender, subject.sender)

    def test_storage_is_written_and_cleared(self, subject):
        store = subject.deploy(STORE)

        subject.send(store, words(3, 2**256 - 1))
        assert subject.engine.get_storage(store, 3) == 2**256 - 1

        subject.send(store, words(3, 0))
        assert subject.engine.get_storage(store, 3) == 0

    def test_a_revert_undoes_what_was_written(self, subject):
        both = subject.deploy(asm("5 1 SSTORE 0 0 LOG0 0 0 REVERT"))

        receipt = subject.send(both)

        assert (receipt.success, len(receipt.logs)) == (False, 0)
        assert subject.engine.get_storage(both, 1) == 0

    def test_logs_come_whole_and_in_order(self, subject):
        emit = subject.deploy(EMIT)
        twice = subject.deploy(asm(f"0 0 LOG0 {in_memory(words(1, 2, 3))} {calling(emit, size=128)} 4 1 31 LOG1 STOP"))

        receipt = subject.send(twice)

        assert [(log.address, [bytes(topic) for topic in log.topics], bytes(log.data)) for log in receipt.logs] == [
            (twice, [], b""),
            (emit, [words(1), words(2), words(3)], words(0)),
            (twice, [words(4)], b"\x01"),
        ]
        assert all(isinstance(log, RawLog) for log in receipt.logs)

    def test_calls_go_hundreds_deep(self, subject):
        recursive = subject.deploy(asm(f"{calling('ADDRESS')} 1 SLOAD 1 ADD 1 SSTORE"))

        assert subject.send(recursive, gas=3_000_000).success
        assert subject.engine.get_storage(recursive, 1) > 40


class TestSending:
    def test_value_moves(self, subject):
        subject.fund(subject.sender)
        before = subject.engine.get_balance(subject.sender)

        assert subject.send(RECIPIENT, value=3).success

        assert subject.engine.get_balance(RECIPIENT) == 3
        assert subject.engine.get_balance(subject.sender) == before - 3

    def test_value_moves_into_a_new_contract(self, subject):
        subject.fund(subject.sender)

        assert subject.engine.get_balance(subject.deploy(b"5", value=7)) == 7

    def test_value_comes_back_with_a_revert(self, subject):
        subject.fund(subject.sender)
        refuse = subject.deploy(REFUSE)
        before = subject.engine.get_balance(subject.sender)

        assert not subject.send(refuse, value=3).success
        assert (subject.engine.get_balance(refuse), subject.engine.get_balance(subject.sender)) == (0, before)

    def test_every_transaction_counts_even_if_refused(self, subject):
        refuse = subject.deploy(REFUSE)
        subject.send(refuse)
        subject.send(STRANGER)
        subject.create(asm("INVALID"), gas=100_000)

        assert subject.engine.get_nonce(subject.sender) == 4
        assert subject.engine.get_nonce(STRANGER) == 0

    @pytest.mark.parametrize(
        "fields",
        [{"value": 1}, {"gas": 20_999}, {"gas": BLOCK_GAS_LIMIT + 1}],
        ids=["no funds", "little gas", "much gas"],
    )
    @pytest.mark.parametrize("to", [STRANGER, None], ids=["call", "creation"])
    def test_what_no_block_can_hold_changes_nothing(self, subject, fields, to):
        poor = subject.account("poor")

        with pytest.raises(InvalidTransactionError) as caught:
            subject.engine.transact(Transaction(poor, to, **fields))

        assert caught.value.engine == subject.engine.name
        assert subject.engine.get_nonce(poor) == 0
        assert subject.engine.transact(Transaction(poor, STRANGER, gas=30_000)).success
        assert subject.engine.get_nonce(poor) == 1

    def test_a_creation_must_bring_the_gas_for_its_init_code(self, subject):
        least = 21_000 + 32_000 + 320 * 4 + 10 * 2  # zeros, and EIP-3860's charge for ten words

        with pytest.raises(InvalidTransactionError):
            subject.create(bytes(320), gas=least - 1)
        assert subject.create(bytes(320), gas=least).success

    def test_an_account_that_has_sent_is_not_empty(self, subject):
        hashes = subject.deploy(asm(f"0 CALLDATALOAD EXTCODEHASH {ANSWER_TOP}"))
        subject.needs("sets_state")  # elsewhere the newcomer gets ether for its gas
        newcomer = subject.account("newcomer")

        assert subject.send(hashes, words(newcomer)).output == words(0)
        assert subject.send(hashes, words(newcomer), sender=newcomer).output == keccak(b"")
        assert subject.send(hashes, words(newcomer)).output == keccak(b"")

    def test_transient_storage_ends_with_its_transaction(self, subject):
        code = f"CALLDATASIZE @write JUMPI 1 TLOAD {ANSWER_TOP} write: 7 1 TSTORE 1 TLOAD {ANSWER_TOP}"
        transient = subject.deploy(asm(code))

        assert subject.send(transient, b"\1").output == words(7)
        assert subject.send(transient).output == words(0)
        assert subject.call(transient, b"\1").output == words(7)
        assert subject.call(transient).output == words(0)


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


class TestCapabilities:
    @pytest.mark.parametrize("capability", [field.name for field in dataclasses.fields(Capabilities)])
    def test_what_is_claimed_works_and_what_is_not_is_refused(self, subject, capability):
        claimed = getattr(subject.engine.capabilities, capability)
        if capability == "gas_exact":
            pytest.skip("how exact gas is, is measured against the specification")
        use = _USES[capability]

        if claimed:
            use(subject)
        else:
            with pytest.raises(UnsupportedError) as caught:
                use(subject)
            assert caught.value.engine == subject.engine.name

    def test_a_contract_can_send_where_that_is_claimed(self, subject):
        subject.needs("contract_sender")
        who, contract = subject.deploy(WHO), subject.deploy(STORE)

        assert subject.send(who, sender=contract).output == words(contract, contract)
        assert subject.engine.get_nonce(contract) == 2

    def test_a_contract_that_can_not_send_is_left_as_it_was(self, subject):
        if subject.engine.capabilities.contract_sender:
            pytest.skip(f"{subject.engine.name} lets contracts send")
        contract = subject.deploy(STORE)

        with pytest.raises(UnsupportedError):
            subject.send(STRANGER, sender=contract)

        assert subject.engine.get_nonce(contract) == 1

    def test_a_key_can_be_added_again(self, subject):
        subject.needs("needs_keys")

        assert subject.engine.add_account(key_of("sender")) == subject.sender

    def test_a_trace_lists_every_instruction_of_code(self, subject):
        subject.needs("trace")
        inner = subject.deploy(asm("1 POP"))
        outer = subject.deploy(asm(f"0 0 0 0 0 {inner} 50000 CALL INVALID"))

        steps = subject.engine.trace(Transaction(subject.sender, outer, gas=200_000))

        pushes = ["PUSH0"] * 5 + ["PUSH20", "PUSH2"]
        assert [step.opcode for step in steps] == [*pushes, "CALL", "PUSH1", "POP", "INVALID"]
        assert [step.depth for step in steps] == [1] * 8 + [2, 2, 1]
        assert [step.pc for step in steps][-4:] == [29, 0, 2, 30]
        assert steps[0].gas == 200_000 - 21_000
        assert subject.engine.get_nonce(subject.sender) == 2

    def test_a_trace_counts_in_no_digest(self, subject):
        subject.needs("trace")
        store = subject.deploy(STORE)
        before = subject.engine.digest([(store, 1)])

        subject.engine.trace(Transaction(subject.sender, store, words(1, 5)))

        assert subject.engine.digest([(store, 1)]) == before


def _use_contract_sender(subject: Subject) -> None:
    assert subject.send(STRANGER, sender=subject.deploy(STORE)).success


def _use_trace(subject: Subject) -> None:
    assert subject.engine.trace(Transaction(subject.sender, subject.deploy(STORE)))


def _use_digest(subject: Subject) -> None:
    assert len(subject.engine.digest()) == 64


def _use_state(subject: Subject) -> None:
    for setting in (
        lambda: subject.engine.set_code(STRANGER, STORE),
        lambda: subject.engine.set_storage(STRANGER, 1, 2),
        lambda: subject.engine.set_balance(STRANGER, 5),
    ):
        setting()
    assert subject.engine.get_code(STRANGER) == STORE


def _use_block(subject: Subject) -> None:
    subject.engine.set_block(subject.next_block(blocks=1_000))


def _use_time(subject: Subject) -> None:
    subject.engine.set_block(subject.next_block(1_000, blocks=0))


def _use_snapshots(subject: Subject) -> None:
    subject.engine.revert(subject.engine.snapshot())


def _use_authorization(subject: Subject) -> None:
    authority = address_of("authority")
    authorization = subject.authorize("authority", subject.deploy(STORE))
    assert subject.send(authority, words(1, 5), authorizations=(authorization,)).success
    assert subject.engine.get_storage(authority, 1) == 5


def _use_keys(subject: Subject) -> None:
    newcomer = subject.engine.add_account(key_of("newcomer"))
    assert subject.send(STRANGER, sender=newcomer).success


_USES = {
    "contract_sender": _use_contract_sender,
    "trace": _use_trace,
    "deterministic": _use_digest,
    "sets_state": _use_state,
    "sets_block": _use_block,
    "sets_time": _use_time,
    "snapshots": _use_snapshots,
    "delegated_accounts": _use_authorization,
    "needs_keys": _use_keys,
}


class TestDelegation:
    def test_an_account_runs_the_code_that_it_delegates_to(self, subject):
        subject.needs("delegated_accounts")
        authority, delegate = subject.account("authority"), subject.deploy(STORE)

        receipt = subject.send(authority, words(1, 5), authorizations=(subject.authorize("authority", delegate),))

        assert receipt.success
        assert subject.engine.get_code(authority) == bytes.fromhex("ef0100" + delegate[2:])
        assert subject.engine.get_storage(authority, 1) == 5
        assert subject.engine.get_nonce(authority) == 1
        assert subject.send(STRANGER, sender=authority).success  # it still sends

    @pytest.mark.parametrize("wrong", [{"nonce": 5}, {"chain_id": 12345}])
    def test_an_authorization_that_does_not_fit_is_passed_over(self, subject, wrong):
        subject.needs("delegated_accounts")
        authority, delegate = address_of("authority"), subject.deploy(STORE)

        receipt = subject.send(authority, authorizations=(subject.authorize("authority", delegate, **wrong),))

        assert receipt.success
        assert (subject.engine.get_code(authority), subject.engine.get_nonce(authority)) == (b"", 0)

    def test_a_delegation_outlives_a_revert_and_ends_with_the_zero_address(self, subject):
        subject.needs("delegated_accounts")
        authority, refuse = address_of("authority"), subject.deploy(REFUSE)

        assert not subject.send(authority, authorizations=(subject.authorize("authority", refuse),)).success
        assert subject.engine.get_code(authority)

        subject.send(STRANGER, authorizations=(subject.authorize("authority", ZERO_ADDRESS, 1),))
        assert (subject.engine.get_code(authority), subject.engine.get_nonce(authority)) == (b"", 2)

    def test_it_creates_no_contract(self, subject):
        subject.needs("delegated_accounts")
        authorization = subject.authorize("authority", subject.deploy(STORE))

        with pytest.raises(InvalidTransactionError):
            subject.create(creator(STORE), authorizations=(authorization,))

    def test_it_is_refused_by_name_where_the_fork_has_none(self, subject):
        if subject.engine.capabilities.delegated_accounts:
            pytest.skip(f"{subject.engine.name} on {subject.engine.fork} has EIP-7702")
        before = subject.engine.get_nonce(subject.sender)

        with pytest.raises(UnsupportedError, match="EIP-7702"):
            subject.send(STRANGER, authorizations=(subject.authorize("authority", STRANGER),))

        assert subject.engine.get_nonce(subject.sender) == before


class TestSelfDestruct:
    """EIP-6780: only a contract that was made in the same transaction goes; revm alone gives no verdict on that."""

    @pytest.fixture(autouse=True)
    def _exact(self, subject):
        if subject.engine.name == "revm":
            pytest.skip("pyrevm never ends a transaction, so what is destroyed stays")
        subject.fund(subject.sender)

    def test_an_older_contract_stays_and_its_balance_goes(self, subject):
        contract = subject.deploy(asm(f"{RECIPIENT} SELFDESTRUCT"), value=9)

        assert subject.send(contract).success

        assert (subject.engine.get_balance(contract), subject.engine.get_balance(RECIPIENT)) == (0, 9)
        assert subject.engine.get_code(contract)

    def test_an_older_contract_keeps_what_it_gives_itself(self, subject):
        contract = subject.deploy(asm("ADDRESS SELFDESTRUCT"), value=9)

        assert subject.send(contract).success
        assert subject.engine.get_balance(contract) == 9

    def test_a_contract_of_the_same_transaction_is_gone(self, subject):
        receipt = subject.create(asm(f"1 1 SSTORE {RECIPIENT} SELFDESTRUCT"), value=9)

        assert receipt.success
        assert subject.engine.get_balance(RECIPIENT) == 9
        assert subject.engine.get_nonce(created_by(subject.sender, 0)) == 0
        assert subject.engine.get_storage(created_by(subject.sender, 0), 1) == 0

    def test_what_such_a_contract_gives_itself_is_gone_too(self, subject):
        assert subject.create(asm("ADDRESS SELFDESTRUCT"), value=9).success
        assert subject.engine.get_balance(created_by(subject.sender, 0)) == 0


class TestDigest:
    def test_equal_transactions_give_equal_digests_everywhere(self):
        """200 random transactions; the specification takes most of the time."""
        digests = {name: _random_digest(name, b"\0") for name in ("revm", "py-evm", "eels")}

        assert len(set(digests.values())) == 1, digests

    @pytest.mark.parametrize("seed", range(20))
    def test_whatever_is_done_the_digests_stay_equal(self, seed):
        """Settings and snapshots between transactions and calls, in any order, compared after every step."""
        trio = [engines.create(name) for name in ("revm", "py-evm", "eels")]
        senders, contracts = (
            [address_of(f"sender {n}") for n in range(3)],
            [address_of(f"contract {n}") for n in range(2)],
        )
        slots = [(contract, slot) for contract in contracts for slot in range(3)]

        for deed in random_history(seed, 60, senders, contracts):
            outcomes = [_outcome(engine, *deed) for engine in trio]

            assert outcomes[0] == outcomes[1] == outcomes[2]
            assert len({(engine.digest(slots), engine.block()) for engine in trio}) == 1

    def test_one_different_byte_gives_another_digest(self):
        assert _random_digest("revm", b"\0") != _random_digest("revm", b"\x01")

    def test_one_different_slot_gives_another_digest(self, deterministic):
        store = deterministic.deploy(STORE)
        deterministic.send(store, words(1, 5))
        snapshot = deterministic.engine.snapshot()
        before = deterministic.engine.digest([(store, 1)])

        deterministic.engine.set_storage(store, 1, 6)

        assert deterministic.engine.digest([(store, 1)]) != before
        deterministic.engine.revert(snapshot)
        assert deterministic.engine.digest([(store, 1)]) == before
        assert deterministic.engine.digest() != before

    def test_what_code_refuses_counts(self, deterministic):
        refuse = deterministic.deploy(REFUSE)
        snapshot = deterministic.engine.snapshot()
        deterministic.send(refuse, b"a")
        with_a = deterministic.engine.digest()
        deterministic.engine.revert(snapshot)
        deterministic.send(refuse, b"b")

        assert deterministic.engine.digest() != with_a

    def test_what_no_block_can_hold_does_not_count(self, deterministic):
        before = deterministic.engine.digest()
        with pytest.raises(InvalidTransactionError):
            deterministic.send(STRANGER, gas=1)

        assert deterministic.engine.digest() == before


def _outcome(engine: Engine, method: str, arguments: tuple[object, ...]) -> object:
    """All but gas, which revm gets wrong, and the engine's own words."""
    try:
        outcome = getattr(engine, method)(*arguments)
    except InvalidTransactionError:
        return "in no block"
    except UnsupportedError as error:
        return error.what
    return outcome[:3] + outcome[4:] if isinstance(outcome, EngineReceipt) else outcome


def _random_digest(name: str, last: bytes) -> str:
    rng = random.Random(7)
    engine = engines.create(*IN_PROCESS[name])
    senders = [address_of(f"sender {n}") for n in range(3)]
    codes = random_contracts(7, [address_of(f"contract {n}") for n in range(6)]) | {STRANGER: ECHO}
    for address in (*senders, *codes):
        engine.set_balance(address, ETHER)
    for address, code in codes.items():
        engine.set_code(address, code)
    for number, tx in enumerate(random_transactions(7, 200, senders, list(codes))):
        engine.set_block(
            BlockContext(number=number, timestamp=GENESIS_TIMESTAMP + 12 * number, prevrandao=rng.randbytes(32))
        )
        engine.transact(tx)
    engine.transact(Transaction(senders[0], STRANGER, last))
    return engine.digest([(address, slot) for address in codes for slot in range(4)])


class TestChoosing:
    def test_all_are_there(self):
        assert list(engines.engines()) == ["eels", "py-evm", "revm", "web3"]
        assert engines.default() == ("revm", "")

    def test_an_unknown_engine_is_refused_with_the_nearest_name(self):
        with pytest.raises(UnknownNameError, match="Did you mean 'py-evm'"):
            engines.create("pyevm")

    @pytest.mark.parametrize("name", ["revm", "py-evm", "eels", "web3"])
    @pytest.mark.parametrize("fork", ["CANCUN", "shanghai", "amsterdam"])
    def test_an_unknown_fork_is_refused(self, name, fork):
        with pytest.raises(UnsupportedError, match=fork):
            engines.create(name, fork)

    @pytest.mark.parametrize(
        ("name", "fork"), [("revm", "prague"), ("revm", "osaka"), ("py-evm", "osaka"), ("web3", "osaka")]
    )
    def test_a_fork_that_an_engine_does_not_really_have_is_refused(self, name, fork):
        with pytest.raises(UnsupportedError) as caught:
            engines.create(name, fork)
        assert (caught.value.engine, fork in caught.value.what) == (name, True)

    @pytest.mark.parametrize("name", DETERMINISTIC)
    def test_a_fork_that_it_has_is_what_it_runs(self, name):
        assert engines.create(*IN_PROCESS[name]).fork == IN_PROCESS[name][1]

    @pytest.mark.parametrize("name", ["revm", "py-evm", "eels", "web3"])
    def test_an_engine_without_its_package_is_unavailable_with_the_reason(self, name, monkeypatch):
        engine = engines.engines()[name]
        monkeypatch.setattr(f"{engine.__module__}.importlib.util.find_spec", lambda package: None)

        assert "installed" in engine.unavailable()
        with pytest.raises(EngineUnavailableError, match="installed"):
            engine()

    def test_without_revm_another_is_the_default_and_says_so(self, monkeypatch):
        monkeypatch.setattr(engines.engines()["revm"], "unavailable", lambda: "no wheel")

        name, line = engines.default()

        assert (name, "no wheel" in line) == ("py-evm", True)

    def test_revm_runs_without_the_packages_of_the_others(self):
        program = (
            "import sys; from backbone_chain import engines; engines.create('revm'); "
            "print([name for name in ('eth', 'ethereum', 'web3', 'eth_tester') if name in sys.modules])"
        )

        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

        assert done.stdout.strip() == "[]"
