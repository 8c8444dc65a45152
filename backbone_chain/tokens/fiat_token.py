"""Circle's FiatToken."""

from __future__ import annotations

from backbone_chain.model import (
    Burn,
    Frozen,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Paused,
    RoleGranted,
    Unfrozen,
    Unpaused,
)
from backbone_chain.tokens._family import SENDER, Family, told


class FiatToken(Family):
    """Circle's token (USDC, EURC): minters with allowances, a pauser, a blacklister and a rescuer, under one owner."""

    declares = """
    function initialize(string, string, string, uint8, address minters, address pauser, address freezer, address owner)
    function initializeV2(string newName)
    function initializeV2_1(address lostAndFound)
    function initializeV2_2(address[] accountsToBlacklist, string newSymbol)
    function owner() view returns (address)
    function transferOwnership(address newOwner)
    function masterMinter() view returns (address)
    function updateMasterMinter(address _newMasterMinter)
    function minterAllowance(address minter) view returns (uint256)
    function isMinter(address account) view returns (bool)
    function configureMinter(address minter, uint256 minterAllowedAmount) returns (bool)
    function removeMinter(address minter) returns (bool)
    function mint(address _to, uint256 _amount) returns (bool)
    function burn(uint256 _amount)
    function pauser() view returns (address)
    function updatePauser(address _newPauser)
    function pause()
    function unpause()
    function paused() view returns (bool)
    function blacklister() view returns (address)
    function updateBlacklister(address _newBlacklister)
    function blacklist(address _account)
    function unBlacklist(address _account)
    function isBlacklisted(address _account) view returns (bool)
    function rescuer() view returns (address)
    function updateRescuer(address newRescuer)
    function rescueERC20(address tokenContract, address to, uint256 amount)
    function admin() view returns (address)
    function implementation() view returns (address)
    function changeAdmin(address newAdmin)
    function upgradeTo(address newImplementation)
    function upgradeToAndCall(address newImplementation, bytes data) payable
    event Mint(address indexed minter, address indexed to, uint256 amount)
    event Burn(address indexed burner, uint256 amount)
    event MinterConfigured(address indexed minter, uint256 minterAllowedAmount)
    event MinterRemoved(address indexed oldMinter)
    event MasterMinterChanged(address indexed newMasterMinter)
    event Pause()
    event Unpause()
    event PauserChanged(address indexed newAddress)
    event Blacklisted(address indexed _account)
    event UnBlacklisted(address indexed _account)
    event BlacklisterChanged(address indexed newBlacklister)
    event RescuerChanged(address indexed newRescuer)
    event Upgraded(address implementation)
    event OwnershipTransferred(address previousOwner, address newOwner)
    """
    marks = ("masterMinter()", "configureMinter(address,uint256)", "blacklist(address)", "unBlacklist(address)")
    calls = {
        "mint": "mint($to, $amount)",
        "burn": "burn($amount)",
        "freeze": "blacklist($account)",
        "unfreeze": "unBlacklist($account)",
        "pause": "pause()",
        "unpause": "unpause()",
        "configure_minter": "configureMinter($minter, $allowance)",
        "remove_minter": "removeMinter($minter)",
        "rescue": "rescueERC20($foreign, $to, $amount)",
    }
    events = {
        "Mint": told(Mint, minter="minter", to="to", amount="amount"),
        "Burn": told(Burn, burner="burner", holder="burner", amount="amount"),
        "MinterConfigured": told(MinterConfigured, minter="minter", allowance="minterAllowedAmount", by=SENDER),
        "MinterRemoved": told(MinterRemoved, minter="oldMinter", by=SENDER),
        "MasterMinterChanged": told(RoleGranted, role="=minter_admin", account="newMasterMinter", by=SENDER),
        "PauserChanged": told(RoleGranted, role="=pauser", account="newAddress", by=SENDER),
        "BlacklisterChanged": told(RoleGranted, role="=freezer", account="newBlacklister", by=SENDER),
        "RescuerChanged": told(RoleGranted, role="=rescuer", account="newRescuer", by=SENDER),
        "Pause": told(Paused, bit="=transfer", by=SENDER),
        "Unpause": told(Unpaused, bit="=transfer", by=SENDER),
        "Blacklisted": told(Frozen, account="_account", reason="=", by=SENDER),
        "UnBlacklisted": told(Unfrozen, account="_account", by=SENDER),
    }
    keepers = {
        **dict.fromkeys(("freeze", "unfreeze"), "blacklister"),
        **dict.fromkeys(("pause", "unpause"), "pauser"),
        **dict.fromkeys(("configure_minter", "remove_minter"), "masterMinter"),
        "rescue": "rescuer",
    }
