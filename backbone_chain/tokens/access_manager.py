"""Tokens whose keys another contract keeps."""

from __future__ import annotations

from backbone_chain.abi import Abi, declared
from backbone_chain.accounts import Sender, Unlocked
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.model import OwnerChanged
from backbone_chain.tokens._family import Family, told

MANAGER = Abi(
    declared("""
    function getTargetFunctionRole(address target, bytes4 selector) view returns (uint64)
    function hasRole(uint64 roleId, address account) view returns (bool isMember, uint32 executionDelay)
    event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)
    """)
)
"""OpenZeppelin's AccessManager, as far as it says who may call what."""


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
    events = {"AuthorityUpdated": told(OwnerChanged, old="=", new="authority")}

    def key(self, verb: str) -> Sender:
        """Who has the role that the authority asks for, and needs no delay. Raises: UsageError where nobody has."""
        manager = self.chain.at(checksum(self.contract.call("authority")), MANAGER)
        selector = self.contract.abi.function(self.calls[verb].partition("(")[0]).selector
        role = manager.call("getTargetFunctionRole", self.address, selector)
        for account in self._granted(manager.address, role):
            is_member, delay = manager.call("hasRole", role, account)
            if is_member and not delay:
                return Unlocked(f"role {role}", account)
        raise UsageError(f"Nobody has the role {role} that {verb.replace('_', ' ')} needs; name a sender.")

    def _granted(self, manager: str, role: int) -> list[str]:
        """Everybody who was ever given a role, by the manager's own events, the last first."""
        (granted,) = MANAGER.events.values()
        logs = (log for block in self.chain.blocks for receipt in block.receipts for log in receipt.logs)
        own = (log for log in logs if log.address == manager and log.topics and log.topics[0] == granted.topic)
        given = [granted.decode(log.topics, log.data) for log in own]
        return [each["account"] for each in reversed(given) if each["roleId"] == role]
