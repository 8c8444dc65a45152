"""From what a user names to a token that is deployed: a built-in name, a subject file, a source, an artifact."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from backbone_chain import tokens
from backbone_chain.chain import Chain
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.registry import find
from backbone_chain.subjects._builtin import open_builtin
from backbone_chain.subjects._deploying import deploy, load
from backbone_chain.subjects._driver import Driver, UnreadableError
from backbone_chain.subjects._file import CodeFile, read_plan
from backbone_chain.subjects._guessing import explained, plan_for
from backbone_chain.subjects._model import Subject

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
TARGETS = (
    "a built-in token's name, a subject file (.toml), a Solidity file, an artifact (.json) or an address with --rpc"
)
TRANSFER = "transfer(address,uint256)"


def open_subject(target: str, chain: Chain, *, contract: str | None = None) -> Subject:
    """Deploy what `target` names on this chain: a built-in token, a subject file, a Solidity file or an artifact.

    contract: which one, where a file holds several.

    Raises: UsageError and its kinds, with one sentence on what is wrong and what to do.
    """
    return require_token(_opened(target, chain, contract))


def _opened(target: str, chain: Chain, contract: str | None) -> Subject:
    path = Path(target)
    if path.suffix in (".sol", ".json"):
        return _guessed(CodeFile(path=path, contract=contract or ""), chain)
    if contract:
        raise UsageError(f"{target} is one token already; a contract is chosen in a Solidity file or an artifact.")
    if path.suffix == ".toml":
        return deploy(read_plan(path), chain)
    if target.startswith("0x"):
        address(target)
        raise UsageError(f"{target} is an address; name the node of its chain with --rpc.")
    if path.suffix or len(path.parts) > 1 or path.is_dir():
        raise UsageError(f"{target!r} can't be opened; give {TARGETS}.")
    return open_builtin(find(tokens.catalogue(), "token", target), chain)


def address(text: str) -> str:
    """An address, checksummed. Raises: UsageError for what is none, or is mistyped."""
    if not ADDRESS.fullmatch(text):
        raise UsageError(f"{text!r} is no address; one has 0x and 40 digits.")
    right, digits = checksum(text), text[2:]
    if digits not in (digits.lower(), digits.upper()) and text != right:
        raise UsageError(f"{text} has a wrong checksum; it is {right}, or mistyped.")
    return right


def _guessed(code: CodeFile, chain: Chain) -> Subject:
    if not code.path.is_file():
        raise UsageError(f"There is no file {code.path}.")
    artifact = load(code).require_linked()
    plan, notes = plan_for(code, artifact)
    try:
        subject = deploy(plan, chain)
    except UsageError as problem:
        raise explained(problem, artifact) if notes else problem from problem
    return replace(subject, notes=notes)


def require_token(subject: Subject) -> Subject:
    """The subject itself.

    Raises: UsageError for what is no ERC-20, UnknownNameError for a verb by a function that isn't there.
    """
    if not subject.token.abi.has(TRANSFER):
        raise UsageError(f"{subject.name} is no ERC-20 token: it has no {TRANSFER}.")
    try:
        driver = Driver(subject)
        driver.supply()
        driver.balance(subject.token.address)
        for line in filter(None, subject.verbs.values()):
            driver.contract(line.to).abi.function(line.call)
    except UnreadableError as error:
        raise UsageError(f"{subject.name} is no ERC-20 token: {error}") from error
    return subject
