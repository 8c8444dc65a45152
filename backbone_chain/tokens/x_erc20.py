"""Tokens with limits for each bridge."""

from __future__ import annotations

from backbone_chain.model import MinterConfigured
from backbone_chain.tokens._family import SENDER, Family, told


class XErc20(Family):
    """Bridges mint and burn, each within limits that refill in a day and that the owner sets (ERC-7281, xERC20)."""

    declares = """
    function owner() view returns (address)
    function transferOwnership(address newOwner)
    function renounceOwnership()
    function lockbox() view returns (address)
    function setLockbox(address _lockbox)
    function setLimits(address _bridge, uint256 _mintingLimit, uint256 _burningLimit)
    function mint(address _user, uint256 _amount)
    function burn(address _user, uint256 _amount)
    function mintingMaxLimitOf(address _bridge) view returns (uint256 _limit)
    function burningMaxLimitOf(address _bridge) view returns (uint256 _limit)
    function mintingCurrentLimitOf(address _bridge) view returns (uint256 _limit)
    function burningCurrentLimitOf(address _bridge) view returns (uint256 _limit)
    event LockboxSet(address _lockbox)
    event BridgeLimitsSet(uint256 _mintingLimit, uint256 _burningLimit, address indexed _bridge)
    """
    marks = ("setLimits(address,uint256,uint256)", "mintingCurrentLimitOf(address)", "mint(address,uint256)")
    calls = {
        "bridge_mint": "mint($to, $amount)",
        "bridge_burn": "burn($holder, $amount)",
        "configure_minter": "setLimits($minter, $allowance, $allowance)",
        "remove_minter": "setLimits($minter, 0, 0)",
    }
    events = {
        "BridgeLimitsSet": told(MinterConfigured, minter="_bridge", allowance="_mintingLimit", by=SENDER, refills=True),
    }
