"""Deploying what a subject file describes: libraries, helpers, the implementation, its proxy, then the setup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from backbone_chain import artifacts, compiler, tokens
from backbone_chain.abi import Abi
from backbone_chain.accounts import Account
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Contract
from backbone_chain.codec import checksum
from backbone_chain.errors import ArgumentError, InvalidTransactionError, RefusedError, UnknownNameError, UsageError
from backbone_chain.proxies import ADMIN_SLOT
from backbone_chain.registry import find
from backbone_chain.subjects._file import CodeFile, Plan, SetupStep
from backbone_chain.subjects._model import Subject

WEI_OF_AN_ACTOR = 10**24
TOKEN = frozenset({"transfer", "balanceOf", "totalSupply"})
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
HERITAGE = re.compile(r"\bcontract\s+[\w$]+\s+is\b([^{]*)\{")
IMPLEMENTATION = re.compile(r"impl|logic|target|singleton|master|code", re.IGNORECASE)
PROXY_ARTIFACTS = {"erc1967": "ProxyInitializedLater", "transparent": "PlainTransparentProxy"}


def load(code: CodeFile) -> Artifact:
    """The contract that is to be deployed. Raises: ArtifactError, CompileError, UnknownNameError, UsageError."""
    if code.path.suffix == ".json":
        return artifacts.read(code.path, code.contract or None)
    compiled = compiler.compile_files([code.path])
    own = [each for each in compiled if Path(each.source).name == code.path.name] or compiled
    if code.contract:
        return find({each.name: each for each in compiled}, f"contract in {code.path}", code.contract)
    likely = [each for each in own if {function.name for function in each.interface.functions} >= TOKEN] or own
    bases = _bases(code.path)
    likely = [each for each in likely if each.name not in bases] or likely
    if len(likely) != 1:
        names = ", ".join(each.name for each in likely)
        raise UsageError(f"{code.path} holds several contracts; name one with contract: {names}.")
    return likely[0]


def _bases(path: Path) -> set[str]:
    """The contracts in a source from which others in it inherit."""
    text = COMMENT.sub(" ", path.read_text(encoding="utf-8"))
    return {word for bases in HERITAGE.findall(text) for word in re.findall(r"[A-Za-z_$][\w$]*", bases)}


def deploy(plan: Plan, chain: Chain) -> Subject:
    """Deploy and set up the token. Raises: UsageError with the step that was refused and the reason."""
    return _Deployment(plan, chain).run()


class _Deployment:
    def __init__(self, plan: Plan, chain: Chain) -> None:
        self.plan, self.chain = plan, chain
        self.actors: dict[str, Account] = {}
        self.helpers: dict[str, Contract] = {}
        self.deployer = self._actor("deployer")
        self.balances: dict[str, int] = {}

    def run(self) -> Subject:
        for helper in self.plan.helpers:
            artifact = load(helper.code)
            self.helpers[helper.name] = self._create(artifact, helper.constructor, f"the helper {helper.name}")
        artifact = self._linked(load(self.plan.code))
        code = self._create(artifact, self.plan.constructor, artifact.name)
        token, kind = self._proxied(artifact, code)
        for number, step in enumerate(self.plan.setup, 1):
            self._set_up(token, step, f"the setup step {number}, {step.call},")
        for line in self.plan.verbs.values():
            if line:
                self._filled([line.sender, *line.args])
        return Subject(
            name=self.plan.name,
            family=tokens.family_of(artifact),
            chain=self.chain,
            token=token,
            artifact=artifact,
            implementation=code.address if kind != "none" else "",
            proxy=kind,
            actors=self.actors,
            helpers=self.helpers,
            verbs=self.plan.verbs,
            balances=self.balances,
        )

    # --- contracts

    def _linked(self, artifact: Artifact) -> Artifact:
        placed = {}
        for name, file in self.plan.libraries.items():
            placed[name] = self._create(load(file), (), f"the library {name}").address
        return artifact.link(placed).require_linked()

    def _create(self, artifact: Artifact, args: Sequence[Any], what: str) -> Contract:
        require_fitting(artifact)
        problem = f"{self.plan.name}: {what} can't be deployed:"
        try:
            return self.chain.deploy(artifact.require_linked(), *self._filled(args), sender=self.deployer)
        except RefusedError as refusal:
            raise UsageError(f"{problem} {self._named(refusal.error)}.") from refusal
        except (ArgumentError, InvalidTransactionError) as error:
            raise UsageError(f"{problem} {error}") from error

    def _proxied(self, artifact: Artifact, code: Contract) -> tuple[Contract, str]:
        """The token where holders call it, and what kind of proxy it stands behind."""
        if self.plan.proxy == "none":
            if self.plan.init:
                self._set_up(code, self.plan.init, f"the initialiser {self.plan.init.call}")
            return code, "none"
        data = b""
        if self.plan.init:
            data = self._calldata(code, self.plan.init, f"the initialiser {self.plan.init.call}")
        own = isinstance(self.plan.proxy, CodeFile)
        proxy = load(self.plan.proxy) if isinstance(self.plan.proxy, CodeFile) else _shipped(self.plan.proxy)
        args = self._proxy_arguments(proxy, code.address, data)
        created = self._create(proxy, args, "its proxy")
        abi = Abi([*artifact.abi, *(each for each in proxy.abi if each["type"] != "constructor")])
        if self.plan.proxy == "transparent":
            self._expose_proxy_admin(created)
        return self.chain.at(created.address, abi), "own" if own else str(self.plan.proxy)

    def _proxy_arguments(self, proxy: Artifact, implementation: str, data: bytes) -> list[Any]:
        """By type and name: one address is the implementation, others are the proxy's admin, bytes the initialiser."""
        constructor = next((entry for entry in proxy.abi if entry["type"] == "constructor"), {})
        inputs = constructor.get("inputs", ())
        kinds = [str(each["type"]) for each in inputs]
        admin = self._actor("proxy_admin").address if kinds.count("address") > 1 else ""
        first = _place_of_implementation(inputs)
        values = {"address": admin, "bytes": data}
        if any(kind not in values for kind in kinds):
            raise UsageError(
                f"{self.plan.name}: the constructor of {proxy.name} takes {', '.join(kinds)}; a proxy of one's own "
                f"takes the implementation, an admin and calldata."
            )
        return [implementation if place == first else values[kind] for place, kind in enumerate(kinds)]

    def _expose_proxy_admin(self, proxy: Contract) -> None:
        """OpenZeppelin's proxy makes a contract of its own that may upgrade it; who owns that is the proxy admin."""
        word = self.chain.engine.get_storage(proxy.address, ADMIN_SLOT)
        address = f"0x{word:040x}"
        self.helpers["proxy_admin_contract"] = self.chain.at(checksum(address), PROXY_ADMIN)

    # --- calls

    def _set_up(self, token: Contract, step: SetupStep, what: str) -> None:
        target = self.helpers[step.to.removeprefix("@")] if step.to else token
        sender = self._sender(step.sender)
        if step.value:
            self.balances[sender.address] = WEI_OF_AN_ACTOR
            self.chain.engine.set_balance(sender.address, WEI_OF_AN_ACTOR)
        data = self._calldata(target, step, what)
        try:
            self.chain.send(target.address, data, sender=sender, value=step.value)
        except RefusedError as refusal:
            raise UsageError(f"{self.plan.name}: {what} was refused: {self._named(refusal.error)}.") from refusal

    def _calldata(self, target: Contract, step: SetupStep, what: str) -> bytes:
        try:
            return target.abi.function(step.call).encode(*self._filled(step.args))
        except (UnknownNameError, ArgumentError) as error:
            raise UsageError(f"{self.plan.name}: {what} can't be made: {error}") from error

    def _sender(self, name: str) -> Account:
        return self._actor(name.removeprefix("@"))

    def _actor(self, name: str) -> Account:
        return self.actors.setdefault(name, self.chain.account(name))

    def _filled(self, values: Sequence[Any]) -> list[Any]:
        return [self._value(each) for each in values]

    def _value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return self._filled(value)
        if isinstance(value, str) and value.startswith("@"):
            return self._address(value[1:])
        return value

    def _address(self, name: str) -> str:
        if name in self.helpers:
            return self.helpers[name].address
        if any(helper.name == name for helper in self.plan.helpers):
            raise UsageError(
                f"{self.plan.name}: the helper {name} is named before it stands; put it first in the file."
            )
        return self._actor(name).address

    def _named(self, error: object) -> str:
        return self.chain.named(error)


PROXY_ADMIN = Abi(
    [
        {
            "type": "function",
            "name": "upgradeAndCall",
            "stateMutability": "payable",
            "inputs": [
                {"name": "proxy", "type": "address"},
                {"name": "implementation", "type": "address"},
                {"name": "data", "type": "bytes"},
            ],
            "outputs": [],
        },
        {
            "type": "function",
            "name": "transferOwnership",
            "stateMutability": "nonpayable",
            "inputs": [{"name": "newOwner", "type": "address"}],
            "outputs": [],
        },
        {"type": "function", "name": "renounceOwnership", "stateMutability": "nonpayable", "inputs": [], "outputs": []},
        {
            "type": "function",
            "name": "owner",
            "stateMutability": "view",
            "inputs": [],
            "outputs": [{"name": "", "type": "address"}],
        },
    ]
)
"""Of OpenZeppelin's ProxyAdmin, version 5."""


def _shipped(kind: str) -> Artifact:
    return artifacts.load(PROXY_ARTIFACTS[kind])


def require_fitting(artifact: Artifact) -> None:
    """Whether the code can be what the ABI says. Raises: UsageError where it has none of its functions."""
    selectors = [function.selector for function in artifact.interface.functions]
    code = artifact.deployed_bytecode or artifact.bytecode
    if selectors and code and not any(_dispatches(code, selector) for selector in selectors):
        raise UsageError(
            f"The ABI of {artifact.label} doesn't fit its bytecode, which has none of its functions; compile it again."
        )


def _dispatches(code: bytes, selector: bytes) -> bool:
    """Whether the code holds the selector: as a constant, without its leading zeros, or in a table as Vyper does."""
    short = selector.lstrip(b"\0")
    return bytes([0x5F + len(short)]) + short in code or selector in code


def _place_of_implementation(inputs: Sequence[Mapping[str, Any]]) -> int:
    """Which of a proxy's arguments is the implementation: the address that is called so, else the first address."""
    places = [place for place, each in enumerate(inputs) if each["type"] == "address"]
    called = [place for place in places if IMPLEMENTATION.search(str(inputs[place].get("name", "")))]
    return (called or places or [-1])[0]
