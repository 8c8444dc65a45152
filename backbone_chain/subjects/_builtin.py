"""The reference token and its quirks as subjects: governed as an issuer should, by a timelock that waits two days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Chain, Contract
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.subjects._model import Subject
from backbone_chain.tokens import Blueprint
from backbone_chain.tokens.reference_dollar import ROLE_NAMES, ReferenceDollar

DELAY = 48 * 3600
BEHIND_THE_TIMELOCK = ("admin", "minter_admin", "unpauser", "upgrader", "reserve_admin")
MINTER_ALLOWANCE = 10**9 * 10**6
NO_SALT = bytes(32)


def open_builtin(blueprint: Blueprint, chain: Chain) -> Subject:
    """Deploy it on this chain, with one minter and one bridge, which mints nothing until it has a supply controller."""
    proposer = chain.account("proposer")
    timelock = _timelock(chain, proposer)
    holders = dict.fromkeys(BEHIND_THE_TIMELOCK, timelock.address)
    steps = ReferenceDollar.deploying(chain, blueprint, holders)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            token: ReferenceDollar = end.value
            break
    minter = chain.account("minter")
    bridge = chain.account("bridge")
    _through(timelock, proposer, token.contract, "addMinter", (minter.address, MINTER_ALLOWANCE))
    _through(timelock, proposer, token.contract, "grantRole", (keccak(text="BRIDGE_ROLE"), bridge.address))
    names = ("deployer", "proposer", "minter", "bridge", *(each for each in ROLE_NAMES if each not in holders))
    return Subject(
        name=blueprint.name,
        family="reference-dollar",
        chain=chain,
        token=token.contract,
        artifact=blueprint.artifacts[0],
        implementation=token.implementation(),
        proxy="erc1967",
        actors={name: chain.account(name) for name in names},
        helpers={"timelock": timelock},
    )


def _timelock(chain: Chain, proposer: Account) -> Contract:
    trusted = [proposer.address]
    artifact = artifacts.load("TimelockController")
    return chain.deploy(artifact, DELAY, trusted, trusted, ZERO_ADDRESS, sender=chain.account("deployer"))


def _through(timelock: Contract, proposer: Account, target: Contract, function: str, args: Sequence[Any]) -> None:
    """Have the timelock do it, after its delay."""
    data = target.abi.function(function).encode(*args)
    operation = (target.address, 0, data, NO_SALT, NO_SALT)
    timelock.send("schedule", *operation, DELAY, sender=proposer)
    timelock.chain.warp(DELAY)
    timelock.send("execute", *operation, sender=proposer)
