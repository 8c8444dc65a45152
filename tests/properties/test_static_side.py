"""What a proxy hides, and slots that only keys may set: on tokens with source and on bare code."""

from __future__ import annotations

import dataclasses

import pytest
from _tokens import artifact, builtin, fixture, judge, replayed

from backbone_chain.bytecode import fixed_slots, selectors
from backbone_chain.chain import Chain
from backbone_chain.properties import Judgement
from backbone_chain.subjects import Subject

HOLDS, BROKEN, NOT_APPLICABLE, UNKNOWN = Judgement.HOLDS, Judgement.BROKEN, Judgement.NOT_APPLICABLE, Judgement.UNKNOWN
SLOT = 0x360894A13BA1A3210667C828492DB98DCA3E2076CC3735A920A3CA505D382BBC  # ERC-1967
HIDES, GUARDED = "proxy-hides-nothing", "privileged-slots-guarded"


def fronted(proxy: str, *, with_source: bool = True):
    def open_(chain: Chain) -> Subject:
        owner = chain.account("owner")
        code = chain.deploy(artifact("Fronted"), sender=owner)
        front = chain.deploy(artifact(proxy), code.address, sender=owner)
        token = chain.at(front.address, artifact("Fronted").interface)
        if proxy != "FrontWithAList":
            token.send("initialize", owner.address, sender=chain.account("deployer"))
        return Subject(
            name=proxy,
            chain=chain,
            token=token,
            artifact=artifact("Fronted") if with_source else None,
            implementation=code.address,
            proxy="erc1967",
            actors={"owner": owner},
        )

    return open_


class TestWhatAProxyHides:
    @pytest.mark.parametrize("with_source", [True, False])
    @pytest.mark.parametrize(
        ("proxy", "judgement", "hidden"),
        [
            ("Front", HOLDS, {}),
            ("FrontWithOwner", BROKEN, {True: "owner()", False: "0x8da5cb5b"}),
            ("FrontThatClashes", BROKEN, {True: "burn(uint256)", False: "0x42966c68"}),
            ("FrontWithAList", UNKNOWN, {True: "doesn't forward", False: "doesn't forward"}),
        ],
    )
    def test_is_told_by_name_or_selector(self, proxy, judgement, hidden, with_source) -> None:
        verdict = judge(HIDES, f"{proxy} {with_source}", fronted(proxy, with_source=with_source))
        assert verdict.judgement is judgement
        assert hidden.get(with_source, "") in verdict.reason

    def test_no_proxy_no_verdict(self) -> None:
        assert judge(HIDES, "Silent 0", fixture("Silent", 0)).judgement is NOT_APPLICABLE

    def test_the_reference_tokens_proxy_hides_nothing(self) -> None:
        assert judge(HIDES, "reference", builtin("reference")).judgement is HOLDS


class TestSlotsOfKeys:
    @pytest.mark.parametrize(
        ("bug", "call"),
        [(1, "adoptCollector"), (2, "liftCeiling"), (3, "knock"), (4, "knock")],
    )
    def test_that_an_outsider_sets_are_found_without_a_getter(self, bug, call) -> None:
        token = f"Silent {bug}"
        verdict = judge(GUARDED, token, fixture("Silent", bug))
        assert verdict.judgement is BROKEN
        assert f"{call}(" in verdict.reason
        for engine in ("revm", "py-evm"):
            assert replayed(verdict, token, engine), engine

    def test_that_everybody_adds_to_or_that_nobody_chooses_are_sound(self) -> None:
        assert judge(GUARDED, "Silent 0", fixture("Silent", 0)).judgement is HOLDS

    @pytest.mark.parametrize(("bug", "judgement"), [(0, HOLDS), (1, BROKEN), (3, BROKEN)])
    def test_are_found_in_bare_code_too(self, bug, judgement) -> None:
        opening = fixture("Silent", bug)

        def bare(chain: Chain) -> Subject:
            return dataclasses.replace(opening(chain), artifact=None)

        assert judge(GUARDED, f"bare Silent {bug}", bare).judgement is judgement

    def test_the_reference_token_guards_its_own(self) -> None:
        assert judge(GUARDED, "reference", builtin("reference")).judgement is HOLDS

    def test_an_upgrade_that_is_open_to_all_sets_the_proxys_own_slot(self) -> None:
        verdict = judge(GUARDED, "upgrade-open-to-all", builtin("upgrade-open-to-all"))
        assert verdict.judgement is BROKEN
        assert f"0x{SLOT:x}" in verdict.reason


def test_code_is_asked_for_its_selectors_and_slots() -> None:
    for contract in ("Fronted", "Silent"):
        made, code = artifact(contract), artifact(contract).deployed_bytecode
        assert {each.selector for each in made.interface.functions} <= {*selectors(code)}
    assert SLOT in fixed_slots(artifact("Front").deployed_bytecode)
    assert selectors(b"") == []
    assert SLOT not in fixed_slots(artifact("Fronted").deployed_bytecode)
