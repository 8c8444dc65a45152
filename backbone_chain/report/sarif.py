"""An audit as SARIF 2.1.0, for whatever shows findings beside code.

The weakness ids are those of OWASP's Smart Contract Weakness Enumeration, the requirements those of EEA EthTrust v3.
"""

from __future__ import annotations

from typing import Any

from backbone_chain.audit import Audit, Result
from backbone_chain.model import Severity
from backbone_chain.properties import Judgement

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SCWE, ETHTRUST = "OWASP SCWE", "EEA EthTrust"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}
"""`security-severity`, by which common viewers sort."""

KINDS = {
    Judgement.HOLDS: "pass",
    Judgement.BROKEN: "fail",
    Judgement.NOT_APPLICABLE: "notApplicable",
    Judgement.UNKNOWN: "open",
}


def sarif(audit: Audit, version: str) -> dict[str, Any]:
    """One run with a rule and a result for each property. version: of this package."""
    results = [*audit.results]
    driver = {
        "name": "Backbone Chain",
        "version": version,
        "rules": [_rule(result) for result in results],
        "supportedTaxonomies": [{"name": SCWE}, {"name": ETHTRUST}],
    }
    run = {
        "tool": {"driver": driver},
        "taxonomies": [_taxonomy(SCWE, _ids(results, "scwe")), _taxonomy(ETHTRUST, _ids(results, "ethtrust"))],
        "results": [_result(audit, result, index) for index, result in enumerate(results)],
        "properties": {"subject": audit.name, "engine": audit.engine, "codeHash": audit.code_hash},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _ids(results: list[Result], kind: str) -> list[str]:
    return sorted({getattr(result.verdict, kind) for result in results} - {""})


def _taxonomy(name: str, ids: list[str]) -> dict[str, Any]:
    return {"name": name, "taxa": [{"id": each} for each in ids]}


def _rule(result: Result) -> dict[str, Any]:
    verdict = result.verdict
    rule: dict[str, Any] = {
        "id": verdict.property,
        "shortDescription": {"text": verdict.statement},
        "defaultConfiguration": {"level": LEVELS[verdict.severity]},
        "properties": {"security-severity": SCORES[verdict.severity], "severity": verdict.severity.value},
    }
    targets = [(SCWE, verdict.scwe), (ETHTRUST, verdict.ethtrust)]
    relationships = [
        {"target": {"id": word, "toolComponent": {"name": name}}, "kinds": ["relevant"]}
        for name, word in targets
        if word
    ]
    return {**rule, "relationships": relationships} if relationships else rule


def _result(audit: Audit, result: Result, index: int) -> dict[str, Any]:
    verdict, diverges = result.verdict, bool(result.diverging)
    kind = "open" if diverges else KINDS[verdict.judgement]
    place = {"fullyQualifiedName": audit.name, "kind": "module"}
    told: dict[str, Any] = {
        "ruleId": verdict.property,
        "ruleIndex": index,
        "kind": kind,
        "level": LEVELS[verdict.severity] if kind == "fail" else "none",
        "message": {"text": verdict.reason or verdict.statement},
        "locations": [{"logicalLocations": [place]}],
        "partialFingerprints": {"property": f"{audit.name}/{verdict.property}"},
        "properties": {"confirmedOn": list(result.confirmed_on)},
    }
    if diverges:
        told["properties"]["engineDivergence"] = result.diverging
    if result.accepted:
        why = f"{result.accepted.why} Accepted by {result.accepted.owner} until {result.accepted.expires}.".strip()
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return told
