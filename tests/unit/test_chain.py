"""The chain: blocks, time, snapshots, senders, decoded events and errors."""

from __future__ import annotations

import pytest

from backbone_chain import Account, BackboneError, Chain, RefusedError, artifacts, engines
from backbone_chain.abi import Abi, ContractError
from backbone_chain.chain import BLOCK_SECONDS, HISTORY_BLOCKS
from backbone_chain.engines._base import GENESIS_TIMESTAMP
from backbone_chain.errors import ArgumentError, EngineUnavailableError, UnknownNameError, UnlinkedLibraryError
from backbone_chain.model import Outcome

IDLE = "0x" + "77" * 20


def creator(runtime: str) -> bytes:
    """Creation code that leaves this runtime code behind."""
    code = bytes.fromhex(runtime)
    return bytes.fromhex(f"60{len(code):02x}600c60003960{len(code):02x}6000f3") + code


def artifact(runtime: str, *abi: dict) -> artifacts.Artifact:
    return artifacts.Artifact(name="Tiny", abi=abi, bytecode=creator(runtime), deployed_bytecode=bytes.fromhex(runtime))


# storage[0] += 1; log0(); return storage[0]
COUNTER = "5f54600101805f555f5fa05f5260205ff3"
PANIC = "634e487b7160e01b5f52601160045260245ffd"  # revert Panic(0x11)
INVALID = "fe"


@pytest.fixture
def chain() -> Chain:
    return Chain(seed=7)


@pytest.fixture
def sender(chain: Chain) -> Account:
    return chain.account("sender")


def test_each_send_is_a_block_of_its_own(chain: Chain, sender: Account) -> None:
    number, timestamp = chain.block_number, chain.timestamp
    first = chain.send(IDLE, sender=sender)
    second = chain.send(IDLE, sender=sender)
    assert (number, timestamp) == (1, GENESIS_TIMESTAMP + BLOCK_SECONDS)
    assert (first.block, first.index, second.block, second.index) == (1, 0, 2, 0)
    assert [(block.number, block.timestamp) for block in chain.blocks] == [
        (1, timestamp),
        (2, timestamp + BLOCK_SECONDS),
    ]


def test_one_block_holds_several_sends(chain: Chain, sender: Account) -> None:
    with chain.one_block():
        receipts = [chain.send(IDLE, sender=sender) for _ in range(3)]
    assert [(receipt.block, receipt.index) for receipt in receipts] == [(1, 0), (1, 1), (1, 2)]
    assert len(chain.blocks) == 1
    assert len({receipt.hash for receipt in receipts}) == 3


def test_one_block_closes_also_after_an_error(chain: Chain, sender: Account) -> None:
    with pytest.raises(ValueError), chain.one_block():  # noqa: PT011 - its own
        chain.send(IDLE, sender=sender)
        raise ValueError
    assert chain.send(IDLE, sender=sender).block == 2


def test_mine_and_warp_move_number_and_time(chain: Chain) -> None:
    chain.mine(3)
    assert (chain.block_number, chain.timestamp) == (4, GENESIS_TIMESTAMP + 4 * BLOCK_SECONDS)
    chain.warp(100)
    assert (chain.block_number, chain.timestamp) == (4, GENESIS_TIMESTAMP + 4 * BLOCK_SECONDS + 100)


def test_listeners_hear_of_every_block_once(chain: Chain, sender: Account) -> None:
    heard: list[int] = []
    chain.on_block.append(lambda block: heard.append(block.number))
    chain.send(IDLE, sender=sender)
    chain.mine(2)
    assert heard == [1, 2, 3]


def test_a_long_run_keeps_the_latest_blocks_only(chain: Chain) -> None:
    chain.mine(HISTORY_BLOCKS + 10)
    assert len(chain.blocks) == HISTORY_BLOCKS
    assert chain.blocks[-1].number == HISTORY_BLOCKS + 10


def test_revert_takes_blocks_time_and_state_back_as_often_as_wanted(chain: Chain, sender: Account) -> None:
    counter = chain.deploy(artifact(COUNTER), sender=sender)
    snapshot, digest = chain.snapshot(), chain.digest({counter.address: [0]})
    for _ in range(3):
        chain.warp(50)
        chain.send(counter.address, sender=sender)
        assert chain.engine.get_storage(counter.address, 0) == 1
        chain.revert(snapshot)
        assert (chain.block_number, len(chain.blocks)) == (2, 1)
        assert chain.digest({counter.address: [0]}) == digest


def test_isolated_undoes_what_happened_also_after_an_error(chain: Chain, sender: Account) -> None:
    counter = chain.deploy(artifact(COUNTER), sender=sender)
    with pytest.raises(ZeroDivisionError), chain.isolated():
        chain.send(counter.address, sender=sender)
        _ = 1 / 0
    assert chain.engine.get_storage(counter.address, 0) == 0
    assert chain.block_number == 2


def test_isolation_can_be_nested(chain: Chain, sender: Account) -> None:
    counter = chain.deploy(artifact(COUNTER), sender=sender)
    with chain.isolated():
        chain.send(counter.address, sender=sender)
        with chain.isolated():
            chain.send(counter.address, sender=sender)
            assert chain.engine.get_storage(counter.address, 0) == 2
        assert chain.engine.get_storage(counter.address, 0) == 1
    assert chain.engine.get_storage(counter.address, 0) == 0


def test_snapshot_in_the_middle_of_a_block_is_refused(chain: Chain, sender: Account) -> None:
    with pytest.raises(BackboneError, match="middle of a block"), chain.one_block():
        chain.send(IDLE, sender=sender)
        chain.snapshot()


def test_call_leaves_no_trace(chain: Chain, sender: Account) -> None:
    counter = chain.deploy(artifact(COUNTER), sender=sender)
    before = (chain.block_number, chain.engine.get_nonce(sender.address))
    assert int.from_bytes(chain.call(counter.address, sender=sender), "big") == 1
    assert int.from_bytes(chain.call(counter.address, sender=sender), "big") == 1
    assert (chain.block_number, chain.engine.get_nonce(sender.address)) == before


@pytest.mark.parametrize(
    ("runtime", "error"),
    [
        ("5f5ffd", ContractError("NoReason")),
        (PANIC, ContractError("Panic", {"code": 0x11, "meaning": "arithmetic overflow or underflow"})),
        ("63deadbeef60e01b5f5260045ffd", ContractError("Unknown", {"data": "0xdeadbeef"})),
    ],
)
def test_refusals_are_decoded(chain: Chain, sender: Account, runtime: str, error: ContractError) -> None:
    contract = chain.deploy(artifact(runtime), sender=sender)
    with pytest.raises(RefusedError) as refused:
        chain.send(contract.address, sender=sender)
    assert refused.value.error == error
    receipt = chain.send(contract.address, sender=sender, check=False)
    assert (receipt.success, receipt.error, receipt.events) == (False, error, ())


def test_halt_is_no_revert(chain: Chain, sender: Account) -> None:
    contract = chain.deploy(artifact(INVALID), sender=sender)
    error = chain.send(contract.address, sender=sender, check=False).error
    assert error is not None
    assert error.name == "Halt"


def test_custom_error_carries_its_arguments(chain: Chain, sender: Account) -> None:
    puppet = chain.puppet("owner")
    with pytest.raises(RefusedError) as refused:
        chain.send(puppet.address, puppet.execute.encode(IDLE, b""), sender=sender)
    assert refused.value.error == ContractError("NotOwner", {"caller": sender.address})


def test_puppet_is_the_sender_that_a_contract_sees(chain: Chain) -> None:
    puppet = chain.puppet("owner")
    echo = chain.deploy(artifact("335f5260205fa0"), sender=chain.account("owner"))  # log0(caller)
    receipt = chain.send(echo.address, sender=puppet)
    assert [log.data.hex() for log in receipt.logs] == ["00" * 12 + puppet.address[2:].lower()]


def test_events_of_a_known_contract_are_decoded_and_others_are_left_out(chain: Chain, sender: Account) -> None:
    topic = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    emits = chain.deploy(artifact(f"60055f5233337f{topic}60205fa3"), sender=sender)  # Transfer(caller, caller, 5)
    assert chain.send(emits.address, sender=sender).events == ()
    arguments = [("from", "address", True), ("to", "address", True), ("value", "uint256", False)]
    inputs = [{"name": name, "type": kind, "indexed": indexed} for name, kind, indexed in arguments]
    chain.at(emits.address, Abi([{"type": "event", "name": "Transfer", "inputs": inputs}]))
    event = chain.send(emits.address, sender=sender).event("Transfer")
    assert event.args == {"from": sender.address, "to": sender.address, "value": 5}
    assert (event.contract, event.log_index) == (emits.address, 0)


def test_asking_for_an_event_that_is_not_there_says_what_is(chain: Chain, sender: Account) -> None:
    receipt = chain.send(IDLE, sender=sender)
    with pytest.raises(BackboneError, match="0 events Transfer, not one; it holds: none"):
        receipt.event("Transfer")


def test_deploying_an_unlinked_artifact_names_the_library(chain: Chain, sender: Account) -> None:
    references = {"lib/Math.sol": {"Math": [{"start": 0, "length": 20}]}}
    unlinked = artifacts.Artifact(
        name="T", abi=(), bytecode=bytes(20), deployed_bytecode=b"", link_references=references
    )
    with pytest.raises(UnlinkedLibraryError, match="Math"):
        chain.deploy(unlinked, sender=sender)


def test_deploying_with_wrong_arguments_is_refused(chain: Chain, sender: Account) -> None:
    with pytest.raises(ArgumentError, match=r"constructor .* it takes 0, not 1"):
        chain.deploy(artifact(COUNTER), 1, sender=sender)


def test_reverting_constructor_is_a_refusal(chain: Chain, sender: Account) -> None:
    broken = artifacts.Artifact(name="Broken", abi=(), bytecode=bytes.fromhex(PANIC), deployed_bytecode=b"")
    with pytest.raises(RefusedError, match=r"The deployment of Broken was refused: Panic\(code=17"):
        chain.deploy(broken, sender=sender)


def test_unknown_function_proposes_the_nearest(chain: Chain) -> None:
    puppet = chain.puppet("owner")
    contract = chain.at(puppet.address, artifacts.load("Puppet").interface)
    with pytest.raises(UnknownNameError, match="Did you mean 'execute'"):
        contract.call("exekute")


def test_same_seed_gives_the_same_chain_and_another_seed_another() -> None:
    def digest(seed: int) -> str:
        chain = Chain(seed=seed)
        chain.send(IDLE, b"\1", sender=chain.account("sender"))
        return chain.digest()

    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


def test_without_revm_py_evm_is_used_and_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines.engines()["revm"], "unavailable", classmethod(lambda cls: "no wheel"))
    with pytest.warns(UserWarning, match=r"The engine revm can't run here \(no wheel\), so py-evm is used"):
        assert Chain().engine.name == "py-evm"
    with pytest.raises(EngineUnavailableError, match="The engine 'revm' can't run here: no wheel"):
        Chain("revm")


def test_an_outcome_has_one_word() -> None:
    assert [outcome.value for outcome in Outcome] == [
        "refused", "noticed", "silent", "quiet", "false-alarm", "not-applicable",
    ]  # fmt: skip
