"""Deploying, a transaction a step: none of them gives the deployer any power, and each can be taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backbone_chain import artifacts
from backbone_chain.accounts import Account, Unlocked
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain
from backbone_chain.deploy import plan, safe
from backbone_chain.deploy.config import Config, Signers
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import BackboneError, DeploymentError, UsageError

ARTIFACTS = {
    "safe_singleton": "SafeL2",
    "safe_handler": "CompatibilityFallbackHandler",
    "safe_factory": "SafeProxyFactory",
    "safe": "SafeProxy",
    "guardian": "SafeProxy",
    "implementation": "ReferenceDollar",
    "foundation": "Foundation",
    "timelock": "TimelockController",
    "token": "ERC1967Proxy",
    "supply_controller": "SupplyController",
    "reserve_feed": "ReserveFeed",
}
"""The artifact behind each contract's name."""

Deployer = Account | Unlocked


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A transaction of the deployment: where its contract stands, the deployer's nonce, and the gas used."""

    address: str
    nonce: int
    gas: int


def artifact_of(name: str) -> Artifact:
    """The artifact behind a contract's name; Safe's are npm's. Raises: UsageError where those are missing."""
    wanted = ARTIFACTS[name]
    return safe.load(wanted) if wanted in safe.FILES else artifacts.load(wanted)


def steps(config: Config) -> list[str]:
    """The names of the transactions, in order."""
    new = [name for name, signers in (("safe", config.safe), ("guardian", config.guardian)) if signers.owners]
    parts = ["safe_singleton", "safe_handler", "safe_factory"] if new else []
    return [*parts, *new, "implementation", "foundation"]


class Deploying:
    """One deployment under way. `placed` has the steps that stand, an earlier run's too; `site` every address."""

    def __init__(
        self, chain: Chain, config: Config, deployer: Deployer, placed: Mapping[str, Placed] | None = None
    ) -> None:
        self.chain, self.config, self.deployer = chain, config, deployer
        self.placed = dict(placed or {})
        self.nonces: Mapping[str, int] = {}  # those that steps are to have, for a copy of another deployment
        given = {"safe": config.safe.address, "guardian": config.guardian.address}
        self.site = {name: address for name, address in given.items() if address}
        for name, step in self.placed.items():
            self._note(name, step.address)

    def run(self, on_step: Callable[[str, Placed], None]) -> dict[str, str]:
        """Take every step that is still to do; `on_step` is called after each. Answers the addresses by name.

        Raises: DeploymentError, which says what stands by then; UsageError for a deployer who would hold something.
        """
        self._require_outsider()
        for name in steps(self.config):
            if not self._stands(name):
                self.placed[name] = self._taken(name)
                self._note(name, self.placed[name].address)
            on_step(name, self.placed[name])
        return self.site

    def _taken(self, name: str) -> Placed:
        while self.chain.engine.get_nonce(self.deployer.address) < self.nonces.get(name, 0):
            self.chain.send(self.deployer.address, sender=self.deployer)
        nonce = self.chain.engine.get_nonce(self.deployer.address)
        try:
            address = self._take(name, nonce)
        except BackboneError as error:
            raise DeploymentError(
                name, error, {step: placed.address for step, placed in self.placed.items()}
            ) from error
        return Placed(address=address, nonce=nonce, gas=self.chain.blocks[-1].receipts[-1].gas_used)

    def _take(self, name: str, nonce: int) -> str:
        if name == "foundation":
            return self._found(nonce)
        if name in ("safe", "guardian"):
            return self._create_safe(self.config.safe if name == "safe" else self.config.guardian, nonce)
        return self.chain.deploy(artifact_of(name), sender=self.deployer).address

    def _create_safe(self, signers: Signers, nonce: int) -> str:
        factory = self.chain.at(self.site["safe_factory"], artifact_of("safe_factory").interface)
        data = safe.setup(signers.owners, signers.threshold, self.site["safe_handler"])
        receipt = factory.send("createProxyWithNonce", self.site["safe_singleton"], data, nonce, sender=self.deployer)
        return str(receipt.event("ProxyCreation").args["proxy"])

    def _found(self, nonce: int) -> str:
        site = {**self.site, **plan.founded_by(plan.created_by(self.deployer.address, nonce))}
        for name in plan.FOUNDED:
            self.chain.at(site[name], artifact_of("implementation" if name == "token" else name).interface)
        return self.chain.deploy(artifact_of("foundation"), plan.terms(self.config, site), sender=self.deployer).address

    def _note(self, name: str, address: str) -> None:
        self.site[name] = address
        if name == "foundation":
            self.site |= plan.founded_by(address)

    def _stands(self, name: str) -> bool:
        return name in self.placed and bool(self.chain.engine.get_code(self.placed[name].address))

    def _require_outsider(self) -> None:
        """The deployer's key is in use on an online machine: it must not be anybody whom the configuration trusts."""
        if self.deployer.address in everybody(self.config):
            raise UsageError(
                f"The deployer {self.deployer.address} is named in the configuration; deploy with a key that ends "
                "without any power."
            )


def require_safe(chain: Chain, config: Config) -> None:
    """Refuses an address in [safe] that is no Safe on this chain. Raises: UsageError."""
    address = config.safe.address
    if not address:
        return
    try:
        fits = bool(chain.engine.get_code(address)) and safe.Safe(chain, address).threshold > 0
    except BackboneError as error:
        raise UsageError(f"The address {address} in [safe] answers as no Safe does: {error}") from error
    if not fits:
        raise UsageError(f"The address {address} in [safe] is no Safe on this chain; correct it, or name new owners.")


def runs(chain: Chain, address: str, artifact: Artifact) -> bool:
    """Whether the code at an address is the artifact's, the places of immutables aside."""
    found, expected = bytearray(chain.engine.get_code(address)), bytearray(artifact.deployed_bytecode)
    for places in artifact.immutable_references.values():
        for place in places:
            for code in (found, expected):
                code[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return found == expected


def everybody(config: Config) -> set[str]:
    """Every account that a configuration names."""
    named = {*config.safe.owners, *config.guardian.owners, *config.reserve.attesters, config.safe.address}
    named |= {config.guardian.address, *config.roles.values()}
    named |= {each.address for each in config.minters} | {each.address for each in config.bridges}
    return {each for each in named if each.startswith("0x")} - {ZERO_ADDRESS}
