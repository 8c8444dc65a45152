"""A contract about which no file says anything: what it is given, and how it is put up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backbone_chain import compiler
from backbone_chain.artifacts import Artifact
from backbone_chain.artifacts._write import write
from backbone_chain.chain import Chain
from backbone_chain.errors import UsageError
from backbone_chain.subjects import Subject, open_subject
from backbone_chain.subjects._file import CodeFile
from backbone_chain.subjects._guessing import plan_for

FIXTURES = Path(__file__).parent / "fixtures"
BEHIND = "It was put behind an ERC-1967 proxy, which is initialised in the transaction that creates it."


@pytest.fixture(scope="module")
def compiled() -> dict[str, Artifact]:
    return {each.name: each for each in compiler.compile_files([FIXTURES / "guessed.sol"])}


@pytest.fixture
def opened(compiled: dict[str, Artifact], tmp_path: Path) -> Callable[[str], Subject]:
    return lambda name: open_subject(str(write(compiled[name], tmp_path / f"{name}.json")), Chain())


def guesses(name: str, kind: str, *components: dict[str, str]) -> tuple[object, str]:
    """What the only parameter of a constructor is given, and what is told of it."""
    parameter = {"name": name, "type": kind, "components": list(components)}
    abi = ({"type": "constructor", "inputs": [parameter]},)
    artifact = Artifact(name="Guessed", abi=abi, bytecode=b"\1", deployed_bytecode=b"\1")
    plan, notes = plan_for(CodeFile(path=Path("x.json")), artifact)
    assert len(notes) == len(plan.constructor) == 1
    return plan.constructor[0], notes[0]


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("owner", "address", "@admin"),
        ("_newOwner", "address", "@admin"),
        ("defaultAdmin_", "address", "@admin"),
        ("masterMinter", "address", "@minter_admin"),
        ("supplyController", "address", "@minter"),
        ("initialMinter", "address", "@minter"),
        ("pauser", "address", "@pauser"),
        ("unpauser", "address", "@unpauser"),
        ("blacklister", "address", "@freezer"),
        ("assetProtectionRole", "address", "@freezer"),
        ("unfreezer", "address", "@unfreezer"),
        ("burner", "address", "@burner"),
        ("rescuer", "address", "@rescuer"),
        ("upgrader", "address", "@upgrader"),
        ("initialHolder", "address", "@treasury"),
        ("trustedForwarder", "address", "@trusted_forwarder"),
        ("", "address", "@admin"),
        ("name", "string", "Token under test"),
        ("symbol_", "string", "TST"),
        ("tokenSymbol", "string", "TST"),
        ("tokenCurrency", "string", "USD"),
        ("version", "string", "1"),
        ("", "string", "Token under test"),
        ("decimals_", "uint8", 6),
        ("delay", "uint48", 172_800),
        ("feeBps", "uint16", 0),
        ("cap", "uint256", 10**15),
        ("supply", "uint128", 10**15),
        ("kind", "uint8", 1),
        ("change", "int256", 10**15),
        ("isOpen", "bool", True),
        ("role", "bytes32", "0x" + "00" * 32),
        ("tag", "bytes4", "0x00000000"),
        ("data", "bytes", "0x"),
        ("owners", "address[2]", ["@admin", "@admin"]),
        ("owners", "address[]", []),
        ("pairs", "uint8[2][1]", [[1, 1]]),
    ],
)
def test_argument_is_guessed_by_type_and_name(name: str, kind: str, value: object) -> None:
    told = f"The constructor was given {name or kind} = {value}."
    assert guesses(name, kind) == (value, told)


def test_struct_is_guessed_field_by_field() -> None:
    fields = ({"name": "owner", "type": "address"}, {"name": "delay", "type": "uint48"})
    assert guesses("terms", "tuple", *fields)[0] == ["@admin", 172_800]
    assert guesses("terms", "tuple[2]", *fields)[0] == [["@admin", 172_800], ["@admin", 172_800]]


def test_constructor_is_given_what_its_parameters_are_called(opened: Callable[[str], Subject]) -> None:
    subject = opened("Constructed")
    call = subject.token.call
    assert [call(name) for name in ("name", "symbol", "currency", "decimals")] == ["Token under test", "TST", "USD", 6]
    assert [call(name) for name in ("upgradeDelay", "supplyCap", "feeBps")] == [172_800, 10**15, 0]
    assert (subject.name, subject.proxy) == ("Constructed", "none")
    [note] = subject.notes
    assert note.startswith("The constructor was given name_ = Token under test, tokenSymbol = TST, ")


def test_struct_of_officers_becomes_actors(opened: Callable[[str], Subject]) -> None:
    subject = opened("Structured")
    names = ("admin", "minter_admin", "minter", "pauser", "freezer")
    assert subject.token.call("officers") == tuple(subject.actors[name].address for name in names)
    assert tuple(subject.actors) == ("deployer", *names, "trusted_forwarder")


def test_initialiser_is_called_where_the_contract_stands(opened: Callable[[str], Subject]) -> None:
    subject = opened("Initialised")
    assert subject.token.call("owner") == subject.actors["admin"].address
    assert (subject.proxy, subject.notes) == ("none", ("initialize was given owner_ = @admin.",))


@pytest.mark.parametrize("name", ["Locked", "Upgraded"])
def test_implementation_is_put_behind_a_proxy(opened: Callable[[str], Subject], name: str) -> None:
    subject = opened(name)
    assert subject.token.call("owner") == subject.actors["admin"].address
    assert subject.proxy == "erc1967"
    assert subject.implementation not in ("", subject.token.address)
    assert subject.notes[-1] == BEHIND


def test_plain_token_leaves_nothing_to_tell(subject_file: object, parts: Path) -> None:
    assert open_subject(str(parts / "Units.json"), Chain()).notes == ()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("AsksItsOracle", "AsksItsOracle can't be deployed: NoReason()"),
        ("InitialisedWithReason", f"its proxy can't be deployed: OddCap(cap={10**15})"),
    ],
)
def test_wrong_guess_is_told_with_its_reason_and_what_to_do(
    opened: Callable[[str], Subject], name: str, why: str
) -> None:
    with pytest.raises(UsageError) as refused:
        opened(name)
    advice = f"the arguments were guessed, so name the right ones of {name} in a subject file."
    assert str(refused.value) == f"{name}: {why}; {advice}"


def test_refusal_that_no_guess_caused_is_told_as_it_is(parts: Path) -> None:
    with pytest.raises(UsageError) as refused:
        open_subject(str(parts / "Unlucky.json"), Chain())
    assert str(refused.value) == "Unlucky: Unlucky can't be deployed: Error(message=not today)."
