"""The ledger: every entry once, two sides to every line, nothing ever changed, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backbone_chain.desk._tables import META
from backbone_chain.desk.ledger import LARGEST, Entry, Ledger, Line
from backbone_chain.errors import DeskError

CREDIT = Line("bank:first", "customer:alice", 500)
ACCOUNTS = ("bank:first", "bank:second", "customer:alice", "fees", "tokens:home")


def entry(key: str = "bank:first:E1", *lines: Line, trade_at: int = 10, settle_at: int = 20) -> Entry:
    return Entry(key, "credit", key, trade_at, settle_at, lines or (CREDIT,))


def post(ledger: Ledger, *entries: Entry) -> list[bool]:
    with ledger.begin() as connection:
        return [ledger.post(connection, each) for each in entries]


def test_an_entry_moves_its_amount_from_one_account_to_the_other(url: str) -> None:
    ledger = Ledger(url)
    assert post(
        ledger, entry(), entry("b", Line("customer:alice", "fees", 20), Line("tokens:home", "x", 7, "base"))
    ) == [True, True]
    assert ledger.balances() == {"bank:first": 500, "customer:alice": -480, "fees": -20}
    assert ledger.balances("base") == {"tokens:home": 7, "x": -7}
    assert ledger.balance("customer:alice") == ledger.balance("customer:") == -480
    assert ledger.balance("customer:bob") == 0


def test_the_same_entry_again_is_nothing_and_another_one_of_its_name_is_refused(url: str) -> None:
    ledger = Ledger(url)
    assert post(ledger, entry(), entry()) == [True, False]
    with pytest.raises(DeskError, match="bank:first:E1 is booked already, with other amounts"):
        post(ledger, entry("other"), entry("bank:first:E1", Line("bank:first", "customer:alice", 501)))
    assert [each.key for each in ledger.entries()] == ["bank:first:E1"]


def test_what_was_booked_is_there_when_the_database_is_opened_again(url: str) -> None:
    first = Ledger(url)
    post(first, entry())
    first.close()
    assert Ledger(url).entries() == [entry()._replace(lines=[CREDIT])]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((), id="no lines"),
        pytest.param((Line("a", "b", 0),), id="nothing"),
        pytest.param((Line("a", "b", -5),), id="less than nothing"),
        pytest.param((Line("a", "b", 5.0),), id="a float"),  # type: ignore[arg-type]
        pytest.param((Line("a", "b", True),), id="yes"),
        pytest.param((Line("a", "b", LARGEST + 1),), id="more than an integer holds"),
        pytest.param((Line("a", "a", 5),), id="to itself"),
        pytest.param((Line("a", "b", 5, "euros"),), id="another unit"),
        pytest.param((CREDIT, Line("a", "b", 0)), id="one good and one bad"),
    ],
)
def test_what_is_no_entry_is_refused_whole(url: str, lines: tuple[Line, ...]) -> None:
    ledger = Ledger(url)
    with pytest.raises(DeskError, match="The entry k"):
        post(ledger, Entry("k", "credit", "k", 1, 1, lines))
    assert ledger.entries() == []


@pytest.mark.parametrize("statement", ["update postings set amount = 1", "delete from entries", "delete from postings"])
def test_the_database_itself_refuses_changes(url: str, statement: str) -> None:
    ledger = Ledger(url)
    post(ledger, entry())
    with pytest.raises(DBAPIError, match="never changed"), ledger.begin() as connection:
        connection.execute(text(statement))
    assert ledger.balances() == {"bank:first": 500, "customer:alice": -500}


def test_the_database_itself_refuses_lines_without_two_sides(url: str) -> None:
    ledger = Ledger(url)
    post(ledger, entry())
    line = "insert into postings (entry, debit, credit, amount, unit) values (1, 'a', {}, {}, 'cents')"
    for wrong in (line.format("'a'", 5), line.format("'b'", -5), line.format("null", 5)):
        with pytest.raises(DBAPIError), ledger.begin() as connection:
            connection.execute(text(wrong))
    assert ledger.balance("a") == 0


def test_balances_by_trade_and_by_settlement_date(url: str) -> None:
    ledger = Ledger(url)
    post(ledger, entry(), entry("later", trade_at=30, settle_at=40))
    seen = {
        at: (ledger.balance("bank:first", at=at), ledger.balance("bank:first", at=at, view="settlement"))
        for at in (9, 10, 20, 30, 40)
    }
    assert seen == {9: (0, 0), 10: (500, 0), 20: (500, 500), 30: (1000, 500), 40: (1000, 1000)}


def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    ledger = Ledger(url)
    with ledger.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), META) == []


@pytest.mark.parametrize(
    "wrong", ["nonsense", "sqlite:////nowhere/at/all.db", "oracle://a/b", "postgresql+psycopg://desk@127.0.0.1:1/x"]
)
def test_a_url_that_leads_nowhere_is_one_sentence(wrong: str) -> None:
    with pytest.raises(DeskError, match=r"^The database '.*' can't be used: .+") as refused:
        Ledger(wrong)
    assert "\n" not in str(refused.value)


lines = st.builds(
    Line,
    st.sampled_from(ACCOUNTS),
    st.sampled_from(ACCOUNTS),
    st.integers(1, 10**12),
    st.sampled_from(["cents", "base"]),
).filter(lambda line: line.debit != line.credit)


@given(st.lists(st.lists(lines, min_size=1, max_size=4), max_size=12))
def test_whatever_is_booked_the_ledger_is_balanced(booked: list[list[Line]]) -> None:
    ledger = Ledger()
    post(ledger, *(Entry(str(number), "any", "any", number, number, each) for number, each in enumerate(booked)))
    for unit in ("cents", "base"):
        expected = dict.fromkeys(ACCOUNTS, 0)
        for line in (line for each in booked for line in each if line.unit == unit):
            expected[line.debit] += line.amount
            expected[line.credit] -= line.amount
        assert {name: amount for name, amount in ledger.balances(unit).items() if amount} == {
            name: amount for name, amount in sorted(expected.items()) if amount
        }
        assert sum(ledger.balances(unit).values()) == 0
        assert ledger.balances(unit) == ledger.balances(unit, at=len(booked))  # kept along, and summed afresh
    ledger.close()


def test_an_account_holds_what_a_database_can_hold_and_no_cent_more(url: str) -> None:
    ledger = Ledger(url)
    post(ledger, entry("most", Line("a", "b", LARGEST)))
    with pytest.raises(DeskError, match=f"entry one more would take an account above {LARGEST}"):
        post(ledger, entry("one more", Line("a", "b", 1)))
    assert ledger.balances() == {"a": LARGEST, "b": -LARGEST}
    assert [each.key for each in ledger.entries()] == ["most"]
