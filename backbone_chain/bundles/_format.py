"""Bundles as JSON: the same bytes for the same run, and one clear sentence for a file that is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backbone_chain.artifacts._read import shallow
from backbone_chain.bundles._checked import MalformedError, Part, checked_abi
from backbone_chain.bundles._model import (
    BEFORE_THE_FIRST,
    EMITS,
    KINDS,
    READS,
    SCHEMA,
    Bundle,
    Claim,
    Deployed,
    Genesis,
    Held,
    Sent,
)
from backbone_chain.codec import WORD
from backbone_chain.engines._base import BLOCK_GAS_LIMIT, MAX_TRANSACTION_GAS, Authorization
from backbone_chain.errors import BundleError
from backbone_chain.model import Severity

MOST_BYTES = 64 * 2**20
MOST_STEPS = 100_000
MOST_TIME = MOST_NUMBER = 2**63 - 1
MOST_WEI = 2**128 - 1  # more than there will ever be, and no sum of two overflows
MOST_NONCE = 2**63 - 1
MOST_WORD = 2**256 - 1
NOT_ONE = "it is JSON, but no bundle"


def dumps(bundle: Bundle) -> str:
    """The bundle as JSON text."""
    return json.dumps(bundle.as_json(), indent=1) + "\n"


def write(bundle: Bundle, path: str | Path) -> Path:
    """The bundle in a file. Raises: OSError."""
    path = Path(path)
    path.write_text(dumps(bundle), encoding="utf-8")
    return path


def read(path: str | Path) -> Bundle:
    """The bundle in a file. Raises: BundleError with one sentence on what is wrong with it."""
    path = Path(path)
    try:
        return loads(_content(path), path)
    except OSError as error:
        raise BundleError(path, f"it can't be read ({error.strerror}).") from error


def _content(path: Path) -> bytes:
    if not path.exists():
        raise BundleError(path, "there is no such file.")
    if not path.is_file():
        raise BundleError(path, "it is no file.")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BundleError(path, f"it has more than {MOST_BYTES >> 20} MiB.")
    return content


def loads(content: str | bytes, source: object = "The bundle") -> Bundle:
    """The bundle in a JSON text; `source` names it in errors. Raises: BundleError."""
    try:
        return from_json(_document(content))
    except MalformedError as problem:
        raise BundleError(source, str(problem)) from problem


def _document(content: str | bytes) -> Any:
    try:
        with shallow():
            return json.loads(content)
    except json.JSONDecodeError as error:
        raise MalformedError(f"it is not JSON (line {error.lineno}: {error.msg}); is it cut off?") from error
    except RecursionError as error:
        raise MalformedError("it is not JSON of any use: it is nested too deeply.") from error
    except ValueError as error:  # bytes that are no text, or a number of thousands of digits
        raise MalformedError("it is not JSON: it holds bytes that are no text, or a number without end.") from error


def from_json(document: Any) -> Bundle:
    """The bundle that a JSON document describes. Raises: MalformedError."""
    if not isinstance(document, dict):
        raise MalformedError(f"{NOT_ONE}.")
    schema = document.get("schema")
    if schema != SCHEMA:
        found = f"its format is {schema!r:.60}" if schema is not None else f"{NOT_ONE}: it names no `schema`"
        raise MalformedError(f"{found}, and only {SCHEMA!r} can be read here.")
    part = Part(document, "")
    genesis, steps = _genesis(part.part("genesis")), _steps(part)
    _require_order(genesis, steps)
    return Bundle(
        property=part.text("property"),
        severity=Severity(part.choice("severity", [each.value for each in Severity])),
        subject=part.text("subject"),
        statement=part.text("statement"),
        reason=part.text("reason", ""),
        seed=part.number("seed", -MOST_WORD, MOST_WORD),
        chain_id=part.number("chain_id", 1, MOST_NUMBER),
        fork=part.text("fork"),
        engine=part.text("engine"),
        versions={name: versions.text(name) for versions in [part.part("versions", {})] for name in versions.words()},
        genesis=genesis,
        steps=steps,
        claims=tuple(_claim(each, len(steps)) for each in part.parts("claims")),
        contracts={address: _deployed(each) for address, each in part.by_address("contracts", {})},
        names={address: names.text(key) for names in [part.part("names", {})] for address, key in names.addresses()},
    )


def _genesis(part: Part) -> Genesis:
    return Genesis(
        block=part.number("block", 0, MOST_NUMBER - 1),
        timestamp=part.number("timestamp", 0, MOST_TIME - BLOCK_ROOM),
        accounts={address: _held(each) for address, each in part.by_address("accounts", {})},
    )


BLOCK_ROOM = 3600  # seconds by which a read may come later than the last block


def _held(part: Part) -> Held:
    storage = part.part("storage", {})
    return Held(
        balance=part.number("balance", 0, MOST_WEI),
        nonce=part.number("nonce", 0, MOST_NONCE),
        code=part.data("code"),
        storage={storage.word_of_key(key): int.from_bytes(storage.data(key, WORD)) for key in storage.words()},
    )


def _steps(part: Part) -> tuple[Sent, ...]:
    steps = part.parts("steps")
    if len(steps) > MOST_STEPS:
        raise MalformedError(f"it has {len(steps):,} steps, more than {MOST_STEPS:,}.")
    return tuple(map(_sent, steps))


def _sent(part: Part) -> Sent:
    return Sent(
        sender=part.address("sender"),
        to=None if part.is_null("to") else part.address("to"),
        data=part.data("data"),
        value=part.number("value", 0, MOST_WEI),
        block=part.number("block", 0, MOST_NUMBER - 1),
        timestamp=part.number("timestamp", 0, MOST_TIME - BLOCK_ROOM),
        gas=part.number("gas", 1, BLOCK_GAS_LIMIT, MAX_TRANSACTION_GAS),
        authorizations=tuple(map(_authorization, part.parts("authorizations", []))),
    )


def _authorization(part: Part) -> Authorization:
    return Authorization(
        chain_id=part.number("chain_id", 0, MOST_NUMBER),
        delegate=part.address("delegate"),
        nonce=part.number("nonce", 0, MOST_NONCE),
        y_parity=part.number("y_parity", 0, 255),
        r=part.number("r", 0, MOST_WORD),
        s=part.number("s", 0, MOST_WORD),
    )


def _require_order(genesis: Genesis, steps: tuple[Sent, ...]) -> None:
    """Blocks only go on, and all that stands in one has its time."""
    block, timestamp = genesis.block, genesis.timestamp
    for number, step in enumerate(steps):
        if step.block < block or (number == 0 and step.block == block):
            raise MalformedError(f"its steps[{number}] stands in block {step.block}, which is before its turn.")
        if step.timestamp < timestamp or (number and step.block == block and step.timestamp != timestamp):
            wrong = "is earlier than the step before" if step.timestamp < timestamp else "differs within a block"
            raise MalformedError(f"its steps[{number}].timestamp {wrong}.")
        block, timestamp = step.block, step.timestamp


def _claim(part: Part, steps: int) -> Claim:
    kind = part.choice("kind", KINDS)
    first = BEFORE_THE_FIRST if kind in READS else 0
    value = {EMITS: part.data_in_words} | dict.fromkeys(READS, part.data)
    return Claim(
        sentence=part.text("sentence"),
        kind=kind,
        step=part.number("step", first, steps - 1),
        to=part.address("to") if kind in value else "",
        data=part.data("data") if kind in READS else b"",
        value=value[kind]("value") if kind in value else b"",
        seen=part.text("seen", ""),
        at=part.number("at", 0, MOST_TIME - BLOCK_ROOM, 0),
    )


def _deployed(part: Part) -> Deployed:
    code_hash = "0x" + part.data("code_hash", WORD).hex()
    return Deployed(name=part.text("name", ""), code_hash=code_hash, abi=checked_abi(part))
