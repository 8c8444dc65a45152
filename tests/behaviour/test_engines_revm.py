"""Each trap of pyrevm 0.3.7: shown on pyrevm itself, so that a mended version is noticed, and fenced by the engine.

Where the fence is a promise that all engines make, the shared suite holds it.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from _bytecode import ANSWER_TOP, REFUSE, STORE, asm, calling, creator, words
from _subjects import Subject, address_of
from eth_utils.crypto import keccak

from backbone_chain import engines
from backbone_chain.engines import revm as revm_module
from backbone_chain.engines._base import BLOCK_GAS_LIMIT, BlockContext, Transaction
from backbone_chain.errors import EngineError, UnsupportedError

pyrevm = pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this machine")

SENDER, CONTRACT = address_of("sender"), address_of("contract")
TRANSIENT = asm(f"CALLDATASIZE @write JUMPI 1 TLOAD {ANSWER_TOP} write: 7 1 TSTORE STOP")


def raw(spec_id: str = "Cancun", code: bytes = STORE, **options: Any) -> Any:
    """pyrevm as it comes, with a contract."""
    evm = pyrevm.EVM(spec_id=spec_id, **options)
    evm.insert_account_info(CONTRACT, pyrevm.AccountInfo(code=code))
    return evm


@pytest.fixture
def subject() -> Subject:
    return Subject.named("revm")


class TestForks:
    def test_trap_1_a_misspelt_fork_is_taken_for_the_latest(self):
        with pytest.raises(RuntimeError, match=r"NotActivated|OpcodeNotFound"):
            raw("Shanghai", TRANSIENT).message_call(SENDER, CONTRACT)

        for misspelt in ("SHANGHAI", "shanghai", "nonsense"):
            raw(misspelt, TRANSIENT).message_call(SENDER, CONTRACT)

    def test_the_engine_notices_that_it_runs_another_fork(self, monkeypatch):
        monkeypatch.setitem(revm_module._SPEC_IDS, "cancun", "Shanghai")

        with pytest.raises((EngineError, RuntimeError)):
            engines.create("revm")

    def test_trap_2_prague_and_osaka_are_accepted_and_not_there(self):
        bls_add, p256 = f"0x{0x0B:040x}", f"0x{0x100:040x}"
        for fork in ("Prague", "Osaka"):
            evm = raw(fork, asm(f"1 CLZ {ANSWER_TOP}"))
            with pytest.raises(RuntimeError, match=r"OpcodeNotFound|NotActivated"):
                evm.message_call(SENDER, CONTRACT)
            assert bytes(evm.message_call(SENDER, bls_add, b"\1" * 256)) == b""  # not even a point
            assert bytes(evm.message_call(SENDER, p256, b"\1" * 160)) == b""

    @pytest.mark.parametrize("fork", ["prague", "osaka"])
    def test_the_engine_names_who_has_that_fork(self, fork):
        with pytest.raises(UnsupportedError, match=r"py-evm \(prague\) or eels \(prague, osaka\)"):
            engines.create("revm", fork)


class TestTransactionsThatNeverEnd:
    def test_trap_3_what_was_warm_stays_warm_so_gas_is_low(self, subject):
        cold = subject.deploy(asm("1 SLOAD POP 2 SLOAD POP STOP"))

        first, second = (subject.send(cold).gas_used for _ in range(2))

        assert first - second == 2 * (2_100 - 100)
        assert not subject.engine.capabilities.gas_exact

    def test_trap_4_transient_storage_is_there_in_the_next_call(self):
        evm = raw(code=TRANSIENT)
        evm.message_call(SENDER, CONTRACT, b"\1")

        assert bytes(evm.message_call(SENDER, CONTRACT)) == words(7)

    def test_trap_5_a_contract_of_an_earlier_call_counts_as_new_when_it_destroys_itself(self):
        evm = raw()
        evm.set_balance(SENDER, 9)
        contract = evm.deploy(SENDER, creator(asm("ADDRESS SELFDESTRUCT")), 9)
        assert evm.get_balance(contract) == 9

        evm.message_call(SENDER, contract)

        assert evm.get_balance(contract) == 0  # EIP-6780 leaves it its balance

    def test_trap_13_the_journal_grows_with_every_call_until_a_snapshot_is_gone_back_to(self, subject):
        evm, contract = subject.engine._evm, subject.deploy(STORE)
        snapshot = subject.engine.snapshot()
        before = evm.journal_len
        for value in range(50):
            subject.send(contract, words(1, value))
        assert evm.journal_len >= before + 50

        subject.engine.revert(snapshot)

        assert evm.journal_len <= before + 1


class TestCheckpoints:
    def test_trap_6_reverting_past_an_open_checkpoint_leaks_call_depth(self):
        evm = raw()
        for _ in range(1_100):
            outer = evm.snapshot()
            evm.snapshot()
            evm.revert(outer)

        with pytest.raises(RuntimeError, match="CallTooDeep"):
            evm.message_call(SENDER, CONTRACT, words(1, 5))

    def test_trap_6_a_commit_without_a_checkpoint_leaks_it_at_once(self):
        evm = raw()
        evm.commit()

        with pytest.raises(RuntimeError, match="CallTooDeep"):
            evm.message_call(SENDER, CONTRACT, words(1, 5))

    def test_the_engine_leaves_no_depth_behind(self, subject):
        outer = subject.engine.snapshot()
        subject.engine.snapshot()
        subject.engine.set_balance(SENDER, 1)
        subject.call(CONTRACT)
        subject.engine.revert(outer)
        subject.engine.release(outer)

        assert subject.engine._evm.journal_depth == 0

    def test_trap_7_a_checkpoint_can_be_reverted_to_once(self):
        evm = raw()
        checkpoint = evm.snapshot()
        evm.revert(checkpoint)

        with pytest.raises((KeyError, OverflowError)):
            evm.revert(checkpoint)

    def test_trap_8_what_is_set_survives_a_revert(self):
        evm = raw()
        evm.message_call(SENDER, address_of("stranger"))
        checkpoint = evm.snapshot()
        evm.insert_account_info(SENDER, pyrevm.AccountInfo(nonce=7))
        evm.set_balance(SENDER, 5)
        evm.insert_account_storage(CONTRACT, 1, 6)

        evm.revert(checkpoint)

        assert (evm.basic(SENDER).nonce, evm.get_balance(SENDER), evm.storage(CONTRACT, 1)) == (7, 5, 6)

    def test_the_engine_forgets_the_way_back_with_the_last_snapshot(self, subject):
        outer, inner = subject.engine.snapshot(), subject.engine.snapshot()
        subject.engine.set_balance(SENDER, 1)
        subject.engine.release(inner)
        assert len(subject.engine._pokes) == 1

        subject.engine.release(outer)
        subject.engine.set_balance(SENDER, 2)

        assert subject.engine._pokes == []


class TestAnswers:
    def test_trap_9_deployed_code_comes_with_zeros_at_its_end(self):
        evm = raw()
        contract = evm.deploy(SENDER, creator(STORE))

        assert bytes(evm.get_code(contract)) == STORE + bytes(33)
        assert evm.basic(contract).code_hash == keccak(STORE)

    def test_trap_10_a_contract_can_not_send(self):
        evm = raw()

        with pytest.raises(RuntimeError, match="RejectCallerWithCode"):
            evm.message_call(CONTRACT, SENDER)

    def test_the_engine_names_who_lets_contracts_send(self, subject):
        with pytest.raises(UnsupportedError, match="puppet"):
            subject.send(SENDER, sender=subject.deploy(STORE))

    def test_trap_11_revert_data_is_only_in_the_text_of_the_error(self):
        evm = raw(code=REFUSE)

        with pytest.raises(RuntimeError) as caught:
            evm.message_call(SENDER, CONTRACT, b"\xab\xcd")

        assert str(caught.value).startswith("Revert { gas_used: ")
        assert "output: 0xabcd }" in str(caught.value)

    def test_trap_12_a_call_counts_no_nonce_and_a_deployment_does(self):
        evm = raw()
        evm.message_call(SENDER, CONTRACT, words(1, 5))
        assert evm.basic(SENDER).nonce == 0

        evm.deploy(SENDER, creator(STORE))
        assert evm.basic(SENDER).nonce == 1

    def test_trap_14_an_engine_can_not_be_shipped(self):
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(raw())

    def test_trap_15_a_block_hash_is_the_hash_of_its_number(self, subject):
        asked = subject.deploy(asm(f"7 BLOCKHASH {ANSWER_TOP}"))
        subject.engine.set_block(BlockContext(number=9, timestamp=2_000_000_000))

        assert subject.send(asked).output == keccak(b"7")

    def test_trap_16_a_trace_is_printed_and_not_given(self, capfd):
        evm = raw(tracing=True)

        evm.message_call(SENDER, CONTRACT, words(1, 5))

        assert '"opName":"SSTORE"' in capfd.readouterr().out

    def test_the_engine_names_who_traces(self, subject):
        with pytest.raises(UnsupportedError, match="py-evm"):
            subject.engine.trace(Transaction(SENDER, CONTRACT))

    def test_code_reads_no_gas_limit_unless_the_evm_is_given_one(self):
        """Not in the block environment, where it would be expected."""
        code = asm(f"GASLIMIT {ANSWER_TOP}")
        evm, limited = raw(code=code), raw(code=code, gas_limit=BLOCK_GAS_LIMIT)
        for each in (evm, limited):
            each.set_block_env(pyrevm.BlockEnv(gas_limit=BLOCK_GAS_LIMIT))

        assert bytes(evm.message_call(SENDER, CONTRACT)) == words(2**64 - 1)
        assert bytes(limited.message_call(SENDER, CONTRACT)) == words(BLOCK_GAS_LIMIT)

    def test_recursion_stops_at_the_depth_of_the_evm(self, subject):
        """All of a thousand levels are there, whatever snapshots are open."""
        recursive = subject.deploy(asm(f"0 CALLDATALOAD 1 ADD 0 MSTORE {calling('ADDRESS', size=32)} 0 MLOAD 1 SSTORE"))
        for _ in range(20):
            subject.engine.snapshot()

        assert subject.send(recursive, gas=BLOCK_GAS_LIMIT).success
        assert subject.engine.get_storage(recursive, 1) == 1
