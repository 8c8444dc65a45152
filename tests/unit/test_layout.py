"""Storage layouts: found as solc finds them, and compared."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backbone_chain import artifacts, compiler
from backbone_chain.artifacts import Artifact
from backbone_chain.layout import layout_changes

ROOT = Path(__file__).parents[2]
SPACE = "test.storage.Kept"
MEMBERS = "uint8 bits; mapping(address => uint256) owed; address owner; Pair[2] pairs; Kind kind; string last;"
PLAIN = "uint128 low; uint64 high; mapping(address => Pair) pairs; Pair[] list; uint256[50] __gap; uint256 end;"

SOURCE = """
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
type Price is uint96;
interface Named {{ function name() external view returns (string memory); }}
contract Base {{
    struct Pair {{ uint64 left; uint64 right; }}
    enum Kind {{ None, Some }}
    /// @custom:storage-location erc7201:{space}
    struct Kept {{ {members} }}
    function kept() internal pure returns (Kept storage $) {{ assembly {{ $.slot := {slot} }} }}
}}
contract Token is Base {{
    {plain}
    function use() external {{ assembly {{ sstore({slot}, 1) }} }}
}}
"""

EVERY_TYPE = (
    "bool a; uint8 b; address c; Price d; Named e; bytes4 f; int128 g; uint256 h; bytes i; string j; Kind k; Pair l; "
    "uint8 m; uint24[13] n; bool o; uint256[2][3] p; Pair[2] q; uint16[] r; mapping(Kind => Pair[]) s; "
    "function(uint256) external t; function(uint256) internal u; address payable v; bytes32[4] w; uint40[7][] x; "
    "bool y;"
)


# what is changed -> kinds of change by variable
CHANGES: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "nothing": ({}, {}),
    "a member at the end": ({"members": MEMBERS + " uint256 more;"}, {"more": "added"}),
    "a member in padding": ({"members": MEMBERS.replace("Kind kind;", "Kind kind; bool more;")}, {"more": "added"}),
    "a member before the others": (
        {"members": "uint256 more; " + MEMBERS},
        {"more": "inserted", **dict.fromkeys(("bits", "owed", "owner", "pairs", "kind", "last"), "moved")},
    ),
    "a member that is gone": ({"members": MEMBERS.replace(" string last;", "")}, {"last": "removed"}),
    "a member of another type": ({"members": MEMBERS.replace("uint8 bits", "int8 bits")}, {"bits": "retyped"}),
    "another name, same type": ({"members": MEMBERS.replace("owner", "keeper")}, {"owner": "renamed"}),
    "another name and type": ({"members": MEMBERS.replace("address owner", "uint160 keeper")}, {"owner": "retyped"}),
    "a contract for an address": ({"members": MEMBERS.replace("address owner", "Named owner")}, {}),
    "a mapping's value": ({"members": MEMBERS.replace("=> uint256", "=> uint128")}, {"owed[]": "retyped"}),
    "a mapping's key": ({"members": MEMBERS.replace("address =>", "bytes32 =>")}, {"owed[key]": "retyped"}),
    "an array's length": (
        {"members": MEMBERS.replace("Pair[2]", "Pair[3]")},
        {"pairs": "retyped", "kind": "moved", "last": "moved"},
    ),
    "variables that change places": (
        {"plain": PLAIN.replace("uint128 low; uint64 high;", "uint64 high; uint128 low;")},
        {"low": "moved", "high": "moved"},
    ),
    "a variable in a gap": (
        {"plain": PLAIN.replace("uint256[50] __gap", "uint256 new_; uint256[49] __gap")},
        {"new_": "added"},
    ),
    "a gap that didn't shrink": (
        {"plain": PLAIN.replace("uint256[50] __gap", "uint256 new_; uint256[50] __gap")},
        {"new_": "added", "end": "moved"},
    ),
    "a slot of another constant": ({"slot": "0x" + "12" * 31 + "00"}, {"": "abandoned"}),
}


OTHERS: Mapping[str, dict[str, str]] = {
    "every type": {"members": "uint8 bits; " + EVERY_TYPE, "plain": "uint8 bits; " + EVERY_TYPE},
    "another namespace": {"space": "test.storage.Other"},
    "a struct that grew": {"source": SOURCE.replace("uint64 right; }}", "uint64 right; uint256 more; }}")},
    "enum values turned round": {"source": SOURCE.replace("None, Some", "Some, None")},
    "one enum value more": {"source": SOURCE.replace("None, Some", "None, Some, Third")},
}

Compiled = Callable[[str], Artifact]


def _source(
    members: str = MEMBERS, plain: str = PLAIN, space: str = SPACE, slot: str = "", source: str = SOURCE
) -> str:
    at = slot or f"0x{artifacts.namespace_slot(space):064x}"
    return source.format(members=members, plain=plain, space=space, slot=at)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """`compiled("a member in padding")`: the token with this change; all are compiled together."""
    if not shutil.which("node") or not (ROOT / "node_modules" / "solc").is_dir():
        reason = "no Solidity compiler: neither Node.js nor npm's solc is installed"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("layouts")
    wanted = {**{what: changed for what, (changed, _) in CHANGES.items()}, **OTHERS}
    paths = {folder / f"{what.replace(' ', '_')}.sol": what for what in wanted}
    for path, what in paths.items():
        path.write_text(_source(**wanted[what]))
    tokens = {
        paths[folder / each.source]: each
        for each in compiler.compile_files(list(paths), root=folder, say=lambda line: None)
        if each.name == "Token"
    }
    return tokens.__getitem__


def test_members_lie_where_solc_puts_variables_of_their_types(compiled: Compiled) -> None:
    token = compiled("every type")
    assert token.namespaces is not None
    assert token.storage_layout is not None

    def places(members: Any) -> list[tuple[str, int, int]]:
        return [(each["label"], int(each["slot"]), each["offset"]) for each in members]

    def sizes(members: Any, types: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(types[each["type"]]["encoding"], types[each["type"]]["numberOfBytes"]) for each in members]

    ours, solcs = token.namespaces, token.storage_layout
    members = ours["spaces"][SPACE]["storage"]
    assert places(members) == places(solcs["storage"])
    assert sizes(members, ours["types"]) == sizes(solcs["storage"], solcs["types"])


def test_a_namespace_has_the_slot_of_erc_7201() -> None:
    slot = 0x183A6125C38840424C4A85FA12BAB2AB606C4B6D0E7CC73C0C06BA5300EAB500  # the standard's own example
    assert artifacts.namespace_slot("example.main") == slot


def test_namespaces_are_written_and_read(compiled: Compiled, tmp_path: Path) -> None:
    token, other = compiled("nothing"), compiled("another namespace")
    assert artifacts.read(artifacts.write(token, tmp_path / "Token.json")).namespaces == token.namespaces
    assert other.namespaces != token.namespaces


@pytest.mark.parametrize("what", CHANGES)
def test_each_change_is_told_with_its_variable(what: str, compiled: Compiled) -> None:
    changes = layout_changes(compiled("nothing"), compiled(what))
    assert {change.variable: change.kind for change in changes} == CHANGES[what][1]


def test_a_namespace_that_is_gone_is_told_with_its_slot(compiled: Compiled) -> None:
    gone, came = layout_changes(compiled("nothing"), compiled("another namespace"))
    assert (gone.kind, gone.level, gone.namespace) == ("namespace-removed", "unsafe", SPACE)
    assert gone.slot == artifacts.namespace_slot(SPACE)
    assert f"slot 0x{gone.slot:x}" in gone.summary
    assert (came.kind, came.level) == ("namespace-added", "info")


@pytest.mark.parametrize("part", ["storage_layout", "namespaces"])
def test_what_an_artifact_does_not_hold_is_unsafe(part: str, compiled: Compiled) -> None:
    blind = replace(compiled("nothing"), **{part: None})
    (change,) = layout_changes(blind, compiled("nothing"))
    assert (change.kind, change.level) == ("unseen", "unsafe")
    assert "can't be seen" in change.summary


def test_a_struct_grows_in_a_mapping_and_not_in_an_array(compiled: Compiled) -> None:
    grown = compiled("a struct that grew")
    unsafe = {change.variable for change in layout_changes(compiled("nothing"), grown) if change.level == "unsafe"}
    assert unsafe == {
        "list[]",
        "pairs[]",
        "kind",
        "last",
    }  # `pairs[]` is the array's; the mapping of that name may grow


def test_enum_values_that_change_places_are_told(compiled: Compiled) -> None:
    (change,) = layout_changes(compiled("nothing"), compiled("enum values turned round"))
    assert (change.variable, change.kind) == ("kind", "retyped")
    assert not layout_changes(compiled("nothing"), compiled("one enum value more"))
