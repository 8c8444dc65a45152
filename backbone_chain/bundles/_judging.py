"""Whether a claim is kept: by how a transaction ended, or by what is read after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backbone_chain.abi import Abi
from backbone_chain.bundles._model import AT_MOST, DIFFERS, EMITS, EQUALS, READS, REFUSED, Claim, Sent
from backbone_chain.chain import Chain, Receipt
from backbone_chain.engines._base import ZERO_ADDRESS, Transaction
from backbone_chain.errors import InvalidTransactionError

WORD = 32
MOST_SHOWN = 100  # characters of what a read answered
ALWAYS_BOOL = frozenset(
    bytes.fromhex(selector) for selector in ("a9059cbb", "23b872dd", "095ea7b3")
)  # transfer, transferFrom, approve of ERC-20, whatever the token's ABI says of them


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What became of a step: `refused` tells why where it was; a token that returns false has refused too."""

    accepted: bool
    refused: str = ""
    created: str | None = None
    output: bytes = b""
    receipt: Receipt | None = None

    @property
    def success(self) -> bool:
        """Whether it didn't revert, whatever it returned."""
        return self.receipt is not None and self.receipt.success

    @property
    def told(self) -> str:
        """In a few words."""
        if not self.accepted:
            return f"it was refused ({self.refused})"
        return "it went through"

    def emits(self, contract: str, beginning: bytes = b"") -> bool:
        """Whether it emitted an event of this contract whose words begin so: topics first, then data."""
        logs = self.receipt.logs if self.receipt and self.receipt.success else ()
        return any(
            address == contract and b"".join((*topics, data)).startswith(beginning) for address, topics, data in logs
        )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A claim, what was seen this time, and whether that goes against it."""

    claim: Claim
    seen: str
    violated: bool


def outcome(sent: Sent, receipt: Receipt, abi: Abi | None, named: Callable[[object], str]) -> Ran:
    """How a transaction ended."""
    if not receipt.success:
        return Ran(accepted=False, refused=named(receipt.error), output=receipt.output, receipt=receipt)
    if sent.to is not None and says_no(sent.data, receipt.output, abi):
        return Ran(accepted=False, refused="it returned false", output=receipt.output, receipt=receipt)
    return Ran(accepted=True, created=receipt.created, output=receipt.output, receipt=receipt)


def says_no(data: bytes, output: bytes, abi: Abi | None) -> bool:
    """Whether a call that didn't revert answered false. A zero is only a number where the ABI says so."""
    if len(output) < WORD or any(output[:WORD]):
        return False
    return data[:4] in ALWAYS_BOOL or declared_bool(data, abi)


def declared_bool(data: bytes, abi: Abi | None) -> bool:
    """Whether a function answers a bool as far as is known: where no ABI explains it, a zero counts as false."""
    declared = [each for each in abi.functions if each.selector == data[:4]] if abi else []
    return not declared or declared[0].answers == ("bool",)


def judge(chain: Chain, claim: Claim, ran: Ran | None) -> Judged:
    """Whether a claim is kept just now, right after its step. ran: what became of that, None before the first."""
    if claim.kind in READS:
        return _judge_read(chain, claim)
    if ran is None:
        return Judged(claim=claim, seen="there is no such step", violated=True)
    if claim.kind == EMITS:
        emits = ran.emits(claim.to, claim.value)
        return Judged(claim=claim, seen="it did" if emits else "no such event", violated=not emits)
    return Judged(claim=claim, seen=ran.told, violated=ran.accepted == (claim.kind == REFUSED))


def _judge_read(chain: Chain, claim: Claim) -> Judged:
    answer = ask(chain, claim.to, claim.data)
    if answer is None:
        return Judged(claim=claim, seen="it can't be read", violated=True)
    return Judged(claim=claim, seen=shown(answer), violated=not _KEPT[claim.kind](*_compared(answer, claim.value)))


def ask(chain: Chain, to: str, data: bytes) -> bytes | None:
    """What a contract answers, None where it refuses."""
    try:
        answer = chain.engine.call(Transaction(ZERO_ADDRESS, to, data))
    except InvalidTransactionError:  # calldata so long that no block holds it
        return None
    return answer.output if answer.success else None


def _compared(answer: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A word with the first word of the answer, anything else with all of it."""
    return (answer[:WORD].rjust(WORD, b"\0"), value) if len(value) == WORD else (answer, value)


_KEPT: Mapping[str, Callable[[bytes, bytes], bool]] = {
    EQUALS: lambda answer, value: answer == value,
    DIFFERS: lambda answer, value: answer != value,
    AT_MOST: lambda answer, value: int.from_bytes(answer) <= int.from_bytes(value),
}


def shown(answer: bytes) -> str:
    """A number, or bytes, cut where they are long."""
    if len(answer) == WORD:
        return f"{int.from_bytes(answer):,}"
    text = "0x" + answer.hex()
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}… ({len(answer):,} bytes)"
