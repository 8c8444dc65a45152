"""A reserve feed, its attesters and its owner, and the whole outcome of a step on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Chain
from backbone_chain.errors import RefusedError
from backbone_chain.tokens._control import sign

ATTESTERS = ("attester", "second_attester", "third_attester")
NEEDED = 2
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # of the curve secp256k1
Message = dict[str, int]


class FeedDesk:
    """A feed with three attesters of whom two have to sign, owned by `reserve_admin`."""

    def __init__(self, chain: Chain, code: str = "ReserveFeed", needed: int = NEEDED) -> None:
        self.chain, self.actor = chain, chain.account
        self.attesters = in_order([self.actor(name) for name in ATTESTERS])
        addresses = [attester.address for attester in self.attesters]
        owner, deployer = self.actor("reserve_admin"), self.actor("deployer")
        self.feed = chain.deploy(artifacts.load(code), owner.address, addresses, needed, sender=deployer)

    def message(self, **changes: int) -> Message:
        """The next statement: five dollars and a cent, of this second."""
        nonce = self.feed.call("lastNonce") + 1
        return {"amountCents": 501, "asOf": self.chain.timestamp, "nonce": nonce} | changes

    def submit(
        self,
        message: Message,
        signers: Sequence[Account] | None = None,
        *,
        signatures: Sequence[bytes] | None = None,
    ) -> list[tuple[Any, ...]]:
        """Send a statement that these attesters signed, the first two by default; answers the events."""
        chosen = self.attesters[:NEEDED] if signers is None else signers
        signed = [sign(self.feed, message, each) for each in chosen] if signatures is None else signatures
        return self.send("victim", "submit", message, [each.address for each in chosen], signed)

    def send(self, by: str, function: str, *args: Any) -> list[tuple[Any, ...]]:
        """Call the feed; answers the events."""
        receipt = self.feed.send(function, *args, sender=self.actor(by))
        return [(event.name, *event.args.values()) for event in receipt.events]

    def refuses(self, step: Any, *args: Any, **options: Any) -> tuple[Any, ...]:
        """The error of a step that is refused, with its arguments; nothing has changed."""
        before = self.state()
        with pytest.raises(RefusedError) as caught:
            step(*args, **options)
        assert self.state() == before
        return (caught.value.error.name, *caught.value.error.args.values())

    def state(self) -> dict[str, Any]:
        """All that one can read."""
        words = ("lastNonce", "threshold", "attesters", "owner", "pendingOwner")
        rounds = self.feed.call("lastNonce")
        return {word: self.feed.call(word) for word in words} | {"rounds": self.rounds(rounds)}

    def rounds(self, count: int) -> list[tuple[int, ...]]:
        """The history."""
        return [self.feed.call("getRoundData", number) for number in range(1, count + 1)]


def in_order(accounts: Sequence[Account]) -> list[Account]:
    """By their addresses, as signers have to come."""
    return sorted(accounts, key=lambda account: int(account.address, 16))


def with_high_s(signature: bytes) -> bytes:
    """The other signature of the same key for the same message, which counts nowhere."""
    r, s, v = signature[:32], int.from_bytes(signature[32:64]), signature[64]
    return r + (ORDER - s).to_bytes(32) + bytes([55 - v])


def wallet_code(digest: bytes) -> bytes:
    """A contract that says by ERC-1271 that it signed this digest, whatever the signature, and reverts for others."""
    # EQ with the first argument; JUMPI to the answer, else revert
    asks = f"6004357f{digest.hex()}14602d57"
    answer = "5b631626ba7e60e01b60005260206000f3"
    return bytes.fromhex(asks + "60006000fd" + answer)


def digest_of(desk: FeedDesk, message: Message) -> tuple[bytes, bytes]:
    """The domain separator and what is signed, worked out without the contract."""
    fields = [{"name": name, "type": "uint256"} for name in ("amountCents", "asOf", "nonce")]
    domain = {
        "name": "Backbone Reserve Feed",
        "version": "1",
        "chainId": desk.feed.call("eip712Domain")[3],
        "verifyingContract": desk.feed.address,
    }
    signable = encode_typed_data(domain, {"Attestation": fields}, message)
    return signable.header, keccak(b"\x19" + signable.version + signable.header + signable.body)
