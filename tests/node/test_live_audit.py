"""Audits of tokens where they are: found through a node that is only read, with the verdicts of an audit by name."""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _subjects import running_anvil

from backbone_chain import audit as audits
from backbone_chain import engines
from backbone_chain.chain import Chain
from backbone_chain.errors import NodeError
from backbone_chain.properties import properties
from backbone_chain.subjects import Place, Subject, copied_chain, open_live, open_subject

FIXTURES = Path(__file__).parents[1] / "subjects" / "fixtures"
DESIGNS = str(FIXTURES / "designs.sol")
NOWHERE = "0x" + "12" * 20
QUIRK = "freeze-skips-transfer-from"
READS = {
    *("eth_blockNumber", "eth_chainId", "eth_getBalance", "eth_getBlockByNumber", "eth_getCode", "eth_getLogs"),
    *("eth_getStorageAt", "eth_getTransactionCount", "eth_accounts", "web3_clientVersion", "net_version"),
    "eth_getBlockByHash",
}
ONLY_BY_NAME = {"permit-works-for-delegated-accounts", "no-unsafe-opcodes"}


class Live(NamedTuple):
    url: str
    tokens: dict[str, Subject]

    def place(self, token: str, **more: Any) -> Place:
        return Place(address=self.tokens[token].token.address, url=self.url, **more)


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A node with the reference token, a quirk and a token of another design, all of which somebody holds."""
    with running_anvil() as url:
        chain = Chain(engines.create(url))
        found = {
            "reference": open_subject("reference", chain),
            QUIRK: open_subject(QUIRK, Chain(engines.create(url), seed=1)),
        }
        found["owned"] = open_subject(DESIGNS, Chain(engines.create(url), seed=2), contract="OwnedDollar")
        for subject in (found["reference"], found[QUIRK]):
            holder = subject.chain.account("customer")
            subject.token.send("mint", holder.address, 10**9, sender=subject.actors["minter"])
        yield Live(url, found)


@contextmanager
def between(url: str, *refused: str) -> Iterator[tuple[str, Callable[[], set[str]]]]:
    """A node before the node, and which methods it was asked for; `refused`: a method, a code and a message."""
    with tempfile.NamedTemporaryFile("r") as log:
        command = [sys.executable, str(Path(__file__).parent / "_between.py"), url, log.name, *refused]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}", lambda: set(log.read().split())
        finally:
            process.kill()
            process.wait()


def verdicts(audit: audits.Audit) -> dict[str, str]:
    return {each.verdict.property: each.verdict.judgement.value for each in audit.results}


@functools.cache
def by_name(target: str) -> audits.Audit:
    return audits.run(target, properties(), engine="revm", workers=audits.cores())


def chosen(*words: str) -> dict[str, Any]:
    return {word: kind for word, kind in properties().items() if word in words}


class TestVerdicts:
    def test_are_those_of_an_audit_by_name(self, live: Live) -> None:
        found, expected = audits.run_live(live.place(QUIRK), properties()), by_name(QUIRK)
        differing = {word for word, verdict in verdicts(expected).items() if verdicts(found)[word] != verdict}
        assert differing <= ONLY_BY_NAME
        assert {each.power for each in found.authority} == {each.power for each in expected.authority}

    def test_a_break_is_confirmed_on_engines_that_know_no_node_and_replays_without_it(self, live: Live) -> None:
        found = audits.run_live(live.place(QUIRK), chosen("frozen-holder-cannot-send"))
        (broken,) = [each for each in found.results if each.is_broken]
        assert broken.confirmed_on == ("py-evm", "eels")
        assert broken.bundle is not None
        assert broken.bundle.genesis.accounts

    def test_who_holds_a_power_is_told_by_address(self, live: Live) -> None:
        subject = live.tokens["reference"]
        found = audits.run_live(live.place("reference"), chosen("frozen-holder-cannot-send"))
        held = {each.power: each.held_by for each in found.authority}
        assert held["freeze"] == (subject.actors["freezer"].address,)
        assert held["upgrade"] == (subject.helpers["timelock"].address,)


class TestState:
    def test_is_that_of_the_block_that_was_named(self, live: Live) -> None:
        subject = live.tokens["reference"]
        before = subject.chain.block_number
        subject.token.send("mint", NOWHERE, 7, sender=subject.actors["minter"])
        for block, held in ((before - 1, 0), (subject.chain.block_number - 1, 7)):
            copy = open_live(place := live.place("reference", block=block), copied_chain(place, 0))
            assert copy.token.call("balanceOf", NOWHERE) == held
            assert f"after block {block} " in copy.notes[0]

    def test_is_only_read(self, live: Live) -> None:
        before = live.tokens["reference"].chain.block_number
        with between(live.url) as (url, asked):
            place = Place(address=live.place("reference").address, url=url)
            audits.run_live(place, chosen("outsider-cannot-mint", "frozen-holder-cannot-send"))
            methods = asked()
        assert methods <= READS
        assert "eth_getStorageAt" in methods
        assert live.tokens["reference"].chain.block_number == before


class TestAccounts:
    def test_the_keys_and_holders_are_found(self, live: Live) -> None:
        subject = live.tokens["reference"]
        found = open_live(place := live.place("reference"), copied_chain(place, 0)).accounts
        keys = {subject.actors[name].address for name in ("minter", "freezer", "pauser", "seizer")}
        assert keys | {subject.helpers["timelock"].address, subject.chain.account("customer").address} <= {*found}

    def test_without_events_what_is_missing_is_unknown_and_can_be_named(self, live: Live) -> None:
        with between(live.url, "eth_getLogs", "-32005", "query returned more than 10000 results") as (url, _):
            address, freezer = live.place("reference").address, live.tokens["reference"].actors["freezer"].address
            asked = chosen("frozen-holder-cannot-send")
            without = audits.run_live(Place(address=address, url=url), asked)
            minter = live.tokens["reference"].actors["minter"].address
            named = audits.run_live(Place(address=address, url=url, holders=(freezer, minter)), asked)
        assert verdicts(without)["frozen-holder-cannot-send"] == "unknown"
        assert any("events could not be searched" in note for note in without.notes)
        assert verdicts(named)["frozen-holder-cannot-send"] == "holds"


class TestBadInput:
    def run(self, *args: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "backbone_chain", "audit", *args]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stderr

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            ((NOWHERE, "--rpc", "URL"), "There is no contract at"),
            ((NOWHERE[:-1], "--rpc", "URL"), "is no address"),
            (("reference", "--rpc", "URL"), "is no address"),
            (("TOKEN", "--rpc", "URL", "--block", "99999"), "has no block 99999; its latest is"),
            (("TOKEN", "--rpc", "http://127.0.0.1:9"), "doesn't answer"),
            (("TOKEN", "--rpc", "URL", "--engine", "py-evm"), "copied into revm"),
            (("TOKEN", "--rpc", "URL", "--contract", "X"), "one contract already"),
            (("TOKEN", "--rpc", "URL", "--holder", "0x12"), "is no address"),
            (("reference", "--block", "5"), "name its node with --rpc"),
            (("TOKEN",), "name the node of its chain with --rpc"),
        ],
    )
    def test_gets_one_sentence(self, live: Live, args: tuple[str, ...], says: str) -> None:
        filled = {"URL": live.url, "TOKEN": live.place("reference").address}
        code, told = self.run(*(filled.get(each, each) for each in args))
        assert code == 2
        assert says in told
        assert "Traceback" not in told
        assert len(told.strip().splitlines()) == 1

    def test_a_contract_that_is_no_token(self, live: Live) -> None:
        timelock = live.tokens["reference"].helpers["timelock"].address
        code, told = self.run(timelock, "--rpc", live.url)
        assert (code, "no ERC-20 token" in told) == (2, True)

    def test_a_node_that_has_thrown_the_state_away(self, live: Live) -> None:
        with (
            between(live.url, "eth_getBalance", "-32000", "missing trie node") as (url, _),
            pytest.raises(NodeError, match="has no state of block"),
        ):
            copied_chain(Place(address=live.place("reference").address, url=url), 0)


def test_a_function_of_which_only_the_selector_is_known_leaves_open_who_may_do_what(live: Live) -> None:
    found = audits.run_live(live.place("owned"), chosen("outsider-cannot-mint", "transfer-returns-true"))
    subject = open_live(place := live.place("owned"), copied_chain(place, 0))
    names = {name.selector for name in live.tokens["owned"].token.abi.functions}
    assert set(subject.unread) <= names
    assert subject.unread
    assert verdicts(found)["outsider-cannot-mint"] in ("unknown", "not-applicable")
    assert any("only the selector is known" in note for note in found.notes)
