"""Whole audits, by the command, of what can't be audited and of tokens that fight back: a sentence or a finding."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from backbone_chain import compiler
from backbone_chain.artifacts._write import write
from backbone_chain.cli import main

TRAPS = Path(__file__).parent / "fixtures" / "traps.sol"
MOODY = Path(__file__).parent.parent / "properties" / "fixtures" / "hostile.sol"
LIMIT = 30
"""Seconds that an audit of a hostile token may take."""

PAYMENTS = {
    "allowance-spent-exactly",
    "no-fee-on-transfer",
    "nobody-moves-others",
    "self-transfer-keeps-balance",
    "transfer-returns-true",
    "transfer-to-token-refused",
    "transfer-to-zero-burns-or-reverts",
    "transfer-to-zero-refused",
    "zero-transfer-allowed",
}
OPEN_ZERO = {
    "mint-to-zero-refused",
    "minter-has-a-cap",
    "supply-events-match-state",
    "transfer-to-token-refused",
    "transfer-to-zero-burns-or-reverts",
    "transfer-to-zero-refused",
}
"""What is wrong with the ordinary token behind the traps."""

HOSTILE = {
    "Babbles": {*OPEN_ZERO, "transfer-returns-true"},
    "Burner": {"mint-to-zero-refused", "minter-has-a-cap"},
    "MintsWhenRead": {
        *OPEN_ZERO,
        "balances-change-only-with-events",
        "no-fee-on-transfer",
        "self-transfer-keeps-balance",
        "supply-is-sum-of-balances",
    },
    "Mortal": OPEN_ZERO,
    "NeverReturns": {"mint-to-zero-refused", "minter-has-a-cap"},
    "SaysNothing": {*OPEN_ZERO, "transfer-returns-true"},
    "Shouts": {"mint-to-zero-refused", "minter-has-a-cap"},
}
WITHOUT_PAYMENTS = ("Burner", "NeverReturns", "Shouts")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """An artifact of each trap."""
    made = tmp_path_factory.mktemp("traps")
    for each in compiler.compile_files([TRAPS, MOODY]):
        write(each, made / f"{each.name}.json")
    return made


def audited(target: Path, *options: str) -> tuple[int, dict[str, str], float]:
    """Exit code, verdicts, seconds."""
    report, started = target.with_suffix(".report"), time.monotonic()
    code = main(["audit", str(target), "--json", str(report), *options])
    results = json.loads(report.read_text(encoding="utf-8"))["results"]
    return code, {each["property"]: each["verdict"] for each in results}, time.monotonic() - started


def words(verdicts: dict[str, str], verdict: str) -> set[str]:
    return {word for word, each in verdicts.items() if each == verdict}


@pytest.mark.parametrize("trap", sorted(HOSTILE))
def test_a_hostile_token_gets_its_findings_in_time(folder, trap):
    code, verdicts, seconds = audited(folder / f"{trap}.json")
    assert (code, words(verdicts, "broken")) == (1, HOSTILE[trap])
    assert seconds < LIMIT


@pytest.mark.parametrize("trap", WITHOUT_PAYMENTS)
def test_payments_that_never_worked_are_not_held(folder, trap):
    _, verdicts, _ = audited(folder / f"{trap}.json")
    assert {verdicts[word] for word in PAYMENTS} == {"unknown"}


@pytest.mark.parametrize("mood", range(5))
def test_a_token_of_which_nothing_works_holds_nothing(folder, mood):
    subject = folder / "moody.toml"
    subject.write_text(f'artifact = "Moody.json"\n[deploy]\nconstructor = [{mood}, true]\n', encoding="utf-8")
    code, verdicts, seconds = audited(subject)
    assert (code, words(verdicts, "broken")) == (0, set())
    assert not words(verdicts, "holds") & PAYMENTS
    assert not words(verdicts, "holds") & {"outsider-cannot-mint", "mint-emits-transfer", "minter-has-a-cap"}
    assert seconds < LIMIT


SUBJECTS = {
    "no arguments": ('artifact = "Particular.json"', "constructor"),
    "too many arguments": ('artifact = "Plain.json"\n[deploy]\nconstructor = [5]', "constructor"),
    "an argument of another type": ('artifact = "Particular.json"\n[deploy]\nconstructor = ["many"]', "address"),
    "a constructor that reverts": (
        f'artifact = "Particular.json"\n[deploy]\nconstructor = ["0x{"0" * 40}"]',
        "OwnerIsNobody(given=0x0000000000000000000000000000000000000000, code=7)",
    ),
    "an initialiser that reverts": (
        'artifact = "Particular.json"\n[deploy]\nconstructor = ["@owner"]\n'
        '[[setup]]\ncall = "setUp(address)"\nargs = ["@owner"]',
        "code=9)",
    ),
    "an unknown key": ('artifact = "Plain.json"\nartefact = "x"', "artefact"),
    "an unknown verb": ('artifact = "Plain.json"\n[verbs]\nfreez = false', "freez"),
    "a verb of an unknown function": (
        'artifact = "Plain.json"\n[verbs]\nfreeze = { call = "stop(address)", args = ["$holder"] }',
        "stop(address)",
    ),
    "an artifact that is none": ('artifact = "nothing.json"', "nothing.json"),
    "code that is another's": ('artifact = "Mixed.json"', "Mixed"),
    "an abstract contract": ('artifact = "Unfinished.json"', "Unfinished"),
    "a library that is missing": ('artifact = "Unlinked.json"', "Signatures"),
}


@pytest.fixture(scope="module")
def spoilt(folder) -> Path:
    """Artifacts that nothing can be made of."""
    plain = json.loads((folder / "Plain.json").read_text(encoding="utf-8"))
    names = {"contractName": "Mixed", "abi": plain["abi"], "sourceName": "Mixed.sol"}
    code = "0x" + "600a600c600039600a6000f3" + "602a60005260206000f3"
    (folder / "Mixed.json").write_text(
        json.dumps({**names, "bytecode": code, "deployedBytecode": "0x602a60005260206000f3"})
    )
    (folder / "Unfinished.json").write_text(
        json.dumps({**names, "contractName": "Unfinished", "bytecode": "0x", "deployedBytecode": "0x"})
    )
    links = {"Signatures.sol": {"Signatures": [{"length": 20, "start": 1}]}}
    (folder / "Unlinked.json").write_text(
        json.dumps(
            {
                **names,
                "contractName": "Unlinked",
                "bytecode": "0x73" + "00" * 20 + "3050",
                "deployedBytecode": "0x",
                "linkReferences": links,
                "deployedLinkReferences": {},
            }
        )
    )
    return folder


@pytest.mark.parametrize("mistake", SUBJECTS)
def test_a_subject_that_is_wrong_gets_one_sentence(spoilt, mistake, capsys):
    text, says = SUBJECTS[mistake]
    path = spoilt / "subject.toml"
    path.write_text(text + "\n", encoding="utf-8")

    assert main(["audit", str(path)]) == 2

    printed = capsys.readouterr()
    assert says in printed.err
    assert "Traceback" not in printed.err
    assert len(printed.err.strip().splitlines()) == 1
    assert printed.out == ""
