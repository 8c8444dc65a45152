"""Verifying: what a chain says now against what a manifest says, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backbone_chain.accounts import Unlocked
from backbone_chain.chain import Chain
from backbone_chain.deploy import run
from backbone_chain.deploy.manifest import Manifest
from backbone_chain.deploy.state import Reader, State
from backbone_chain.errors import UsageError

NOTHING = "nothing"
Path = tuple[str, ...]

INCOMPLETE = (
    "The node doesn't tell the events since the deployment: roles were asked of the accounts known here only, and of "
    "minter allowances only whether they are above those in the manifest."
)
CHAIN_BOUND = ("contracts", "reserve_feed", "code_hash")
OTHER_CHAIN = "Code that holds the chain's id (reserve_feed) was not compared, since the copy is on another chain."
WAITING = "The operation {} waits in the timelock; what it does is in the event CallScheduled."
UNSEEN_SAFE = (
    "The Safe and the guardian that were there before are not on the copy, so nothing about them was compared."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One fact that is not as expected."""

    path: Path
    expected: Any
    found: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """How many facts were compared, those that differ, and what could not be known."""

    compared: int
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()


def verify(chain: Chain, manifest: Manifest) -> Comparison:
    """The chain against the manifest. Raises: UsageError for another chain, or a deployment that isn't finished."""
    _require_finished(manifest)
    if chain.engine.chain_id() != manifest.chain_id:
        raise UsageError(
            f"The manifest is of chain {manifest.chain_id}, and the node is on chain {chain.engine.chain_id()}; name "
            "the node of the manifest's chain with --rpc."
        )
    known = {manifest.deployer, *run.everybody(manifest.config), *_accounts(manifest.state)}
    reader = Reader(chain, manifest.site, manifest.first_block, known)
    found, expected = reader.read(), manifest.state
    waiting = tuple(WAITING.format(each) for each in reader.waiting())
    if reader.history.complete:
        return compare(expected, found, waiting)
    return compare(_within(expected, found), found, (INCOMPLETE, *waiting))


def rehearse(chain: Chain, manifest: Manifest) -> Comparison:
    """The manifest against its own configuration, deployed once more in this process by the same account.

    Every step runs with the nonce that it had, so that even the addresses come out the same.
    """
    _require_finished(manifest)
    deployer = Unlocked("deployer", manifest.deployer)
    deploying = run.Deploying(chain, manifest.config, deployer)
    deploying.nonces = {name: step.nonce for name, step in manifest.placed.items()}
    site = deploying.run(lambda _name, _step: None)
    found = Reader(chain, site, 0, run.everybody(manifest.config)).read()
    unseen = [name for name in ("safe", "guardian") if name not in manifest.placed]
    other_chain = chain.engine.chain_id() != manifest.chain_id
    expected = {
        path: value
        for path, value in flat(manifest.state).items()
        if not _is_about(path, unseen) and not (other_chain and path == CHAIN_BOUND)
    }
    flat_found = flat(found)
    notes = [OTHER_CHAIN] * other_chain
    notes += [UNSEEN_SAFE] * any(manifest.state[name]["kind"] == "Safe" for name in unseen)
    return compare_facts(expected, {path: flat_found.get(path, NOTHING) for path in expected}, tuple(notes))


def compare(expected: State, found: State, notes: tuple[str, ...] = ()) -> Comparison:
    """Two readings, fact by fact; what only one of them has counts as a difference."""
    return compare_facts(flat(expected), flat(found), notes)


def _require_finished(manifest: Manifest) -> None:
    if not manifest.state:
        raise UsageError(
            f"The manifest is of a deployment that stopped after {', '.join(manifest.placed) or 'nothing'}; run "
            "backbone deploy once more to finish it."
        )


def flat(state: Any, path: Path = ()) -> dict[Path, Any]:
    """Every fact by its path; an empty table holds none."""
    if not isinstance(state, dict):
        return {path: state}
    return {at: value for key, held in state.items() for at, value in flat(held, (*path, key)).items()}


def compare_facts(expected: Mapping[Path, Any], found: Mapping[Path, Any], notes: tuple[str, ...] = ()) -> Comparison:
    """As compare, of facts by their paths."""
    paths = sorted({*expected, *found})
    differences = tuple(
        Difference(path=path, expected=expected.get(path, NOTHING), found=found.get(path, NOTHING))
        for path in paths
        if expected.get(path, NOTHING) != found.get(path, NOTHING)
    )
    return Comparison(compared=len(paths), differences=differences, notes=notes)


def _within(expected: State, found: State) -> State:
    """What is left of an allowance passes for the allowance, where nobody tells how much of it was used."""
    minters = {}
    for account, terms in expected["minters"].items():
        left = found["minters"].get(account, terms)["allowance"]
        used = isinstance(left, int) and left <= terms["allowance"]
        minters[account] = {**terms, "allowance": left if used else terms["allowance"]}
    return {**expected, "minters": minters}


def _is_about(path: Path, names: list[str]) -> bool:
    return path[0] in names or (path[0] == "contracts" and path[1] in names)


def _accounts(state: Any) -> Iterator[str]:
    """Every address in a reading."""
    for value in flat(state).values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.startswith("0x") and len(each) == 2 + 2 * 20:
                yield each
