"""What every rule has: settings, state, keys, and plans to hold events against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from _history import TOKEN, UINT256_MAX, address, block, plan

from backbone_chain import watchers
from backbone_chain.errors import SettingsError, UnknownNameError
from backbone_chain.model import (
    ApprovedMinter,
    Fact,
    Finding,
    FreezeRequested,
    Mint,
    Observation,
    Severity,
    SlotRead,
    Source,
    SupplyRead,
)
from backbone_chain.watchers import Planned, Watcher

MINTER = address("minter")
RULES = watchers.rules()


class LargeMint(Watcher):
    """A mint of at least `least` (a rule for these tests).

    More is said here, and is no part of the summary.
    """

    needs = (Mint, SupplyRead, ApprovedMinter, FreezeRequested)
    defaults: ClassVar[dict[str, Any]] = {"least": 10, "share": 0.5, "venue": "", "strict": False, "window": None}

    def start(self) -> dict[str, Any]:
        return {"sum": 0}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        for fact in observation.facts:
            if isinstance(fact, Mint):
                self.state["sum"] += fact.amount
                yield self.finding(observation, fact, Severity.LOW, fact.minter, "A large mint.", amount=fact.amount)


def mint(amount: int = 5) -> Mint:
    return Mint(minter=MINTER, to=MINTER, amount=amount)


# --- settings


def test_settings_fall_back_to_the_defaults() -> None:
    assert LargeMint({"least": 3}).settings == {**LargeMint.defaults, "least": 3}
    assert LargeMint().settings == LargeMint.defaults


def test_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError) as refused:
        LargeMint({"leest": 3})
    assert str(refused.value) == "The settings file [rules.large-mint] has no setting 'leest'. Did you mean 'least'?"


@pytest.mark.parametrize(
    ("name", "value"),
    [("least", "ten"), ("least", True), ("share", "half"), ("venue", 1), ("strict", 1), ("least", [10])],
)
def test_setting_of_another_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=rf"has {name} = .*; give a value like"):
        LargeMint({name: value})


@pytest.mark.parametrize(("name", "value"), [("least", 2.5), ("share", 1), ("venue", "here"), ("window", [1, 2])])
def test_setting_of_the_same_kind_is_taken(name: str, value: object) -> None:
    assert LargeMint({name: value}).settings[name] == value


def test_settings_of_one_rule_leave_the_next_alone() -> None:
    LargeMint({"least": 3})
    assert LargeMint().settings["least"] == 10


# --- what a rule says of itself


def test_id_is_the_class_in_kebab_case_and_summary_the_first_line() -> None:
    assert LargeMint().id == "large-mint"
    assert LargeMint.summary() == "A mint of at least `least` (a rule for these tests)."


def test_blind_for_names_the_facts_that_the_sources_lack() -> None:
    assert LargeMint().blind_for(frozenset(Source)) == ()
    assert LargeMint().blind_for(frozenset({Source.EVENTS, Source.STATE})) == ("ApprovedMinter", "FreezeRequested")
    assert LargeMint().blind_for(frozenset()) == ("Mint", "SupplyRead", "ApprovedMinter", "FreezeRequested")


# --- findings


def test_finding_carries_the_place_of_its_fact() -> None:
    (finding,) = LargeMint().observe(block(7, mint(5)))
    assert (finding.rule, finding.severity, finding.block, finding.timestamp) == ("large-mint", Severity.LOW, 7, 84)
    assert (finding.tx, finding.log_index, finding.subject, finding.evidence) == ("0x7-0", 0, MINTER, {"amount": 5})
    assert finding.as_json()["severity"] == "low"


def test_keys_tell_facts_of_one_block_apart() -> None:
    first, second = LargeMint().observe(block(7, mint(5), mint(5)))
    assert first.key != second.key
    assert first.key == f"large-mint:{MINTER}:7:0x7-0:0"


def test_keys_of_state_reads_tell_slots_apart() -> None:
    rule, seen = LargeMint(), block(7)
    slots = [SlotRead(contract=TOKEN, slot=slot, value="0x0") for slot in ("implementation", "admin")]
    facts: list[Fact] = [*slots, SupplyRead(contract=TOKEN, amount=1)]
    keys = {rule.finding(seen, fact, Severity.LOW, TOKEN, "A read.").key for fact in facts}
    assert len(keys) == 3


# --- state


def test_state_comes_back_from_text_numbers_of_any_size_included() -> None:
    rule, other = LargeMint(), LargeMint()
    list(rule.observe(block(1, mint(UINT256_MAX), mint(UINT256_MAX))))
    other.restore(rule.save())
    assert other.state == {"sum": 2 * UINT256_MAX}
    assert json.loads(rule.save()) == rule.state


def test_restored_state_is_nobody_elses() -> None:
    rule, other = LargeMint(), LargeMint()
    saved = rule.save()
    other.restore(saved)
    list(other.observe(block(1, mint())))
    assert rule.state == {"sum": 0}
    assert rule.save() == saved


# --- plans


@pytest.mark.parametrize(
    ("what", "new", "number", "ticket"),
    [
        ("role:minter", MINTER, 5, "T-1"),
        ("role:minter", MINTER, 9, "T-1"),
        ("role:minter", MINTER.lower(), 7, "T-1"),
        ("role:minter", MINTER.upper(), 7, "T-1"),
        ("role:minter", MINTER, 4, ""),
        ("role:minter", MINTER, 10, ""),
        ("role:admin", MINTER, 7, ""),
        ("role:minter", TOKEN, 7, ""),
    ],
)
def test_ticket_covers_one_change_to_one_value_in_its_blocks(what: str, new: str, number: int, ticket: str) -> None:
    planned = Planned({})
    planned.learn(block(1, plan("role:minter", MINTER, 5, 9)))
    assert planned.ticket(what, new, number) == ticket


@pytest.mark.parametrize(("since", "number", "ticket"), [(0, 4, ""), (3, 5, "T-1"), (9, 30, "T-1"), (10, 30, "")])
def test_ticket_covers_what_may_have_happened_since_the_last_look(since: int, number: int, ticket: str) -> None:
    planned = Planned({})
    planned.learn(block(1, plan("implementation", TOKEN, 5, 9)))
    assert planned.ticket("implementation", TOKEN, number, since=since) == ticket


def test_plans_live_in_the_state_that_they_were_given() -> None:
    state: dict[str, Any] = {}
    Planned(state).learn(block(1, plan("unpause", MINTER, 5, 9)))
    restored = Planned(json.loads(json.dumps(state)))
    assert restored.any("unpause")
    assert restored.ticket("unpause", MINTER, 5) == "T-1"
    assert not restored.any("role:minter")


# --- all rules


def test_rules_are_in_alphabetical_order() -> None:
    assert list(RULES) == sorted(RULES)
    assert [rule.id for rule in watchers.create()] == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_rule_says_what_it_needs_and_sees_nothing_in_an_empty_block(name: str) -> None:
    rule = RULES[name]()
    assert rule.id == name
    assert rule.summary().endswith(").")
    assert rule.needs
    assert list(rule.observe(block(1))) == []
    assert json.loads(rule.save()) == rule.state


def test_create_makes_what_is_named_with_its_settings() -> None:
    (rule,) = watchers.create(["privilege-then-mint"], {"privilege-then-mint": {"within_blocks": 7}})
    assert rule.settings == {**rule.defaults, "within_blocks": 7}
    assert rule.defaults["within_blocks"] != 7


@pytest.mark.parametrize(("names", "settings"), [(["limit-breech"], {}), (None, {"limit-breech": {}})])
def test_create_refuses_an_unknown_rule_with_the_nearest(
    names: list[str] | None, settings: dict[str, dict[str, Any]]
) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'limit-breach'"):
        watchers.create(names, settings)
