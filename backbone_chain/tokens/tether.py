"""Tether's token of 2017."""

from __future__ import annotations

from backbone_chain.model import Burn, Frozen, LimitChanged, Mint, Paused, Unfrozen, Unpaused, Wiped
from backbone_chain.tokens._family import SENDER, TOKEN, Family, told


class Tether(Family):
    """Tether's token of 2017: its owner issues and redeems for itself, blacklists, destroys, and can turn on a fee."""

    declares = """
    function owner() view returns (address)
    function getOwner() view returns (address)
    function transferOwnership(address newOwner)
    function issue(uint256 amount)
    function redeem(uint256 amount)
    function addBlackList(address _evilUser)
    function removeBlackList(address _clearedUser)
    function getBlackListStatus(address _maker) view returns (bool)
    function isBlackListed(address account) view returns (bool)
    function destroyBlackFunds(address _blackListedUser)
    function setParams(uint256 newBasisPoints, uint256 newMaxFee)
    function basisPointsRate() view returns (uint256)
    function maximumFee() view returns (uint256)
    function deprecate(address _upgradedAddress)
    function deprecated() view returns (bool)
    function upgradedAddress() view returns (address)
    function pause()
    function unpause()
    function paused() view returns (bool)
    event Issue(uint256 amount)
    event Redeem(uint256 amount)
    event AddedBlackList(address _user)
    event RemovedBlackList(address _user)
    event DestroyedBlackFunds(address _blackListedUser, uint256 _balance)
    event Params(uint256 feeBasisPoints, uint256 maxFee)
    event Deprecate(address newAddress)
    event Pause()
    event Unpause()
    event AddedBlackList(address indexed _user)
    event RemovedBlackList(address indexed _user)
    """
    marks = ("issue(uint256)", "addBlackList(address)", "destroyBlackFunds(address)")
    calls = {
        "mint": "issue($amount)",
        "burn": "redeem($amount)",
        "freeze": "addBlackList($account)",
        "unfreeze": "removeBlackList($account)",
        "wipe": "destroyBlackFunds($account)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    events = {
        "Issue": told(Mint, minter=SENDER, to=SENDER, amount="amount"),
        "Redeem": told(Burn, burner=SENDER, holder=SENDER, amount="amount"),
        "AddedBlackList": told(Frozen, account="_user", reason="=", by=SENDER),
        "RemovedBlackList": told(Unfrozen, account="_user", by=SENDER),
        "DestroyedBlackFunds": told(Wiped, holder="_blackListedUser", amount="_balance", by=SENDER),
        "Params": told(
            LimitChanged, subject=TOKEN, kind="=fee", old=0, new="feeBasisPoints", unlimited=False, by=SENDER
        ),
        "Pause": told(Paused, bit="=transfer", by=SENDER),
        "Unpause": told(Unpaused, bit="=transfer", by=SENDER),
    }
