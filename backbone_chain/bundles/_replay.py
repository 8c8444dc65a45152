"""Replaying: the same beginning, the same transactions in the same blocks, and every claim looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from eth_utils import keccak

from backbone_chain import engines
from backbone_chain.abi import Abi
from backbone_chain.accounts import Account, Unlocked
from backbone_chain.bundles._judging import Judged, Ran, judge, outcome
from backbone_chain.bundles._model import BEFORE_THE_FIRST, Bundle, Held, Sent
from backbone_chain.bundles._text import plain
from backbone_chain.chain import BLOCK_SECONDS, Chain
from backbone_chain.engines._base import Engine, Transaction
from backbone_chain.errors import InvalidTransactionError

SCHEMA = "backbone.replay/1"
MOST_OF_A_REASON = 300  # characters


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What a replay showed.

    ran: what became of each step. judged: each claim, in the bundle's order. other_code: a sentence where contracts run
    other code than was recorded, else empty. notes: what the engine could not repeat exactly.
    """

    bundle: Bundle
    engine: str
    fork: str
    ran: tuple[Ran, ...]
    judged: tuple[Judged, ...]
    other_code: str = ""
    notes: tuple[str, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether a claim is still violated."""
        return any(each.violated for each in self.judged)

    @property
    def accepted(self) -> int:
        """How many steps went through."""
        return sum(each.accepted for each in self.ran)

    def as_json(self) -> dict[str, Any]:
        """`backbone.replay/1`, without the seconds that it took."""
        bundle = self.bundle
        return {
            "schema": SCHEMA,
            "property": bundle.property,
            "severity": bundle.severity.value,
            "subject": bundle.subject,
            "engine": self.engine,
            "fork": self.fork,
            "breaks": self.breaks,
            "same_code": not self.other_code,
            "steps": len(self.ran),
            "refused_steps": [number for number, each in enumerate(self.ran) if not each.accepted],
            "claims": [
                {
                    "sentence": each.claim.sentence,
                    "kind": each.claim.kind,
                    "step": each.claim.step,
                    "recorded": each.claim.seen,
                    "seen": each.seen,
                    "violated": each.violated,
                }
                for each in self.judged
            ],
            "notes": [*([self.other_code] if self.other_code else []), *self.notes],
        }


def replay(bundle: Bundle, engine: Engine | str | None = None) -> Replayed:
    """Run a bundle again.

    engine: a name, a node's URL, or an engine on which nothing has happened; by default the one that recorded it, or
    where that doesn't run here, the fastest that does.

    Raises: UnknownNameError, EngineUnavailableError, NodeError; UnsupportedError for what the engine can't repeat.
    """
    return Replay(bundle, _engine(bundle, engine)).run()


def _engine(bundle: Bundle, engine: Engine | str | None) -> Engine:
    if isinstance(engine, Engine):
        return engine
    if engine is None:
        known = engines.engines()
        runs = bundle.engine in known and not known[bundle.engine].unavailable()
        engine = bundle.engine if runs else engines.default()[0]
    fork = None if engines.is_url(engine) else bundle.fork
    return engines.create(engine, fork, chain_id=bundle.chain_id)


class Replay:
    """One run of a bundle on a chain of its own."""

    def __init__(self, bundle: Bundle, engine: Engine) -> None:
        self.bundle, self.chain = bundle, Chain(engine, seed=bundle.seed)
        self._exact = engine.capabilities.sets_block
        self._ran: list[Ran] = []
        self._judged: dict[int, Judged] = {}
        self._claims: dict[int, list[int]] = {}
        for number, claim in enumerate(bundle.claims):
            self._claims.setdefault(claim.step, []).append(number)
        for address, contract in bundle.contracts.items():
            self.chain.at(address, Abi(contract.abi))

    def run(self) -> Replayed:
        """All of it. Raises: UnsupportedError."""
        self.run_steps()
        engine = self.chain.engine
        return Replayed(
            bundle=self.bundle,
            engine=engine.name,
            fork=engine.fork,
            ran=tuple(self._ran),
            judged=tuple(self._judged[number] for number in range(len(self.bundle.claims))),
            other_code=self._other_code(),
            notes=tuple(self._notes()),
        )

    def run_steps(self) -> Sequence[Ran]:
        """The beginning, then every transaction in its block. Raises: UnsupportedError."""
        self._begin()
        self._judge(BEFORE_THE_FIRST)
        for _, block in groupby(self.bundle.steps, key=lambda sent: sent.block):
            self._run_block([*block])
        return self._ran

    # --- the beginning

    def _begin(self) -> None:
        genesis = self.bundle.genesis
        if self.chain.engine.capabilities.needs_keys:
            self._sign()
        for address, held in sorted(genesis.accounts.items()):
            self._put(address, held)
        self._shift = 0
        if self._exact:
            self.chain.go_to(genesis.block + 1, genesis.timestamp + BLOCK_SECONDS)
        else:
            self._shift = self.chain.timestamp - (genesis.timestamp + BLOCK_SECONDS)

    def _put(self, address: str, held: Held) -> None:
        engine = self.chain.engine
        if held.code:
            engine.set_code(address, held.code)
        if held.nonce:
            engine.set_nonce(address, held.nonce)
        engine.set_balance(address, held.balance)
        for slot, value in sorted(held.storage.items()):
            engine.set_storage(address, slot, value)

    def _sign(self) -> None:
        """The keys of named accounts follow from the seed; a node needs them."""
        for address, name in self.bundle.names.items():
            for known_as in (name, name.removeprefix("@")):
                account = Account.named(known_as, self.bundle.seed)
                if account.address == address:
                    self.chain.engine.add_account(account.key)

    # --- the transactions

    def _run_block(self, block: Sequence[Sent]) -> None:
        self._go_to(block[0])
        if len(block) == 1:
            self._run_step(block[0])
            self._judge(len(self._ran) - 1)
            return
        with self.chain.one_block():
            for sent in block[:-1]:
                self._run_step(sent)
                self._judge(len(self._ran) - 1)
            self._run_step(block[-1])
        self._judge(len(self._ran) - 1)

    def _go_to(self, sent: Sent) -> None:
        if self._exact:
            self.chain.go_to(sent.block, sent.timestamp)
        elif (missing := sent.timestamp + self._shift - self.chain.timestamp) > 0:
            self.chain.warp(missing)

    def _run_step(self, sent: Sent) -> None:
        self._afford(sent)
        name = self.bundle.names.get(sent.sender, sent.sender)
        tx = Transaction(sent.sender, sent.to, sent.data, sent.value, sent.gas, sent.authorizations)
        try:
            with self.chain.acting(Unlocked(name, sent.sender)):
                receipt = self.chain.transact(tx)
        except InvalidTransactionError as error:
            self._ran.append(Ran(accepted=False, refused=str(error).rstrip(".")))
            return
        abi = self.chain.abi_at(sent.to) if sent.to else None
        self._ran.append(outcome(sent, receipt, abi, self.named))

    def _afford(self, sent: Sent) -> None:
        """Whoever sent ether had it; where from is not recorded."""
        engine = self.chain.engine
        if sent.value and engine.capabilities.sets_state and engine.get_balance(sent.sender) < sent.value:
            engine.set_balance(sent.sender, sent.value)

    # --- what became of it

    def _judge(self, step: int) -> None:
        ran = self._ran[step] if step != BEFORE_THE_FIRST else None
        for number in self._claims.get(step, ()):
            self._judged[number] = self._judge_one(number, ran)

    def _judge_one(self, number: int, ran: Ran | None) -> Judged:
        claim = self.bundle.claims[number]
        if claim.at and self._exact and claim.at > self.chain.timestamp:
            self.chain.go_to(self.chain.block_number, claim.at)
        return judge(self.chain, claim, ran)

    def named(self, text: object) -> str:
        """A text in which known addresses are told by their names, on one line."""
        told = plain(str(text), MOST_OF_A_REASON)
        for address, name in self.bundle.names.items():
            told = told.replace(address, name)
        return told

    def _other_code(self) -> str:
        changed = [
            f"{contract.name or 'the contract'} at {address}"
            for address, contract in self.bundle.contracts.items()
            if code_hash(self.chain.engine, address) != contract.code_hash
        ]
        return f"Other code runs here than was recorded: {', '.join(changed)}." if changed else ""

    def _notes(self) -> Iterator[str]:
        engine, bundle = self.chain.engine, self.bundle
        if not self._exact:
            yield f"The engine {engine.name} numbers and times its blocks itself; the time between them is as recorded."
        if engine.chain_id() != bundle.chain_id:
            yield f"The chain's id is {engine.chain_id()}, not {bundle.chain_id}: signatures made for that are refused."
        if engine.fork != bundle.fork:
            yield f"The fork is {engine.fork}; it was recorded on {bundle.fork}."


def code_hash(engine: Engine, address: str) -> str:
    """Keccak-256 of the code at an address, 0x and 64 digits."""
    return "0x" + keccak(engine.get_code(address)).hex()
