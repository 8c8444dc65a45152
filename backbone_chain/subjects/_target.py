"""From what a user names to a token that is deployed: a built-in name, a subject file, a source, an artifact."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from backbone_chain import tokens
from backbone_chain.chain import Chain
from backbone_chain.errors import UsageError
from backbone_chain.registry import find
from backbone_chain.subjects._builtin import open_builtin
from backbone_chain.subjects._deploying import deploy, load
from backbone_chain.subjects._driver import Driver, UnreadableError
from backbone_chain.subjects._file import CodeFile, read_plan
from backbone_chain.subjects._guessing import explained, plan_for
from backbone_chain.subjects._model import Subject

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
FILES = (".toml", ".sol", ".json")


def open_subject(target: str, chain: Chain, *, contract: str | None = None) -> Subject:
    """Deploy what `target` names: a built-in token, a subject file (.toml), a Solidity file or an artifact.

    contract: which one, where a file holds several.

    Raises: UsageError and its kinds, with one sentence on what is wrong and what to do.
    """
    subject = _opened(target, chain, contract)
    _require_token(subject)
    return subject


def _opened(target: str, chain: Chain, contract: str | None) -> Subject:
    path = Path(target)
    if path.suffix == ".toml":
        return deploy(read_plan(path), chain)
    if path.suffix in FILES:
        return _guessed(CodeFile(path=path, contract=contract or ""), chain)
    if ADDRESS.fullmatch(target):
        raise UsageError(f"{target} is an address; name the node of its chain with --rpc.")
    return open_builtin(find(tokens.catalogue(), "token", target), chain)


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


def _require_token(subject: Subject) -> None:
    """Raises: UsageError for what is no ERC-20."""
    try:
        driver = Driver(subject)
        driver.supply()
        driver.balance(subject.token.address)
    except UnreadableError as error:
        raise UsageError(f"{subject.name} is no ERC-20 token: {error}") from error
