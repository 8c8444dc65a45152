"""A rehearsed upgrade: safe where nothing is lost, refused with the reason where something is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from backbone_chain import Outcome, Stage, artifacts, scenarios, tokens
from backbone_chain.artifacts import Artifact
from backbone_chain.errors import ArgumentError, UnknownNameError, UsageError
from backbone_chain.rehearse import Rehearsal, prepare, upgraded

Rehearsed = Callable[..., Rehearsal]

TERMS = "0x" + "11" * 32


def test_version_2_is_safe(rehearsed: Rehearsed) -> None:
    new = artifacts.load("ReferenceDollarV2")
    result = rehearsed(new, call="initializeV2", args=(TERMS,), stories=tuple(scenarios.catalogue()))
    assert result.safe, result.reasons
    assert [change.kind for change in result.layout] == ["namespace-added"]
    assert {each.what for each in result.run.differences} == {"implementation slot", "version()"}
    assert {each.signature for each in result.interface} == {
        "TermsChanged(bytes32,bytes32,address)",
        "initializeV2(bytes32)",
        "terms()",
    }
    assert {story.after.outcome for story in result.stories} <= {Outcome.REFUSED, Outcome.NOTICED, Outcome.QUIET}
    assert result.run.acts > 30
    assert result.run.answers > 500


def test_the_same_code_again_changes_nothing_but_the_slot(rehearsed: Rehearsed) -> None:
    result = rehearsed(artifacts.load("ReferenceDollar"))
    assert result.safe
    assert not result.layout
    assert not result.interface
    assert [each.what for each in result.run.differences] == ["implementation slot"]


@pytest.mark.parametrize("name", ["CallsALibrary", "TakesAnArgument"])
def test_a_linked_library_and_an_immutable_are_no_danger(
    name: str, rehearsed: Rehearsed, upgrades: Mapping[str, Artifact]
) -> None:
    linked = upgrades[name].link({"Sums": "0x" + "11" * 20}) if upgrades[name].libraries else upgrades[name]
    result = rehearsed(
        linked, constructor=("@admin",) if name == "TakesAnArgument" else (), stories=("honest-upgrade",)
    )
    assert result.safe, result.reasons
    assert result.notes


# name, call and its arguments, story -> check, what its sentence says
UNSAFE = {
    "RunsForeignCode": ((), "no-unsafe-opcodes", "run(address,bytes) comes to a DELEGATECALL"),
    "RunsForeignCodeThroughALibrary": ((), "no-unsafe-opcodes", "run(address,bytes) comes to a DELEGATECALL"),
    "EndsItself": ((), "no-unsafe-opcodes", "end(address) comes to a SELFDESTRUCT"),
    "ResetsTheSupply": (("initializeV2",), "upgrade-keeps-state", "totalSupply() was "),
    "ResetsARole": (
        ("initializeV2", "@newcomer"),
        "upgrade-keeps-state",
        "(UPGRADER_ROLE, upgrader) was True and is False.",
    ),
    "LeavesTheInitialiserOpen": ((), "initialised-once", "Anybody can call initializeV2(address) on the token"),
    "MintOpenToAll": ((), "scenarios", "The scenario outsider was refused and is noticed."),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_upgrade_is_refused_by_name(
    name: str, rehearsed: Rehearsed, upgrades: Mapping[str, Artifact]
) -> None:
    (call, check, says), story = UNSAFE[name], ("outsider",) if name == "MintOpenToAll" else ()
    result = rehearsed(upgrades[name], call=call[0] if call else "", args=call[1:], stories=story)
    assert not result.safe
    assert {reason.check for reason in result.reasons} == {check}
    assert says in result.reasons[0].summary


REWRITTEN = {
    "a member before the others": (
        "storage-layout-compatible",
        "The variable list of Freezing in backbone.storage.Freezing (slot 0x"
        "a2c16776a526789f56153160ee651f39b9d008161a0d0ffbff6ced4432f52c00, offset 0) has moved to slot 0x"
        "a2c16776a526789f56153160ee651f39b9d008161a0d0ffbff6ced4432f52c01, offset 0.",
    ),
    "what took its place": ("storage-layout-compatible", "is now where list was."),
    "a namespace under another name": (
        "storage-layout-compatible",
        "The namespace backbone.storage.Minting of Minting (slot 0x"
        "c756e55353b5197ca4381acec626d357135ba73e20a3d419385f311c8427b600, offset 0) is gone.",
    ),
    "no lock": ("bare-implementation", "on the bare implementation; its constructor lacks _disableInitializers()."),
    "other decimals": ("upgrade-keeps-state", "decimals() was 6 and is 18."),
    "a function less": ("interface", "The function currency() is gone."),
    "allowances of minters lost": ("upgrade-keeps-state", "minterAllowance(address)(minter) was "),
    "frozen accounts lost": ("upgrade-keeps-state", "frozenCount() was 2 and is "),
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_a_rewritten_token_is_refused_for_each_thing(what: str, rehearsed: Rehearsed, rewritten: Artifact) -> None:
    check, says = REWRITTEN[what]
    assert [reason for reason in rehearsed(rewritten).reasons if reason.check == check and says in reason.summary]


def test_what_is_meant_to_change_may(rehearsed: Rehearsed, rewritten: Artifact) -> None:
    def reasons(**details: object) -> set[str]:
        return {reason.summary for reason in rehearsed(rewritten, **details).reasons}

    gone = reasons() - reasons(may_change=("decimals", "currency"))
    assert gone == {"decimals() was 6 and is 18.", "The function currency() is gone."}


def test_an_upgrade_that_the_token_refuses_is_no_upgrade(rehearsed: Rehearsed) -> None:
    result = rehearsed(artifacts.load("Puppet"), stories=("outsider",))
    assert [reason.check for reason in result.reasons if reason.check == "upgrade"]
    assert not result.stories


def test_a_layout_that_nobody_can_see_is_not_passed_over(rehearsed: Rehearsed) -> None:
    result = rehearsed(artifacts.load("MintOpenToAll"))
    assert [reason.check for reason in result.reasons] == ["storage-layout-compatible"]
    assert "The plain variables and namespaces of MintOpenToAll can't be seen" in result.reasons[0].summary


def test_bad_input_is_one_sentence() -> None:
    reference, new = tokens.blueprint("reference"), artifacts.load("ReferenceDollarV2")
    with pytest.raises(UnknownNameError, match="initializeV2"):
        prepare(reference, new, call="initialiseV2", args=(TERMS,))
    with pytest.raises(ArgumentError, match="it takes 1, not 0"):
        prepare(reference, new, call="initializeV2")
    with pytest.raises(UsageError, match="no function to give them to"):
        prepare(reference, new, args=(TERMS,))
    with pytest.raises(ArgumentError, match="it takes 0, not 1"):
        prepare(reference, new, constructor=("5",))


def test_the_upgraded_token_is_played_like_any_other() -> None:
    blueprint = upgraded(prepare(tokens.blueprint("reference"), artifacts.load("ReferenceDollarV2")))
    stage = Stage(blueprint)
    token = stage.deploy()
    assert token.contract.call("version") == "2.0.0"
    assert not stage.findings
    assert blueprint.family.powers() == tokens.blueprint("reference").family.powers()
