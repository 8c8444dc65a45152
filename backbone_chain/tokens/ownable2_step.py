"""Tokens whose next owner has to accept."""

from __future__ import annotations

from backbone_chain.tokens.ownable import Ownable as _Ownable


class Ownable2Step(_Ownable):
    """One owner holds all keys; the next one has to accept them (OpenZeppelin's Ownable2Step)."""

    declares = (
        _Ownable.declares
        + """
    function pendingOwner() view returns (address)
    function acceptOwnership()
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
    """
    )
    marks = (*_Ownable.marks, "pendingOwner()", "acceptOwnership()")
