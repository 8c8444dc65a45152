"""Permits and authorisations in the model."""

from __future__ import annotations

from typing import Any

from _books import SIGNATURES, Signed, require
from _enforcement import Enforcement


class Signatures(Enforcement):
    """What is signed by one account and submitted by another."""

    def _require_signed(self, account: str, signature: Signed, kind: str, *message: Any) -> None:
        good = signature == Signed(signer=account, kind=kind, message=message)
        require(good, "InvalidSignature", account)

    def permit(self, by: str, owner: str, spender: str, amount: int, deadline: int, signature: Signed) -> None:
        require(self.now <= deadline, "PermitExpired", deadline)
        if amount:
            self.require_not_paused(SIGNATURES)
            self.require_may_approve(by, owner, spender)
        nonce = self.nonces.get(owner, 0)
        self.nonces[owner] = nonce + 1
        self._require_signed(owner, signature, "Permit", owner, spender, amount, nonce, deadline)
        self.allow(owner, spender, amount)

    def transferWithAuthorization(self, by: str, *authorization: Any) -> None:
        self._pay_signed(by, "TransferWithAuthorization", *authorization)

    def receiveWithAuthorization(self, by: str, source: str, to: str, *rest: Any) -> None:
        require(by == to, "CallerMustBePayee", by, to)
        self._pay_signed(by, "ReceiveWithAuthorization", source, to, *rest)

    def cancelAuthorization(self, by: str, authorizer: str, nonce: bytes, signature: Signed) -> None:
        self._use(authorizer, nonce)
        self._require_signed(authorizer, signature, "CancelAuthorization", authorizer, nonce)
        self.tell("AuthorizationCanceled", authorizer, nonce)

    def _use(self, authorizer: str, nonce: bytes) -> None:
        require((authorizer, nonce) not in self.used, "AuthorizationUsedOrCanceled", authorizer, nonce)
        self.used |= {(authorizer, nonce)}

    def _pay_signed(
        self,
        by: str,
        kind: str,
        source: str,
        to: str,
        amount: int,
        valid_after: int,
        valid_before: int,
        nonce: bytes,
        signature: Signed,
    ) -> None:
        self.require_not_paused(SIGNATURES)
        require(self.now > valid_after, "AuthorizationNotYetValid", valid_after)
        require(self.now < valid_before, "AuthorizationExpired", valid_before)
        self._use(source, nonce)
        self._require_signed(source, signature, kind, source, to, amount, valid_after, valid_before, nonce)
        self.tell("AuthorizationUsed", source, nonce)
        self.pay(by, source, to, amount)
