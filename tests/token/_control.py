"""The reference token under a supply controller with small limits, and the whole outcome of a step on both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from _outcome import MINTER_ALLOWANCE, ROLE_IDS, SUPPLY, Ledger, Outcome, role_id
from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.chain import Contract, Receipt
from backbone_chain.errors import RefusedError
from backbone_chain.stage import Stage

DAY = 86_400
PER_TRANSACTION, MINT_LIMIT, BURN_LIMIT = 100, 250, 150  # of `minter` and of `bridge`, in base units
ROOM = 10_000  # between the supply and the cap
THRESHOLD = 100
DELAY, LIFETIME = 3_600, 7_200
STOCK = 1_000  # in the hands of `minter` and of `bridge`
MAX_LIMIT = 10_000_000_000 * 10**6
LIMITED = ("minter", "second_minter", "bridge")
NO_LIMITS = (0, 0, 0)
ZERO = "0x" + "00" * 20
ROLE_IDS |= {keccak(text="BRIDGE_ROLE"): "BRIDGE_ROLE"}


class ControlLedger(Ledger):
    """Reads a token and its controller."""

    def __init__(self, stage: Stage, controller: Contract) -> None:
        super().__init__(stage)
        self.controller, self.proposals = controller, {}
        self.know("bridge", stage.actor("bridge"))
        self.know("controller", controller.address)

    def state(self) -> dict[str, Any]:
        """Everything, by what it is."""
        return super().state() | dict(self._control())

    def _control(self) -> Iterator[tuple[str, Any]]:
        call = self.controller.call
        yield "cap", call("supplyCap")
        yield "terms", call("proposalTerms")
        yield "feed", call("reserveFeed")
        for name in LIMITED:
            account = self.chain.account(name).address
            yield f"limits of {name}", call("limitsOf", account)
            yield f"epoch of {name}", call("epochOf", account)
            yield f"destinations of {name}", tuple(self._destinations(account))
            yield f"minted by {name}", call("mintWindowOf", account)[0]
            yield f"mintable by {name}", call("mintWindowOf", account)[1]
            yield f"burned by {name}", call("burnWindowOf", account)[0]
            yield f"burnable by {name}", call("burnWindowOf", account)[1]
        for word, proposal in self.proposals.items():
            yield word, (*call("proposal", proposal), call("isPending", proposal))

    def _destinations(self, account: str) -> Iterator[str]:
        for index in range(self.controller.call("destinationCount", account)):
            yield self.controller.call("destinationAt", account, index)

    def _event(self, log: Any) -> tuple[Any, ...]:
        if log.address != self.controller.address:
            return super()._event(log)
        declared = self.controller.abi.events[log.topics[0]]
        return (declared.name, *map(self._word, declared.decode(log.topics, log.data).values()))

    def words(self, args: Any) -> tuple[Any, ...]:
        """The arguments of an error, accounts and roles by their names."""
        return tuple(map(self._word, args))


class Control:
    """A stage with a controller on it: `minter` may mint to `recipient`, `bridge` is a bridge, no feed is asked."""

    def __init__(self, stage: Stage, code: str = "SupplyController") -> None:
        self.stage, self.chain, self.actor, self.token = stage, stage.chain, stage.actor, stage.token.contract
        self.controller = self.deploy(code, self.token.address)
        self.ledger = ControlLedger(stage, self.controller)

    def deploy(self, code: str, *args: Any) -> Contract:
        """One of the shipped contracts."""
        return self.chain.deploy(artifacts.load(code), *args, sender=self.actor("deployer"))

    def open(self) -> Control:
        """Limits, destinations, cap and terms, and the controller set."""
        self.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge")
        for name in ("minter", "bridge"):
            self.limit(name, PER_TRANSACTION, MINT_LIMIT, BURN_LIMIT)
            self.send("holder", "transfer", f"@{name}", STOCK)
        self.send("minter_admin", "allowDestination", "@minter", "@recipient")
        self.send("reserve_admin", "setSupplyCap", SUPPLY + ROOM)
        self.send("reserve_admin", "setProposalTerms", (THRESHOLD, DELAY, LIFETIME))
        self.send("reserve_admin", "setSupplyController", self.controller.address)
        return self

    def limit(self, name: str, per_transaction: int, minting: int, burning: int) -> Receipt:
        """Set the limits of an account."""
        return self.send("minter_admin", "setLimits", f"@{name}", (per_transaction, minting, burning))

    def send(self, by: str, function: str, *args: Any) -> Receipt:
        """To the controller, or to the token if that has the function; `@name` is an account's address."""
        contract = self.controller if self.controller.abi.has(function) else self.token
        return contract.send(function, *self._plain(args), sender=self.actor(by))

    def attempt(self, by: str, function: str, *args: Any) -> Receipt:
        """The receipt of a step, refused or not."""
        contract = self.controller if self.controller.abi.has(function) else self.token
        return contract.send(function, *self._plain(args), sender=self.actor(by), check=False)

    def call(self, function: str, *args: Any) -> Any:
        """What a view of the controller or of the token says, accounts by their names."""
        contract = self.controller if self.controller.abi.has(function) else self.token
        return self.ledger._word(contract.call(function, *self._plain(args)))

    def does(self, by: str, function: str, *args: Any) -> Outcome:
        """The outcome of a step that goes through."""
        return self.ledger.does(lambda: self.send(by, function, *args))

    def refuses(self, by: str, function: str, *args: Any) -> tuple[Any, ...]:
        """The error of a step that is refused, with its arguments; the step changes nothing."""
        with self.stage.isolated():
            before, now = self.ledger.state(), self.now
            told = self.refused(by, function, *args)
            self.at(now)  # the block of the refused step took its seconds
            assert self.ledger.difference(before, self.ledger.state()) == {}
        return told

    def refused(self, by: str, function: str, *args: Any) -> tuple[Any, ...]:
        """The error of a step that is refused, with its arguments."""
        with pytest.raises(RefusedError) as caught:
            self.send(by, function, *args)
        return (caught.value.error.name, *self.ledger.words(caught.value.error.args.values()))

    def freeze(self, name: str) -> None:
        """Freeze an account."""
        self.send("freezer", "freeze", f"@{name}", bytes(32))

    def propose(self, amount: int, to: str = "recipient", by: str = "minter") -> bytes:
        """Propose a mint and follow it in the outcomes, as `proposal of <amount>`; answers its id."""
        self.send(by, "propose", f"@{to}", amount)
        return self.follow(amount, to, by)

    def follow(self, amount: int, to: str = "recipient", by: str = "minter") -> bytes:
        """Watch what becomes of a proposal, made or not; answers its id."""
        proposal = self.call("proposalId", f"@{by}", f"@{to}", amount)
        self.ledger.proposals[f"proposal of {amount}"] = proposal
        return proposal

    @property
    def now(self) -> int:
        """The time of the next step."""
        return self.chain.timestamp

    def at(self, timestamp: int) -> Control:
        """Let the next step be at this time."""
        self.chain.warp(timestamp - self.now)
        return self

    def _plain(self, args: Any) -> list[Any]:
        return [self.actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg for arg in args]


def minted(amount: int, *, before: int = 0, to: str = "recipient") -> Outcome:
    """The outcome of an ordinary mint by `minter`, who minted so much before it on the same day."""
    total = before + amount
    return Outcome(
        {
            "supply": amount,
            f"balance of {to}": amount,
            "minter allowance of minter": -amount,
            "minted by minter": amount,
            "mintable by minter": -amount,
        },
        [
            ("Transfer", "zero", to, amount),
            ("Minted", "minter", to, amount, MINTER_ALLOWANCE - total, SUPPLY + total),
        ],
    )
