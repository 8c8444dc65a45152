"""What can be named as a target, and one sentence for what can't."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.codec import checksum
from backbone_chain.errors import ArtifactError, SettingsError, UnknownNameError, UsageError
from backbone_chain.subjects import Subject, open_subject

FIXTURES = Path(__file__).parent / "fixtures"
HEADER = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n"
BASE = """
contract Base {
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    function transfer(address, uint256) external virtual returns (bool) { return true; }
}
"""


def opened(target: object, contract: str | None = None) -> Subject:
    return open_subject(str(target), Chain(), contract=contract)


def refusal(target: object, contract: str | None = None, *, kind: type[UsageError] = UsageError) -> str:
    with pytest.raises(UsageError) as refused:
        opened(target, contract)
    assert type(refused.value) is kind
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "Tokens.sol"
        path.write_text(HEADER + text)
        return path

    return written


# --- built-in tokens


@pytest.mark.parametrize("name", ["reference", "admin-can-be-lost"])
def test_built_in_token_is_governed_by_a_timelock(name: str) -> None:
    subject = opened(name)
    assert (subject.name, subject.family, subject.proxy) == (name, "reference-dollar", "erc1967")
    timelock = subject.helpers["timelock"]
    assert subject.token.call("defaultAdmin") == timelock.address
    assert {"deployer", "proposer", "minter", "pauser", "freezer"} <= set(subject.actors)
    assert not {"admin", "upgrader"} & set(subject.actors)
    minter = subject.actors["minter"]
    subject.token.send("mint", minter.address, 5, sender=minter)
    assert subject.token.call("totalSupply") == 5


def test_same_seed_gives_the_same_subject() -> None:
    first, second = (open_subject("reference", Chain(seed=3)) for _ in range(2))
    assert first.token.address == second.token.address
    assert first.chain.digest() == second.chain.digest()


def test_unknown_name_is_refused_with_the_nearest() -> None:
    assert refusal("referense", kind=UnknownNameError) == (
        "There is no token called 'referense'. Did you mean 'reference'?"
    )


@pytest.mark.parametrize("target", ["Token.vy", "out/Token", ".", "", str(FIXTURES)])
def test_what_is_neither_name_nor_known_file_is_refused(target: str) -> None:
    known = (
        "a built-in token's name, a subject file (.toml), a Solidity file, an artifact (.json) or an address with --rpc"
    )
    assert refusal(target) == f"{target!r} can't be opened; give {known}."


# --- files


@pytest.mark.parametrize("name", ["none.sol", "none.json"])
def test_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert refusal(path) == f"There is no file {path}."
    path.mkdir()
    assert refusal(path) == f"There is no file {path}."


def test_missing_subject_file_is_refused(tmp_path: Path) -> None:
    assert "can't be read: No such file or directory." in refusal(tmp_path / "none.toml", kind=SettingsError)


def test_subject_file_is_opened(subject_file: Callable[[str, str], Path]) -> None:
    subject = opened(subject_file("Units", 'name = "units"\n'))
    assert (subject.name, subject.notes) == ("units", ())


def test_contract_is_chosen_where_a_file_holds_several() -> None:
    path = FIXTURES / "designs.sol"
    assert opened(path, "OwnedDollar").name == "OwnedDollar"
    assert refusal(path) == (
        f"{path} holds several contracts; name one with contract: OldDollar, OwnedDollar, WardDollar."
    )
    told = refusal(path, "OwnedDolar", kind=UnknownNameError)
    assert told == f"There is no contract in {path} called 'OwnedDolar'. Did you mean 'OwnedDollar'?"


@pytest.mark.parametrize("target", ["reference", "subject.toml", "0x" + "12" * 20])
def test_contract_is_not_chosen_elsewhere(target: str) -> None:
    told = refusal(target, "Token")
    assert told == f"{target} is one token already; a contract is chosen in a Solidity file or an artifact."


def test_token_is_preferred_to_what_stands_beside_it(source: Callable[[str], Path]) -> None:
    assert opened(source("contract Registry { function list() external {} }" + BASE)).name == "Base"


def test_contract_that_inherits_is_preferred(source: Callable[[str], Path]) -> None:
    token = "contract Other {}\n/* contract Base is Token {} */ contract Token is Other, Base {}\n"
    assert opened(source(BASE + token)).name == "Token"


def test_several_tokens_are_named(source: Callable[[str], Path]) -> None:
    path = source(BASE + "contract A is Base {}\ncontract B is Base {}\ncontract Registry {}\n")
    assert refusal(path) == f"{path} holds several contracts; name one with contract: A, B."


@pytest.mark.parametrize("text", ["interface I { function f() external; }", "abstract contract A {}", ""])
def test_source_without_code_is_refused(source: Callable[[str], Path], text: str) -> None:
    assert refusal(source(text), kind=ArtifactError).endswith("only interfaces and abstract contracts are in it.")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is not JSON (line 1: Expecting value)."),
        (
            '[{"type": "fallback"}]',
            "it is an ABI without bytecode; give the artifact that your compiler wrote beside it.",
        ),
        ("{}", "it is JSON, but not of a compiled contract: it has neither `abi` nor `contracts`."),
        ('{"abi": [], "bytecode": "0x"}', "it has an ABI but no bytecode, as interfaces and abstract contracts do; "),
    ],
)
def test_artifact_that_is_none_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "Token.json"
    path.write_text(text)
    assert refusal(path, kind=ArtifactError).startswith(f"{path} can't be used as a compiled contract: {problem}")


def test_artifact_of_any_tool_is_opened(tmp_path: Path, parts: Path) -> None:
    units = artifacts.read(parts / "Units.json")
    code = {"bytecode": {"object": "0x" + units.bytecode.hex()}, "deployedBytecode": {"object": "0x"}}
    foundry = {"abi": list(units.abi), **code}
    solc = {"contracts": {"a.sol": {"Units": {"abi": list(units.abi), "evm": code}, "Other": {"abi": [], "evm": code}}}}
    path = tmp_path / "Units.json"
    path.write_text(json.dumps(foundry))
    assert opened(path).name == "Units"
    path.write_text(json.dumps(solc))
    assert opened(path, "Units").name == "Units"
    assert "it holds several contracts; choose one of Units, Other." in refusal(path, kind=ArtifactError)


# --- tokens that are none


def test_contract_that_is_no_token_is_refused(parts: Path) -> None:
    assert refusal(parts / "Registry.json") == "Registry is no ERC-20 token: it has no transfer(address,uint256)."


@pytest.mark.parametrize(
    ("function", "why"),
    [
        ("balanceOf(address) external pure { revert(); }", "balanceOf(the token) answers nothing that fits."),
        ("balanceOf(address) external {}", "balanceOf(the token) answers nothing that fits."),
        ("balanceOf(address) external { while (true) {} }", "balanceOf(the token) answers nothing that fits."),
        ("other() external {}", "balanceOf(the token) answers nothing that fits."),
    ],
)
def test_token_that_doesnt_answer_is_refused(source: Callable[[str], Path], function: str, why: str) -> None:
    path = source(
        "contract Mute { uint256 public totalSupply; function transfer(address, uint256) external {}"
        f" function {function} }}"
    )
    assert refusal(path) == f"Mute is no ERC-20 token: {why}"


def test_token_without_supply_is_refused(source: Callable[[str], Path]) -> None:
    path = source(
        "contract Mute { mapping(address => uint256) public balanceOf;"
        " function transfer(address, uint256) external {} }"
    )
    assert refusal(path) == "Mute is no ERC-20 token: totalSupply() answers nothing that fits."


# --- addresses


def test_address_without_a_node_is_refused() -> None:
    address = checksum("0x" + "ab" * 20)
    for given in (address, address.lower()):
        assert refusal(given) == f"{given} is an address; name the node of its chain with --rpc."


@pytest.mark.parametrize("text", ["0x", "0x12", "0x" + "g" * 40, "0x" + "1" * 41])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert refusal(text) == f"{text!r} is no address; one has 0x and 40 digits."


def test_address_with_a_typing_error_is_refused() -> None:
    right = checksum("0x" + "ab" * 20)
    wrong = right[:2] + right[2:].swapcase()
    assert refusal(wrong) == f"{wrong} has a wrong checksum; it is {right}, or mistyped."
