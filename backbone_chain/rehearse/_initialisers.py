"""Initialisers that a stranger can call: on the bare implementation, or on the token after its upgrade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eth_utils import keccak

from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Contract, Receipt
from backbone_chain.codec import WORD
from backbone_chain.rehearse._values import trial

NAME = re.compile(r"_*(re)?init", re.IGNORECASE)
EVENTS = tuple(keccak(text=f"Initialized({kind})") for kind in ("uint64", "uint8"))
LOCKED = (2**64 - 1, 2**8 - 1)
"""The version that OpenZeppelin's _disableInitializers sets, since 5.0 and before."""


def initialisers(artifact: Artifact) -> list[str]:
    """The signatures of the functions that are initialisers by their name."""
    return [each.signature for each in artifact.interface.functions if each.changes_state and NAME.match(each.name)]


def locks_itself(creation: Receipt) -> bool:
    """Whether the constructor closed the initialisers of the contract for good."""
    logs = [log for log in creation.logs if log.address == creation.created and log.topics and log.topics[0] in EVENTS]
    return any(int.from_bytes(log.data[:WORD]) in LOCKED for log in logs)


def open_to_strangers(chain: Chain, contract: Contract, artifact: Artifact, data: bytes) -> list[str]:
    """The initialisers that go through when a stranger calls them; `data` is the upgrade's own call, tried as it is."""
    return [name for name, calldata in _calls(chain, artifact, data) if _goes_through(chain, contract, calldata)]


def _calls(chain: Chain, artifact: Artifact, data: bytes) -> Iterator[tuple[str, bytes]]:
    stranger = chain.account("stranger").address
    for signature in initialisers(artifact):
        function = artifact.interface.function(signature)
        given = data[:4] == function.selector
        values = [trial(parameter, stranger) for parameter in function.inputs]
        yield signature, data if given else function.encode(*values)


def _goes_through(chain: Chain, contract: Contract, calldata: bytes) -> bool:
    with chain.isolated():
        return chain.send(contract.address, calldata, sender=chain.account("stranger"), check=False).success
