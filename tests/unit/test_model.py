"""The nouns: frozen, complete, and plain where they leave the process."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise

import pytest

from backbone_chain import model
from backbone_chain.model import Fact, Finding, Mint, Severity, Source, Status

FACTS = sorted((cls for cls in vars(model).values() if isinstance(cls, type) and issubclass(cls, Fact)), key=str)


def finding(**changes: object) -> Finding:
    said = Finding(
        rule="limit-breach",
        severity=Severity.HIGH,
        block=7,
        timestamp=84,
        tx="0xa",
        log_index=2,
        subject="0xminter",
        summary="Too much.",
        evidence={"amount": 2**256 - 1, "who": ["a", "b"]},
        key="limit-breach:0xminter:7",
    )
    return dataclasses.replace(said, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_fact_is_frozen_keyword_only_explained_and_placed(fact: type[Fact]) -> None:
    fields = {field.name: None for field in dataclasses.fields(fact)}
    example = fact(**{name: value for name, value in fields.items() if name not in ("contract", "tx")})
    assert fact.__doc__
    assert not fact.__doc__.startswith(f"{fact.__name__}(")
    assert (example.contract, example.tx) == ("", "")
    assert isinstance(fact.origin, Source)
    assert all(field.kw_only for field in dataclasses.fields(fact))
    with pytest.raises(dataclasses.FrozenInstanceError):
        example.contract = "0x1"  # type: ignore[misc]


def test_fact_without_a_place_is_empty_there() -> None:
    mint = Mint(minter="0xm", to="0xt", amount=1)
    assert (mint.contract, mint.tx, mint.tx_sender, mint.log_index) == ("", "", "", -1)
    assert mint == Mint(minter="0xm", to="0xt", amount=1)
    assert len({mint, Mint(minter="0xm", to="0xt", amount=1)}) == 1


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(Severity)))
def test_severities_rise_in_their_order(lower: Severity, higher: Severity) -> None:
    assert lower < higher
    assert higher > lower
    assert lower <= lower  # noqa: PLR0124 - that it is reflexive
    assert max(lower, higher) is higher


def test_finding_as_json_is_plain_data() -> None:
    plain = finding(status=Status.RETRACTED).as_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain == {
        "rule": "limit-breach",
        "severity": "high",
        "block": 7,
        "timestamp": 84,
        "tx": "0xa",
        "log_index": 2,
        "subject": "0xminter",
        "summary": "Too much.",
        "evidence": {"amount": 2**256 - 1, "who": ["a", "b"]},
        "key": "limit-breach:0xminter:7",
        "status": "retracted",
    }


def test_finding_is_provisional_until_somebody_says_otherwise() -> None:
    assert finding().status is Status.PROVISIONAL


def test_plain_data_of_a_finding_is_a_copy() -> None:
    said = finding()
    said.as_json()["evidence"]["who"].append("c")
    assert said.evidence["who"] == ["a", "b"]
