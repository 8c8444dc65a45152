"""The simulated desk on a node: the same business as in this process, and a refusal of a node that can't be hurried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _subjects import running_anvil

from backbone_chain import simulate
from backbone_chain.cli import main
from backbone_chain.engines import _nodes

SHORT = {"days": 6, "orders": 60, "seed": 5}


@pytest.fixture(scope="module")
def anvil() -> Iterator[str]:
    with running_anvil() as url:
        yield url


def days(engine: str | None) -> tuple[list[object], list[object]]:
    result = simulate.run(**SHORT, engine=engine)
    assert result.is_sound
    token = result.world.token
    assert token.desk.problems() == []
    return result.outcome.days, [token.supply(), *sorted(token.ledger.balances().items())]


def test_what_a_node_mints_and_burns_is_what_the_engine_in_this_process_does(anvil: str) -> None:
    assert days(anvil) == days(None)
    assert days("web3") == days(None)


def test_a_node_whose_blocks_nobody_can_ask_for_is_refused(
    anvil: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_nodes, "Anvil", _nodes.Node)
    assert main(["desk", "simulate", "--days", "1", "--engine", anvil]) == 2
    assert "can't let time pass without transactions. Use Anvil for it." in capsys.readouterr().err
