"""What a person reads of a play: the same data on a terminal and on a page."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from backbone_chain import Cell, Finding, Outcome, Severity
from backbone_chain.report.html import matrix_page
from backbone_chain.report.terminal import print_matrix
from backbone_chain.report.words import evidence, verdict, word

THIEF = "0x" + "11" * 20


def finding(rule: str, block: int) -> Finding:
    where: dict[str, Any] = {"timestamp": 0, "tx": "", "log_index": 0, "subject": THIEF}
    return Finding(rule=rule, severity=Severity.HIGH, block=block, summary=f"{THIEF} got 1000000 & more.", **where)


def cell(outcome: Outcome | None, **fields: Any) -> Cell:
    place: dict[str, Any] = {
        "scenario": "theft",
        "variant": 0,
        "seed": 0,
        "kind": "attack",
        "token": "t",
        "engine": "revm",
    }
    return Cell(**{**place, **fields}, outcome=outcome, names={THIEF: "thief"}, expected_rules=frozenset({"alarm"}))


REFUSED = cell(Outcome.REFUSED, error=f"Frozen(account={THIEF}, limit={2**256 - 1})")
NOTICED = cell(
    Outcome.NOTICED, harm_block=7, noticed_block=5, findings=(finding("noise", 5), finding("alarm", 5)), loss=3
)
SILENT = cell(Outcome.SILENT, harm_block=7, loss=3_000_000)
QUIET = cell(Outcome.QUIET, kind="twin", scenario="gift")
FALSE_ALARM = cell(Outcome.FALSE_ALARM, kind="twin", scenario="gift", noticed_block=4, findings=(finding("alarm", 4),))
NOT_APPLICABLE = cell(Outcome.NOT_APPLICABLE, error="the token has no power to wipe")
BROKEN = cell(None, error="The attack did no harm.")
ALL = [REFUSED, NOTICED, SILENT, QUIET, FALSE_ALARM, NOT_APPLICABLE, BROKEN]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (REFUSED, "Frozen(account=thief, limit=2^256 - 1)"),
        (NOTICED, "alarm, 2 blocks before the harm: thief got 1,000,000 & more."),
        (SILENT, "3,000,000 base units lost in block 7, and no rule of the expected class fired"),
        (QUIET, ""),
        (FALSE_ALARM, "alarm, although nothing was wrong: thief got 1,000,000 & more."),
        (NOT_APPLICABLE, "the token has no power to wipe"),
        (BROKEN, "The attack did no harm."),
    ],
)
def test_evidence_names_actors_and_groups_digits(told: Cell, said: str) -> None:
    assert evidence(told) == said


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ([REFUSED, NOTICED, QUIET], "No attack went unnoticed. Of 2 attacks 1 were refused by the token, 1 noticed"),
        ([REFUSED, SILENT], "FAILED: an attack succeeded and nobody noticed."),
        ([REFUSED, FALSE_ALARM], "FAILED: a watcher took a legal act for an attack."),
        ([REFUSED, BROKEN], "FAILED: a story did not happen as told."),
        ([REFUSED, NOT_APPLICABLE], "1 stories don't apply."),
    ],
)
def test_verdict_answers_first(cells: list[Cell], answer: str) -> None:
    assert answer in verdict(cells)


@pytest.mark.parametrize("told", ALL, ids=word)
def test_terminal_shows_word_and_evidence_and_ends_with_the_verdict(told: Cell) -> None:
    text = io.StringIO()
    print_matrix([told], 1.25, Console(file=text, width=120))
    lines = text.getvalue().rstrip().split("\n")
    assert evidence(told) in text.getvalue()
    assert lines[-1] == f"{verdict([told])} (1.2 s on revm)"
    assert any(line.split() == [told.scenario, "-" if told is NOT_APPLICABLE else word(told)] for line in lines)


def test_terminal_colours_what_failed_differently() -> None:
    def coloured(told: Cell) -> str:
        text = io.StringIO()
        print_matrix([told], 1, Console(file=text, force_terminal=True, color_system="standard", width=120))
        return text.getvalue()

    assert "\x1b[1;37;41msilent" in coloured(SILENT)
    assert "\x1b[1;32mrefused" in coloured(REFUSED)


class Page(HTMLParser):
    """The words and the texts of a page, and whether its tags are balanced."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


@pytest.mark.parametrize("told", ALL, ids=word)
def test_page_shows_the_same(told: Cell) -> None:
    page = Page(matrix_page([told], 1.25))
    assert page.open == []
    assert verdict([told]) in page.texts
    assert word(told) in page.texts
    assert not evidence(told) or evidence(told) in page.texts


def test_page_says_what_to_do_first_where_something_pages() -> None:
    says = [any(text.startswith("First: ") for text in Page(matrix_page([told], 1)).texts) for told in ALL]
    assert says == [any(finding.severity > Severity.INFO for finding in told.findings) for told in ALL]


def test_page_escapes_what_a_contract_says() -> None:
    page = matrix_page([cell(Outcome.REFUSED, error="Error(message=<script>alert(1)</script>)")], 1)
    assert "<script>" not in page
