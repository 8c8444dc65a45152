"""The score: its figures, its targets, and what makes it red."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backbone_chain import scenarios, score, watchers
from backbone_chain.errors import PluginError, UnknownNameError, UsageError
from backbone_chain.report.score import answer, skipped_in_words
from backbone_chain.score import OURS, STORIES, YOURS, Setup
from backbone_chain.score._days import Days
from backbone_chain.score._figures import geometric_mean, percentile, promptness, tally
from backbone_chain.score._model import Run

RULES = tuple(watchers.rules())


def scored(*names: str, **options: object) -> score.Score:
    setup = {name: options.pop(name) for name in ("rules", "folder", "seed", "settings") if name in options}
    options = {"variants": 2, "events": 0} | options
    return score.run(names, setup=Setup(**setup), **options)


def missed(result: score.Score) -> set[tuple[str, str]]:
    return {(miss.target, miss.subject) for miss in result.misses}


@pytest.mark.parametrize("seed", [0, 1_234])
def test_every_target_is_met_by_every_scenario_that_is_there(seed: int) -> None:
    result = scored(seed=seed, variants=3, events=3_000)
    assert result.misses == ()
    assert [each.scenario for each in result.scenarios] == [
        name for name, story in scenarios.catalogue().items() if story.kind == "attack"
    ]
    assert all(each.noticed == each.runs == 3 for each in result.scenarios)
    assert result.total > 0.9


@pytest.mark.parametrize("name", [n for n, story in scenarios.catalogue().items() if story.kind == "attack"])
def test_a_rule_taken_away_makes_its_scenario_red_by_name(name: str) -> None:
    expected = scenarios.catalogue()[name].expects.rules
    result = scored(name, rules=tuple(rule for rule in RULES if rule not in expected))
    assert ("each-scenario", name) in missed(result)
    assert ("recall", "all scenarios") in missed(result)
    assert result.total == 0


def test_a_brake_that_hits_a_bystander_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missed(scored("order-executed-twice")) == set()
    story = scenarios.catalogue()["order-executed-twice"]
    monkeypatch.setattr(story, "bystanders", lambda self, stage: frozenset({stage.actor("customer").address}))
    result = scored("order-executed-twice")
    assert missed(result) == {("no-false-acts", "order-executed-twice")}
    assert result.scenarios[0].false_acts == result.scenarios[0].runs


def test_a_rule_that_fires_on_everything_is_red(wolf: Path) -> None:
    result = scored("fat-finger", folder=str(wolf), events=1_000)
    assert missed(result) == {("quiet-twins", "large-order"), ("quiet-days", "cries-wolf")}
    assert [each.false_alarms > 2 for each in result.rules if each.rule == "cries-wolf"] == [True]


def test_a_rule_of_the_project_that_fires_on_everything_is_red(
    tmp_path: Path, wolf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.backbone]\nwatchers = "wolf"\n')
    monkeypatch.chdir(tmp_path)
    result = scored("fat-finger", variants=1)
    assert missed(result) == {("quiet-twins", "large-order")}
    assert [each.whose for each in result.rules if each.rule == "cries-wolf"] == [OURS]


def test_figures_are_the_same_whatever_the_number_of_workers() -> None:
    options = {"variants": 2, "events": 500}
    alone = scored("fat-finger", "role-mint-cover-up", **options, workers=1)
    together = scored("fat-finger", "role-mint-cover-up", **options, workers=2)
    assert replace(alone, seconds=0) == replace(together, seconds=0)
    assert alone.runs == together.runs


def test_another_seed_draws_other_variants() -> None:
    loss = {seed: [run.loss for run in scored("role-mint-cover-up", variants=4, seed=seed).runs] for seed in (0, 1)}
    assert loss[0] != loss[1]
    assert len(set(loss[0])) > 1


def test_an_attack_is_played_where_it_does_harm_and_its_twin_on_the_reference_token() -> None:
    runs = scored("fat-finger", variants=1).runs
    attack, twin = runs
    assert (attack.scenario, attack.outcome, twin.scenario, twin.token) == (
        "fat-finger",
        "noticed",
        "large-order",
        "reference",
    )
    assert attack.token != "reference"  # which refuses it
    assert attack.loss > 0


def test_a_users_rules_stand_beside_ours_under_names_of_their_own(huge: Path) -> None:
    result = scored("fat-finger", folder=str(huge), variants=4)
    ours, yours = (next(r for r in result.rules if r.rule == name) for name in ("limit-breach", "limit-breach (yours)"))
    assert (ours.whose, ours.right) == (OURS, 4)
    assert (yours.whose, yours.right, yours.false_alarms) == (YOURS, result.scenarios[0].yours, 0)
    assert result.scenarios[0].yours > 0
    assert result.misses == ()


def test_a_users_rules_do_not_make_up_for_a_blind_spot_of_ours(huge: Path) -> None:
    rest = tuple(rule for rule in RULES if rule not in ("limit-breach", "mint-without-order"))
    result = scored("fat-finger", folder=str(huge), rules=rest)
    assert ("each-scenario", "fat-finger") in missed(result)


def test_a_users_rule_that_fails_on_an_observation_stops_the_run_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "fragile.py").write_text(
        '"""fragile"""\nfrom backbone_chain.watchers import Watcher\n\n\nclass Fragile(Watcher):\n    """Fails."""\n\n'
        "    needs = ()\n\n    def observe(self, observation):\n        return [1 / 0]\n"
    )
    with pytest.raises(PluginError, match=r"fragile can't be used: it fails on an observation \(ZeroDivisionError"):
        scored("fat-finger", folder=str(tmp_path), variants=1)
    with pytest.raises(UsageError, match="fragile can't be used"):
        scored("fat-finger", folder=str(tmp_path), variants=1, workers=2)


@pytest.mark.parametrize("part", ["def choose(self)", "def attack(self, stage)", "def victim(self)"])
def test_a_story_that_fails_is_red_by_its_name_and_says_where(own_project: Path, part: str) -> None:
    story = own_project / "stories" / "unseen.py"
    decorated = "@property\n    " if "victim" in part else ""
    story.write_text(story.read_text() + f"\n    {decorated}{part}:\n        raise ValueError('oops')\n")
    result = scored("unseen", variants=2)
    (only,) = result.scenarios
    assert (only.runs, only.score) == (0, 0)
    assert any("ValueError in unseen.py, line" in said for said in only.broken)
    assert ("played", "unseen") in missed(result)


@pytest.mark.parametrize("text", ["1 / 0\n", "x = 5\n", "def broken(:\n"])
def test_a_broken_file_among_a_users_rules_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.py").write_text(text)
    with pytest.raises(PluginError, match="broken"):
        scored("fat-finger", folder=str(tmp_path))


def test_a_folder_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        scored("fat-finger", folder=str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="holds no Watcher"):
        scored("fat-finger", folder=str(tmp_path))


def test_a_scenario_that_is_dropped_into_the_projects_folder_is_scored(own_project: Path) -> None:
    result = scored("quick-theft", variants=3)
    (tally,) = result.scenarios
    assert (tally.scenario, tally.runs, tally.noticed) == ("quick-theft", 3, 3)
    assert result.misses == ()


def test_a_scenario_that_nobody_notices_is_red_by_name(own_project: Path) -> None:
    result = scored("unseen")
    assert missed(result) == {("each-scenario", "unseen"), ("recall", "all scenarios")}
    assert result.scenarios[0].loss_before == result.scenarios[0].loss > 0


def test_a_story_that_does_no_harm_anywhere_shows_nothing_and_is_red(own_project: Path) -> None:
    (own_project / "stories" / "hopeless.py").write_text(
        (own_project / "stories" / "quick_theft.py")
        .read_text()
        .replace("QuickTheft", "Hopeless")
        .replace('return stage.token.balance_of(stage.actor("thief"))', "return 0")
    )
    result = scored("hopeless", variants=1)
    assert {target for target, _ in missed(result)} == {"played"}


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'fat-finger'"):
        scored("fat-fingr")


def test_stories_that_are_not_built_are_missing_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STORIES, "unwritten", "S99")
    result = scored("fat-finger", variants=1)
    assert "unwritten" in result.missing
    assert "fat-finger" not in result.missing
    assert result.misses == ()


def test_a_run_tells_what_was_done_and_said_and_when() -> None:
    (run,) = (run for run in scored("role-mint-cover-up", variants=1).runs if run.kind == "attack")
    assert any(deed.says.startswith("grantRole(") and deed.who == ("admin",) for deed in run.deeds)
    assert run.findings[0].block <= run.noticed[OURS] < run.harm_block
    assert run.loss_before == 0 == run.loss_with_response
    assert run.acts[0].block == run.findings[0].block + 1


def test_percentiles_are_of_the_nearest_rank() -> None:
    assert percentile([], 50) is None
    assert percentile([3], 99) == 3
    assert (percentile([4, 1, 2, 3], 50), percentile(range(1, 101), 99)) == (2, 99)


def test_a_blind_spot_makes_the_mean_nothing() -> None:
    assert geometric_mean([1, 1, 0]) == 0
    assert geometric_mean([0.25, 1]) == 0.5
    assert geometric_mean([]) == 0


def test_promptness_is_1_up_to_the_harm_and_falls_with_each_block_after_it() -> None:
    def at(noticed: int | None) -> Run:
        said = {} if noticed is None else {OURS: noticed}
        return Run(scenario="x", variant=0, kind="attack", token="t", outcome="noticed", harm_block=10, noticed=said)

    assert promptness([at(10), at(3)]) == 1
    assert promptness([at(11)]) == 0.5
    assert promptness([at(None), at(10)]) == 0.5
    assert promptness([]) == 0


def test_benign_days_have_the_events_asked_for_and_are_the_same_for_the_same_seed() -> None:
    days = [score.watch_days(2_000, Setup(seed=seed)) for seed in (5, 5)]
    assert days[0] == days[1]
    assert days[0].events >= 2_000
    assert (days[0].days, days[0].count("critical")) == (30, 0)


def test_facts_of_benign_days_agree_with_each_other() -> None:
    days = Days(3, 30, 3_000)
    blocks = [observation.block for observation in days.observations()]
    assert blocks == sorted(set(blocks))
    assert sum(days.balances.values()) == days.supply
    assert min(days.balances.values()) >= 0
    assert days.orders > 10


def test_runs_that_this_machine_cannot_play_are_said_and_counted_apart() -> None:
    stories = scenarios.catalogue()
    played = Run(
        scenario="fat-finger", variant=0, kind="attack", token="t", outcome="noticed", harm_block=1, noticed={OURS: 1}
    )
    left = replace(played, outcome="not-applicable", harm_block=None, noticed={}, skipped="It can't deploy a pool.")
    twin = replace(left, scenario="large-order", kind="twin")
    whole, part = (
        tally("fat-finger", stories["fat-finger"], [played, *runs], [twin][: len(runs)]) for runs in ([], [left])
    )
    assert (whole.skipped, whole.reasons, whole.runs) == (0, (), 1)
    assert (part.skipped, part.reasons, part.runs) == (2, ("It can't deploy a pool.",), 1)
    result = replace(scored("fat-finger", variants=1), scenarios=(part,))
    assert "2 runs were skipped, and nothing is known of them" in answer(result)
    assert skipped_in_words(result) == ["Skipped: 2 of 3 runs of fat-finger and its twins. It can't deploy a pool."]
    assert skipped_in_words(replace(result, scenarios=(whole,))) == []
