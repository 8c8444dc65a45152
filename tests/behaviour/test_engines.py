"""What every engine does with a transaction, each success with its refusal beside it."""

from __future__ import annotations

import pytest
from _bytecode import (
    ANSWER_RETURN_DATA,
    ANSWER_TOP,
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
from _subjects import address_of, created_by
from eth_utils.crypto import keccak

from backbone_chain.engines._base import BLOCK_GAS_LIMIT, RawLog, Transaction, checksum
from backbone_chain.errors import InvalidTransactionError

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
