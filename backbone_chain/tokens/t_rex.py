"""ERC-3643 tokens."""

from __future__ import annotations

from backbone_chain.model import Frozen, RoleGranted, RoleRevoked, Unfrozen
from backbone_chain.tokens._family import SENDER, Family, told

_FREEZES = told(Frozen, account="_userAddress", reason="=", by="_owner")
_RELEASES = told(Unfrozen, account="_userAddress", by="_owner")


class TRex(Family):
    """A token for listed holders, whose agents mint, burn, freeze and force transfers (ERC-3643, T-REX)."""

    declares = """
    function owner() view returns (address)
    function transferOwnership(address newOwner)
    function addAgent(address _agent)
    function removeAgent(address _agent)
    function isAgent(address _agent) view returns (bool)
    function addAgentOnTokenContract(address _agent)
    function identityRegistry() view returns (address)
    function compliance() view returns (address)
    function onchainID() view returns (address)
    function setIdentityRegistry(address _identityRegistry)
    function setCompliance(address _compliance)
    function mint(address _to, uint256 _amount)
    function burn(address _userAddress, uint256 _amount)
    function setAddressFrozen(address _userAddress, bool _freeze)
    function freezePartialTokens(address _userAddress, uint256 _amount)
    function unfreezePartialTokens(address _userAddress, uint256 _amount)
    function getFrozenTokens(address _userAddress) view returns (uint256)
    function isFrozen(address _userAddress) view returns (bool)
    function forcedTransfer(address _from, address _to, uint256 _amount) returns (bool)
    function recoveryAddress(address _lostWallet, address _newWallet, address _investorOnchainID) returns (bool)
    function batchMint(address[] _toList, uint256[] _amounts)
    function batchBurn(address[] _userAddresses, uint256[] _amounts)
    function batchForcedTransfer(address[] _fromList, address[] _toList, uint256[] _amounts)
    function batchSetAddressFrozen(address[] _userAddresses, bool[] _freeze)
    function pause()
    function unpause()
    function paused() view returns (bool)
    event AddressFrozen(address indexed _userAddress, bool indexed _isFrozen, address indexed _owner)
    event TokensFrozen(address indexed _userAddress, uint256 _amount)
    event TokensUnfrozen(address indexed _userAddress, uint256 _amount)
    event RecoverySuccess(address indexed _lostWallet, address indexed _newWallet, address indexed _investorOnchainID)
    event AgentAdded(address indexed _agent)
    event AgentRemoved(address indexed _agent)
    event ComplianceAdded(address indexed _compliance)
    event IdentityRegistryAdded(address indexed _identityRegistry)
    """
    marks = ("setAddressFrozen(address,bool)", "forcedTransfer(address,address,uint256)", "identityRegistry()")
    calls = {
        "mint": "mint($to, $amount)",
        "freeze": "setAddressFrozen($account, true)",
        "unfreeze": "setAddressFrozen($account, false)",
        "seize": "forcedTransfer($account, $to, $amount)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    events = {
        "AddressFrozen": lambda args, log: (_FREEZES if args["_isFrozen"] else _RELEASES)(args, log),
        "AgentAdded": told(RoleGranted, role="=agent", account="_agent", by=SENDER),
        "AgentRemoved": told(RoleRevoked, role="=agent", account="_agent", by=SENDER),
    }
