"""Replaying: the same result on every engine, and another one for a token that was mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from _subjects import running_anvil
from bundles._breaks import QUIRK, SENTENCE, STOLEN, bundled, mended, opened, stolen
from eth_utils import keccak

from backbone_chain import Chain, artifacts, engines
from backbone_chain.abi import Function
from backbone_chain.accounts import Unlocked
from backbone_chain.bundles import (
    Bundle,
    Claim,
    Deployed,
    Genesis,
    Held,
    Recorder,
    Sent,
    bundle_of,
    dumps,
    loads,
    replay,
)
from backbone_chain.bundles._making import created_by
from backbone_chain.engines._base import CHAIN_ID
from backbone_chain.errors import EngineUnavailableError, UnknownNameError, UnsupportedError
from backbone_chain.model import Severity

IN_PROCESS = ("revm", "py-evm", "eels")
EVERYWHERE = (*IN_PROCESS, "web3")
TOKEN, STRANGER = "0x" + "77" * 20, "0x" + "88" * 20
RETURNS_ZERO = bytes.fromhex("5f5f5260205ff3")
RETURNS_ITS_TIME = bytes.fromhex("425f5260205ff3")
RETURNS_ITS_NUMBER_AND_RANDOM = bytes.fromhex("435f524460205260405ff3")
RETURNS_ITS_CHAIN = bytes.fromhex("465f5260205ff3")
RETURNS_THE_CALLER = bytes.fromhex("335f5260205ff3")
LOGS_SEVEN_NINE_EIGHT = bytes.fromhex("60085f526009600760205fa2")  # topics 7, 9; data 8
KEEPS_THE_CALLER = bytes.fromhex("335f55")
RETURNS_WHAT_IT_KEEPS = bytes.fromhex("36600c575f545f5260205ff35b335f55")


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return stolen()


def made(*steps: Sent, claims: tuple[Claim, ...] = (), **held: Held) -> Bundle:
    accounts = {TOKEN: held["token"], **({STRANGER: held["stranger"]} if "stranger" in held else {})}
    return Bundle(
        property="by-hand",
        severity=Severity.LOW,
        subject="by hand",
        statement="",
        chain_id=CHAIN_ID,
        fork="cancun",
        engine="revm",
        genesis=Genesis(accounts=accounts),
        steps=steps,
        claims=claims,
    )


def step(block: int = 1, sender: str = STRANGER, to: str | None = TOKEN, **fields: object) -> Sent:
    timestamp = Genesis().timestamp + 12 * block
    return Sent(**{"sender": sender, "to": to, "block": block, "timestamp": timestamp, **fields})


def read(kind: str, value: bytes, step: int = 0, **fields: object) -> Claim:
    return Claim(**{"sentence": "", "kind": kind, "step": step, "to": TOKEN, "value": value, **fields})


class TestABreak:
    @pytest.mark.parametrize("engine", EVERYWHERE)
    def test_is_seen_again_on_every_engine(self, bundle: Bundle, engine: str) -> None:
        replayed = replay(bundle, engine)
        assert replayed.breaks
        assert [(each.claim.sentence, each.seen, each.violated) for each in replayed.judged] == [
            (SENTENCE, "it went through", True),
            ("Nobody gets tokens of a frozen holder.", str(STOLEN), True),
        ]
        assert (replayed.accepted, replayed.other_code) == (len(bundle.steps), "")

    @pytest.mark.parametrize("engine", EVERYWHERE)
    def test_is_none_any_more_on_the_mended_token(self, bundle: Bundle, engine: str) -> None:
        replayed = replay(mended(bundle), engine)
        assert not replayed.breaks
        assert [(each.seen, each.violated) for each in replayed.judged] == [
            ("it was refused (AccountFrozen(account=holder))", False),
            ("0", False),
        ]
        implementation = next(a for a, each in bundle.contracts.items() if each.name == "FreezeSkipsTransferFrom")
        wanted = f"Other code runs here than was recorded: FreezeSkipsTransferFrom at {implementation}."
        assert replayed.other_code == wanted

    def test_leaves_the_same_states_on_engines_that_can_be_compared(self, bundle: Bundle) -> None:
        digests = set()
        for name in IN_PROCESS:
            engine = engines.create(name)
            replay(bundle, engine)
            digests.add(engine.digest())
        assert len(digests) == 1

    def test_is_the_same_bundle_whatever_engine_recorded_it(self, bundle: Bundle) -> None:
        told = stolen(chain=Chain("py-evm", seed=3))
        same = {"engine": bundle.engine, "versions": bundle.versions}
        assert replace(told, **same) == bundle

    def test_runs_by_default_where_it_was_recorded(self, bundle: Bundle) -> None:
        assert replay(replace(bundle, engine="py-evm")).engine == "py-evm"
        assert replay(replace(bundle, engine="another")).engine == "revm"


class TestANode:
    def test_sees_a_break_again_and_not_on_the_mended_token(self, bundle: Bundle) -> None:
        with running_anvil() as url:
            assert replay(bundle, url).breaks
        with running_anvil() as url:
            replayed = replay(mended(bundle), url)
        assert not replayed.breaks
        assert replayed.notes[0].startswith("The engine web3 numbers and times its blocks itself")

    def test_is_given_what_was_there_where_it_takes_that(self) -> None:
        held = Held(balance=5, nonce=3, code=RETURNS_WHAT_IT_KEEPS, storage={0: 9})
        told = made(claims=(read("equals", (9).to_bytes(32), step=-1),), token=held)
        with running_anvil() as url:
            assert not replay(told, url).breaks
        with pytest.raises(UnsupportedError, match="set code"):
            replay(told, "web3")


class TestWhatTheBundleKnows:
    def test_names_are_those_that_it_speaks_of(self, bundle: Bundle) -> None:
        assert {"holder", "spender", "recipient", "minter", "deployer"} <= set(bundle.names.values())
        chain = Chain(seed=3)
        chain.account("somebody else")
        assert stolen(chain=chain) == bundle

    def test_contracts_are_those_that_were_created_with_their_names_and_abis(self, bundle: Bundle) -> None:
        assert {each.name for each in bundle.contracts.values()} == {"the token", "FreezeSkipsTransferFrom"}
        assert all(each.abi for each in bundle.contracts.values())

    def test_contracts_that_contracts_created_count_too(self) -> None:
        chain = Chain()
        recorder, sender = Recorder(chain), chain.account("sender")
        # MSTORE(0, init code that leaves one zero byte); CREATE twice
        factory = bytes.fromhex("6360015ff35f526004601c5ff0506004601c5ff05000")
        creator = bytes.fromhex(f"60{len(factory):02x}600c60003960{len(factory):02x}6000f3") + factory
        artifact = artifacts.Artifact(name="Factory", abi=(), bytecode=creator, deployed_bytecode=factory)
        contract = chain.deploy(artifact, sender=sender)
        chain.send(contract.address, sender=sender)
        told = bundle_of(chain, recorder.steps, (), property="", severity=Severity.LOW, subject="", statement="")
        children = [created_by(contract.address, nonce) for nonce in (1, 2)]
        assert set(told.contracts) == {contract.address, *children}
        assert [told.contracts[each].name for each in (contract.address, *children)] == ["Factory", "", ""]
        assert {told.contracts[each].code_hash for each in children} == {"0x" + keccak(b"\0").hex()}


class TestBlocks:
    @pytest.mark.parametrize("engine", IN_PROCESS)
    def test_number_time_and_prevrandao_are_as_recorded(self, engine: str) -> None:
        chain = Chain(seed=11)
        chain.mine(41)
        seen = bytes.fromhex(f"{42:064x}") + chain.engine.block().prevrandao
        claim = read("equals", seen, step=-1)
        told = made(claims=(claim,), token=Held(code=RETURNS_ITS_NUMBER_AND_RANDOM))
        told = replace(told, seed=11, genesis=replace(told.genesis, block=41))
        assert not replay(told, engine).breaks

    @pytest.mark.parametrize("engine", IN_PROCESS)
    def test_several_in_one_block_are_in_one_block_and_are_read_in_it(self, engine: str) -> None:
        now = Genesis().timestamp + 12
        claims = (
            read("equals", now.to_bytes(32), step=0),
            read("equals", (now + 12).to_bytes(32), step=1),
            read("equals", (now + 500).to_bytes(32), step=1, at=now + 500),
        )
        told = made(step(), step(), claims=claims, token=Held(code=RETURNS_ITS_TIME))
        assert [each.violated for each in replay(told, engine).judged] == [False] * 3

    def test_one_block_with_several_is_refused_where_a_node_mines_by_itself(self, bundle: Bundle) -> None:
        with pytest.raises(UnsupportedError, match="hold several transactions in one block"):
            replay(replace(bundle, steps=tuple(replace(each, block=9) for each in bundle.steps)), "web3")

    def test_time_between_blocks_is_kept_on_a_node(self) -> None:
        chain = Chain(seed=2)
        recorder, token = Recorder(chain), opened(chain, QUIRK)
        chain.warp(10**6)
        token.transfer(chain.account("recipient"), 1, sender=chain.account("holder"))
        engine = engines.create("web3")
        replayed = replay(bundled(chain, token, recorder.steps, ()), engine)
        blocks = [engine._node.web3.eth.get_block(engine._node.web3.eth.block_number - back) for back in (0, 1)]
        assert blocks[0]["timestamp"] - blocks[1]["timestamp"] == 10**6 + 12
        assert replayed.notes[0].startswith("The engine web3 numbers and times its blocks itself")


class TestSenders:
    @pytest.mark.parametrize("engine", IN_PROCESS)
    def test_a_contract_sends_like_anybody_else_and_keeps_its_code(self, engine: str) -> None:
        told = made(
            step(data=b"x"),
            claims=(read("equals", int(STRANGER, 16).to_bytes(32)),),
            token=Held(code=RETURNS_WHAT_IT_KEEPS),
            stranger=Held(code=RETURNS_ZERO, nonce=1),
        )
        running = engines.create(engine)
        assert not replay(told, running).breaks
        assert running.get_code(STRANGER) == RETURNS_ZERO

    @pytest.mark.parametrize("engine", IN_PROCESS)
    def test_nonces_of_the_beginning_decide_what_is_created(self, engine: str) -> None:
        told = made(step(to=None, data=RETURNS_ZERO), token=Held(), stranger=Held(nonce=7))
        running = engines.create(engine)
        assert replay(told, running).ran[0].created == created_by(STRANGER, 7)
        assert running.get_nonce(STRANGER) == 8

    @pytest.mark.parametrize("engine", IN_PROCESS)
    def test_ether_that_was_sent_is_there(self, engine: str) -> None:
        told = made(step(to=STRANGER, sender=TOKEN, value=10**18), token=Held(balance=5))
        running = engines.create(engine)
        assert replay(told, running).ran[0].accepted
        assert running.get_balance(STRANGER) == 10**18

    def test_a_sender_whose_key_nobody_has_is_refused_by_a_node(self, bundle: Bundle) -> None:
        with pytest.raises(UnsupportedError, match="whose key it was not given"):
            replay(replace(bundle, names={}), "web3")

    def test_acting_takes_no_code_where_a_contract_may_send(self) -> None:
        for name, there in (("revm", b""), ("py-evm", RETURNS_ZERO)):
            chain = Chain(name)
            chain.engine.set_code(STRANGER, RETURNS_ZERO)
            with pytest.raises(ZeroDivisionError), chain.acting(Unlocked("timelock", STRANGER)):
                assert chain.engine.get_code(STRANGER) == there
                _ = 1 / 0
            assert chain.engine.get_code(STRANGER) == RETURNS_ZERO


class TestChainIdAndFork:
    @pytest.mark.parametrize("engine", IN_PROCESS)
    def test_code_sees_the_chain_that_was_recorded(self, engine: str) -> None:
        told = made(claims=(read("equals", (1).to_bytes(32), step=-1),), token=Held(code=RETURNS_ITS_CHAIN))
        assert replay(told, engine).breaks
        assert not replay(replace(told, chain_id=1), engine).breaks

    def test_an_engine_on_another_chain_is_told(self, bundle: Bundle) -> None:
        replayed = replay(replace(bundle, chain_id=1), engines.create("revm"))
        assert replayed.notes == ("The chain's id is 31337, not 1: signatures made for that are refused.",)

    def test_a_fork_that_the_engine_lacks_is_refused(self, bundle: Bundle) -> None:
        with pytest.raises(UnsupportedError, match="prague"):
            replay(replace(bundle, fork="prague"), "revm")
        assert replay(replace(bundle, fork="prague"), "py-evm").fork == "prague"

    def test_an_unknown_engine_is_refused(self, bundle: Bundle) -> None:
        with pytest.raises(UnknownNameError, match="Did you mean 'revm'"):
            replay(bundle, "rvm")

    def test_an_engine_that_is_not_installed_is_refused(self, bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engines.engines()["eels"], "unavailable", classmethod(lambda cls: "it is not installed"))
        with pytest.raises(EngineUnavailableError):
            replay(bundle, "eels")


ONE, TWO = (1).to_bytes(32), (2).to_bytes(32)
REVERTS = bytes.fromhex("5f5ffd")
NOTHING = b"\0"
READS = {
    "equal": ("equals", TWO, bytes.fromhex("60025f5260205ff3"), False),
    "not equal": ("equals", ONE, bytes.fromhex("60025f5260205ff3"), True),
    "equal to all bytes": ("equals", ONE + TWO, bytes.fromhex("60015f52600260205260405ff3"), False),
    "only its first word": ("equals", ONE, bytes.fromhex("60015f52600260205260405ff3"), False),
    "differs": ("differs", ONE, bytes.fromhex("60025f5260205ff3"), False),
    "does not differ": ("differs", TWO, bytes.fromhex("60025f5260205ff3"), True),
    "below": ("at-most", TWO, bytes.fromhex("60015f5260205ff3"), False),
    "just as much": ("at-most", TWO, bytes.fromhex("60025f5260205ff3"), False),
    "above": ("at-most", ONE, bytes.fromhex("60025f5260205ff3"), True),
    "refused, for equals": ("equals", bytes(32), REVERTS, True),
    "refused, for differs": ("differs", ONE, REVERTS, True),
    "refused, for at-most": ("at-most", ONE, REVERTS, True),
    "nothing for zero": ("equals", bytes(32), NOTHING, False),
}


class TestClaims:
    @pytest.mark.parametrize("what", READS)
    def test_of_reads(self, what: str) -> None:
        kind, value, code, violated = READS[what]
        (judged,) = replay(made(claims=(read(kind, value, step=-1),), token=Held(code=code))).judged
        assert judged.violated == violated

    @pytest.mark.parametrize(
        ("kind", "code", "violated"),
        [
            ("refused", REVERTS, False),
            ("refused", RETURNS_ZERO, False),
            ("refused", NOTHING, True),
            ("refused", RETURNS_THE_CALLER, True),
            ("goes-through", REVERTS, True),
            ("goes-through", RETURNS_ZERO, True),
            ("goes-through", NOTHING, False),
            ("goes-through", RETURNS_THE_CALLER, False),
        ],
    )
    def test_of_transactions(self, kind: str, code: bytes, violated: bool) -> None:
        told = made(step(), claims=(Claim(sentence="", kind=kind, step=0),), token=Held(code=code))
        assert replay(told).breaks == violated

    @pytest.mark.parametrize(("answers", "accepted"), [("bool", False), ("uint256", True), (None, False)])
    def test_a_zero_is_a_refusal_unless_an_abi_says_otherwise(self, answers: str | None, accepted: bool) -> None:
        entry = {"type": "function", "name": "redeem", "inputs": [], "outputs": [{"type": answers}]}
        abi = (entry,) if answers else ()
        told = made(step(data=Function({**entry, "outputs": []}).selector), token=Held(code=RETURNS_ZERO))
        told = replace(told, contracts={TOKEN: Deployed(code_hash="0x", abi=abi)})
        assert replay(told).ran[0].accepted == accepted

    @pytest.mark.parametrize(
        ("words", "at", "violated"),
        [
            ((7,), TOKEN, False),
            ((7, 9), TOKEN, False),
            ((7, 9, 8), TOKEN, False),
            ((), TOKEN, False),
            ((8,), TOKEN, True),
            ((7, 8), TOKEN, True),
            ((7, 9, 8, 0), TOKEN, True),
            ((7,), STRANGER, True),
            ((), STRANGER, True),
        ],
    )
    def test_of_events_by_the_words_they_begin_with(self, words: tuple[int, ...], at: str, violated: bool) -> None:
        value = b"".join(word.to_bytes(32) for word in words)
        claim = Claim(sentence="", kind="emits", step=0, to=at, value=value)
        told = made(step(), claims=(claim,), token=Held(code=LOGS_SEVEN_NINE_EIGHT))
        assert replay(loads(dumps(told))).breaks == violated

    def test_a_step_that_no_block_holds_is_a_refused_step(self) -> None:
        told = made(step(gas=10), step(2), claims=(Claim(sentence="", kind="goes-through", step=0),), token=Held())
        for engine in IN_PROCESS:
            replayed = replay(told, engine)
            assert replayed.breaks
            assert [each.accepted for each in replayed.ran] == [False, True]
