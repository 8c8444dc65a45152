"""Tokens whose keys another contract keeps."""

from __future__ import annotations

from backbone_chain.model import OwnerChanged
from backbone_chain.tokens._family import Family, told


class AccessManager(Family):
    """Another contract, the authority, says who may call which function (OpenZeppelin's AccessManaged)."""

    declares = """
    function authority() view returns (address)
    function setAuthority(address newAuthority)
    function isConsumingScheduledOp() view returns (bytes4)
    function mint(address to, uint256 amount)
    function burn(uint256 amount)
    function burn(address account, uint256 amount)
    function pause()
    function unpause()
    function paused() view returns (bool)
    function upgradeToAndCall(address newImplementation, bytes data) payable
    event AuthorityUpdated(address authority)
    """
    marks = ("authority()", "setAuthority(address)", "isConsumingScheduledOp()")
    calls = {
        "mint": "mint($to, $amount)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    keeper = "authority"
    events = {"AuthorityUpdated": told(OwnerChanged, old="=", new="authority")}
