"""How exact the exact engines are: gas and traces against the specification's, and what only later forks have."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from _bytecode import ANSWER_TOP, ECHO, OPCODES, REFUSE, STORE, asm, calling, creator, in_memory, words
from _programs import random_contracts, random_transactions
from _subjects import ETHER, Subject, address_of

from backbone_chain import engines
from backbone_chain.engines._base import Transaction, checksum
from backbone_chain.errors import InvalidTransactionError

pytestmark = pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present:DeprecationWarning")  # eth-tester's py-evm

STRANGER = address_of("stranger")
SPECIFICATION = {"cancun": "eels", "prague": "eels-prague", "osaka": "eels-osaka", "bpo1": "eels-osaka"}
FLOORED = ("prague", "osaka", "bpo1")  # EIP-7623

# --- what is measured: each answers the gas of its transactions


def transfer(subject: Subject) -> list[int]:
    subject.fund(subject.sender)
    return [subject.send(STRANGER, value=value).gas_used for value in (0, 1, 1)]


def calldata(subject: Subject) -> list[int]:
    return [subject.send(STRANGER, data).gas_used for data in (b"\0", b"\1", bytes(1_000), b"\1" * 1_000)]


def calldata_that_is_used(subject: Subject) -> list[int]:
    echo, refuse = subject.deploy(ECHO), subject.deploy(REFUSE)
    return [subject.send(to, b"\1" * 1_000).gas_used for to in (echo, refuse)]


def storage(subject: Subject) -> list[int]:
    store = subject.deploy(STORE)
    return [subject.send(store, words(1, value)).gas_used for value in (5, 6, 6, 0, 0, 7)]


def storage_within_a_transaction(subject: Subject) -> list[int]:
    code = "1 SLOAD POP 1 SLOAD POP 5 1 SSTORE 0 1 SSTORE 6 1 SSTORE 7 2 SSTORE 0 2 SSTORE STOP"
    again = subject.deploy(asm(code))
    return [subject.send(again).gas_used for _ in range(3)]


def refunds_up_to_a_fifth(subject: Subject) -> list[int]:
    slots = range(20)
    flip = subject.deploy(asm(" ".join(f"{n} SLOAD ISZERO {n} SSTORE" for n in slots)))
    return [subject.send(flip).gas_used for _ in range(3)]


def refunds_above_the_floor(subject: Subject) -> list[int]:
    flip = subject.deploy(asm(" ".join(f"{n} SLOAD ISZERO {n} SSTORE" for n in range(4))))
    return [subject.send(flip, b"\1" * size).gas_used for size in (0, 700, 700, 700)]


def warm_and_cold(subject: Subject) -> list[int]:
    reads = " ".join(f"{STRANGER} {opcode} POP" for opcode in ("BALANCE", "EXTCODESIZE", "EXTCODEHASH", "BALANCE"))
    warm = subject.deploy(asm(f"{reads} ADDRESS BALANCE ORIGIN BALANCE COINBASE BALANCE 4 BALANCE"))
    return [subject.send(warm).gas_used for _ in range(2)]


def creation(subject: Subject) -> list[int]:
    codes = (b"", b"\0", creator(STORE), creator(b"5" * 5_000), asm("INVALID"), asm("0 0 REVERT"), creator(b"\xef"))
    return [subject.create(code, gas=3_000_000).gas_used for code in codes]


def creation_by_a_contract(subject: Subject) -> list[int]:
    code = creator(b"5" * 40)
    salted = subject.deploy(asm(f"{in_memory(code)} CALLDATASIZE {len(code)} 0 0 CREATE2 POP {len(code)} 0 0 CREATE"))
    return [subject.send(salted, data, gas=1_000_000).gas_used for data in (b"", b"\1", b"\1")]


def calls(subject: Subject) -> list[int]:
    subject.fund(subject.sender)
    store, stranger = subject.deploy(STORE), address_of("nobody")
    code = (
        f"{calling(store, size=64)} {calling(store, size=64)} {calling(stranger)} {calling(stranger, value=1)} "
        f"{calling(stranger, value=1)} {calling(store, kind='STATICCALL', size=64, gas='30000')} "
        f"{calling(store, kind='DELEGATECALL', size=64)} {calling('ADDRESS', gas='100')}"
    )
    caller = subject.deploy(asm(code), value=10)
    return [subject.send(caller, gas=500_000).gas_used for _ in range(2)]


def memory_and_hashes(subject: Subject) -> list[int]:
    memory = "1 5000 MSTORE 5000 0 KECCAK256 2 20000 MSTORE8 100 0 300 MCOPY"
    return [subject.send(subject.deploy(asm(f"{memory} 0x123456 3 EXP 9999 0 0 LOG1 40 1 TSTORE 1 TLOAD"))).gas_used]


def precompiles(subject: Subject) -> list[int]:
    return [
        subject.send(checksum(f"0x{n:040x}"), data, gas=500_000).gas_used
        for n in range(1, 11)
        for data in (b"", words(1, 1, 1, 5))
    ]


def destruction(subject: Subject) -> list[int]:
    subject.fund(subject.sender)
    old = subject.deploy(asm(f"{address_of('heir')} SELFDESTRUCT"), value=5)
    new = asm(f"{address_of('heir')} SELFDESTRUCT")
    return [subject.send(old).gas_used, subject.send(old).gas_used, subject.create(new, value=1).gas_used]


CASES = [
    transfer,
    calldata,
    calldata_that_is_used,
    storage,
    storage_within_a_transaction,
    refunds_up_to_a_fifth,
    refunds_above_the_floor,
    warm_and_cold,
    creation,
    creation_by_a_contract,
    calls,
    memory_and_hashes,
    precompiles,
    destruction,
]


class TestGas:
    @pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
    def test_gas_is_the_specifications(self, subject, case: Callable[[Subject], list[int]]):
        subject.needs("gas_exact")
        specification = Subject.named(SPECIFICATION[subject.engine.fork])

        assert case(subject) == case(specification)

    def test_the_specification_says_what_the_yellow_paper_says(self, subject):
        subject.needs("gas_exact")
        floor = 21_000 + 40 * 1_000 if subject.engine.fork in FLOORED else 21_000 + 16 * 1_000
        sent = 62 * 4 + 2 * 16
        code = 3 + 3 + 2 + 3  # PUSH1, CALLDATALOAD, PUSH0, CALLDATALOAD

        assert transfer(subject)[0] == 21_000
        assert calldata(subject)[3] == floor
        assert storage(subject)[0] == 21_000 + sent + code + 22_100

    def test_what_was_set_is_priced_as_if_an_earlier_transaction_had_written_it(self, subject):
        subject.needs("gas_exact")
        subject.needs("sets_state")
        store = subject.deploy(STORE)
        written = storage(subject)[1]  # from 5 to 6
        subject.engine.set_storage(store, 1, 5)

        assert subject.send(store, words(1, 6)).gas_used == written

    def test_calldata_below_its_floor_is_in_no_block(self, subject):
        subject.needs("gas_exact")
        if subject.engine.fork not in FLOORED:
            pytest.skip(f"{subject.engine.fork} knows no floor")

        with pytest.raises(InvalidTransactionError):
            subject.send(STRANGER, b"\1" * 1_000, gas=60_999)
        assert subject.send(STRANGER, b"\1" * 1_000, gas=61_000).success

    @pytest.mark.parametrize("fork", ["cancun", "prague"])
    def test_random_programs_use_the_same_gas(self, fork):
        contracts = [address_of(f"contract {n}") for n in range(6)]
        senders = [address_of(f"sender {n}") for n in range(3)]
        pair = [engines.create("py-evm", fork), engines.create("eels", fork)]
        for engine in pair:
            for address, code in random_contracts(11, contracts).items():
                engine.set_code(address, code)
            for address in (*senders, *contracts):
                engine.set_balance(address, ETHER)

        for tx in random_transactions(11, 60, senders, contracts):
            confirmed, certified = (engine.transact(tx) for engine in pair)
            assert confirmed == certified


class TestDelegationGas:
    @pytest.fixture(params=["py-evm-prague", "eels-osaka"])
    def pair(self, request: pytest.FixtureRequest) -> tuple[Subject, Subject]:
        return Subject.named(request.param), Subject.named("eels-prague")

    def test_an_authorization_of_a_new_account_costs_more_than_of_an_old_one(self, pair):
        def gas(subject: Subject) -> list[int]:
            store = subject.deploy(STORE)
            tuples = [(subject.authorize("authority", store, nonce),) for nonce in (0, 1)]
            return [subject.send(STRANGER, authorizations=authorizations).gas_used for authorizations in tuples]

        measured, specified = map(gas, pair)
        assert measured == specified == [46_000, 46_000 - 46_000 // 5]

    def test_an_account_that_was_only_touched_is_a_new_one(self, pair):
        subject, _ = pair
        delegate, authority = subject.deploy(STORE), address_of("authority")
        subject.send(authority)
        subject.send(subject.deploy(asm(f"{authority} BALANCE {calling(authority)}")))

        authorization = subject.authorize("authority", delegate)

        assert subject.send(STRANGER, authorizations=(authorization,)).gas_used == 46_000

    def test_calls_to_a_delegated_account_pay_for_both(self, pair):
        def gas(subject: Subject) -> list[int]:
            store = subject.deploy(STORE)
            authority = address_of("authority")
            subject.send(STRANGER, authorizations=(subject.authorize("authority", store),))
            caller = subject.deploy(asm(f"{calling(authority, size=64)} {calling(authority, size=64)} STOP"))
            sizes = subject.deploy(asm(f"{authority} EXTCODESIZE {authority} EXTCODEHASH {authority} BALANCE"))
            return [subject.send(to).gas_used for to in (caller, authority, sizes)]

        measured, specified = map(gas, pair)
        assert measured == specified

    def test_a_sender_with_code_pays_for_init_code_once(self, pair):
        """The sender's own code creates a contract, which py-evm itself would charge for twice."""

        def gas(subject: Subject) -> int:
            code = creator(b"5" * 32)
            factory = subject.deploy(asm(f"{in_memory(code)} {len(code)} 0 0 CREATE {ANSWER_TOP}"))
            authority = subject.account("authority")
            subject.send(STRANGER, authorizations=(subject.authorize("authority", factory),))
            receipt = subject.send(authority, sender=authority)
            assert receipt.output != words(0)
            return receipt.gas_used

        measured, specified = map(gas, pair)
        assert measured == specified


class TestTraces:
    @pytest.mark.parametrize("fork", ["cancun", "prague"])
    def test_traces_are_the_specifications_step_by_step(self, fork):
        contracts = [address_of(f"contract {n}") for n in range(4)]
        pair = [engines.create("py-evm", fork), engines.create("eels", fork)]
        for engine in pair:
            for address, code in random_contracts(23, contracts).items():
                engine.set_code(address, code)

        steps = 0
        for tx in random_transactions(23, 12, [address_of("sender")], contracts):
            confirmed, certified = (engine.trace(tx._replace(value=0)) for engine in pair)
            assert confirmed == certified
            steps += len(confirmed)
        assert steps > 500

    def test_every_instruction_has_one_name_everywhere(self):
        every = asm(f"{' '.join('1 ' * 4 + name + ' POP' for name in _harmless())} INVALID")
        pair = [engines.create("py-evm", "prague"), engines.create("eels", "prague")]
        for engine in pair:
            engine.set_code(STRANGER, every)

        confirmed, certified = (engine.trace(Transaction(address_of("sender"), STRANGER)) for engine in pair)

        assert [step.opcode for step in confirmed] == [step.opcode for step in certified]


def _harmless() -> list[str]:
    stops = {"STOP", "RETURN", "REVERT", "SELFDESTRUCT", "INVALID", "JUMP", "JUMPI", "CLZ", "RETURNDATACOPY"}
    silent = {
        "CALLDATACOPY",
        "CODECOPY",
        "EXTCODECOPY",
        "MSTORE",
        "MSTORE8",
        "SSTORE",
        "TSTORE",
        "MCOPY",
        "JUMPDEST",
        "POP",
    }
    many = {name for name in OPCODES if name.startswith(("DUP", "SWAP", "LOG"))} | {
        "CALL",
        "CALLCODE",
        "DELEGATECALL",
        "STATICCALL",
    }
    return [name for name in OPCODES if name not in stops | silent | many]


class TestForks:
    """What came with Prague and Osaka works there, and is unknown before."""

    def test_clz_is_an_instruction_from_osaka_on(self, subject):
        clz = subject.deploy(asm(f"1 CLZ {ANSWER_TOP}"))

        receipt = subject.send(clz, gas=100_000)

        if subject.engine.fork in ("osaka", "bpo1"):
            assert (receipt.success, receipt.output) == (True, words(255))
        else:
            assert (receipt.success, receipt.halt) == (False, "invalid opcode")

    def test_the_p256_precompile_is_there_from_osaka_on(self, subject):
        signed = bytes.fromhex(
            "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
            "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
            "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
            "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
            "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
        )
        osaka = subject.engine.fork in ("osaka", "bpo1")

        assert subject.send(f"0x{0x100:040x}", signed).output == (words(1) if osaka else b"")
        assert subject.send(f"0x{0x100:040x}", b"\1" + signed[1:]).output == b""

    def test_the_bls_precompiles_are_there_from_prague_on(self, subject):
        generator = _point(
            "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
            "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1",
        )
        doubled = _point(
            "0572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e",
            "166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d28",
        )
        add = checksum(f"0x{0x0B:040x}")

        receipt = subject.send(add, generator + generator)

        if subject.engine.fork == "cancun":
            assert (receipt.success, receipt.output) == (True, b"")
        else:
            assert (receipt.success, receipt.output) == (True, doubled)
            assert not subject.send(add, b"\1" + generator[1:] + generator, gas=100_000).success

    def test_a_transaction_above_the_limit_of_osaka_is_in_no_block_of_it(self):
        with pytest.raises(InvalidTransactionError, match="GasLimitExceeded"):
            Subject.named("eels-osaka").send(STRANGER, gas=16_777_217)
        assert Subject.named("eels-prague").send(STRANGER, gas=16_777_217).success

    def test_blockhash_is_answered_but_gives_no_verdict(self, subject):
        asked = subject.deploy(asm(f"NUMBER 1 SWAP1 SUB BLOCKHASH {ANSWER_TOP}"))

        assert subject.send(asked).success


def _point(x: str, y: str) -> bytes:
    return bytes.fromhex(x).rjust(64, b"\0") + bytes.fromhex(y).rjust(64, b"\0")
