"""Tokens with roles and one admin that changes after a delay."""

from __future__ import annotations

from typing import ClassVar

from backbone_chain.model import AdminDelayChanged
from backbone_chain.tokens._base import NO_DELAY_KNOWN
from backbone_chain.tokens._family import told
from backbone_chain.tokens.access_control import AccessControl as _AccessControl


class DefaultAdminRules(_AccessControl):
    """Roles under one admin, who is followed after a delay only (OpenZeppelin's AccessControlDefaultAdminRules)."""

    declares = (
        _AccessControl.declares
        + """
    function owner() view returns (address)
    function defaultAdmin() view returns (address)
    function defaultAdminDelay() view returns (uint48)
    function pendingDefaultAdmin() view returns (address newAdmin, uint48 schedule)
    function beginDefaultAdminTransfer(address newAdmin)
    function acceptDefaultAdminTransfer()
    function cancelDefaultAdminTransfer()
    function changeDefaultAdminDelay(uint48 newDelay)
    function rollbackDefaultAdminDelay()
    event DefaultAdminTransferScheduled(address indexed newAdmin, uint48 acceptSchedule)
    event DefaultAdminTransferCanceled()
    event DefaultAdminDelayChangeScheduled(uint48 newDelay, uint48 effectSchedule)
    event DefaultAdminDelayChangeCanceled()
    """
    )
    marks: ClassVar[tuple[str, ...]] = (*_AccessControl.marks, "defaultAdmin()", "beginDefaultAdminTransfer(address)")
    events = {"DefaultAdminDelayChangeScheduled": told(AdminDelayChanged, old=NO_DELAY_KNOWN, new="newDelay")}
