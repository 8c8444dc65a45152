"""Engines as fixtures: `subject` is each of them in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _subjects import DETERMINISTIC, SUBJECTS, Subject, fresh_anvil, running_anvil


@pytest.fixture(scope="session")
def anvil_url() -> Iterator[str]:
    with running_anvil() as url:
        yield url


@pytest.fixture(params=SUBJECTS)
def subject(request: pytest.FixtureRequest) -> Subject:
    if request.param == "web3-anvil":
        return Subject(fresh_anvil(request.getfixturevalue("anvil_url")))
    return Subject.named(request.param)


@pytest.fixture(params=DETERMINISTIC)
def deterministic(request: pytest.FixtureRequest) -> Subject:
    return Subject.named(request.param)
