"""From a configuration to a manifest: deploy what isn't there yet, read it back, and compare it with what was asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import coincurve

from backbone_chain.accounts import Account, Unlocked
from backbone_chain.chain import Chain
from backbone_chain.deploy import manifest as manifests
from backbone_chain.deploy import run
from backbone_chain.deploy.config import Config
from backbone_chain.deploy.manifest import Manifest
from backbone_chain.deploy.state import Reader
from backbone_chain.deploy.verify import Comparison, Difference, verify
from backbone_chain.deploy.wanted import check
from backbone_chain.engines.web3 import Web3
from backbone_chain.errors import UsageError
from backbone_chain.section import ADDRESS

KEY = "BACKBONE_PRIVATE_KEY"
KEY_BYTES = 32
NAME = "deployer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """What a run led to. `comparison` is with the configuration; where all `stood` already, with the manifest."""

    manifest: Manifest
    comparison: Comparison
    stood: bool = False


def launch(
    chain: Chain,
    config: Config,
    deployer: Account | Unlocked,
    *,
    file: Path | None = None,
    on_step: Callable[[str], None] = lambda _line: None,
) -> Launch:
    """Deploy, or go on from where `file`, the manifest of an earlier run, says that it stopped; it is kept up to date.

    Raises: DeploymentError where it stops, UsageError for a manifest of something else.
    """
    begun = _begun(chain, config, deployer, file)
    if begun.state:
        return Launch(manifest=begun, comparison=verify(chain, begun), stood=True)
    deploying = run.Deploying(chain, config, deployer, begun.placed)

    def note(name: str, placed: run.Placed) -> None:
        _keep(replace(begun, placed=dict(deploying.placed)), file)
        on_step(f"{name} {placed.address}")

    site = deploying.run(note)
    reader = Reader(chain, site, begun.first_block, {deployer.address, *run.everybody(config)})
    state = reader.read()
    done = replace(begun, placed=deploying.placed, site=site, state=state, complete=reader.history.complete)
    _keep(done, file)
    asked, strange = check(config, site, state), _strange_code(chain, site)
    differences = (*asked.differences, *strange)
    return Launch(
        manifest=done, comparison=replace(asked, compared=asked.compared + len(site), differences=differences)
    )


def deployer_of(chain: Chain, address: str | None) -> Account | Unlocked:
    """Who deploys: the key in BACKBONE_PRIVATE_KEY, else an account that the node signs for, in a dry run anybody.

    Raises: UsageError for a bad key or address, or where nobody signs.
    """
    if address is not None and not ADDRESS.fullmatch(address):
        raise UsageError(f"{address!r} is not an address; name the deployer's after --deployer.")
    if not isinstance(chain.engine, Web3):
        return Unlocked(NAME, address) if address else chain.account(NAME)
    if KEY in os.environ:
        return _with_key(chain, os.environ[KEY], address)
    unlocked = chain.engine.unlocked()
    if not unlocked:
        raise UsageError(f"The node signs for nobody; put the deployer's private key into the variable {KEY}.")
    if address is not None and address not in unlocked:
        raise UsageError(f"The node doesn't sign for {address}; it signs for {len(unlocked)} others.")
    return Unlocked(NAME, address or unlocked[0])


def _with_key(chain: Chain, text: str, address: str | None) -> Account:
    try:
        key = bytes.fromhex(text.strip().removeprefix("0x"))
        coincurve.PrivateKey(key)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(f"{KEY} holds no private key, which is 64 hexadecimal digits.")
    account = Account(NAME, key)
    if address not in (None, account.address):
        raise UsageError(f"The key in {KEY} is that of {account.address}, and --deployer names {address}.")
    chain.engine.add_account(key)
    return account


def _begun(chain: Chain, config: Config, deployer: Account | Unlocked, file: Path | None) -> Manifest:
    """The manifest to go on from; a new one where there is none."""
    new = Manifest(
        chain_id=chain.engine.chain_id(),
        first_block=chain.block_number,
        deployer=deployer.address,
        config=config,
        placed={},
    )
    if file is None or not file.is_file():
        return new
    begun = manifests.read(file)
    for what, theirs, ours in (
        ("configuration", begun.config_hash, new.config_hash),
        ("chain", begun.chain_id, new.chain_id),
        ("deployer", begun.deployer, new.deployer),
    ):
        if theirs != ours:
            raise UsageError(
                f"The manifest {file} is of another {what} ({theirs}, not {ours}); name another file with --manifest."
            )
    return begun


def _keep(manifest: Manifest, file: Path | None) -> None:
    if file is not None:
        manifests.write(manifest, file)


def _strange_code(chain: Chain, site: dict[str, str]) -> list[Difference]:
    """Contracts of ours whose code isn't that of their artifact."""
    ours = [name for name in site if name in run.ARTIFACTS and chain.engine.get_code(site[name])]
    created = [name for name in ours if name not in ("safe", "guardian")]
    return [
        Difference(path=("contracts", name, "code"), expected=f"that of {run.ARTIFACTS[name]}", found="other code")
        for name in created
        if not run.runs(chain, site[name], run.artifact_of(name))
    ]
