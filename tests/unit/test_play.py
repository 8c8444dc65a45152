"""How a story's course becomes an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from backbone_chain import (
    Cell,
    Expects,
    Finding,
    Observation,
    Outcome,
    Scenario,
    Severity,
    Stage,
    Watcher,
    tokens,
    watchers,
)
from backbone_chain.errors import PluginError
from backbone_chain.model import Fact, Mint, Transfer
from backbone_chain.play import play_one, respond_to
from backbone_chain.scenarios import BenignTwin, open_for_business

REFERENCE = "reference"


class Alarm(Watcher):
    """Says `severity` of every transfer to the thief, in its block."""

    needs: tuple[type[Fact], ...] = (Transfer,)
    severity = Severity.HIGH
    thief = ""

    def observe(self, observation: Observation) -> Iterator[Finding]:
        for fact in observation.facts:
            if isinstance(fact, Transfer | Mint) and isinstance(fact, Transfer) and fact.to == self.thief:
                yield self.finding(observation, fact, self.severity, fact.to, "loot")


class Theft(Scenario):
    """The exchange's own tokens go to the thief."""

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-balance"}), rules=frozenset({"alarm"}))
    amount = 5

    def prepare(self, stage: Stage) -> None:
        open_for_business(stage)
        Alarm.thief = stage.actor("thief").address

    def attack(self, stage: Stage) -> None:
        stage.chain.mine(2)
        stage.token.transfer(stage.actor("thief"), self.amount, sender=stage.actor("exchange"))

    def loss(self, stage: Stage) -> int:
        return stage.token.balance_of(stage.actor("thief"))


class TwiceTheft(Theft):
    """Twice, and the second time by what the first one left behind."""

    def attack(self, stage: Stage) -> None:
        super().attack(stage)
        refused = stage.attempt(lambda: super(TwiceTheft, self).attack(stage))
        if refused:
            raise KeyError("what was to be there by now")


class GreedyTheft(Theft):
    """More than there is."""

    amount = 10**30


class FrozenTheft(Theft):
    """Refused, but not by an error that the story expects."""

    def attack(self, stage: Stage) -> None:
        stage.token.freeze(stage.actor("exchange"))
        super().attack(stage)


class NamedTheft(FrozenTheft):
    """Expects the token's own name for the error."""

    expects = Expects(errors=frozenset({"AccountFrozen"}))


class Nothing(Theft):
    """Does no harm, and nobody refuses it."""

    amount = 0


class BadStart(Theft):
    """Can't be prepared."""

    def prepare(self, stage: Stage) -> None:
        stage.token.mint(stage.actor("thief"), 1, sender=stage.actor("thief"))


class Bridged(Theft):
    """Needs powers that the token lacks."""

    needs = frozenset({"mint", "set_limit"})


class Gift(BenignTwin):
    """The same transfer, meant."""

    twin_of = Theft
    needs = Theft.needs

    def attack(self, stage: Stage) -> None:
        self.original.attack(stage)


class RefusedGift(Gift):
    """A legal act that the token refuses."""

    twin_of = GreedyTheft


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    def play(story: type[Scenario], severity: Severity | None = Severity.HIGH) -> Cell:
        rule = type("Alarm", (Alarm,), {"severity": severity})
        monkeypatch.setattr(watchers, "create", lambda settings=None: [rule()] if severity else [])
        return play_one("story", story, tokens.blueprint(REFERENCE))

    return play


def test_harm_with_a_finding_of_the_expected_rule_is_noticed(told: Any) -> None:
    cell = told(Theft)
    assert (cell.outcome, cell.loss, cell.error) == (Outcome.NOTICED, 5, "")
    assert cell.harm_block == cell.noticed_block
    assert cell.latency_blocks == 0
    assert [finding.rule for finding in cell.findings] == ["alarm"]


@pytest.mark.parametrize("severity", [None, Severity.INFO])
def test_harm_without_more_than_info_is_silent(told: Any, severity: Severity | None) -> None:
    cell = told(Theft, severity)
    assert (cell.outcome, cell.loss, cell.noticed_block, cell.latency_blocks) == (Outcome.SILENT, 5, None, None)
    assert cell.harm_block is not None
    assert cell.failed


def test_harm_with_findings_of_other_rules_only_is_silent(told: Any) -> None:
    story = type("Theft", (Theft,), {"expects": Expects(rules=frozenset({"another-rule"}))})
    assert told(story).outcome is Outcome.SILENT


def test_no_harm_and_a_named_error_is_refused(told: Any) -> None:
    cell = told(GreedyTheft)
    assert (cell.outcome, cell.loss, cell.harm_block) == (Outcome.REFUSED, 0, None)
    assert cell.error.startswith("ERC20InsufficientBalance(sender=0x")
    assert not cell.failed


def test_the_tokens_own_name_for_an_error_serves_too(told: Any) -> None:
    assert told(NamedTheft).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        (FrozenTheft, r"ended in AccountFrozen\(.*which is not a refusal it expects \(over-balance\)"),
        (Nothing, "did no harm, and nothing refused it"),
        (BadStart, "preparation was refused: AccessControlUnauthorizedAccount"),
        (RefusedGift, "benign twin was refused: ERC20InsufficientBalance"),
    ],
)
def test_a_story_that_does_not_happen_as_told_is_broken(told: Any, story: type[Scenario], reason: str) -> None:
    cell = told(story)
    assert cell.outcome is None
    assert cell.failed
    assert cell.as_json()["outcome"] == "broken"
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(cell.error)


def failing(self: Scenario, *_: object) -> int:
    raise ValueError("oops")


@pytest.mark.parametrize("part", ["choose", "prepare", "attack", "loss"])
def test_a_story_whose_own_code_fails_is_broken_and_says_where(told: Any, part: str) -> None:
    cell = told(type("Failing", (Theft,), {part: failing}))
    line = failing.__code__.co_firstlineno + 1
    assert (cell.outcome, cell.error) == (None, f"It fails (ValueError in test_play.py, line {line}: oops).")


def test_a_brake_that_leaves_a_story_in_pieces_ends_it(told: Any) -> None:
    told(Theft)  # whose rule is in place from now on
    answered = respond_to(told(TwiceTheft), TwiceTheft, tokens.blueprint(REFERENCE))
    assert (answered.outcome, answered.loss, answered.loss_with_response) == (Outcome.NOTICED, 10, 5)


def test_a_rule_that_fails_or_says_no_finding_is_named_and_no_fault_of_the_story() -> None:
    for says, why in (
        (failing, r"ValueError in test_play.py, line \d+: oops"),
        (lambda *_: [5], "it says 5, which is no"),
    ):
        rule = type("Fragile", (Alarm,), {"observe": says})
        with pytest.raises(PluginError, match=rf"^The plug-in fragile can't be used: .*{why}"):
            play_one("story", Theft, tokens.blueprint(REFERENCE), rules=[rule()])


def test_twin_without_alarm_is_quiet_and_info_is_no_alarm(told: Any) -> None:
    assert told(Gift, None).outcome is Outcome.QUIET
    assert told(Gift, Severity.INFO).outcome is Outcome.QUIET


def test_twin_with_an_alarm_is_a_false_alarm(told: Any) -> None:
    cell = told(Gift)
    assert (cell.outcome, [f.rule for f in cell.findings], cell.failed) == (Outcome.FALSE_ALARM, ["alarm"], True)
    assert cell.noticed_block == cell.findings[0].block


def test_story_whose_powers_are_missing_does_not_apply(told: Any) -> None:
    cell = told(Bridged)
    assert (cell.outcome, cell.failed) == (Outcome.NOT_APPLICABLE, False)
    assert cell.error == "the token has no power to set limit"


def test_finding_before_the_harm_has_a_negative_latency(told: Any) -> None:
    class Slow(Theft):
        """The thief gets a nothing first."""

        rules: ClassVar = ()

        def attack(self, stage: Stage) -> None:
            stage.token.transfer(stage.actor("thief"), 0, sender=stage.actor("exchange"))
            super().attack(stage)

    assert told(Slow).latency_blocks == -3


def test_cell_as_json_has_the_fields_of_the_format(told: Any) -> None:
    plain = told(Theft).as_json()
    assert set(plain) == {
        "scenario", "variant", "seed", "kind", "token", "engine", "outcome", "error", "findings", "harm_block",
        "noticed_block", "latency_blocks", "loss",
    }  # fmt: skip
    assert set(plain["findings"][0]) == {
        "rule", "severity", "block", "timestamp", "tx", "log_index", "subject", "summary", "evidence", "key", "status",
    }  # fmt: skip
