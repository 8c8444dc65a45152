"""Recorded histories: what a node answers becomes what rules see; one sentence for a line that can't be used."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from backbone_chain import Stage, history, tokens, watchers
from backbone_chain.cli import main
from backbone_chain.errors import HistoryError
from backbone_chain.model import Severity
from backbone_chain.scenarios import open_for_business
from backbone_chain.tokens._base import logs_of

MINTER = "0x" + "11" * 20


def recorded(stage: Stage, **changes: Any) -> list[dict[str, Any]]:
    """All logs of a stage's chain, as eth_getLogs answers them."""
    return [
        {
            "address": log.address.lower(),
            "topics": ["0x" + topic.hex() for topic in log.topics],
            "data": "0x" + log.data.hex(),
            "blockNumber": hex(block.number),
            "blockHash": f"0x{block.number:064x}",
            "blockTimestamp": hex(block.timestamp),
            "transactionHash": log.tx,
            "transactionIndex": "0x0",
            "logIndex": hex(log.log_index),
            "removed": False,
            "transactionFrom": log.tx_sender.lower(),
            **changes,
        }
        for block in stage.chain.blocks
        for log in logs_of(block)
    ]


@pytest.fixture(scope="module")
def logs() -> list[dict[str, Any]]:
    """The reference token with a limit passed: a minter mints more than it may."""
    stage = Stage(tokens.blueprint("mint-skips-allowance"), rules=())
    stage.deploy()
    open_for_business(stage)
    stage.token.mint(stage.actor("customer"), 10**18)
    return recorded(stage)


@pytest.fixture
def file(tmp_path: Path):
    def written(*entries: Any, name: str = "logs.jsonl") -> Path:
        path = tmp_path / name
        text = "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in entries)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return written


def said(path: Path, *names: str, **options: Any) -> history.Replayed:
    return history.replay([path], watchers.create(names or None), **options)


class TestReplay:
    @pytest.mark.parametrize("name", ["logs.jsonl", "logs.jsonl.gz"])
    def test_finds_in_a_recording_what_a_stage_finds(self, logs, file, name: str) -> None:
        told = said(file(*logs, name=name), "limit-breach")
        assert [(finding.rule, finding.severity) for finding in told.findings] == [("limit-breach", Severity.CRITICAL)]
        assert (told.family, told.logs, told.unknown_events) == ("reference-dollar", len(logs), {})

    def test_says_nothing_of_what_went_right(self, logs, file) -> None:
        assert said(file(*logs[:-2]), "limit-breach").findings == ()

    def test_lists_rules_that_no_file_gives_what_they_need(self, logs, file) -> None:
        told = said(file(*logs))
        assert told.blind["unknown-minter"] == ("ApprovedMinter",)
        assert "limit-breach" not in told.blind

    def test_facts_of_no_chain_stand_between_the_logs(self, logs, file) -> None:
        approved = {"fact": "ApprovedMinter", "minter": MINTER, "since": 0, "timestamp": 1}
        told = said(file(approved, *logs), "unknown-minter")
        assert told.blind == {}
        assert {finding.rule for finding in told.findings} == {"unknown-minter"}

    def test_a_state_file_comes_before_the_first_log(self, logs, file) -> None:
        minters = {entry["transactionFrom"] for entry in logs}
        state = file(
            *({"fact": "ApprovedMinter", "minter": each, "since": 0, "timestamp": 1} for each in minters), name="state"
        )
        assert said(file(*logs), "unknown-minter", state=state).findings == ()

    def test_a_reorg_takes_back_what_was_said(self, logs, file) -> None:
        last = max(int(entry["blockNumber"], 16) for entry in logs)
        bad = [entry for entry in logs if int(entry["blockNumber"], 16) == last]
        told = said(file(*logs, *({**entry, "removed": True} for entry in bad)), "limit-breach")
        assert told.findings == ()
        again = said(file(*logs, *({**entry, "removed": True} for entry in bad), *bad), "limit-breach")
        assert len(again.findings) == 1

    def test_a_reorg_takes_no_order_back(self, logs, file) -> None:
        mint = [entry for entry in logs if entry["transactionHash"] == logs[-1]["transactionHash"]]
        before = logs[: -len(mint)]
        to, now = "0x" + mint[-1]["topics"][2][-40:], mint[-1]["blockTimestamp"]
        other, order = (
            {"fact": "OrderApproved", "order": name, "to": to, "amount": amount, "approvers": [], "timestamp": now}
            for name, amount in (("other", 5), ("order", 10**18))
        )
        lost = [{**before[-1], "removed": True}]

        def about_the_mint(*entries: Any) -> list[str]:
            told = said(file(*before, *entries, *lost, *lost, before[-1], *mint), "mint-without-order")
            return [finding.tx for finding in told.findings if finding.tx == mint[-1]["transactionHash"]]

        assert about_the_mint(other, order) == []
        assert about_the_mint(other) != []

    def test_a_reorg_that_is_too_deep_is_refused(self, logs, file) -> None:
        many = [{**logs[-1], "blockNumber": 100 + n, "blockTimestamp": n} for n in range(200)]
        with pytest.raises(HistoryError, match="line 201 can't be used: it takes back block 110, more than 128 blocks"):
            said(file(*many, {**many[10], "removed": True}), "limit-breach")

    def test_look_alikes_of_another_contract_are_not_the_tokens(self, logs, file) -> None:
        forged = [{**entry, "address": MINTER} for entry in logs[-2:]]
        assert said(file(*logs[:-2], *forged), "limit-breach").findings == ()

    def test_events_without_a_word_are_counted(self, logs, file) -> None:
        strange = {**logs[-1], "topics": ["0x" + "ab" * 32], "data": "0x"}
        assert said(file(*logs, strange)).unknown_events == {"0x" + "ab" * 32: 1}

    def test_another_issuers_events_are_found_by_their_family(self, file) -> None:
        from eth_utils import keccak

        topic = "0x" + keccak(text="Blacklisted(address)").hex()
        entry = {
            "address": MINTER,
            "topics": [topic, "0x" + MINTER[2:].rjust(64, "0")],
            "data": "0x",
            "blockNumber": 5,
            "blockTimestamp": 60,
            "logIndex": 0,
        }
        told = said(file(entry))
        assert (told.family, told.logs, told.blocks) == ("fiat-token", 1, 1)


BAD = {
    "cut off": ('{"address": "0x', "line 2 can't be used: it is no JSON; is it cut off?"),
    "nested without end": ("[" * 100_000, "line 2 can't be used: it is no JSON"),
    "no object": ("[]", "it is no JSON object"),
    "no block": ({"blockNumber": None}, "its blockNumber is None, which is no number"),
    "no time": ({"blockTimestamp": "soon"}, "its blockTimestamp is 'soon', which is no number"),
    "a time in milliseconds": (
        {"blockTimestamp": 1_577_836_800_000},
        "its blockTimestamp is 1577836800000, which is no time in Unix seconds",
    ),
    "half a topic": ({"topics": ["0x12"]}, "one of its topics has 1 bytes, not 32"),
    "no topics": ({"topics": 5}, "its topics is 5, which is no list"),
    "wrong data": ({"data": "0xzz"}, "its data is '0xzz', which is not hexadecimal"),
    "wrong address": ({"address": "0x12"}, "its address is '0x12', which is no address"),
    "earlier block": ({"blockNumber": 1}, "line 2 can't be used: its block 1 stands after block"),
    "unknown fact": ({"fact": "OrderAproved", "timestamp": 1}, "Did you mean 'OrderApproved'?"),
    "unknown field": ({"fact": "PriceSeen", "timestamp": 1, "prize": 1}, "Did you mean 'price'?"),
    "missing field": ({"fact": "PriceSeen", "timestamp": 1, "price": 1}, "PriceSeen lacks venue"),
    "wrong kind": ({"fact": "PriceSeen", "timestamp": 1, "price": "low", "venue": "x"}, "which is no float"),
}


class TestBadInput:
    @pytest.mark.parametrize("what", BAD)
    def test_gets_one_sentence_with_file_and_line(self, logs, file, what: str) -> None:
        line, says = BAD[what]
        entry = line if isinstance(line, str) or "fact" in line else {**logs[-1], **line}
        with pytest.raises(HistoryError) as caught:
            said(file(logs[-1], entry))
        assert says in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_file_without_logs_and_one_that_is_missing(self, file, tmp_path: Path) -> None:
        with pytest.raises(HistoryError, match="holds no log"):
            said(file())
        with pytest.raises(HistoryError, match="can't be read"):
            said(tmp_path / "none")

    def test_a_damaged_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "logs.gz"
        path.write_bytes(gzip.compress(b"{}" * 10_000)[:40])
        with pytest.raises(HistoryError, match="damaged, or cut off"):
            said(path)


class TestCommand:
    def test_writes_the_format_and_exits_with_0(self, logs, file, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["watch", "replay", str(file(*logs)), "--json", "-"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["schema"] == "backbone.findings/1"
        assert {"logs", "blocks", "seconds", "logs_per_second", "findings", "blind", "unknown_events"} <= told.keys()
        assert "limit-breach" in {finding["rule"] for finding in told["findings"]}

    def test_says_the_answer_first(self, logs, file, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["watch", "replay", str(file(*logs)), "--rule", "limit-breach"]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert said.startswith("Findings that page somebody: 1, in 1 incident; weak signs: 0; in ")
        assert "CRITICAL at the stage of mint: " in said
        assert "First: Remove the minter and pause minting" in said

    def test_findings_of_one_story_are_one_incident(self, logs, file, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["watch", "replay", str(file(*logs)), "--json", "-"]) == 0
        told = json.loads(capsys.readouterr().out)
        worst = told["incidents"][0]
        assert (worst["severity"], worst["stage"]) == ("critical", "mint")
        assert "limit-breach" in {line["rule"] for line in worst["timeline"]}
        told_of = sorted(line["key"] for incident in told["incidents"] for line in incident["timeline"])
        assert told_of == sorted(finding["key"] for finding in told["findings"])

    def test_a_long_incident_is_shown_in_part_and_nothing_of_it_is_markup(
        self, file, capsys: pytest.CaptureFixture[str]
    ) -> None:
        topic, minter = "0x" + "5a" * 32, "0x" + "00" * 12 + MINTER[2:]
        lines = [
            {
                "address": MINTER,
                "topics": [
                    "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
                    "0x" + "00" * 32,
                    minter,
                ],
                "data": f"0x{5:064x}",
                "blockNumber": number,
                "blockTimestamp": 12 * number,
                "blockHash": topic,
                "transactionHash": f"0x{number:064x}",
                "logIndex": 0,
                "transactionFrom": MINTER,
            }
            for number in range(1, 31)
        ]
        facts = [{"fact": "ApprovedMinter", "minter": "0x" + "22" * 20, "since": 0, "timestamp": 1}]
        assert (
            main(["watch", "replay", str(file(*facts, *lines)), "--family", "erc20", "--rule", "unknown-minter"]) == 0
        )
        said = " ".join(capsys.readouterr().out.split())
        assert said.startswith("Findings that page somebody: 30, in 1 incident; ")
        assert said.count("critical") == 20
        assert "and 10 more, which --json has" in said

    @pytest.mark.parametrize("options", [["--family", "fiat-tokn"], ["--rule", "limit-breech"], ["--token", "0x1"]])
    def test_a_mistyped_option_gets_one_sentence(self, logs, file, options, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["watch", "replay", str(file(*logs)), *options]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
