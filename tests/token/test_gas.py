"""Gas and code size are what the tables beside this file say; `make gas` writes them anew."""

from __future__ import annotations

import pytest
from _circle import PACKAGE
from _gas import CODE_LIMIT, COMPARED, OURS, compared, comparison, table

from backbone_chain import artifacts

AT_MOST = 1.1  # of what Circle's token takes for a transfer


@pytest.fixture(scope="module")
def pairs():
    if not PACKAGE.is_dir():
        pytest.skip("npm's packages are not installed, so there is nothing to compare with; run `npm ci`")
    return compared()


def test_every_verb_takes_the_gas_that_the_table_says() -> None:
    assert table() == OURS.read_text(encoding="utf-8")


def test_the_comparison_with_circles_token_is_what_its_table_says(pairs) -> None:
    assert comparison(pairs) == COMPARED.read_text(encoding="utf-8")


@pytest.mark.parametrize("transfer", ["transfer, to a holder", "transfer, to a new holder"])
def test_a_transfer_takes_little_more_than_with_circles_token(pairs, transfer) -> None:
    ours, theirs = pairs[transfer]

    assert ours <= AT_MOST * theirs


def test_every_shipped_contract_is_small_enough_to_be_deployed() -> None:
    too_big = {name: len(artifacts.load(name).deployed_bytecode) for name in artifacts.shipped()}

    assert {name: size for name, size in too_big.items() if size > CODE_LIMIT} == {}
