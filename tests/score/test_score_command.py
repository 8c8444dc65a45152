"""backbone score: the answer first, the format for programs, a page that stands alone, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbone_chain.cli import main
from backbone_chain.report.score_page import timeline
from backbone_chain.report.timeline import chart
from backbone_chain.score import STORIES
from backbone_chain.score import run as score_run

QUICK = ("fat-finger", "--variants", "2", "--events", "0", "--workers", "1")


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(("score", *args))
    out, err = capsys.readouterr()
    return code, out, err


def test_score_gives_the_format_and_exit_code_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STORIES, "unwritten", "S99")
    code, out, err = run(capsys, "fat-finger", "--variants", "2", "--events", "300", "--workers", "2", "--json", "-")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == "backbone.score/1"
    (scenario,) = result["scenarios"]
    fields = ("scenario", "runs", "noticed", "before_harm", "latency_p50", "latency_p99")
    assert [scenario[name] for name in fields] == ["fat-finger", 2, 2, 0, 0, 0]
    assert scenario["loss"] == scenario["loss_with_response"] > 0
    assert scenario["seconds"] > 0
    rule = next(each for each in result["rules"] if each["rule"] == "limit-breach")
    assert (rule["fired"], rule["right"], rule["false_alarms"], rule["latency_p50"]) == (2, 2, 0, 0)
    assert (result["twins"]["runs"], result["twins"]["false_alarms"]) == (2, 0)
    assert result["benign"]["events"] >= 300
    assert result["benign"]["findings"]["critical"] == 0
    assert "unwritten" in result["missing"]
    assert (result["total"], result["seed"]) == (1.0, 0)
    assert "All targets are met." in err  # what a person reads makes way for what a program does
    assert "score 5/5: " in err


def test_the_answer_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *QUICK)
    assert code == 0
    assert out.startswith(
        "All targets are met. 2 of 2 runs that did harm were noticed, 0 of 2 benign twins taken for an attack;"
    )


def test_a_rule_that_fires_on_everything_ends_in_exit_code_1(capsys: pytest.CaptureFixture[str], wolf: Path) -> None:
    code, out, _ = run(capsys, *QUICK, "--rules", str(wolf))
    assert code == 1
    assert out.startswith("FAILED: large-order.")
    assert "large-order was taken for an attack in 2 runs, by cries-wolf" in out
    assert "yours" in out


def test_a_scenario_that_nobody_notices_ends_in_exit_code_1(
    capsys: pytest.CaptureFixture[str], own_project: Path
) -> None:
    code, out, _ = run(capsys, "unseen", "--variants", "1", "--events", "0", "--workers", "1")
    assert code == 1
    assert "unseen was noticed in 0 of 1 runs" in out


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("fat-fingr",), "Did you mean 'fat-finger'?"),
        (("--rules", "nowhere"), "There is no folder nowhere."),
        (("--engine", "revn"), "Did you mean 'revm'?"),
        (("--variants", "0"), "--variants"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], args: tuple[str, ...], sentence: str
) -> None:
    code, out, err = run(capsys, *args)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_broken_file_among_the_rules_gets_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "broken.py").write_text("1 / 0\n")
    code, out, err = run(capsys, *QUICK, "--rules", str(tmp_path))
    assert (code, out) == (2, "")
    assert "broken.py can't be used: it fails to import (ZeroDivisionError: division by zero)" in err
    assert err.count("\n") == 1


def test_the_page_stands_alone_and_tells_every_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "score.html"
    code, _, _ = run(
        capsys, "role-mint-cover-up", "--variants", "2", "--events", "0", "--workers", "1", "--html", str(page)
    )
    text = page.read_text()
    assert code == 0
    assert text.startswith("<!doctype html>")
    assert text.count("<details>") == text.count("<svg") == 4  # two attacks, two twins
    assert "admin: grantRole(" in text  # what was done
    assert "attacker_x was given the role minter_admin outside any plan" in text  # what was said
    assert "everything stopped in block" in text  # what was done about it
    assert not [word for word in ("<script", "http://", "https://", "src=", "@import", "url(") if word in text]


def test_a_chart_has_a_lane_for_each_that_acted_or_spoke_and_escapes_its_name() -> None:
    drawn = chart([(9, "a<b", "high"), (7, "actors", "deed"), (9, "response", "response")])
    assert drawn.count("<line") == 3
    assert drawn.count("<circle") == 3
    assert "a&lt;b" in drawn
    assert "a<b" not in drawn


def test_nothing_happened_is_no_chart() -> None:
    assert chart([]) == ""


def test_a_timeline_is_in_order_and_says_how_much_later() -> None:
    (run,) = (each for each in score_run(["limit-switched-off"], variants=1, events=0).runs if each.kind == "attack")
    rows = timeline(run)
    assert [row.block for row in rows] == sorted(row.block for row in rows)
    kinds = [row.kind for row in rows]
    assert kinds.index("deed") < kinds.index("critical") < kinds.index("harm") < kinds.index("response")
    assert rows[0].later == "0 s"
    assert " h" in rows[kinds.index("harm")].later  # it waits for an hour to five days
    assert rows[-1].later == ""
