"""Tokens of other designs for the tests of pause, freeze, signatures and events: compiled once, deployed on demand."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

import pytest

from backbone_chain import compiler
from backbone_chain.bundles._recording import Recorder
from backbone_chain.chain import Chain
from backbone_chain.properties import Verdict, properties
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Detector, Driver, Subject
from backbone_chain.subjects._target import open_subject

ROOT = Path(__file__).parents[2]
SOURCES = tuple(Path(__file__).parent / "fixtures" / name for name in ("stops.sol", "signed.sol"))


@functools.cache
def compiled():
    """Every contract of the fixtures by its name."""
    if not shutil.which("node") or not (ROOT / "node_modules" / "solc").is_dir():
        reason = "no Solidity compiler: neither Node.js nor npm's solc is installed"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    return {each.name: each for each in compiler.compile_files(SOURCES, root=ROOT, say=lambda line: None)}


@functools.cache
def trial(token: str) -> Trial:
    """A token of the fixtures by its contract's name, or a built-in one, with what it can be asked."""
    chain = Chain()
    recorder = Recorder(chain)
    driver = Driver(_opened(token, chain))
    return Trial(driver, Detector(driver).run(), recorder)


def _opened(token: str, chain: Chain) -> Subject:
    if not token[0].isupper():
        return open_subject(token, chain)
    artifact, deployer = compiled()[token], chain.account("deployer")
    contract = chain.deploy(artifact, sender=deployer)
    return Subject(name=token, chain=chain, token=contract, artifact=artifact, actors={"deployer": deployer})


def verdict(word: str, token: str) -> Verdict:
    """What the property says of the token."""
    return properties()[word]().judge(trial(token))
