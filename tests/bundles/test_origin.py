"""Bundles of a live chain: what the steps look at is in them, so that the node isn't needed any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from _subjects import running_anvil
from bundles._breaks import QUIRK, bundled, claims_of, opened
from bundles._forge import run_forge

from backbone_chain import Chain, engines
from backbone_chain.accounts import Unlocked
from backbone_chain.bundles import Bundle, Recorder, dumps, export, loads, replay
from backbone_chain.engines.py_evm import PyEvm
from backbone_chain.tokens import Token


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if reason := engines.engines()["revm"].unavailable():
        pytest.skip(reason)
    with running_anvil() as address:
        yield address


@pytest.fixture(scope="module")
def live(url: str) -> Token:
    return opened(Chain(url, seed=3), QUIRK)


@pytest.fixture(scope="module")
def bundle(url: str, live: Token) -> Bundle:
    """A break on a copy of the live chain; one of its senders is a contract."""
    wallet = Unlocked("wallet", live.chain.puppet("wallet").address)
    chain = Chain(engines.copy_of(url), seed=3)
    recorder = Recorder(chain)
    token = type(live)(chain, chain.at(live.address, live.contract.abi))
    holder, recipient = chain.account("holder"), chain.account("recipient")
    encode = token.contract.abi.function("transferFrom").encode
    with chain.isolated():
        chain.warp(86_400)
        token.approve(wallet.address, 10**9, sender=holder)
        token.freeze(holder)
        with chain.acting(wallet):
            chain.send(token.address, encode(holder.address, recipient.address, 5), sender=wallet, check=False)
        steps = recorder.steps
    return bundled(chain, token, steps, claims_of(token, recipient.address, len(steps) - 1), origin=chain.engine)


@pytest.mark.parametrize("engine", ["revm", "py-evm", "eels"])
def test_it_breaks_again_without_the_node(bundle: Bundle, engine: str) -> None:
    replayed = replay(loads(dumps(bundle)), engine)
    assert replayed.breaks
    assert [each.seen for each in replayed.judged] == ["it went through", "5"]
    assert (replayed.accepted, replayed.other_code) == (3, "")


def test_it_holds_the_code_and_the_slots_that_are_looked_at(bundle: Bundle, live: Token) -> None:
    accounts = bundle.genesis.accounts
    token, wallet = accounts[live.address], next(step.sender for step in bundle.steps[-1:])
    assert token.code == live.chain.engine.get_code(live.address)
    assert accounts[wallet].code
    assert 2 <= len(token.storage) < 20
    assert all(token.storage.values())
    assert bundle.genesis.block == live.chain.block_number - 1
    assert bundle.steps[0].timestamp - bundle.genesis.timestamp == 86_400 + 12


def test_it_doesnt_break_with_sound_code_at_the_implementation(bundle: Bundle, live: Token) -> None:
    implementation = live.implementation()
    held = bundle.genesis.accounts[implementation]
    chain = Chain()
    sound = opened(chain, "reference")
    code = chain.engine.get_code(sound.implementation())
    code = code.replace(bytes.fromhex(sound.implementation()[2:]), bytes.fromhex(implementation[2:]))
    accounts = {**bundle.genesis.accounts, implementation: replace(held, code=code)}
    mended = replace(bundle, genesis=replace(bundle.genesis, accounts=accounts))
    replayed = replay(mended)
    assert not replayed.breaks
    assert replayed.other_code == f"Other code runs here than was recorded: the contract at {implementation}."


def test_it_becomes_programs_too(bundle: Bundle, tmp_path: Path) -> None:
    scope: dict[str, object] = {"__name__": "exported"}
    exec(compile(export(bundle, "script"), "script.py", "exec"), scope)
    assert scope["main"]() == 1  # type: ignore[operator]
    assert run_forge(tmp_path / "project", {"live": export(bundle, "forge")})["live"] == bundle.claims[0].sentence


def test_a_watched_engine_tells_of_accounts_and_slots_and_runs_the_same() -> None:
    watched, plain = PyEvm(), PyEvm()
    seen: set[tuple[str, int | None]] = set()
    watched.watch(lambda address, slot: seen.add((address, slot)))
    for engine in (watched, plain):
        opened(Chain(engine, seed=3), "reference")
    token = opened(Chain(seed=3), "reference").address
    assert watched.digest() == plain.digest()
    assert (token, None) in seen
    assert any(address == token and slot is not None for address, slot in seen)
