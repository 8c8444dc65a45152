"""CMTAT tokens."""

from __future__ import annotations

from backbone_chain.model import Burn, Frozen, Mint, Seized, Unfrozen
from backbone_chain.tokens._family import SENDER, Args, told
from backbone_chain.tokens.access_control import AccessControl as _AccessControl

_FREEZES = told(Frozen, account="account", reason="=", by="enforcer")
_RELEASES = told(Unfrozen, account="account", by="enforcer")


class Cmtat(_AccessControl):
    """The token of the Capital Markets and Technology Association: roles, enforcement, an admin that has every role."""

    declares = (
        _AccessControl.declares
        + """
    function ENFORCER_ROLE() view returns (bytes32)
    function ERC20ENFORCER_ROLE() view returns (bytes32)
    function DEBT_ROLE() view returns (bytes32)
    function SNAPSHOOTER_ROLE() view returns (bytes32)
    function mint(address account, uint256 value)
    function mint(address account, uint256 value, bytes data)
    function batchMint(address[] accounts, uint256[] values)
    function burn(address account, uint256 value, string reason)
    function burn(address account, uint256 value, bytes data)
    function burn(address account, uint256 value)
    function batchBurn(address[] accounts, uint256[] values)
    function burnFrom(address account, uint256 value)
    function forceBurn(address account, uint256 value, string reason)
    function forcedBurn(address account, uint256 value, bytes data)
    function forcedTransfer(address from, address to, uint256 value, bytes data) returns (bool)
    function forcedTransfer(address from, address to, uint256 value) returns (bool)
    function freeze(address account, string reason) returns (bool)
    function unfreeze(address account, string reason) returns (bool)
    function frozen(address account) view returns (bool)
    function isFrozen(address account) view returns (bool)
    function setAddressFrozen(address account, bool freeze)
    function setAddressFrozen(address account, bool freeze, bytes data)
    function batchSetAddressFrozen(address[] accounts, bool[] freezes)
    function freezePartialTokens(address account, uint256 value)
    function unfreezePartialTokens(address account, uint256 value)
    function getFrozenTokens(address account) view returns (uint256)
    function deactivateContract()
    function deactivated() view returns (bool)
    event Mint(address indexed account, uint256 value, bytes data)
    event Mint(address indexed minter, address indexed account, uint256 value, bytes data)
    event Burn(address indexed account, uint256 value, string reason)
    event Burn(address indexed burner, address indexed account, uint256 value, bytes data)
    event Freeze(address indexed enforcer, address indexed owner, string indexed reasonIndexed, string reason)
    event Unfreeze(address indexed enforcer, address indexed owner, string indexed reasonIndexed, string reason)
    event AddressFrozen(address indexed account, bool indexed isFrozen, address indexed enforcer, bytes data)
    event ForcedTransfer(address indexed from, address indexed to, uint256 value)
    event Deactivated(address account)
    """
    )
    marks = ("ENFORCER_ROLE()", "deactivateContract()", "hasRole(bytes32,address)")
    calls = {
        "mint": "mint($to, $amount)",
        "freeze": "setAddressFrozen($account, true)",
        "unfreeze": "setAddressFrozen($account, false)",
        "seize": "forcedTransfer($account, $to, $amount)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    events = {
        "Mint": lambda args, log: told(Mint, minter=_who("minter", args), to="account", amount="value")(args, log),
        "Burn": lambda args, log: told(Burn, burner=_who("burner", args), holder="account", amount="value")(args, log),
        "Freeze": told(Frozen, account="owner", reason="reason", by="enforcer"),
        "Unfreeze": told(Unfrozen, account="owner", by="enforcer"),
        "AddressFrozen": lambda args, log: (_FREEZES if args["isFrozen"] else _RELEASES)(args, log),
        "ForcedTransfer": told(Seized, holder="from", to="to", amount="value", by=SENDER),
    }


def _who(name: str, args: Args) -> str:
    """The first version's events don't name who acted."""
    return name if name in args else SENDER
