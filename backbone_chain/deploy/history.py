"""Who holds what, worked out from every event since the deployment, and asked once more of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.abi import Event, RawLog
from backbone_chain.chain import Chain, Contract
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.engines.web3 import Web3
from backbone_chain.errors import BackboneError, UnsupportedError
from backbone_chain.tokens.reference_dollar import ROLES as TOKEN_ROLES

ADMIN_ROLE = bytes(32)
ROLE_IDS = {"admin": ADMIN_ROLE, **{name: keccak(text=role) for name, role in TOKEN_ROLES.items()}}
TIMELOCK_ROLE_IDS = {
    "admin": ADMIN_ROLE,
    **{name: keccak(text=f"{name.upper()}_ROLE") for name in ("proposer", "executor", "canceller")},
}
ANYBODY = "anyone"


class History:
    """The events of some contracts since a block. `complete` is False where the chain doesn't tell them any more."""

    def __init__(self, chain: Chain, contracts: dict[str, str], first_block: int) -> None:
        self.complete = True
        self._events: dict[str, list[Event]] = {address: [] for address in contracts.values()}
        try:
            logs = _logs(chain, [*contracts.values()], first_block)
        except UnsupportedError:
            self.complete, logs = False, []
        declared = {address: artifacts.load(name).interface.events for name, address in contracts.items()}
        for log in logs:
            known = declared[log.address].get(log.topics[0]) if log.topics else None
            if known is not None:
                event = Event(known.name, known.decode(log.topics, log.data), log.address, 0)
                self._events[log.address].append(event)

    def of(self, address: str, *names: str) -> list[Event]:
        """The events of those names that a contract emitted, in order."""
        return [event for event in self._events.get(address, ()) if event.name in names]

    def named(self, address: str, argument: str, *names: str) -> list[Any]:
        """Everything that those events name, each once."""
        return list(dict.fromkeys(event.args[argument] for event in self.of(address, *names)))

    def roles_given(self, address: str) -> set[bytes]:
        """Every role that was ever given."""
        return {event.args["role"] for event in self.of(address, "RoleGranted")}


def holders(contract: Contract, history: History, known: Iterable[str], ids: dict[str, bytes]) -> dict[str, list[str]]:
    """The holders of every role, also of roles that nobody planned: all who ever got one, asked whether they hold it.

    The accounts in `known` are asked too, since a replaced implementation could give roles without a word.
    """
    given = history.roles_given(contract.address) - set(ids.values())
    roles = {**ids, **{"0x" + role.hex(): role for role in sorted(given)}}
    asked = sorted({*history.named(contract.address, "account", "RoleGranted"), *known})
    return {name: [_named(each) for each in asked if _holds(contract, role, each)] for name, role in roles.items()}


def allowances(token: str, history: History) -> dict[str, int]:
    """What each minter was given to mint, however much of it is used up by now."""
    given: dict[str, int] = {}
    for event in history.of(token, "MinterAdded", "MinterAllowanceChanged", "MinterRemoved"):
        minter, args = event.args["minter"], event.args
        if event.name == "MinterAdded":
            given[minter] = args["allowance"]
        elif event.name == "MinterRemoved":
            given.pop(minter, None)
        else:
            given[minter] = given.get(minter, 0) + args["newAllowance"] - args["oldAllowance"]
    return given


def _holds(contract: Contract, role: bytes, account: str) -> bool:
    try:
        return bool(contract.call("hasRole", role, account))
    except BackboneError:  # another implementation, which knows no roles: whoever reads the slots learns of it
        return False


def _named(account: str) -> str:
    return ANYBODY if account == ZERO_ADDRESS else account


def _logs(chain: Chain, addresses: Sequence[str], first_block: int) -> list[RawLog]:
    """From the node, or from the blocks that the chain in this process remembers. Raises: UnsupportedError."""
    if isinstance(chain.engine, Web3):
        return chain.engine.logs(addresses, first_block)
    known_since = chain.blocks[0].number if chain.blocks else chain.block_number
    if known_since > max(first_block, 1):
        raise UnsupportedError(chain.engine.name, "remember the blocks since the deployment")
    receipts = [receipt for block in chain.blocks if block.number >= first_block for receipt in block.receipts]
    logs = [log for receipt in receipts if receipt.success for log in receipt.logs]
    return [RawLog(checksum(log.address), log.topics, log.data) for log in logs if log.address in addresses]
