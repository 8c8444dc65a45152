"""What only a node brings: keys, ether for gas, other chains, lost connections, revert data to be recovered."""

from __future__ import annotations

import socket

import pytest
from _bytecode import ANSWER_TOP, ECHO, REFUSE, STORE, asm, words
from _subjects import Subject, address_of, created_by, fresh_anvil, key_of, running_anvil
from eth_utils.crypto import keccak

from backbone_chain.engines import _nodes
from backbone_chain.engines._base import Transaction
from backbone_chain.engines.web3 import Web3
from backbone_chain.errors import EngineError, InvalidTransactionError, NodeError, UnsupportedError

STRANGER = address_of("stranger")
CUSTOM_ERROR = keccak(text="MintExceedsAllowance(address,uint256)")[:4] + words(STRANGER, 10**24)


@pytest.fixture(params=["eth-tester", "anvil"])
def web3(request: pytest.FixtureRequest) -> Web3:
    return Web3() if request.param == "eth-tester" else fresh_anvil(request.getfixturevalue("anvil_url"))


@pytest.fixture
def foreign(anvil_url: str, monkeypatch: pytest.MonkeyPatch) -> Web3:
    """Anvil taken for a node that nobody knows: no test methods, and gas that costs."""
    fresh_anvil(anvil_url)._node._request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    monkeypatch.setattr(_nodes, "Anvil", _nodes.Node)
    engine = Web3(url=anvil_url)
    engine._node.poll_seconds = 0.001
    return engine


class TestConnecting:
    def test_eth_tester_is_the_default(self):
        assert (Web3().fork, Web3("prague").fork, Web3().name) == ("cancun", "prague", "web3")

    def test_a_node_on_the_expected_chain_is_taken(self, anvil_url):
        assert Web3(url=anvil_url, chain_id=31_337).chain_id() == 31_337

    def test_a_node_on_another_chain_is_refused(self, anvil_url):
        with pytest.raises(NodeError, match=r"is on the chain 31337, but 1 was expected\.$") as caught:
            Web3(url=anvil_url, chain_id=1)
        assert caught.value.url == anvil_url

    def test_a_node_that_is_down_is_refused_in_one_sentence(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}"

        with pytest.raises(NodeError, match=r"^The node at http://127.0.0.1:\d+ doesn't answer .*; start it") as caught:
            Web3(url=url)
        assert caught.value.url == url

    @pytest.mark.parametrize("url", ["nonsense://127.0.0.1", "/no/such/node.ipc"])
    def test_what_is_no_address_of_a_node_is_refused(self, url):
        with pytest.raises(NodeError, match="doesn't answer"):
            Web3(url=url)

    def test_a_node_that_goes_down_later_says_so(self):
        with running_anvil() as url:
            engine = Web3(url=url)

        with pytest.raises(NodeError, match="doesn't answer"):
            engine.get_balance(STRANGER)

    def test_the_fork_of_a_node_can_not_be_chosen(self, anvil_url):
        with pytest.raises(UnsupportedError, match="choose the fork"):
            Web3("cancun", url=anvil_url)

    def test_a_node_on_an_earlier_fork_has_no_delegation(self):
        with running_anvil("--hardfork", "cancun") as url:
            subject = Subject(Web3(url=url))

        assert (subject.engine.fork, subject.engine.capabilities.delegated_accounts) == ("cancun", False)


class TestKeys:
    def test_a_key_signs_for_its_account(self, web3):
        assert web3.add_account(key_of("minter")) == address_of("minter")
        assert web3.transact(Transaction(address_of("minter"), STRANGER)).success

    def test_a_sender_without_a_key_is_refused(self, web3):
        with pytest.raises(UnsupportedError, match=f"sign for {STRANGER}.* Use add_account") as caught:
            web3.transact(Transaction(STRANGER, address_of("minter")))

        assert (caught.value.engine, web3.get_nonce(STRANGER)) == ("web3", 0)

    def test_an_account_that_the_node_has_unlocked_needs_no_key(self, web3):
        unlocked = web3._node.web3.eth.accounts[0]

        assert web3.transact(Transaction(unlocked, STRANGER, value=5)).success
        assert web3.get_balance(STRANGER) == 5

    def test_a_sender_without_ether_sends_all_the_same_and_pays_nothing(self, web3):
        sender = web3.add_account(key_of("minter"))
        assert web3.transact(Transaction(web3._node.web3.eth.accounts[0], sender, value=7)).success

        assert web3.transact(Transaction(sender, STRANGER, value=2)).success
        assert web3.get_balance(sender) == 5


class TestRevertData:
    def test_it_depends_on_the_time_of_its_own_block(self, web3):
        """A replay at the time of the block before would not be refused."""
        subject = Subject(web3)
        late = subject.next_block(86_400, blocks=0)
        code = f"{late.timestamp} TIMESTAMP LT @early JUMPI 5 0 MSTORE 32 0 REVERT early: STOP"
        expires = subject.deploy(asm(code))
        web3.set_block(subject.next_block(late.timestamp - web3.block().timestamp, blocks=0))

        receipt = subject.send(expires)

        assert (receipt.success, receipt.output) == (False, words(5))

    def test_without_traces_it_comes_from_a_call_at_the_block_before(self, anvil_url):
        subject = Subject(fresh_anvil(anvil_url))
        subject.engine._node._traces = False
        refuse, echo, store = subject.deploy(REFUSE), subject.deploy(ECHO), subject.deploy(STORE)

        assert subject.send(refuse, CUSTOM_ERROR).output == CUSTOM_ERROR
        assert subject.send(echo, b"abc").output == b"abc"
        assert subject.send(store, words(1, 5)).output == b""
        assert subject.create(asm("POP"), gas=100_000).halt == "stack underflow"

    def test_a_message_that_looks_like_a_repr_stays_a_message(self):
        subject = Subject(Web3())
        data = bytes.fromhex("08c379a0") + words(32, 10) + b"b'not\\x00'!".ljust(32, b"\0")
        refuse = subject.deploy(REFUSE)

        assert subject.send(refuse, data).output == data
        assert subject.call(refuse, data).output == data

    def test_what_a_node_says_about_code_is_told_from_what_it_says_about_itself(self):
        assert (
            _nodes._refused_ending({"code": 3, "message": "execution reverted", "data": "0xabcd"}).output == b"\xab\xcd"
        )
        assert _nodes._refused_ending({"code": 3, "message": "reverted", "data": {"data": "0xef"}}).output == b"\xef"
        assert _nodes._refused_ending({"code": -32000, "message": "invalid jump destination"}).halt == "invalid jump"
        with pytest.raises(InvalidTransactionError, match="insufficient funds"):
            _nodes._refused_ending({"code": -32000, "message": "insufficient funds for transfer"})


class TestForeignNode:
    def test_it_sends_calls_and_reads(self, foreign):
        subject = Subject(foreign)
        store = subject.deploy(STORE)

        assert subject.send(store, words(1, 5)).success
        assert (foreign.get_storage(store, 1), foreign.get_code(store), foreign.get_nonce(subject.sender)) == (
            5,
            STORE,
            2,
        )
        assert subject.send(subject.deploy(REFUSE), CUSTOM_ERROR).output == CUSTOM_ERROR

    def test_a_sender_that_can_not_pay_its_gas_is_given_ether(self, foreign):
        subject = Subject(foreign)
        assert foreign.get_balance(subject.sender) == 0

        assert subject.send(STRANGER).success

        assert 0 < foreign.get_balance(subject.sender) < _nodes.TOP_UP
        assert foreign.get_balance(STRANGER) == 0

    def test_a_value_above_the_balance_is_refused_all_the_same(self, foreign):
        subject = Subject(foreign)

        with pytest.raises(InvalidTransactionError, match=r"(?i)insufficient funds"):
            subject.send(STRANGER, value=10**30)
        assert foreign.get_balance(subject.sender) == 0

    def test_where_nobody_can_pay_the_error_says_whom_to_send_ether(self, foreign):
        foreign._node._unlocked = []
        subject = Subject(foreign)

        with pytest.raises(NodeError, match=rf"send \d+ wei to {subject.sender} first"):
            subject.send(STRANGER)

    def test_it_has_no_test_methods(self, foreign):
        flags = foreign.capabilities
        assert not any((flags.sets_state, flags.sets_block, flags.sets_time, flags.snapshots, flags.deterministic))
        for use in (
            foreign.snapshot,
            foreign.digest,
            lambda: foreign.set_balance(STRANGER, 1),
            lambda: foreign.set_block(Subject(foreign).next_block(blocks=0)),
        ):
            with pytest.raises(UnsupportedError):
                use()


class TestAnvil:
    def test_a_node_that_has_forgotten_a_snapshot_says_so(self, anvil_url):
        node = fresh_anvil(anvil_url)._node
        outer, _inner = node.take(), node.take()
        node.go_back(outer)

        with pytest.raises(EngineError, match="forgotten a snapshot"):
            node.go_back(outer)

    def test_it_takes_a_new_account_for_an_old_one_when_it_delegates(self, anvil_url):
        """Why its gas is not called exact; when this fails, Anvil has mended it."""
        subject = Subject(fresh_anvil(anvil_url))
        store = subject.deploy(STORE)

        gas = [
            subject.send(STRANGER, authorizations=(subject.authorize("authority", store, nonce),)).gas_used
            for nonce in (0, 1)
        ]

        assert gas == [36_800, 36_800]  # 46,000 would be right for the first

    def test_a_transaction_that_is_not_mined_is_given_up(self, anvil_url):
        subject = Subject(fresh_anvil(anvil_url))
        node = subject.engine._node
        node._request("evm_setAutomine", False)
        node.mining_seconds = 0.05

        with pytest.raises(NodeError, match="did not mine a transaction within"):
            subject.send(STRANGER)
        node._request("evm_setAutomine", True)

    def test_blocks_are_the_nodes_own(self, anvil_url):
        subject = Subject(fresh_anvil(anvil_url))
        seen = subject.send(subject.deploy(asm(f"NUMBER {ANSWER_TOP}"))).output

        assert seen == words(2)
        assert subject.engine.block().number == 3
        assert created_by(subject.sender, 0)
