"""Paxos, second generation."""

from __future__ import annotations

from backbone_chain.model import Burn, Frozen, Mint, Paused, Unfrozen, Unpaused, Wiped
from backbone_chain.tokens._family import SENDER, told
from backbone_chain.tokens.default_admin_rules import DefaultAdminRules as _DefaultAdminRules


class PaxosSupplyControl(_DefaultAdminRules):
    """Paxos's later tokens (PYUSD, USDG): roles, and supply that a contract of its own controls by limits."""

    declares = (
        _DefaultAdminRules.declares
        + """
    function initialize(uint48 initialDelay, address initialOwner, address pauser, address assetProtector)
    function supplyControl() view returns (address)
    function setSupplyControl(address supplyControlAddress)
    function ASSET_PROTECTION_ROLE() view returns (bytes32)
    function PAUSE_ROLE() view returns (bytes32)
    function increaseSupply(uint256 value) returns (bool success)
    function increaseSupplyToAddress(uint256 value, address mintToAddress) returns (bool success)
    function decreaseSupply(uint256 value) returns (bool success)
    function decreaseSupplyFromAddress(uint256 value, address burnFromAddress) returns (bool success)
    function mint(address account, uint256 amount)
    function burn(uint256 amount)
    function freeze(address addr)
    function freezeBatch(address[] addresses)
    function unfreeze(address addr)
    function unfreezeBatch(address[] addresses)
    function wipeFrozenAddress(address addr)
    function isFrozen(address addr) view returns (bool)
    function isAddrFrozen(address addr) view returns (bool)
    function reclaimToken()
    event SupplyIncreased(address indexed to, uint256 value)
    event SupplyDecreased(address indexed from, uint256 value)
    event FreezeAddress(address indexed addr)
    event UnfreezeAddress(address indexed addr)
    event AddressFrozen(address indexed addr)
    event AddressUnfrozen(address indexed addr)
    event FrozenAddressWiped(address indexed addr)
    event Pause()
    event Unpause()
    """
    )
    marks = ("increaseSupplyToAddress(uint256,address)", "wipeFrozenAddress(address)", "hasRole(bytes32,address)")
    calls = {
        "mint": "increaseSupplyToAddress($amount, $to)",
        "burn": "decreaseSupply($amount)",
        "freeze": "freeze($account)",
        "unfreeze": "unfreeze($account)",
        "wipe": "wipeFrozenAddress($account)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    events = {
        **_DefaultAdminRules.events,
        "SupplyIncreased": told(Mint, minter=SENDER, to="to", amount="value"),
        "SupplyDecreased": told(Burn, burner=SENDER, holder="from", amount="value"),
        **dict.fromkeys(("FreezeAddress", "AddressFrozen"), told(Frozen, account="addr", reason="=", by=SENDER)),
        **dict.fromkeys(("UnfreezeAddress", "AddressUnfrozen"), told(Unfrozen, account="addr", by=SENDER)),
        "FrozenAddressWiped": told(Wiped, holder="addr", amount=0, by=SENDER),
        "Pause": told(Paused, bit="=transfer", by=SENDER),
        "Unpause": told(Unpaused, bit="=transfer", by=SENDER),
    }
