"""Thresholds from recorded histories: the declared budget is kept, and the settings file's other lines stay."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from backbone_chain import history, watchers
from backbone_chain.cli import main
from backbone_chain.errors import HistoryError
from backbone_chain.history import Fit
from backbone_chain.model import Severity

TOKEN, MINTER, CUSTOMER, BRIDGE = ("0x" + digit * 40 for digit in "1234")
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
MINT = "0xab8530f87dc9b59234c4623bf917212bb2536d647574c8e7e5da92c2ede0c9f8"  # FiatToken's
DAY, UNIT = 86_400, 10**6


def _log(day: int, index: int, topic: str, sender: str, to: str, amount: int) -> dict[str, Any]:
    return {
        "address": TOKEN,
        "topics": [topic, "0x" + sender[2:].rjust(64, "0"), "0x" + to[2:].rjust(64, "0")],
        "data": f"0x{amount:064x}",
        "blockNumber": day * 7_200 + 1,
        "blockTimestamp": day * DAY + 1,
        "transactionHash": f"0x{day:062x}{index:02x}",
        "logIndex": index,
    }


def minted(day: int, amount: int) -> dict[str, Any]:
    return _log(day, 0, MINT, MINTER, CUSTOMER, amount)


def left(day: int, amount: int) -> dict[str, Any]:
    return _log(day, 1, TRANSFER, BRIDGE, CUSTOMER, amount)


def calm(days: int = 100) -> list[dict[str, Any]]:
    """One mint a day, of 1 to 7 million, and the largest of 9 million on day 50."""
    return [minted(day, (9 if day == 50 else 1 + day % 7) * 10**6 * UNIT) for day in range(days)]


@pytest.fixture
def write(tmp_path: Path):
    def written(*entries: dict[str, Any], name: str = "logs.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(each) + "\n" for each in entries))
        return path

    return written


def values(fit: Fit, rule: str) -> dict[str, float]:
    return {each.setting: each.value for each in fit.fitted if each.rule == rule}


def alarms(path: Path, rule: str, fit: Fit) -> int:
    rules = watchers.create([rule], settings={rule: values(fit, rule)})
    said = history.replay([path], rules, family="fiat-token").findings
    return sum(finding.severity is Severity.INFO for finding in said)  # without those that were raised by others


class TestFit:
    def test_without_a_budget_stands_a_fifth_above_the_largest_draw(self, write) -> None:
        path = write(*calm())
        fit = history.fit([path], {})
        total = sum(int(entry["data"], 16) for entry in calm())
        assert values(fit, "mint-velocity") == {
            "capacity": 9 * 10**6 * UNIT * 120 // 100,  # 8 x the daily mean refills the bucket within each day
            "refill_per_day": 8 * total // 99,
        }
        assert alarms(path, "mint-velocity", fit) == 0

    def test_what_is_larger_than_all_that_was_is_said_with_it(self, write) -> None:
        fit = history.fit([write(*calm())], {})
        assert alarms(write(*calm(), minted(101, 11 * 10**6 * UNIT)), "mint-velocity", fit) == 1
        assert alarms(write(*calm(), minted(101, 10**7 * UNIT)), "mint-velocity", fit) == 0

    @pytest.mark.parametrize("budget", [4, 10, 40, 10**6])
    def test_a_budget_is_used_and_never_passed(self, write, budget: int) -> None:
        path = write(*calm())
        fit = history.fit([path], {}, budget=budget)
        said = alarms(path, "mint-velocity", fit)
        assert said <= budget * 99 / 365.25
        assert values(fit, "mint-velocity")["capacity"] < values(history.fit([path], {}), "mint-velocity")["capacity"]
        assert {each.alarms for each in fit.fitted} == {said}

    def test_slices_count_together(self, write) -> None:
        slices = [{**minted(50, 4 * 10**6 * UNIT), "logIndex": n, "transactionHash": f"0x{n:064x}"} for n in range(5)]
        history_with_slices = sorted([*calm(), *slices], key=lambda entry: entry["blockNumber"])
        capacity = values(history.fit([write(*history_with_slices)], {}), "mint-velocity")["capacity"]
        assert capacity == 29 * 10**6 * UNIT * 120 // 100

    def test_look_alikes_and_what_a_reorg_took_back_dont_count(self, write) -> None:
        huge = minted(50, 10**9 * UNIT)
        forged = {**huge, "address": BRIDGE, "logIndex": 7}
        taken = [{**huge, "logIndex": 8}, {**huge, "logIndex": 8, "removed": True}]
        noisy = [*calm()[:50], forged, *taken, *calm()[50:]]
        assert values(history.fit([write(*noisy)], {}), "mint-velocity") == values(
            history.fit([write(*calm())], {}), "mint-velocity"
        )

    def test_each_threshold_says_where_it_comes_from(self, write) -> None:
        capacity, refill = history.fit([write(*calm())], {}).fitted
        assert capacity.origin == "1.2 x the largest of the bucket's draws, 100 samples from 1970-01-01 to 1970-04-10"
        assert refill.origin == "8 x the daily mean of 100 samples from 1970-01-01 to 1970-04-10"

    def test_outflows_need_the_register_and_shares_the_supply(self, write) -> None:
        outflow = [left(day, 10**6 * UNIT * (1 + day % 3)) for day in range(100)]
        entries = sorted([*calm(), *outflow], key=lambda entry: (entry["blockNumber"], entry["logIndex"]))
        path = write(*entries)
        blind = history.fit([path], {}, family="fiat-token").left
        assert blind == {"outflow-rate": "no file gives KnownAccount", "outsized-mint": "no file gives SupplyRead"}
        state = write(
            {"fact": "KnownAccount", "account": BRIDGE, "kind": "bridge", "timestamp": 0},
            {"fact": "SupplyRead", "amount": 10**8 * UNIT, "contract": TOKEN, "timestamp": 0},
            name="state.jsonl",
        )
        fit = history.fit([path], {}, family="fiat-token", state=state)
        assert fit.left == {}
        assert values(fit, "outflow-rate")["capacity"] == 3 * 10**6 * UNIT * 120 // 100
        assert 0.02 < values(fit, "outsized-mint")["share"] < 0.08  # 7 of 110 million and more, 9 of 290

    def test_few_mints_leave_the_rule_as_it_is(self, write) -> None:
        fit = history.fit([write(*calm(19))], {})
        assert fit.fitted == ()
        assert fit.left["mint-velocity"] == "19 samples are too few; it needs 20"

    def test_a_short_history_is_refused(self, write) -> None:
        with pytest.raises(HistoryError, match=r"covers 6\.0 days, and thresholds need at least 7\."):
            history.fit([write(*calm(7))], {})


class TestCommand:
    def test_writes_thresholds_beside_what_stands_in_the_file(self, write, tmp_path: Path, capsys) -> None:
        config = tmp_path / "our.toml"
        config.write_text("# ours\n[rules.mint-velocity]\ncapacity = 5  # a guess\nweight = 2\n\n[watch]\nx = 1\n")
        assert main(["watch", "fit", str(write(*calm())), "--config", str(config), "--json", "-"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["schema"], told["written"]) == ("backbone.fit/1", str(config))
        assert {each["setting"] for each in told["settings"]} == {"capacity", "refill_per_day"}
        text = config.read_text()
        assert text.startswith("# ours\n")
        assert "a guess" not in text
        assert tomllib.loads(text)["watch"] == {"x": 1}
        assert tomllib.loads(text)["rules"]["mint-velocity"]["weight"] == 2

    def test_what_it_wrote_is_what_replay_reads_and_a_second_fit_changes_nothing(self, write, tmp_path, capsys) -> None:
        config, logs = tmp_path / "new.toml", str(write(*calm()))
        assert main(["watch", "fit", logs, "--config", str(config)]) == 0
        text = config.read_text()
        assert main(["watch", "fit", logs, "--config", str(config)]) == 0
        assert config.read_text() == text
        capsys.readouterr()
        assert main(["watch", "replay", logs, "--rule", "mint-velocity", "--config", str(config)]) == 0
        assert capsys.readouterr().out.startswith("Findings that page somebody: 0; weak signs: 0;")

    def test_a_dry_run_writes_nothing(self, write, tmp_path: Path, capsys) -> None:
        config = tmp_path / "new.toml"
        assert main(["watch", "fit", str(write(*calm())), "--config", str(config), "--dry-run"]) == 0
        assert not config.exists()
        assert capsys.readouterr().out.startswith("Thresholds fitted: 2, nothing written; from 100 logs in 99.0 days")

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[rules]\nmint-velocity = { weight = 2 }\n", "give each rule a table"),
            ("[rules.mint-velocity.capacity]\nvalue = 1\n", "give each rule a table"),
            ("[rules", "is not valid TOML"),
            ("[rules.mint-velocity]\nwait = 1\n", "no setting 'wait'"),
        ],
    )
    def test_a_file_that_cant_be_kept_is_refused_and_left_alone(self, write, tmp_path, capsys, text, says) -> None:
        config = tmp_path / "our.toml"
        config.write_text(text)
        assert main(["watch", "fit", str(write(*calm())), "--config", str(config)]) == 2
        error = capsys.readouterr().err.strip()
        assert says in error
        assert "\n" not in error
        assert config.read_text() == text

    def test_a_negative_budget_is_refused(self, write) -> None:
        assert main(["watch", "fit", str(write(*calm())), "--budget", "-1"]) == 2
