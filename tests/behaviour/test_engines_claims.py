"""What an engine claims works, what it doesn't is refused by name; which engines and forks there are."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
from _bytecode import REFUSE, STORE, WHO, asm, creator, words
from _subjects import DETERMINISTIC, IN_PROCESS, Subject, address_of, key_of

from backbone_chain import engines
from backbone_chain.engines._base import ZERO_ADDRESS, Capabilities, Transaction
from backbone_chain.errors import EngineUnavailableError, InvalidTransactionError, UnknownNameError, UnsupportedError

STRANGER = address_of("stranger")


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

    def test_a_contract_that_was_refused_as_a_sender_still_counts_what_it_creates(self, subject):
        if subject.engine.capabilities.contract_sender:
            pytest.skip(f"{subject.engine.name} lets contracts send")
        factory = subject.deploy(asm("0 0 0 CREATE"))
        with pytest.raises(UnsupportedError):
            subject.send(STRANGER, sender=factory)

        subject.send(factory)

        assert subject.engine.get_nonce(factory) == 2

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


def _use_mining(subject: Subject) -> None:
    subject.engine.mine()


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
    "mines": _use_mining,
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
