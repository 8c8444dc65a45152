"""Engines agree: equal transactions, settings and snapshots give equal digests on all that are deterministic."""

from __future__ import annotations

import random

import pytest
from _bytecode import ECHO, REFUSE, STORE, words
from _programs import random_contracts, random_history, random_transactions
from _subjects import ETHER, IN_PROCESS, address_of

from backbone_chain import engines
from backbone_chain.engines._base import GENESIS_TIMESTAMP, BlockContext, Engine, EngineReceipt, Transaction
from backbone_chain.errors import InvalidTransactionError, UnsupportedError

STRANGER = address_of("stranger")


class TestDigest:
    def test_equal_transactions_give_equal_digests_everywhere(self):
        """200 random transactions; the specification takes most of the time."""
        digests = {name: _random_digest(name, b"\0") for name in ("revm", "py-evm", "eels")}

        assert len(set(digests.values())) == 1, digests

    @pytest.mark.parametrize("seed", range(20))
    def test_whatever_is_done_the_digests_stay_equal(self, seed):
        """Settings and snapshots between transactions and calls, in any order, compared after every step."""
        trio = [engines.create(name) for name in ("revm", "py-evm", "eels")]
        senders, contracts = (
            [address_of(f"sender {n}") for n in range(3)],
            [address_of(f"contract {n}") for n in range(2)],
        )
        slots = [(contract, slot) for contract in contracts for slot in range(3)]

        for deed in random_history(seed, 60, senders, contracts):
            outcomes = [_outcome(engine, *deed) for engine in trio]

            assert outcomes[0] == outcomes[1] == outcomes[2]
            assert len({(engine.digest(slots), engine.block()) for engine in trio}) == 1

    def test_one_different_byte_gives_another_digest(self):
        assert _random_digest("revm", b"\0") != _random_digest("revm", b"\x01")

    def test_one_different_slot_gives_another_digest(self, deterministic):
        store = deterministic.deploy(STORE)
        deterministic.send(store, words(1, 5))
        snapshot = deterministic.engine.snapshot()
        before = deterministic.engine.digest([(store, 1)])

        deterministic.engine.set_storage(store, 1, 6)

        assert deterministic.engine.digest([(store, 1)]) != before
        deterministic.engine.revert(snapshot)
        assert deterministic.engine.digest([(store, 1)]) == before
        assert deterministic.engine.digest() != before

    def test_what_code_refuses_counts(self, deterministic):
        refuse = deterministic.deploy(REFUSE)
        snapshot = deterministic.engine.snapshot()
        deterministic.send(refuse, b"a")
        with_a = deterministic.engine.digest()
        deterministic.engine.revert(snapshot)
        deterministic.send(refuse, b"b")

        assert deterministic.engine.digest() != with_a

    def test_what_no_block_can_hold_does_not_count(self, deterministic):
        before = deterministic.engine.digest()
        with pytest.raises(InvalidTransactionError):
            deterministic.send(STRANGER, gas=1)

        assert deterministic.engine.digest() == before


def _outcome(engine: Engine, method: str, arguments: tuple[object, ...]) -> object:
    """All but gas, which revm gets wrong, and the engine's own words."""
    try:
        outcome = getattr(engine, method)(*arguments)
    except InvalidTransactionError:
        return "in no block"
    except UnsupportedError as error:
        return error.what
    return outcome[:3] + outcome[4:] if isinstance(outcome, EngineReceipt) else outcome


def _random_digest(name: str, last: bytes) -> str:
    rng = random.Random(7)
    engine = engines.create(*IN_PROCESS[name])
    senders = [address_of(f"sender {n}") for n in range(3)]
    codes = random_contracts(7, [address_of(f"contract {n}") for n in range(6)]) | {STRANGER: ECHO}
    for address in (*senders, *codes):
        engine.set_balance(address, ETHER)
    for address, code in codes.items():
        engine.set_code(address, code)
    for number, tx in enumerate(random_transactions(7, 200, senders, list(codes))):
        engine.set_block(
            BlockContext(number=number, timestamp=GENESIS_TIMESTAMP + 12 * number, prevrandao=rng.randbytes(32))
        )
        engine.transact(tx)
    engine.transact(Transaction(senders[0], STRANGER, last))
    return engine.digest([(address, slot) for address in codes for slot in range(4)])
