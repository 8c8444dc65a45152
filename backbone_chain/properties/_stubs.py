"""Small contracts that a trial puts on the chain, put together by hand."""

from __future__ import annotations

from collections.abc import Mapping

from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import placed

CONSENTS = bytes.fromhex("60015f5260205ff3")  # MSTORE 0 <- 1; RETURN a word
ANSWER_AT = 0x4000  # far above any calldata that a forwarder passes on


def consenting(t: Trial) -> str:
    """The address of a contract that answers whatever it is asked with a word that says yes."""
    return placed(t.driver, CONSENTS)


def forwarding(t: Trial, target: str) -> str:
    """The address of a contract that calls the target with whatever it is called with.

    It answers the first word of what it gets, zeros where there is less, and refuses when the target does.
    """
    copy = "365f5f37"  # CALLDATACOPY 0 <- everything
    call = f"602061{ANSWER_AT:04x}365f5f73{target[2:]}5af1"  # CALL with it, a word of the answer to there
    size = len(bytes.fromhex(copy + call))
    go_on = f"60{size + 6:02x}575f5ffd5b"  # JUMPI over a REVERT
    return placed(t.driver, bytes.fromhex(copy + call + go_on + f"602061{ANSWER_AT:04x}f3"))


def answering(t: Trial, answers: Mapping[bytes, bytes]) -> str:
    """The address of a contract that answers each of these selectors so, and refuses all else."""
    step, start = 11, 5  # bytes of one comparison, and of what stands before them
    head, bodies = b"\x5f\x35\x60\xe0\x1c", b""
    tail = start + step * len(answers) + 3
    for selector, output in answers.items():
        head += b"\x80\x63" + selector + b"\x14\x61" + (tail + len(bodies)).to_bytes(2) + b"\x57"
        bodies += _returning(output, tail + len(bodies))
    return placed(t.driver, head + b"\x5f\x5f\xfd" + bodies)


def _returning(output: bytes, at: int) -> bytes:
    """JUMPDEST, CODECOPY of the output that follows, RETURN."""
    size, start = len(output).to_bytes(2), (at + 14).to_bytes(2)
    return b"\x5b\x61" + size + b"\x61" + start + b"\x5f\x39\x61" + size + b"\x5f\xf3" + output
