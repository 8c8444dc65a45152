"""The beginning of what was recorded on a live chain: all that the steps look at, and nothing else of it."""

from __future__ import annotations

from dataclasses import replace

from backbone_chain.bundles._model import Bundle, Genesis, Held
from backbone_chain.bundles._replay import Replay
from backbone_chain.chain import BLOCK_SECONDS
from backbone_chain.engines._base import Engine
from backbone_chain.engines.py_evm import PyEvm
from backbone_chain.errors import BackboneError

MOST_RUNS = 1_000  # each shows at least one slot more


def genesis_from(origin: Engine, bundle: Bundle) -> Genesis:
    """What the bundle's steps and claims look at, as it is on an engine where none of them has been sent.

    Found by running them on what is known so far, until nothing new is looked at. Raises: EngineUnavailableError,
    UnsupportedError, BackboneError where it never ends.
    """
    block = origin.block()
    known = _Known(origin)
    for _ in range(MOST_RUNS):
        genesis = Genesis(block=block.number - 1, timestamp=block.timestamp - BLOCK_SECONDS, accounts=known.accounts())
        engine = PyEvm(bundle.fork, chain_id=bundle.chain_id)
        seen = dict[tuple[str, int | None], None]()
        engine.watch(lambda address, slot, seen=seen: seen.setdefault((address, slot)))  # type: ignore[misc]
        Replay(replace(bundle, genesis=genesis), engine).run_steps()
        if not known.learn(seen):
            return genesis
    raise BackboneError(f"What the steps look at on the chain was not found in {MOST_RUNS:,} runs.")


class _Known:
    """What was taken from the origin so far."""

    def __init__(self, origin: Engine) -> None:
        self._origin = origin
        self._held: dict[str, Held] = {}
        self._slots: dict[tuple[str, int], int] = {}

    def learn(self, seen: dict[tuple[str, int | None], None]) -> bool:
        """Take what is new; whether anything was."""
        before = len(self._held) + len(self._slots)
        for address, slot in seen:
            if address not in self._held:
                self._held[address] = self._account(address)
            if slot is not None and (address, slot) not in self._slots:
                self._slots[address, slot] = self._origin.get_storage(address, slot)
        return len(self._held) + len(self._slots) > before

    def _account(self, address: str) -> Held:
        origin = self._origin
        return Held(balance=origin.get_balance(address), nonce=origin.get_nonce(address), code=origin.get_code(address))

    def accounts(self) -> dict[str, Held]:
        """Accounts that are not empty, with the slots that are not zero."""
        storage: dict[str, dict[int, int]] = {}
        for (address, slot), value in sorted(self._slots.items()):
            if value:
                storage.setdefault(address, {})[slot] = value
        told = {address: replace(held, storage=storage.get(address, {})) for address, held in self._held.items()}
        return {address: held for address, held in sorted(told.items()) if held != Held()}
