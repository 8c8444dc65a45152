"""Four eyes: an order is released by the EIP-712 signatures of two different keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from backbone_chain.accounts import Account
from backbone_chain.errors import DeskError

NEEDED = 2
FIELDS = (("action", "string"), ("order", "string"), ("to", "address"), ("amount", "uint256"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """What is signed: that `action` (mint) may happen for an order, `amount` base units to the address `to`."""

    action: str
    order: str
    to: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvers:
    """Whose signatures count, for one token on one chain."""

    token: str
    chain_id: int
    keys: Collection[str]

    def sign(self, release: Release, by: Account) -> str:
        """The signature in hex digits."""
        types = {"Release": [{"name": name, "type": kind} for name, kind in FIELDS]}
        v, r, s = by.sign_typed_data(self._domain, types, self._message(release))
        return "0x" + (r + s + bytes([v])).hex()

    def signer(self, release: Release, signature: str) -> str:
        """Who signed exactly this. Raises: DeskError for a signature of nobody whose key counts."""
        from eth_account import Account as Keys  # noqa: PLC0415 - takes long to import
        from eth_account.messages import encode_typed_data  # noqa: PLC0415
        from eth_keys.exceptions import BadSignature, ValidationError  # noqa: PLC0415

        types = {"Release": [{"name": name, "type": kind} for name, kind in FIELDS]}
        try:
            signable = encode_typed_data(self._domain, types, self._message(release))
            who = str(Keys.recover_message(signable, signature=signature))
        except (ValueError, TypeError, BadSignature, ValidationError) as error:
            raise DeskError(f"The approval of order {release.order} is no signature: {error}.") from error
        if who not in self.keys:
            raise DeskError(
                f"The approval of order {release.order} is not by one of the approvers' keys, or of it as it is."
            )
        return who

    @property
    def _domain(self) -> dict[str, object]:
        return {"name": "Backbone Desk", "version": "1", "chainId": self.chain_id, "verifyingContract": self.token}

    def _message(self, release: Release) -> dict[str, object]:
        return {name: getattr(release, name) for name, _ in FIELDS}
