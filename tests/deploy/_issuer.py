"""An issuer with a deployed system: the example's configuration, with people whose keys are known."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from backbone_chain.accounts import Account
from backbone_chain.chain import Chain, Contract, Receipt
from backbone_chain.deploy import config as configuration
from backbone_chain.deploy import safe as safes
from backbone_chain.deploy.config import Config
from backbone_chain.deploy.launch import Launch, launch
from backbone_chain.deploy.manifest import Manifest
from backbone_chain.deploy.safe import Safe
from backbone_chain.deploy.timelock import Operation
from backbone_chain.deploy.verify import Comparison, verify

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "deploy.toml"
PEOPLE = {
    "11": "owner",
    "22": "guardian",
    "33": "officer",
    "44": "attester",
    "55": "minter",
    "66": "custody",
    "77": "bridge",
}
NOBODY = re.compile(r"0x(\d\d)0{37}(\d)")
MILLION = 10**12
TWO_DAYS = 48 * 3600


def example(chain: Chain) -> str:
    """The example's text, with an account of the chain for each address that is nobody's."""
    return NOBODY.sub(lambda found: chain.account(f"{PEOPLE[found[1]]} {found[2]}").address, EXAMPLE.read_text())


def require_safe_contracts() -> None:
    """Skips, visibly, where npm's packages are not installed; in CI that is a failure."""
    if (ROOT / "node_modules" / safes.PACKAGE).is_dir():
        return
    reason = "the contracts of Safe are not installed; npm ci puts them into node_modules"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Issuer:
    """A deployment, and the people who hold its keys."""

    chain: Chain
    folder: Path
    text: str
    launched: Launch = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "deploy.toml").write_text(self.text)
        self.launched = launch(self.chain, self.config, self.deployer)

    @cached_property
    def config(self) -> Config:
        return configuration.read(self.folder / "deploy.toml")

    @property
    def manifest(self) -> Manifest:
        return self.launched.manifest

    @property
    def site(self) -> dict[str, str]:
        return dict(self.manifest.site)

    @property
    def deployer(self) -> Account:
        return self.chain.account("deployer")

    def person(self, name: str) -> Account:
        return self.chain.account(name)

    @property
    def guardian(self) -> Account:
        return self.person("guardian 1")

    def owners(self, count: int) -> list[Account]:
        return [self.person(f"owner {number}") for number in range(1, count + 1)]

    @cached_property
    def safe(self) -> Safe:
        return Safe(self.chain, self.site["safe"])

    @cached_property
    def token(self) -> Contract:
        return self._contract("token", "ReferenceDollar")

    @cached_property
    def timelock(self) -> Contract:
        return self._contract("timelock", "TimelockController")

    @cached_property
    def controller(self) -> Contract:
        return self._contract("supply_controller", "SupplyController")

    @cached_property
    def feed(self) -> Contract:
        return self._contract("reserve_feed", "ReserveFeed")

    def _contract(self, name: str, artifact: str) -> Contract:
        from backbone_chain import artifacts

        return self.chain.at(self.site[name], artifacts.load(artifact).interface)

    # --- what they do

    def role(self, name: str) -> bytes:
        return bytes(self.token.call(f"{name.upper()}_ROLE"))

    def call(self, contract: Contract, function: str, *args: Any) -> tuple[str, bytes]:
        return contract.address, contract.abi.function(function).encode(*args)

    def schedule(self, operation: Operation) -> Receipt:
        return self.safe.have_done(self.timelock.address, operation.scheduled(TWO_DAYS), self.owners(3))

    def execute(self, operation: Operation) -> Receipt:
        return self.safe.have_done(self.timelock.address, operation.executed, self.owners(3))

    def have_done(self, *calls: tuple[str, bytes]) -> None:
        """What the Safe wants, through the timelock."""
        operation = Operation.of(*calls)
        self.schedule(operation)
        self.chain.warp(TWO_DAYS)
        self.execute(operation)

    def attest(self, cents: int) -> None:
        nonce, as_of = self.feed.call("lastNonce") + 1, self.chain.timestamp - 1
        message = {"amountCents": cents, "asOf": as_of, "nonce": nonce}
        domain = {
            "name": "Backbone Reserve Feed",
            "version": "1",
            "chainId": self.chain.engine.chain_id(),
            "verifyingContract": self.feed.address,
        }
        kinds = {"Attestation": [{"name": name, "type": "uint256"} for name in message]}
        signers = sorted((self.person(f"attester {n}") for n in (1, 2)), key=lambda each: int(each.address, 16))
        signatures = [each.sign_typed_data(domain, kinds, message) for each in signers]
        joined = [signed.r + signed.s + bytes([signed.v]) for signed in signatures]
        self.feed.send("submit", message, [each.address for each in signers], joined, sender=self.guardian)

    def verified(self) -> Comparison:
        return verify(self.chain, self.manifest)
