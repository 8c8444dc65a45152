"""Several calls of one contract in a single transaction."""

from __future__ import annotations

from collections.abc import Callable

from eth_abi import decode

from backbone_chain import artifacts
from backbone_chain.accounts import Puppet
from backbone_chain.chain import Block
from backbone_chain.codec import checksum
from backbone_chain.errors import BackboneError
from backbone_chain.stage import Stage

SELECTOR_BYTES = 4


def in_one_transaction(stage: Stage, puppet: Puppet, steps: Callable[[], object]) -> None:
    """What the puppet does in `steps`, tried on the side first, in one transaction and so in full or not at all.

    Raises: RefusedError as the first refused step does, BackboneError if somebody else acts in them.
    """
    abi, blocks = artifacts.load("Puppet").interface, list[Block]()
    with stage.isolated():
        stage.chain.on_block.append(blocks.append)
        try:
            steps()
        finally:
            stage.chain.on_block.remove(blocks.append)
    sent = [receipt.tx for block in blocks for receipt in block.receipts]
    if any(tx.to != puppet.address for tx in sent):
        raise BackboneError(f"Not all of this is done by {puppet.name}, so it can't be one transaction.")
    calls = [decode(("address", "bytes"), tx.data[SELECTOR_BYTES:]) for tx in sent]
    call = abi.function("executeBatch").encode([checksum(to) for to, _ in calls], [data for _, data in calls])
    stage.chain.send(puppet.address, call, sender=puppet.owner)
