"""Putting a second copy of known code on the chain."""

from __future__ import annotations

from backbone_chain.artifacts import Artifact
from backbone_chain.subjects._driver import Driver

RETURNS_WHAT_FOLLOWS = bytes.fromhex("8060ff5f395ff3")  # DUP1, PUSH1 start, PUSH0, CODECOPY, PUSH0, RETURN
"""Creation code after the PUSH2 of a length: what follows it is the code that will run."""


def copied_implementation(driver: Driver) -> str:
    """A second contract that runs what the proxy runs, its own address in the place of the first one's.

    Code that knows where it stands, as UUPS does, would refuse to run anywhere else. Empty where there is no proxy.
    """
    chain, old = driver.chain, driver.subject.implementation
    if not old:
        return ""
    code = chain.engine.get_code(old)
    with chain.isolated():
        place = placed(driver, code)
    return placed(driver, code.replace(bytes.fromhex(old[2:]), bytes.fromhex(place[2:])))


def placed(driver: Driver, code: bytes) -> str:
    """The address of a new contract that runs this code, deployed by a stranger."""
    start = len(RETURNS_WHAT_FOLLOWS) + 3
    creation = b"\x61" + len(code).to_bytes(2) + RETURNS_WHAT_FOLLOWS.replace(b"\xff", bytes([start])) + code
    artifact = Artifact(name="code", abi=(), bytecode=creation, deployed_bytecode=code)
    return driver.chain.deploy(artifact, sender=driver.stranger("deployer of code")).address
