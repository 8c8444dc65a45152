"""Replaying: the same beginning, the same transactions in the same blocks, and every claim looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils import keccak

from backbone_chain import engines
from backbone_chain.abi import Abi
from backbone_chain.bundles._judging import Judged, Ran, judge
from backbone_chain.bundles._model import BEFORE_THE_FIRST, Bundle, Sent
from backbone_chain.bundles._rerun import Rerun
from backbone_chain.engines._base import Engine
from backbone_chain.errors import UnsupportedError

SCHEMA = "backbone.replay/1"


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
    return Replay(bundle, engine or _recorded_on(bundle)).run()


def _recorded_on(bundle: Bundle) -> str | None:
    known = engines.engines().get(bundle.engine)
    return bundle.engine if known and not known.unavailable() else None


class Replay:
    """One run of a bundle on a chain of its own."""

    def __init__(self, bundle: Bundle, engine: Engine | str | None = None) -> None:
        self.bundle = bundle
        self.chain = Rerun(
            engine,
            seed=bundle.seed,
            chain_id=bundle.chain_id,
            fork=bundle.fork,
            names=bundle.names,
            genesis=bundle.genesis,
        )
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
        """Every transaction in its block, and after it the claims of it. Raises: UnsupportedError."""
        self._judge(BEFORE_THE_FIRST)
        steps = self.bundle.steps
        for number, sent in enumerate(steps):
            self.chain.at_block(sent.block, sent.timestamp)
            self._ran.append(self.chain.run(sent))
            if number + 1 < len(steps) and steps[number + 1].block == sent.block:
                self._stay_in(sent)
            self._judge(number)
        return self._ran

    def _stay_in(self, sent: Sent) -> None:
        """What follows, reads included, happens in the same block."""
        engine = self.chain.engine
        if not self.chain.exact:
            what = "hold several transactions in one block"
            raise UnsupportedError(engine.name, what, "an engine in this process")
        self.chain.at_block(sent.block, sent.timestamp)

    # --- what became of it

    def _judge(self, step: int) -> None:
        ran = self._ran[step] if step != BEFORE_THE_FIRST else None
        for number in self._claims.get(step, ()):
            self._judged[number] = self._judge_one(number, ran)

    def _judge_one(self, number: int, ran: Ran | None) -> Judged:
        claim = self.bundle.claims[number]
        if claim.at and self.chain.exact and claim.at > self.chain.timestamp:
            self.chain.go_to(self.chain.block_number, claim.at)
        return judge(self.chain, claim, ran)

    def _other_code(self) -> str:
        changed = [
            f"{contract.name or 'the contract'} at {address}"
            for address, contract in self.bundle.contracts.items()
            if code_hash(self.chain.engine, address) != contract.code_hash
        ]
        return f"Other code runs here than was recorded: {', '.join(changed)}." if changed else ""

    def _notes(self) -> Iterator[str]:
        engine, bundle = self.chain.engine, self.bundle
        if not self.chain.exact:
            yield f"The engine {engine.name} numbers and times its blocks itself; the time between them is as recorded."
        if engine.chain_id() != bundle.chain_id:
            yield f"The chain's id is {engine.chain_id()}, not {bundle.chain_id}: signatures made for that are refused."
        if engine.fork != bundle.fork:
            yield f"The fork is {engine.fork}; it was recorded on {bundle.fork}."


def code_hash(engine: Engine, address: str) -> str:
    """Keccak-256 of the code at an address, 0x and 64 digits."""
    return "0x" + keccak(engine.get_code(address)).hex()
