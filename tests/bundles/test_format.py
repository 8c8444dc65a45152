"""Bundles as files: the same bytes for the same run, and one sentence for whatever is none."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundles._breaks import stolen

from backbone_chain.bundles import Bundle, Held, Sent, dumps, loads, read, replay, write
from backbone_chain.bundles._format import MOST_BYTES, MOST_STEPS, from_json
from backbone_chain.bundles._text import plain
from backbone_chain.engines._base import Authorization
from backbone_chain.errors import BackboneError, BundleError

Json = dict[str, Any]
ADDRESS = "0x" + "77" * 20


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return stolen()


@pytest.fixture(scope="module")
def document(bundle: Bundle) -> Json:
    return json.loads(dumps(bundle))


def test_the_same_run_gives_the_same_bytes(bundle: Bundle) -> None:
    assert dumps(stolen()) == dumps(bundle)


def test_what_was_written_is_read(bundle: Bundle, tmp_path: Path) -> None:
    assert read(write(bundle, tmp_path / "bundle.json")) == bundle


def test_what_a_live_chain_and_prague_need_is_kept(document: Json) -> None:
    told = copy.deepcopy(document)
    told["genesis"]["accounts"] = {
        ADDRESS: {"balance": 5, "nonce": 1, "code": "0x00", "storage": {"0x" + "0" * 64: "0x" + "0" * 63 + "7"}}
    }
    told["steps"][0] |= {
        "gas": 50_000,
        "authorizations": [{"chain_id": 1, "delegate": ADDRESS, "nonce": 2, "y_parity": 1, "r": 3, "s": 4}],
    }
    read_back = from_json(told)
    assert read_back.genesis.accounts == {ADDRESS: Held(balance=5, nonce=1, code=b"\0", storage={0: 7})}
    assert read_back.steps[0].authorizations == (Authorization(1, ADDRESS, 2, 1, 3, 4),)
    assert json.loads(dumps(read_back)) == told


def test_fields_that_were_added_since_are_passed_over(document: Json, bundle: Bundle) -> None:
    assert from_json({**document, "colour": "blue"}) == bundle


def test_a_reason_that_a_token_chose_can_not_write_to_a_terminal(document: Json) -> None:
    told = from_json({**document, "reason": "\x1b[2Jgone\n\u202e\ud800"}).reason
    assert told == "\\u001b[2Jgone \\u202e\\ud800"
    assert told.isprintable()
    assert plain("x" * 5_000, 10) == "x" * 9 + "…"


def changed(path: str, value: object) -> Callable[[Json], Json]:
    """The document with another value at a place; an ellipsis takes it away."""

    def change(document: Json) -> Json:
        *way, last = [int(word) if word.isdigit() else word for word in path.split(".")]
        place: Any = document
        for word in way:
            place = place[list(place)[word] if isinstance(place, dict) and isinstance(word, int) else word]
        last = list(place)[last] if isinstance(place, dict) and isinstance(last, int) else last
        if value is ...:
            del place[last]
        else:
            place[last] = value
        return document

    return change


MALFORMED: dict[str, tuple[str, object, str]] = {
    "no schema": ("schema", ..., "it names no `schema`"),
    "another format": ("schema", "backbone.audit/1", "its format is 'backbone.audit/1', and only 'backbone.bundle/1'"),
    "a later format": ("schema", "backbone.bundle/2", "its format is 'backbone.bundle/2'"),
    "schema is a list": ("schema", [], "its format is []"),
    "no steps": ("steps", ..., "it has no steps; is it cut off?"),
    "steps is an object": ("steps", {}, "its steps is no list: a JSON object."),
    "a step is a number": ("steps.3", 7, "its steps[3] is no JSON object: 7."),
    "no sender": ("steps.3.sender", ..., "it has no steps[3].sender"),
    "sender is a name": ("steps.3.sender", "holder", "its steps[3].sender is 'holder', which is no hexadecimal number"),
    "sender is short": ("steps.3.sender", "0x12", "its steps[3].sender has 1 bytes, not 20."),
    "sender is mistyped": ("steps.3.sender", "0x0d8775F648430679A709E98d2b0Cb6250d2887EF", "has a wrong checksum"),
    "to is missing": ("steps.3.to", ..., "it has no steps[3].to"),
    "data is cut off": ("steps.3.data", "0x123", "its steps[3].data has an odd number of hexadecimal digits"),
    "data is no hex": ("steps.3.data", "0x12zz", "its steps[3].data is not hexadecimal: 'z' at digit 2."),
    "data is without 0x": ("steps.3.data", "12", "which is no hexadecimal number after 0x"),
    "value is below zero": ("steps.3.value", -1, "its steps[3].value is not from 0 to"),
    "value is text": ("steps.3.value", "5", "its steps[3].value is no whole number: '5'."),
    "value is a fraction": ("steps.3.value", 0.5, "its steps[3].value is no whole number: 0.5."),
    "value is a bool": ("steps.3.value", True, "its steps[3].value is no whole number: True."),
    "value is more than there is": ("steps.3.value", 2**200, "its steps[3].value is not from 0 to"),
    "value is huge": ("steps.3.value", 10**4000, "a number without end"),
    "block goes back": ("steps.3.block", 1, "its steps[3] stands in block 1, which is before its turn."),
    "block is that of the genesis": ("steps.0.block", 0, "its steps[0] stands in block 0, which is before its turn."),
    "block is far away": ("steps.3.block", 2**63, "its steps[3].block is not from 0 to"),
    "time goes back": ("steps.3.timestamp", 5, "its steps[3].timestamp is earlier than the step before."),
    "time differs in a block": ("steps.4.block", 4, "its steps[4].timestamp differs within a block."),
    "gas is none": ("steps.3.gas", 0, "its steps[3].gas is not from 1 to 30000000"),
    "gas is above any block's": ("steps.3.gas", 10**9, "its steps[3].gas is not from 1 to 30000000"),
    "authorizations are text": ("steps.3.authorizations", "x", "its steps[3].authorizations is no list"),
    "an authorization is empty": ("steps.3.authorizations", [{}], "it has no steps[3].authorizations[0].chain_id"),
    "severity is unknown": ("severity", "hihg", "its severity is 'hihg'. Did you mean 'high'?"),
    "severity is a list": ("severity", ["high"], "its severity is a list."),
    "property is null": ("property", None, "its property is no text: None."),
    "seed is text": ("seed", "seven", "its seed is no whole number"),
    "chain is zero": ("chain_id", 0, "its chain_id is not from 1"),
    "versions are a list": ("versions", [], "its versions is no JSON object"),
    "a version is a number": ("versions.0", 3, "its versions.backbone-chain is no text: 3."),
    "genesis is missing": ("genesis", ..., "it has no genesis"),
    "accounts are a list": ("genesis.accounts", [], "its genesis.accounts is no JSON object"),
    "an account has no address": ("genesis.accounts", {"holder": {}}, "its key in genesis.accounts is 'holder'"),
    "an account has no balance": ("genesis.accounts", {ADDRESS: {}}, f"it has no genesis.accounts.{ADDRESS}.balance"),
    "a slot is short": (
        "genesis.accounts",
        {ADDRESS: {"balance": 0, "nonce": 0, "code": "0x", "storage": {"0x1": "0x"}}},
        "odd number",
    ),
    "an account stands twice": ("genesis.accounts", {"0x" + "aa" * 20: {}, "0x" + "AA" * 20: {}}, "twice"),
    "claims are missing": ("claims", ..., "it has no claims"),
    "claim is unknown": ("claims.0.kind", "refuses", "its claims[0].kind is 'refuses'. Did you mean 'refused'?"),
    "claim of no step": ("claims.0.step", 99, "its claims[0].step is not from 0 to"),
    "claim before the first": ("claims.0.step", -1, "its claims[0].step is not from 0 to"),
    "claim reads nothing": ("claims.1.to", ..., "it has no claims[1].to"),
    "event of half a word": (
        "claims.0",
        {"sentence": "", "kind": "emits", "step": 0, "to": "0x" + "11" * 20, "value": "0x" + "00" * 48},
        "its claims[0].value has 48 bytes, and words have 32 each.",
    ),
    "claim has no sentence": ("claims.0.sentence", 5, "its claims[0].sentence is no text"),
    "contract without hash": ("contracts.0.code_hash", ..., ".code_hash; is it cut off?"),
    "contract with a short hash": ("contracts.0.code_hash", "0x12", "has 1 bytes, not 32."),
    "ABI is text": ("contracts.0.abi", "[]", ".abi is no list"),
    "ABI entry is none": ("contracts.0.abi.0", {}, ".abi[0].type"),
    "ABI function has no name": ("contracts.0.abi", [{"type": "function", "inputs": []}], ".abi[0].name"),
    "ABI argument has no type": (
        "contracts.0.abi",
        [{"type": "function", "name": "f", "inputs": [{}]}],
        ".inputs[0].type",
    ),
    "ABI argument of endless bits": (
        "contracts.0.abi",
        [{"type": "function", "name": "f", "inputs": [{"type": "uint99999999999999"}]}],
        "is no type of an ABI",
    ),
    "ABI argument of endless items": (
        "contracts.0.abi",
        [{"type": "error", "name": "f", "inputs": [{"type": "uint256[9999999999]"}]}],
        "is no type of an ABI",
    ),
    "ABI struct without members": (
        "contracts.0.abi",
        [{"type": "event", "name": "f", "inputs": [{"type": "tuple[]", "components": []}]}],
        ".components is empty",
    ),
    "names are a list": ("names", ["holder"], "its names is no JSON object"),
    "a name is a number": ("names.0", 5, "is no text: 5."),
    "a name has no address": ("names", {"holder": "x"}, "its key in names is 'holder'"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_field_gets_one_sentence(what: str, document: Json) -> None:
    path, value, says = MALFORMED[what]
    with pytest.raises(BundleError) as caught:
        loads(json.dumps(changed(path, value)(copy.deepcopy(document))), "b.json")
    assert says in str(caught.value)
    assert str(caught.value).startswith("b.json can't be used as a bundle: it")
    assert str(caught.value).endswith((".", "?"))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


UNREADABLE = {
    "empty": (b"", "it is not JSON (line 1"),
    "no JSON": (b"{ this", "it is not JSON (line 1"),
    "a list": (b"[]", "it is JSON, but no bundle."),
    "null": (b"null", "it is JSON, but no bundle."),
    "an empty object": (b"{}", "it names no `schema`"),
    "no text": (b"\xff\xfe\x00\x81", "it is not JSON"),
    "a number without end": (b'{"schema": ' + b"9" * 10_000 + b"}", "a number without end"),
    "nested without end": (b"[" * 200_000, "it is nested too deeply"),
    "not a number": (b'{"schema": NaN}', "its format is nan"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_bundle_gets_one_sentence(what: str, tmp_path: Path) -> None:
    content, says = UNREADABLE[what]
    (tmp_path / "b.json").write_bytes(content)
    with pytest.raises(BundleError) as caught:
        read(tmp_path / "b.json")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_folders_and_huge_files_get_one_sentence(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as huge:
        huge.truncate(MOST_BYTES + 1)
    for name, says in (
        ("none.json", "there is no such file."),
        (".", "it is no file."),
        ("huge.json", "it has more than 64 MiB."),
    ):
        with pytest.raises(BundleError, match=says):
            read(tmp_path / name)
    with pytest.raises(BundleError, match=f"more than {MOST_STEPS:,}"):
        from_steps(MOST_STEPS + 1)


def from_steps(count: int) -> Bundle:
    step = Sent(sender=ADDRESS, to=ADDRESS, block=1, timestamp=2 * 10**9).as_json()
    told = {"schema": "backbone.bundle/1", "property": "", "severity": "low", "subject": "", "statement": "", "seed": 0}
    told |= {"chain_id": 1, "fork": "cancun", "engine": "revm", "genesis": {"block": 0, "timestamp": 0}, "claims": []}
    return loads(json.dumps({**told, "steps": [step] * count}))


@pytest.mark.parametrize("length", [1, 100, 5_000, 100_000])
def test_a_truncated_file_gets_one_sentence(length: int, bundle: Bundle) -> None:
    with pytest.raises(BundleError, match="is it cut off"):
        loads(dumps(bundle)[:length])


WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    2**63 - 2,
    2**256,
    0.5,
    "",
    "0x",
    "0x00",
    "\n",
    [],
    [[]],
    {},
    {"type": "x"},
    ADDRESS,
    ...,
)


def test_whatever_is_changed_by_hand_ends_in_a_sentence_or_a_replay(document: Json) -> None:
    draw = random.Random(1)
    small = {**document, "contracts": {a: {**c, "abi": c["abi"][:12]} for a, c in document["contracts"].items()}}
    replays = 0
    for _ in range(400):
        told = copy.deepcopy(small)
        for _ in range(draw.choice((1, 1, 2, 4))):
            _change_somewhere(draw, told)
        with contextlib.suppress(BackboneError):
            replay(loads(json.dumps(told)), draw.choice(("revm", "revm", "py-evm")))
            replays += 1
    assert 20 < replays < 380


def _change_somewhere(draw: random.Random, value: Any) -> None:
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = draw.choice(keys)
        inner = value[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.85:
            value = inner
            continue
        wrong = copy.deepcopy(draw.choice(WRONG))
        if wrong is ...:
            del value[key]
        else:
            value[key] = wrong
        return
