"""Compiled contracts from the files of every common tool, and those that are shipped."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact
from backbone_chain.errors import ArgumentError, ArtifactError, UnknownNameError, UnlinkedLibraryError

REPOSITORY = Path(__file__).parents[2]

ABI: list[dict[str, Any]] = [{"type": "function", "name": "mint", "inputs": [], "outputs": []}]
METADATA = {
    "compiler": {"version": "0.8.37+commit.f401782d"},
    "settings": {"compilationTarget": {"src/Token.sol": "Token"}},
    "sources": {"src/Token.sol": {"keccak256": "0xabcd"}},
}
LIBRARY = "src/Maths.sol:Maths"
PLACEHOLDER = f"__${keccak(text=LIBRARY).hex()[:34]}$__"
PLACE = {"start": 1, "length": 20}
LINKS = {"src/Maths.sol": {"Maths": [PLACE]}}
ADDRESS = "0x" + "11" * 20


def foundry(**changes: Any) -> dict[str, Any]:
    """What `forge build` writes to out/Token.sol/Token.json."""
    return {
        "abi": ABI,
        "bytecode": {"object": "0x6001", "sourceMap": "1:2:0:-:0", "linkReferences": {}},
        "deployedBytecode": {"object": "0x6002", "immutableReferences": {"7": [{"start": 1, "length": 1}]}},
        "rawMetadata": json.dumps(METADATA),
        "metadata": METADATA,
        "storageLayout": {"storage": [], "types": None},
        "id": 3,
        **changes,
    }


def hardhat(**changes: Any) -> dict[str, Any]:
    """What `hardhat compile` writes to artifacts/src/Token.sol/Token.json."""
    return {
        "_format": "hh-sol-artifact-1",
        "contractName": "Token",
        "sourceName": "src/Token.sol",
        "abi": ABI,
        "bytecode": "0x6001",
        "deployedBytecode": "0x6002",
        "linkReferences": {},
        "deployedLinkReferences": {},
        **changes,
    }


def standard(**contracts: str) -> dict[str, Any]:
    """What `solc --standard-json` answers, with the bytecode of each contract."""
    deployed = {"object": "6002"}
    held = {
        name: {"abi": ABI, "metadata": "", "evm": {"bytecode": {"object": code}, "deployedBytecode": deployed}}
        for name, code in contracts.items()
    }
    return {"contracts": {"src/Token.sol": held}, "sources": {"src/Token.sol": {"id": 0}}}


def combined(code: str) -> dict[str, Any]:
    """What `solc --combined-json abi,bin,bin-runtime,metadata` answers."""
    token = {"abi": ABI, "bin": code, "bin-runtime": "6002", "metadata": json.dumps(METADATA)}
    library = {"abi": [], "bin": "", "bin-runtime": "", "metadata": ""}
    return {"contracts": {"src/Token.sol:Token": token, LIBRARY: library}, "version": "0.8.37+commit.f401782d"}


def written(folder: Path, document: object, name: str = "Token.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def unlinked() -> Artifact:
    return Artifact(
        name="Token", abi=tuple(ABI), bytecode=bytes(22), deployed_bytecode=bytes(22),
        link_references=LINKS, deployed_link_references=LINKS,
    )  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [foundry(), hardhat(), standard(Token="6001"), {"output": standard(Token="6001")}, combined("6001")],
    ids=["foundry", "hardhat", "solc-standard", "build-info", "solc-combined"],
)
def test_artifact_of_every_tool_is_read(tmp_path: Path, document: dict[str, Any]) -> None:
    artifact = artifacts.read(written(tmp_path, document))

    assert artifact.label == "src/Token.sol:Token"
    assert artifact.abi == tuple(ABI)
    assert artifact.bytecode == b"\x60\x01"
    assert artifact.deployed_bytecode == b"\x60\x02"
    assert artifact.require_linked() is artifact


def test_foundry_artifact_keeps_what_only_it_says(tmp_path: Path) -> None:
    artifact = artifacts.read(written(tmp_path, foundry()))

    assert artifact.compiler == "0.8.37+commit.f401782d"
    assert artifact.source_map == "1:2:0:-:0"
    assert artifact.immutable_references == {"7": [{"start": 1, "length": 1}]}
    assert artifact.source_hashes == {"src/Token.sol": "0xabcd"}
    assert artifact.storage_layout == {"storage": [], "types": None}
    assert artifact.metadata == METADATA


def test_foundry_artifact_without_metadata_is_named_after_its_file(tmp_path: Path) -> None:
    bare = {"abi": ABI, "bytecode": {"object": "0x6001"}, "deployedBytecode": {"object": "0x6002"}}

    assert artifacts.read(written(tmp_path, bare, "Coin.json")).label == "Coin"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("contract Token {}", "it is not JSON (line 1: Expecting value)."),
        ("[" * 100_000, "it is not JSON."),
        (ABI, "it is an ABI without bytecode; give the artifact that your compiler wrote beside it."),
        ([1, 2], "it is JSON, but not of a compiled contract."),
        ({"name": "x"}, "it is JSON, but not of a compiled contract: it has neither `abi` nor `contracts`."),
        ({"abi": ABI}, "it has an ABI but no bytecode"),
        (hardhat(bytecode="0x", deployedBytecode="0x"), "it has an ABI but no bytecode"),
        (standard(IToken=""), "it has an ABI but no bytecode"),
        ({"contracts": {}, "errors": []}, "it is output of a compiler that holds no contract."),
        (hardhat(bytecode="0x60zz"), "its bytecode is not hexadecimal: 'z' at digit 2."),
        (hardhat(bytecode="0x600"), "its bytecode has an odd number of hexadecimal digits; it seems to be cut off."),
        (hardhat(bytecode=7), "its bytecode is not a JSON object."),
        (foundry(bytecode={"object": 7}), "its bytecode is not text."),
        (hardhat(abi={}), "its ABI is not a list."),
        (hardhat(abi=[{"type": "function"}]), "its ABI has an entry that is none: {'type': 'function'}."),
        (hardhat(linkReferences=LINKS), "its bytecode has a reference to a place that is not in its code"),
        (foundry(rawMetadata="{"), "its metadata is text that is not JSON."),
        (hardhat(schema="backbone.artifact/9"), "its format is 'backbone.artifact/9', and only 'backbone.artifact/1'"),
    ],
)  # fmt: skip
def test_unusable_file_is_refused_with_one_sentence(tmp_path: Path, document: object, problem: str) -> None:
    path = written(tmp_path, document)

    with pytest.raises(ArtifactError) as refusal:
        artifacts.read(path)

    assert refusal.value.problem.startswith(problem)
    assert refusal.value.path == str(path)
    assert "\n" not in str(refusal.value)


def test_missing_file_and_directory_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"there is no such file\.$"):
        artifacts.read(tmp_path / "None.json")
    with pytest.raises(ArtifactError, match="it is a directory; name the JSON file"):
        artifacts.read(tmp_path)


def test_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Token.json").write_bytes(b"\xff\xfe\xfa")

    with pytest.raises(ArtifactError, match="it is not JSON"):
        artifacts.read(tmp_path / "Token.json")


def test_contract_is_chosen_by_name_or_full_name(tmp_path: Path) -> None:
    path = written(tmp_path, standard(Token="6001", Coin="6003", IToken=""))

    assert artifacts.read(path, "Coin").bytecode == b"\x60\x03"
    assert artifacts.read(path, "src/Token.sol:Token").bytecode == b"\x60\x01"


def test_choice_among_several_contracts_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, standard(Token="6001", Coin="6003", IToken=""))

    with pytest.raises(ArtifactError, match="it holds several contracts; choose one of Token, Coin"):
        artifacts.read(path)
    with pytest.raises(UnknownNameError, match="Did you mean 'Token'") as refusal:
        artifacts.read(path, "Tokn")
    assert refusal.value.known == ("Token", "Coin", "IToken")


def test_only_concrete_contract_is_chosen_without_asking(tmp_path: Path) -> None:
    assert artifacts.read(written(tmp_path, standard(IToken="", Token="6001"))).name == "Token"


@pytest.mark.parametrize(
    "document",
    [
        foundry(bytecode={"object": f"0x73{PLACEHOLDER}00", "linkReferences": LINKS}),
        hardhat(bytecode=f"0x73{PLACEHOLDER}00", linkReferences=LINKS),
        combined(f"73{PLACEHOLDER}00"),
    ],
    ids=["foundry", "hardhat", "solc-combined"],
)
def test_unlinked_library_is_named_and_can_be_linked(tmp_path: Path, document: dict[str, Any]) -> None:
    artifact = artifacts.read(written(tmp_path, document))
    linked = artifact.link({"Maths": ADDRESS})

    with pytest.raises(UnlinkedLibraryError) as refusal:
        artifact.require_linked()
    assert refusal.value.libraries == (LIBRARY,)
    assert linked.require_linked().bytecode == b"\x73" + b"\x11" * 20 + b"\x00"
    assert linked.libraries == ()


def test_library_of_an_old_compiler_is_named(tmp_path: Path) -> None:
    old = f"__{'Maths.sol:Maths':_<38}"
    artifact = artifacts.read(written(tmp_path, hardhat(bytecode=f"0x73{old}00")))

    assert artifact.libraries == ("Maths.sol:Maths",)


def test_linking_fills_both_codes_and_leaves_the_other_libraries_open() -> None:
    two = {"src/Maths.sol": {"Maths": [PLACE]}, "src/Dates.sol": {"Dates": [{"start": 21, "length": 20}]}}
    artifact = replace(unlinked(), bytecode=bytes(42), link_references=two)

    linked = artifact.link({"src/Maths.sol:Maths": bytes.fromhex("11" * 20)})

    assert linked.bytecode == b"\x00" + b"\x11" * 20 + bytes(21)
    assert linked.deployed_bytecode == b"\x00" + b"\x11" * 20 + b"\x00"
    assert linked.libraries == ("src/Dates.sol:Dates",)


def test_linking_refuses_unknown_library_bad_address_and_ambiguous_name() -> None:
    twice = {"a.sol": {"Maths": [PLACE]}, "b.sol": {"Maths": [PLACE]}}

    with pytest.raises(UnknownNameError, match=r"Did you mean 'src/Maths\.sol:Maths'"):
        unlinked().link({"Mathss.sol:Maths": ADDRESS})
    for address in ("0x1234", "nonsense", b"\x11"):
        with pytest.raises(ArgumentError, match="is not the address of Maths"):
            unlinked().link({"Maths": address})
    with pytest.raises(ArgumentError, match=r"may be a\.sol:Maths or b\.sol:Maths"):
        replace(unlinked(), link_references=twice, deployed_link_references={}).link({"Maths": ADDRESS})


def test_written_artifact_is_read_back_whole(tmp_path: Path) -> None:
    links = {"src/Maths.sol": {"Maths": [{"start": 0, "length": 2}]}}
    artifact = replace(artifacts.read(written(tmp_path, foundry())), link_references=links)

    assert artifacts.read(artifacts.write(artifact, tmp_path / "new" / "Token.json")) == artifact
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["Token.json"]


def test_written_artifact_is_the_same_whatever_the_order_of_keys(tmp_path: Path) -> None:
    artifact = artifacts.read(written(tmp_path, foundry()))
    turned = replace(artifact, metadata=dict(sorted((artifact.metadata or {}).items(), reverse=True)))

    assert artifacts.to_json(turned) == artifacts.to_json(artifact)
    assert artifacts.to_json(artifact).endswith("}\n")


def test_unknown_shipped_contract_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError) as refusal:
        artifacts.load("ReferenceDolar")

    assert refusal.value.name == "ReferenceDolar"
    assert refusal.value.known == tuple(artifacts.shipped())


def test_every_shipped_contract_loads_under_its_name() -> None:
    for name in artifacts.shipped():
        artifact = artifacts.load(name)

        assert artifact.name == name
        assert all((artifact.bytecode, artifact.deployed_bytecode, artifact.source_hashes))
        assert artifact is artifacts.load(name)


def test_quirks_are_small_and_the_rest_is_complete() -> None:
    quirks = {*artifacts.quirks(), *artifacts.control_quirks()}
    assert quirks < set(artifacts.shipped()) or not artifacts.shipped()
    for name in artifacts.shipped():
        artifact = artifacts.load(name)
        is_quirk = name in quirks

        assert artifact.source.startswith("contracts/quirks/") == is_quirk
        assert (artifact.metadata is None) == is_quirk
        assert (artifact.source_map == "") == is_quirk


def test_notice_names_the_version_that_is_compiled_in() -> None:
    lock = json.loads((REPOSITORY / "package-lock.json").read_bytes())
    version = lock["packages"]["node_modules/@openzeppelin/contracts"]["version"]

    notices = (artifacts.FOLDER / "NOTICES.md").read_text()

    assert f"OpenZeppelin Contracts {version}" in notices
    assert "Permission is hereby granted, free of charge" in notices


def test_deep_nesting_is_refused_also_where_the_recursion_limit_was_raised(tmp_path: Path) -> None:
    deep = tmp_path / "Deep.json"
    deep.write_text("[" * 100_000)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        with pytest.raises(ArtifactError, match="it is not JSON"):
            artifacts.read(deep)
        assert sys.getrecursionlimit() == 100_000
    finally:
        sys.setrecursionlimit(limit)
