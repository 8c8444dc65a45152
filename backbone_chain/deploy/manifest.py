"""The manifest: what was deployed and what it was read to be, as one deterministic JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from backbone_chain.artifacts._read import shallow
from backbone_chain.deploy.config import Config, config_hash, from_json
from backbone_chain.deploy.run import ARTIFACTS, Placed, steps
from backbone_chain.deploy.state import State
from backbone_chain.errors import UsageError

SCHEMA = "backbone.manifest/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """One deployment. `state` is empty until its last step is taken; `first_block` is that of its first step.

    `complete` is False where the chain did not tell its events, so that there may be holders who are not listed.
    """

    chain_id: int
    first_block: int
    deployer: str
    config: Config
    placed: Mapping[str, Placed]
    site: Mapping[str, str] = field(default_factory=dict)
    state: State = field(default_factory=dict)
    complete: bool = True

    @property
    def config_hash(self) -> str:
        """Of the configuration, whatever its file looked like."""
        return config_hash(self.config.as_json())

    def as_json(self) -> dict[str, Any]:
        """The format `backbone.manifest/1`."""
        return {
            "schema": SCHEMA,
            "chain_id": self.chain_id,
            "first_block": self.first_block,
            "deployer": self.deployer,
            "config_hash": self.config_hash,
            "config": self.config.as_json(),
            "steps": {name: asdict(step) for name, step in self.placed.items()},
            "site": dict(self.site),
            "complete": self.complete,
            "state": self.state,
        }


def to_text(data: Mapping[str, Any]) -> str:
    """JSON in one order and one layout."""
    return json.dumps(data, indent=2, sort_keys=True) + "\n"


def write(manifest: Manifest, path: Path) -> None:
    """All or nothing, since it is the only memory of a deployment that stops half-way. Raises: UsageError."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_text(to_text(manifest.as_json()), encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}.") from error


def read(path: Path) -> Manifest:
    """A manifest from its file. Raises: UsageError for a file that is none, or whose configuration was changed."""
    try:
        with shallow():
            data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"The manifest {path} can't be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"The manifest {path} is not JSON: {error}.") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise UsageError(f"{path} is not a manifest: its schema is not {SCHEMA}.")
    try:
        manifest = _parsed(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"The manifest {path} is damaged ({type(error).__name__}: {error}).") from error
    if manifest.config_hash != data["config_hash"]:
        raise UsageError(f"The manifest {path} was edited: its configuration no longer has the hash that it says.")
    return manifest


def _parsed(data: Mapping[str, Any]) -> Manifest:
    config, taken, site = from_json(data["config"]), data["steps"], data["site"]
    return Manifest(
        chain_id=int(data["chain_id"]),
        first_block=int(data["first_block"]),
        deployer=str(data["deployer"]),
        config=config,
        placed={name: Placed(**taken[name]) for name in steps(config) if name in taken},
        site={name: str(site[name]) for name in ARTIFACTS if name in site},
        state=dict(data["state"]),
        complete=bool(data["complete"]),
    )
