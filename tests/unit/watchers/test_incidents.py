"""Incidents: what belongs together, how far it is, and what to do first."""

from __future__ import annotations

import dataclasses

from _history import address, block

from backbone_chain import watchers
from backbone_chain.model import (
    ApprovedMinter,
    Finding,
    Mint,
    OrderApproved,
    RoleGranted,
    Severity,
    Status,
    Transfer,
)
from backbone_chain.watchers import Watch, gather
from backbone_chain.watchers._incidents import Stage
from backbone_chain.watchers.unknown_minter import UnknownMinter

ATTACKER, OTHER, HOLDER = map(address, ("attacker", "other", "holder"))
DAY = 86_400


def said(
    subject: str, severity: Severity = Severity.HIGH, number: int = 1, rule: str = "any", **evidence: object
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        block=number,
        timestamp=number * DAY,
        tx="",
        log_index=0,
        subject=subject,
        summary=f"{rule} of {subject}",
        evidence=evidence,
    )


def test_findings_of_one_entity_are_one_incident_in_their_order() -> None:
    second, first = said(ATTACKER, number=2), said(ATTACKER.lower(), number=1)
    (incident,) = gather([second, first])
    assert incident.timeline == (first, second)
    assert incident.entity == ATTACKER.lower()


def test_findings_of_two_entities_are_two_incidents_the_worst_first() -> None:
    incidents = gather([said(OTHER, Severity.LOW), said(ATTACKER, Severity.CRITICAL)])
    assert [incident.severity for incident in incidents] == [Severity.CRITICAL, Severity.LOW]


def test_entity_that_the_evidence_names_belongs_to_it() -> None:
    (incident,) = gather([said(ATTACKER), said(HOLDER, to=OTHER), said(OTHER, by=ATTACKER)])
    assert len(incident.timeline) == 3


def test_a_month_of_silence_begins_another_incident() -> None:
    assert len(gather([said(ATTACKER, number=1), said(ATTACKER, number=31)])) == 1
    assert len(gather([said(ATTACKER, number=1), said(ATTACKER, number=32)])) == 2


def test_what_was_retracted_is_no_incident() -> None:
    assert gather([dataclasses.replace(said(ATTACKER), status=Status.RETRACTED)]) == []


def test_score_adds_severities_and_weak_signs() -> None:
    findings = [said(ATTACKER, Severity.CRITICAL), said(ATTACKER, Severity.INFO, weight=2), said(ATTACKER)]
    assert gather(findings)[0].score == 8 + 2 + 4


def test_stage_is_the_furthest_and_advice_the_worst_findings() -> None:
    rules = watchers.rules()
    grant = said(ATTACKER, Severity.HIGH, 1, "privilege-then-mint")
    mint = said(ATTACKER, Severity.CRITICAL, 2, "unknown-minter")
    assert gather([grant], rules)[0].stage is Stage.PRIVILEGE
    (incident,) = gather([grant, mint], rules)
    assert (incident.stage, incident.first_do) == (Stage.MINT, UnknownMinter.first_do)


def test_page_says_what_happened_what_to_do_and_how_it_came() -> None:
    watch = Watch(watchers.create(["privilege-then-mint", "unknown-minter", "mint-without-order"]))
    watch.observe(block(1, Transfer(sender=OTHER, to=HOLDER, amount=1), ApprovedMinter(minter=OTHER, since=0)))
    watch.observe(block(2, OrderApproved(order="1", to=HOLDER, amount=5, approvers=())))
    watch.observe(block(3, RoleGranted(role="minter", account=ATTACKER, by=OTHER)))
    watch.observe(block(4, Mint(minter=ATTACKER, to=ATTACKER, amount=77)))
    (incident,) = gather(watch.findings, watchers.rules())
    page = incident.page()
    assert page.startswith("CRITICAL at the stage of mint: ")
    assert f"First: {incident.first_do}" in page
    assert page.index("block 3") < page.index("block 4")
    assert incident.as_json()["severity"] == "critical"


def test_every_rule_names_a_stage() -> None:
    for name, rule in watchers.rules().items():
        assert Stage(rule.stage), name
