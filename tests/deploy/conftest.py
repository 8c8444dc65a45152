"""One deployment a session; whatever a test does to it is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _issuer import Issuer, example, require_safe_contracts

from backbone_chain.chain import Chain


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    require_safe_contracts()
    chain = Chain("revm")
    return Issuer(chain, tmp_path_factory.mktemp("issuer"), example(chain))


@pytest.fixture
def issuer(founded: Issuer) -> Iterator[Issuer]:
    with founded.chain.isolated():
        yield founded
