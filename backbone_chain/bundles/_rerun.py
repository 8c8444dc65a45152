"""A chain on which recorded transactions are sent again; what replays and exported programs run on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backbone_chain import engines
from backbone_chain.abi import Abi
from backbone_chain.accounts import Account, Unlocked
from backbone_chain.bundles._calls import error, function
from backbone_chain.bundles._judging import Ran, ask, outcome
from backbone_chain.bundles._model import Genesis, Held, Sent
from backbone_chain.bundles._text import plain
from backbone_chain.chain import BLOCK_SECONDS, Chain
from backbone_chain.codec import WORD
from backbone_chain.engines._base import MAX_TRANSACTION_GAS, ZERO_ADDRESS, Authorization, Engine, Transaction
from backbone_chain.errors import BackboneError, InvalidTransactionError

MOST_OF_A_REASON = 300  # characters


class Rerun(Chain):
    """A chain for a sequence that was recorded: whoever sent, sends again, in the same block, to the same addresses.

    engine: its name, or an engine on which nothing has happened; None for the fastest that runs the fork here. names:
    of accounts, by address. genesis: what is there before the first block. errors: custom errors by which refusals are
    told, as Solidity declares them.
    """

    def __init__(
        self,
        engine: Engine | str | None = None,
        *,
        seed: int = 0,
        chain_id: int | None = None,
        fork: str | None = None,
        names: Mapping[str, str] | None = None,
        genesis: Genesis | None = None,
        errors: Iterable[str] = (),
    ) -> None:
        """Raises: UnknownNameError, EngineUnavailableError, NodeError, UnsupportedError."""
        running = engine if isinstance(engine, Engine) else _created(engine, fork, chain_id)
        super().__init__(running, seed=seed)
        self._named = dict(names or {})
        if running.capabilities.needs_keys:
            self._sign()
        self.at(ZERO_ADDRESS, Abi([error(each) for each in errors]))
        beginning = genesis or Genesis()
        for address, held in sorted(beginning.accounts.items()):
            self.put(address, held)
        self.exact = running.capabilities.sets_block
        self._start(beginning.block + 1, beginning.timestamp + BLOCK_SECONDS)

    def _sign(self) -> None:
        """The keys of named accounts follow from the seed; a node needs them."""
        for address, name in self._named.items():
            for known_as in (name, name.removeprefix("@")):
                account = Account.named(known_as, self.seed)
                if account.address == address:
                    self.engine.add_account(account.key)

    def _start(self, number: int, timestamp: int) -> None:
        self._shift = 0 if self.exact else self.timestamp - timestamp
        if self.exact:
            self.go_to(number, timestamp)

    def put(self, address: str, held: Held) -> None:
        """Let an account be as it was. Raises: UnsupportedError."""
        if held.code:
            self.engine.set_code(address, held.code)
        if held.nonce:
            self.engine.set_nonce(address, held.nonce)
        self.engine.set_balance(address, held.balance)
        for slot, value in sorted(held.storage.items()):
            self.engine.set_storage(address, slot, value)

    def at_block(self, number: int, timestamp: int) -> None:
        """Go on in this block; a node that numbers its blocks itself lets the time pass. Raises: UnsupportedError."""
        if self.exact:
            self.go_to(number, timestamp)
        elif (missing := timestamp + self._shift - self.timestamp) > 0:
            self.warp(missing)

    # --- sending

    def run(self, sent: Sent) -> Ran:
        """Send a transaction just now, whoever its sender is; whoever sends ether has it."""
        if sent.value and self.engine.capabilities.sets_state and self.engine.get_balance(sent.sender) < sent.value:
            self.engine.set_balance(sent.sender, sent.value)
        tx = Transaction(sent.sender, sent.to, sent.data, sent.value, sent.gas, sent.authorizations)
        try:
            with self.acting(Unlocked(self.named(sent.sender), sent.sender)):
                receipt = self.transact(tx)
        except InvalidTransactionError as error:  # no block holds it
            return Ran(accepted=False, refused=plain(str(error), MOST_OF_A_REASON).rstrip("."))
        abi = self.abi_at(sent.to) if sent.to else None
        return outcome(sent, receipt, abi, self.named)

    def create(
        self, sender: str, code: bytes, *, value: int = 0, gas: int = MAX_TRANSACTION_GAS, abi: Abi | None = None
    ) -> Ran:
        """Create a contract from its creation code and arguments. abi: what its errors are told by."""
        ran = self.run(Sent(sender=sender, to=None, data=code, value=value, gas=gas))
        if ran.created and abi:
            self.at(ran.created, abi)
        return ran

    def act(
        self,
        sender: str,
        to: str,
        call: str | bytes,
        *args: Any,
        value: int = 0,
        gas: int = MAX_TRANSACTION_GAS,
        authorizations: tuple[Authorization, ...] = (),
    ) -> Ran:
        """Call a contract, by a function's signature and arguments or by raw calldata. Raises: ArgumentError."""
        data = _encoded(call, args)
        return self.run(Sent(sender=sender, to=to, data=data, value=value, gas=gas, authorizations=authorizations))

    # --- reading

    def answer(self, to: str, call: str | bytes, *args: Any) -> bytes:
        """What a contract returns just now. Raises: BackboneError where it refuses, ArgumentError."""
        answered = ask(self, to, _encoded(call, args))
        if answered is None:
            raise BackboneError(f"{self.named(to)} refuses to answer {call if isinstance(call, str) else call.hex()}.")
        return answered

    def word(self, to: str, call: str | bytes, *args: Any) -> int:
        """The first word of what a contract returns just now, as a number. Raises: as answer."""
        return int.from_bytes(self.answer(to, call, *args)[:WORD])

    # --- telling

    def named(self, text: object) -> str:
        """A text in which known addresses are told by their names, on one line."""
        told = plain(str(text), MOST_OF_A_REASON)
        for address, name in self._named.items():
            told = told.replace(address, name)
        return told


def _encoded(call: str | bytes, args: tuple[Any, ...]) -> bytes:
    return call if isinstance(call, bytes) else function(call).encode(*args)


def _created(engine: str | None, fork: str | None, chain_id: int | None) -> Engine:
    """An engine by name, or the first that runs this fork here; a node has a fork of its own."""
    if engine is not None:
        return engines.create(engine, None if engines.is_url(engine) else fork, chain_id=chain_id)
    known = {name: kind for name, kind in engines.engines().items() if not kind.unavailable()}
    usual = (engines.default()[0], *engines.IN_PROCESS)
    name = next((name for name in usual if name in known and fork in (None, *known[name].forks)), usual[0])
    return engines.create(name, fork, chain_id=chain_id)
