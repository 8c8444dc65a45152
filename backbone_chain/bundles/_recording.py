"""Recording: every transaction of a chain since its genesis, those of undone blocks left out."""

from __future__ import annotations

from backbone_chain.bundles._model import Sent
from backbone_chain.chain import HISTORY_BLOCKS, Block, Chain
from backbone_chain.engines._base import Transaction
from backbone_chain.errors import BackboneError


class Recorder:
    """Listens to a chain from its genesis, and knows all that was sent on it and still stands.

    Costs little where nobody asks: transactions become steps when `steps` is read. What is poked into an engine beside
    the chain (`set_balance` …) is not heard.
    """

    def __init__(self, chain: Chain) -> None:
        """Raises: BackboneError for a chain that has forgotten its first blocks."""
        if len(chain.blocks) == HISTORY_BLOCKS:
            raise BackboneError("This chain has forgotten how it began; record it from the start.")
        self._chain = chain
        self._kept: list[tuple[Transaction, int, int]] = []  # with number and time of its block
        self._steps: list[Sent] = []  # made from the first of those
        for block in chain.blocks:
            self._mined(block)
        chain.on_block.append(self._mined)

    @property
    def steps(self) -> tuple[Sent, ...]:
        """All transactions that stand, in order, those of the pending block too."""
        chain = self._chain
        self._forget(chain.block_number)
        self._steps += [_sent(*kept) for kept in self._kept[len(self._steps) :]]
        held = (_sent(receipt.tx, chain.block_number, chain.timestamp) for receipt in chain.held)
        return (*self._steps, *held)

    def _mined(self, block: Block) -> None:
        number, timestamp, receipts = block
        kept = self._kept
        if kept and kept[-1][1] >= number:
            self._forget(number)
        for receipt in receipts:
            kept.append((receipt.tx, number, timestamp))

    def _forget(self, number: int) -> None:
        """The blocks from this one on were undone."""
        kept = self._kept
        while kept and kept[-1][1] >= number:
            kept.pop()
        del self._steps[len(kept) :]


def _sent(tx: Transaction, number: int, timestamp: int) -> Sent:
    sender, to, data, value, gas, authorizations = tx
    return Sent(
        sender=sender,
        to=to,
        data=data,
        value=value,
        block=number,
        timestamp=timestamp,
        gas=gas,
        authorizations=authorizations,
    )
