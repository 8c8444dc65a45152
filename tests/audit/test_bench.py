"""What `backbone bench audit` measures: whole audits, and their phases as parts of them."""

from __future__ import annotations

import pytest

from backbone_chain.bench import BENCHES, _audit
from backbone_chain.properties import properties

PHASES = ("deploy", "detect", "authority", "properties", "campaign", "confirm")
QUICK = {"transfer-returns-true": properties()["transfer-returns-true"]}


@pytest.fixture
def rows(monkeypatch):
    monkeypatch.setattr(_audit, "properties", lambda: QUICK)
    said = []
    measured = BENCHES["audit"].measure(said.append)
    assert said == list(_audit.SUBJECTS)
    return {row.name: row for row in measured}


def test_the_phases_of_an_audit_add_up_to_it(rows):
    for subject in _audit.SUBJECTS:
        whole = rows[f"audit-{subject}"]
        parts = [rows[f"audit-{subject}-{phase}"] for phase in PHASES]
        assert sum(part.value for part in parts) == pytest.approx(whole.value)
        assert {part.baseline for part in parts} == {whole.name}
        assert sum(part.ratio for part in parts) == pytest.approx(1)
    assert len(rows) == len(_audit.SUBJECTS) * (1 + len(PHASES))


def test_an_audit_is_measured_against_the_first(rows):
    first, *others = (rows[f"audit-{subject}"] for subject in _audit.SUBJECTS)

    assert first.ratio == 1
    assert all(each.baseline == first.name and each.ratio == each.value / first.value for each in others)
