"""Paxos, first generation."""

from __future__ import annotations

from backbone_chain.model import Burn, Frozen, Mint, Paused, RoleGranted, Unfrozen, Unpaused, Wiped
from backbone_chain.tokens._family import SENDER, Family, told


class Paxos(Family):
    """Paxos's first tokens (PAX, BUSD, USDP): a supply controller, and a role that freezes and wipes."""

    declares = """
    function initialize()
    function owner() view returns (address)
    function transferOwnership(address _newOwner)
    function proposeOwner(address _proposedOwner)
    function disregardProposeOwner()
    function claimOwnership()
    function proposedOwner() view returns (address)
    function reclaimBUSD()
    function reclaimPAX()
    function supplyController() view returns (address)
    function setSupplyController(address _newSupplyController)
    function increaseSupply(uint256 _value) returns (bool success)
    function decreaseSupply(uint256 _value) returns (bool success)
    function assetProtectionRole() view returns (address)
    function setAssetProtectionRole(address _newAssetProtectionRole)
    function freeze(address _addr)
    function unfreeze(address _addr)
    function wipeFrozenAddress(address _addr)
    function isFrozen(address _addr) view returns (bool)
    function pause()
    function unpause()
    function paused() view returns (bool)
    function betaDelegateWhitelister() view returns (address)
    event SupplyIncreased(address indexed to, uint256 value)
    event SupplyDecreased(address indexed from, uint256 value)
    event SupplyControllerSet(address indexed oldSupplyController, address indexed newSupplyController)
    event AssetProtectionRoleSet(address indexed oldAssetProtectionRole, address indexed newAssetProtectionRole)
    event AddressFrozen(address indexed addr)
    event AddressUnfrozen(address indexed addr)
    event FrozenAddressWiped(address indexed addr)
    event Pause()
    event Unpause()
    """
    marks = ("supplyController()", "increaseSupply(uint256)", "wipeFrozenAddress(address)", "assetProtectionRole()")
    calls = {
        "mint": "increaseSupply($amount)",
        "burn": "decreaseSupply($amount)",
        "freeze": "freeze($account)",
        "unfreeze": "unfreeze($account)",
        "wipe": "wipeFrozenAddress($account)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    events = {
        "SupplyIncreased": told(Mint, minter=SENDER, to="to", amount="value"),
        "SupplyDecreased": told(Burn, burner=SENDER, holder="from", amount="value"),
        "SupplyControllerSet": told(RoleGranted, role="=minter", account="newSupplyController", by=SENDER),
        "AssetProtectionRoleSet": told(RoleGranted, role="=freezer", account="newAssetProtectionRole", by=SENDER),
        "AddressFrozen": told(Frozen, account="addr", reason="=", by=SENDER),
        "AddressUnfrozen": told(Unfrozen, account="addr", by=SENDER),
        "FrozenAddressWiped": told(Wiped, holder="addr", amount=0, by=SENDER),
        "Pause": told(Paused, bit="=transfer", by=SENDER),
        "Unpause": told(Unpaused, bit="=transfer", by=SENDER),
    }
    keepers = {
        **dict.fromkeys(("mint", "burn"), "supplyController"),
        **dict.fromkeys(("freeze", "unfreeze", "wipe"), "assetProtectionRole"),
    }
