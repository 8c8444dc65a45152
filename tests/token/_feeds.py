"""Hand-assembled reserve feeds, which say what a test wants them to."""

from __future__ import annotations

from collections.abc import Mapping

from eth_utils import keccak

from backbone_chain.codec import checksum

ENTRY_BYTES = 16  # of what finds a function, and of what answers for it
REVERT = bytes.fromhex("60006000fd")
FEED, OTHER_FEED = checksum("0x" + "fe" * 20), checksum("0x" + "fd" * 20)


def feed_code(*, decimals: int, answer: int, as_of: int, round_id: int = 1) -> bytes:
    """A feed with one round."""
    return answering({"decimals()": words(decimals), "latestRoundData()": words(round_id, answer, 0, as_of, round_id)})


def words(*values: int) -> bytes:
    """Numbers as the ABI encodes them, negative ones too."""
    return b"".join((value % 2**256).to_bytes(32) for value in values)


def answering(answers: Mapping[str, bytes]) -> bytes:
    """A contract that returns these bytes for these functions, and reverts without a reason for all others."""
    bodies = ENTRY_BYTES * len(answers) + len(REVERT)
    at = bodies + ENTRY_BYTES * len(answers)
    finders, returners, data = b"", b"", b""
    for index, (signature, answer) in enumerate(answers.items()):
        finders += _finder(signature, bodies + ENTRY_BYTES * index)
        returners += _returner(at + len(data), len(answer))
        data += answer
    return finders + REVERT + returners + data


def _finder(signature: str, destination: int) -> bytes:
    """JUMPI to the destination if the selector is that one."""
    return bytes.fromhex(f"60003560e01c63{keccak(text=signature)[:4].hex()}1461{destination:04x}57")


def _returner(offset: int, size: int) -> bytes:
    """CODECOPY and RETURN."""
    return bytes.fromhex(f"5b61{size:04x}61{offset:04x}60003961{size:04x}6000f3")
