"""What an audit writes for other programs, against the formats' own schemas."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from backbone_chain import audit as audits
from backbone_chain.properties import Judgement, properties
from backbone_chain.report.junit import junit
from backbone_chain.report.sarif import sarif

DESIGNS = str(Path(__file__).parent.parent / "subjects" / "fixtures" / "designs.sol")
FEW = ("frozen-spender-cannot-spend", "outsider-cannot-mint", "powers-are-separated", "upgrade-is-delayed")
ACCEPTED = audits.Accepted(owner="treasury", expires="2027-01-31", why='<known> & "accepted"')
ODD = "\x00 \x1b[31m ]]> <b>&\ud7ff \U0001f4b8"
"""A reason as a hostile token may give it."""


@pytest.fixture(scope="module")
def audit() -> audits.Audit:
    """A real one, to which every kind of verdict is added."""
    few = audits.run(DESIGNS, {name: properties()[name] for name in FEW}, contract="OwnedDollar", engine="revm")
    broken = next(each for each in few.results if each.is_broken)
    odd = replace(broken, verdict=replace(broken.verdict, property="odd", reason=ODD))
    unknown = replace(odd, verdict=replace(odd.verdict, property="untried", judgement=Judgement.UNKNOWN))
    diverging = replace(broken, verdict=replace(broken.verdict, property="seen-once"), diverging="eels")
    accepted = replace(broken, verdict=replace(broken.verdict, property="known"), accepted=ACCEPTED)
    return replace(few, results=(*few.results, odd, unknown, diverging, accepted))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema of SARIF 2.1.0 by OASIS, as an npm package ships it."""
    folder = Path(__file__).parents[2] / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas"
    path = folder / "sarif-2.1.0-rtm.5.json"
    if not path.is_file():
        reason = "@microsoft/jest-sarif is not installed; npm ci puts it into node_modules"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def problems(schema: dict[str, Any]) -> Callable[[Any], list[str]]:
    """What a document has against the schema."""
    kind = jsonschema.validators.validator_for(schema)
    validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
    return lambda document: [each.message for each in validator.iter_errors(document)]


def test_sarif_is_what_its_schema_asks(audit, problems):
    written = json.loads(json.dumps(sarif(audit, "1.0")))
    assert written["version"] == "2.1.0"
    assert problems(written) == []


def test_a_document_that_is_no_sarif_is_refused_by_the_schema(audit, problems):
    written = sarif(audit, "1.0")
    written["runs"][0]["results"][0]["level"] = "fatal"
    assert problems(written)
    assert problems({"version": "2.1.0"})


def test_every_result_names_a_rule_of_the_run(audit):
    run = sarif(audit, "1.0")["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert result["ruleId"] in {rule["id"] for rule in rules}
        assert rules[result.get("ruleIndex", 0)]["id"] == result["ruleId"] or "ruleIndex" not in result


def test_junit_is_xml_whatever_a_token_says(audit):
    suite = ElementTree.fromstring(junit(audit))[0]
    assert [each.get("name") for each in suite] == [each.verdict.property for each in audit.results]
    assert int(suite.get("tests", "")) == len(suite)
    assert int(suite.get("failures", "")) == len(suite.findall("./testcase/failure"))


def test_an_accepted_break_is_no_failure(audit):
    cases = {each.get("name"): each for each in ElementTree.fromstring(junit(audit))[0]}
    assert cases["odd"].find("failure") is not None
    assert cases["known"].find("failure") is None
