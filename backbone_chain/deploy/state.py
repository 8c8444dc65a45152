"""What a deployment is, read from the chain: code, slots, holders of every role, limits, delays, owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.chain import Chain, Contract
from backbone_chain.codec import checksum
from backbone_chain.deploy import safe
from backbone_chain.deploy.history import ROLE_IDS, TIMELOCK_ROLE_IDS, History, allowances, holders
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import BackboneError
from backbone_chain.proxies import ADMIN_SLOT, BEACON_SLOT, IMPLEMENTATION_SLOT
from backbone_chain.tokens._base import INITIALIZABLE_SLOT
from backbone_chain.tokens.reference_dollar import PAUSE_BITS

ADDRESS_BITS, VERSION_BITS = 160, 64
SENTINEL, MODULES = "0x0000000000000000000000000000000000000001", 50

ABIS = {
    "token": "ReferenceDollar",
    "timelock": "TimelockController",
    "supply_controller": "SupplyController",
    "reserve_feed": "ReserveFeed",
}
"""Whose functions are asked at which address."""

State = dict[str, Any]


class Reader:
    """Reads one deployment. `site` has the addresses by name, `known` further accounts to ask about their roles.

    What a contract refuses to answer is read as a sentence about that, so that it differs from any answer.
    """

    def __init__(self, chain: Chain, site: Mapping[str, str], first_block: int, known: Iterable[str] = ()) -> None:
        self.chain, self.site = chain, site
        self.contracts = {name: chain.at(site[name], artifacts.load(abi).interface) for name, abi in ABIS.items()}
        self.history = History(chain, {abi: site[name] for name, abi in ABIS.items()}, first_block)
        self.known = sorted({*known, *site.values(), ZERO_ADDRESS})

    def read(self) -> State:
        """Everything, as plain data."""
        state = {
            "contracts": {name: self._contract(address) for name, address in sorted(self.site.items())},
            "slots": self._slots(),
            "token": self._token(),
            "roles": holders(self.contracts["token"], self.history, self.known, ROLE_IDS),
            "timelock": self._timelock(),
            "safe": self._safe(self.site["safe"]),
            "guardian": self._safe(self.site["guardian"]),
            "supply": self._supply(),
            "reserve": self._reserve(),
        }
        minters = state["roles"]["minter"]
        state["minters"] = {account: self._minter(account) for account in minters}
        state["limits"] = {account: self._limits(account) for account in self._limited(minters)}
        return state

    def _contract(self, address: str) -> State:
        return {"address": address, "code_hash": "0x" + keccak(self.chain.engine.get_code(address)).hex()}

    def _slots(self) -> State:
        token, implementation = self.site["token"], self.site["implementation"]
        return {
            "implementation_of_token": self._address_in(token, IMPLEMENTATION_SLOT),
            "proxy_admin_of_token": self._address_in(token, ADMIN_SLOT),
            "beacon_of_token": self._address_in(token, BEACON_SLOT),
            "initialisations_of_token": self._initialisations(token),
            "initialisations_of_implementation": self._initialisations(implementation),
        }

    def _token(self) -> State:
        token = self.contracts["token"]
        bits = _ask(token, "pausedBits")
        paused = [name for name, bit in PAUSE_BITS.items() if bits & bit] if isinstance(bits, int) else bits
        return {
            **{name: _ask(token, name) for name in ("name", "symbol", "decimals", "version", "currency")},
            "admin": _ask(token, "defaultAdmin"),
            "admin_to_come": _first(_ask(token, "pendingDefaultAdmin")),
            "admin_delay": _ask(token, "defaultAdminDelay"),
            "admin_delay_to_come": _first(_ask(token, "pendingDefaultAdminDelay")),
            "supply_controller": _ask(token, "supplyController"),
            "paused": paused,
        }

    def _timelock(self) -> State:
        timelock = self.contracts["timelock"]
        roles = holders(timelock, self.history, self.known, TIMELOCK_ROLE_IDS)
        return {"delay": _ask(timelock, "getMinDelay"), **roles}

    def _safe(self, address: str) -> State:
        if not self.chain.engine.get_code(address):
            return {"kind": "key"}
        asked = self.chain.at(address, safe.ABI)
        return {
            "kind": "Safe",
            "version": _ask(asked, "VERSION"),
            "owners": _sorted(_ask(asked, "getOwners")),
            "threshold": _ask(asked, "getThreshold"),
            "modules": _first(_ask(asked, "getModulesPaginated", SENTINEL, MODULES)),
            "singleton": self._address_in(address, safe.SINGLETON_SLOT),
            "handler": self._address_in(address, safe.HANDLER_SLOT),
            "guard": self._address_in(address, safe.GUARD_SLOT),
        }

    def _supply(self) -> State:
        controller = self.contracts["supply_controller"]
        terms, gate = _ask(controller, "proposalTerms"), _ask(controller, "reserveFeed")
        threshold, delay, lifetime = terms if isinstance(terms, tuple) else (terms,) * 3
        feed, max_age = gate if isinstance(gate, tuple) else (gate,) * 2
        return {
            "cap": _ask(controller, "supplyCap"),
            "proposal_threshold": threshold,
            "proposal_delay": delay,
            "proposal_lifetime": lifetime,
            "reserve_feed": feed,
            "reserve_max_age": max_age,
            "authority": _ask(controller, "token"),
        }

    def _reserve(self) -> State:
        feed = self.contracts["reserve_feed"]
        return {
            "owner": _ask(feed, "owner"),
            "owner_to_come": _ask(feed, "pendingOwner"),
            "attesters": _sorted(_ask(feed, "attesters")),
            "threshold": _ask(feed, "threshold"),
        }

    def _minter(self, account: str) -> State:
        """The allowance as it was given: what is left of it shrinks with every mint, as it should."""
        token, controller = self.contracts["token"], self.contracts["supply_controller"]
        left = _ask(token, "minterAllowance", account)
        given = allowances(token.address, self.history).get(account, 0)
        count = _ask(controller, "destinationCount", account)
        numbers = range(count) if isinstance(count, int) else ()
        destinations = [_ask(controller, "destinationAt", account, number) for number in numbers]
        return {"allowance": given if self.history.complete else left, "destinations": sorted(destinations)}

    def _limits(self, account: str) -> State:
        limits = _ask(self.contracts["supply_controller"], "limitsOf", account)
        names = ("per_transaction", "per_day_mint", "per_day_burn")
        return dict(zip(names, limits if isinstance(limits, tuple) else (limits,) * 3, strict=True))

    def _limited(self, minters: list[str]) -> list[str]:
        """Minters, bridges, and whoever else ever had limits and has some still."""
        controller = self.contracts["supply_controller"]
        ever = {*minters, *self.history.named(controller.address, "account", "LimitsChanged"), *self.known}
        return [each for each in sorted(ever) if _ask(controller, "limitsOf", each) != (0, 0, 0)]

    def waiting(self) -> list[str]:
        """The ids of the operations that wait in the timelock."""
        timelock = self.contracts["timelock"]
        scheduled = self.history.named(timelock.address, "id", "CallScheduled")
        return ["0x" + each.hex() for each in scheduled if _ask(timelock, "isOperationPending", each) is True]

    # --- words

    def _address_in(self, address: str, slot: int) -> str:
        word = self.chain.engine.get_storage(address, slot)
        return checksum(f"0x{word % (1 << ADDRESS_BITS):040x}")

    def _initialisations(self, address: str) -> int:
        """How often a contract was initialised; the highest number there is where it never can be."""
        return self.chain.engine.get_storage(address, INITIALIZABLE_SLOT) % (1 << VERSION_BITS)


def _ask(contract: Contract, function: str, *args: Any) -> Any:
    try:
        return contract.call(function, *args)
    except BackboneError as error:
        return f"no answer: {error}"


def _first(answer: Any) -> Any:
    """The first of several values; a sentence stays one."""
    values = answer[0] if isinstance(answer, tuple) else answer
    return _sorted(values)


def _sorted(answer: Any) -> Any:
    return sorted(answer) if isinstance(answer, list | tuple) else answer
