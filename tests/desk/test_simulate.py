"""The simulation: the same for one seed, balanced at every hour, near the facts, honest about late payouts."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest

from backbone_chain import simulate
from backbone_chain.cli import main
from backbone_chain.desk.ledger import Ledger, Line
from backbone_chain.errors import UsageError
from backbone_chain.simulate._orders import Order
from backbone_chain.simulate._run import World
from backbone_chain.simulate._token import OnChain, Sums

SHORT = {"days": 12, "orders": 200}


def outcome(case: simulate.Stress, seed: int = 0, *, days: int = 45, orders: int = 1_000, **policies: object):
    business = simulate.usual(days, orders, seed, case.start.weekday())
    return World(Sums(), case, simulate.Policies(**policies), seed, days).run(business)


@pytest.mark.parametrize("name", simulate.NAMED)
def test_ledger_balances_and_every_planted_break_is_found_in_each_stress(name):
    result = outcome(simulate.NAMED[name])
    assert result.balanced
    assert result.planted == result.found > 0
    assert result.false == 0


def test_on_chain_supply_is_the_ledgers_and_no_policy_is_needed_for_it():
    result = simulate.run(**SHORT)
    assert result.is_sound
    assert result.outcome.days[-1].supply == result.policies["as it is"].days[-1].supply


@pytest.mark.parametrize("name", simulate.NAMED)
def test_each_stress_goes_through_the_real_desk_and_its_books_add_up(name):
    case = dataclasses.replace(simulate.NAMED[name], day=3)
    result = simulate.run(days=8, orders=60, case=case)
    token = result.world.token
    assert result.outcome.problems == []
    assert token.chain.timestamp >= datetime.datetime.combine(case.start, datetime.time(), datetime.UTC).timestamp()
    owed = -token.ledger.balance("tokens:home")
    assert owed == result.outcome.days[-1].supply == token.token.total_supply() // 10_000
    assert token.ledger.balance("in-flight:payouts") == -result.outcome.days[-1].queue
    assert token.desk.problems() == []


def test_more_orders_and_burns_in_an_hour_than_a_step_and_a_chain_hold():
    rush = [Order(hour=14, who=f"retail {number % 40}", cents=20_000, issues=number % 2 == 0) for number in range(600)]
    token = OnChain(None, 0, simulate.CALM.start)
    result = World(token, simulate.CALM, simulate.Policies(), 0, 1).run(rush)
    assert result.problems == []
    assert (result.minted, result.redeemed) == (300 * 20_000, 300 * 20_000)
    assert token.desk.problems() == []


class Dishonest(OnChain):
    """Something else than what was ordered happens once: the ledger, the bank, or the minter's key."""

    does = ""

    def settle(self, paid):
        does, self.does = (self.does, "") if self.balances else ("", self.does)
        if does == "books":
            self._post("out of thin air", [Line("bank:bank 2", "equity", 1)])
        if does == "mints":
            self.token.mint(self.chain.account("retail 1"), 10_000, sender=self._minter)
        super().settle(["0x00"] if does == "pays" else paid)


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("books", "bank:bank 2: the ledger says"),
        ("mints", "cents are out, and"),
        ("pays", "and the banks make 1"),
        ("", ""),
    ],
)
def test_what_does_not_add_up_is_said_and_fails_the_run(does, says):
    token = Dishonest(None, 0, simulate.CALM.start)
    token.does = does
    result = World(token, simulate.CALM, simulate.Policies(), 0, 2).run(simulate.usual(2, 20, 0))
    assert result.balanced == (not does)
    assert any(says in each for each in result.problems) == bool(does)


def test_ledger_is_kept_in_a_database_and_another_run_needs_an_empty_one(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    args = ["desk", "simulate", "--days", "3", "--orders", "20", "--database", url]
    assert main(args) == 0
    ledger = Ledger(url)
    assert sum(ledger.balances().values()) == sum(ledger.balances("base").values()) == 0
    assert {"mint", "minted", "burned", "credit", "debit", "treasury", "opening"} == {e.kind for e in ledger.entries()}
    capsys.readouterr()
    assert main(args) == 2
    assert "holds the ledger of another chain; give an empty one" in capsys.readouterr().err


def test_one_seed_gives_one_result_and_another_gives_another():
    first, again, other = (simulate.as_json(simulate.run(**SHORT, seed=seed), 0) for seed in (1, 1, 2))
    assert first == again
    assert first["days_detail"] != other["days_detail"]


@pytest.mark.parametrize("seed", range(2))
def test_svb_is_near_its_facts(seed):
    result = simulate.run(days=45, orders=2_500, case=simulate.stress("svb"), seed=seed)
    held = simulate.held_against(result)
    low, high = held["lowest_price"]["real"]
    assert low <= held["lowest_price"]["simulated"] <= high
    assert held["total"]["simulated"] == pytest.approx(held["total"]["real"], rel=0.3)
    rules = {(each.rule, each.block // 300 // 24) for each in result.outcome.findings}
    assert ("depeg", 30) in rules
    assert rules & {("redemption-run", 31), ("redemption-run", 32)}  # day 2 or 3, as the noise before it was
    stuck = [each for each in result.outcome.findings if each.subject == "failing bank: cash"]
    assert stuck
    assert all(each.evidence["as_of"] == each.timestamp for each in stuck)


def test_hole_that_is_larger_than_what_can_be_paid_leaves_redemptions_unpaid():
    ruin = dataclasses.replace(simulate.stress("svb"), stuck_share=0.6, back_after_hours=0, fear=1.0)
    result = outcome(ruin, days=90)
    assert result.balanced
    assert result.overdue > 0
    assert result.unpaid > 0
    assert result.first_unpaid_hour >= ruin.day * 24 + ruin.hour
    assert outcome(simulate.stress("svb")).overdue == 0


def test_policies_change_what_they_should():
    case = dataclasses.replace(simulate.stress("terra"), fear=1.0)
    rush = dataclasses.replace(case, outflow_share=0.2)
    assert outcome(rush, gate=True).refused > 0
    assert outcome(rush, gate=True).redeemed < outcome(rush).redeemed
    assert outcome(rush).refused == 0
    assert outcome(case, always_open=True).worst_price >= outcome(case).worst_price


def test_stress_from_a_file_is_played(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("day = 3\nfear = 0.5\nstuck_share = 0.2\nholidays = [4, 5]\nstart = 2026-02-02\n")
    case = simulate.stress(str(file))
    assert (case.name, case.day, case.holidays) == ("mine", 3, (4, 5))
    assert simulate.run(**SHORT, case=case).is_sound


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fera = 1", "unknown key 'fera'. Did you mean 'fear'"),
        ("fear = 2", "fear = 2"),
        ("fear = nan", "fear = nan"),
        ('day = "3"', "day = '3'"),
        ("day = true", "day = True"),
        ("hour = 24", "hour = 24"),
        ("stuck_share = -0.1", "stuck_share = -0.1"),
        ("fear_half_life_hours = 0", "fear_half_life_hours = 0"),
        ("holidays = [-1]", "holidays"),
        ("bill_haircut_basis_points = 10001", "bill_haircut_basis_points = 10001"),
        ("start = 9999-12-30", "start = "),
        ("start = 2026-01-05T10:00:00", "start = "),
        ("day = ", "no TOML"),
    ],
)
def test_bad_file_is_refused_in_one_sentence(tmp_path, text, says):
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        simulate.stress(str(file))
    assert says in str(caught.value)


def test_banks_that_stay_closed_for_weeks_pay_nobody(tmp_path):
    file = tmp_path / "closed.toml"
    file.write_text(f"day = 2\nfear = 0.5\nholidays = {list(range(60))}\n")
    result = outcome(simulate.stress(str(file)), days=30, orders=300)
    assert (result.balanced, result.minted, result.overdue) == (True, 0, 0)
    assert result.days[-1].queue == result.redeemed > 0


@pytest.mark.parametrize(
    "args",
    [
        ["--stress", "svp"],
        ["--days", "0"],
        ["--orders", "-1"],
        ["--stress", "gone.toml"],
        ["--engine", "x"],
    ],
)
def test_bad_input_on_the_command_line_has_exit_code_2(args, capsys):
    assert main(["desk", "simulate", *args]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_command_writes_json_and_a_page_with_its_plots(tmp_path, capsys):
    page = tmp_path / "page.html"
    args = [
        "desk",
        "simulate",
        "--days",
        "32",
        "--orders",
        "100",
        "--stress",
        "rumour",
        "--json",
        "-",
        "--html",
        str(page),
    ]
    assert main(args) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "backbone.desk/1"
    assert len(data["days_detail"]) == 32
    assert {"cash", "treasury-bill", "repo", "government-fund", "stuck"} == set(data["days_detail"][0]["reserves"])
    assert page.read_text().count("<svg") == 4
    assert "<script" not in page.read_text()


def test_a_stress_that_begins_after_the_last_day_is_refused() -> None:
    with pytest.raises(UsageError, match="The stress svb begins on day 31, after the last of 30; take more days"):
        simulate.run(days=30, orders=10, case=simulate.stress("svb"))
    assert simulate.run(days=31, orders=10, case=simulate.stress("svb")).days == 31
