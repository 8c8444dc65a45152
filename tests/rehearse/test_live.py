"""An upgrade on a copy of a live chain; the chain itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _subjects import running_anvil

from backbone_chain import Chain, Stage, Token, artifacts, engines, tokens
from backbone_chain.errors import NodeError, UsageError
from backbone_chain.rehearse import Upgrade, copied, prepare, rehearse

TERMS = "0x" + "11" * 32


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if reason := engines.engines()["revm"].unavailable():
        pytest.skip(reason)
    with running_anvil() as address:
        yield address


@pytest.fixture(scope="module")
def live(url: str) -> Token:
    """A reference token on a node, with a holder."""
    stage = Stage(tokens.blueprint("reference"), Chain(url, seed=7), ())
    token = stage.deploy()
    token.configure_minter(stage.actor("minter"), 1_000)
    token.mint(stage.actor("holder"), 400)
    return token


def upgrade_of(token: str = "reference") -> Upgrade:
    return prepare(tokens.blueprint(token), artifacts.load("ReferenceDollarV2"), call="initializeV2", args=(TERMS,))


def test_the_copy_is_upgraded_and_the_chain_is_not(url: str, live: Token) -> None:
    upgrade, before = upgrade_of(), (live.implementation(), live.chain.block_number)
    copy = copied(upgrade, url, live.address)
    result = rehearse(upgrade, {}, copy=copy)
    assert result.safe, result.reasons
    assert copy.token.contract.call("version") == "2.0.0"
    assert copy.token.balance_of(live.actor("holder")) == 400
    assert copy.upgrader is not None
    assert copy.upgrader.address == live.actor("upgrader").address
    assert (live.implementation(), live.chain.block_number) == before
    assert live.contract.call("version") == "1.0.0"


def test_a_contract_that_holds_the_role_upgrades_too(url: str, live: Token) -> None:
    puppet = live.chain.puppet("officer")
    live.contract.send("grantRole", live.contract.call("UPGRADER_ROLE"), puppet.address, sender=live.actor("admin"))
    copy = copied(upgrade_of(), url, live.address, upgrader=puppet.address)
    assert rehearse(upgrade_of(), {}, copy=copy).safe
    assert copy.chain.engine.get_code(puppet.address)


def test_one_who_may_not_is_refused(url: str, live: Token) -> None:
    copy = copied(upgrade_of(), url, live.address, upgrader=live.actor("holder").address)
    (reason,) = rehearse(upgrade_of(), {}, copy=copy).reasons
    assert reason.check == "upgrade"
    assert "AccessControlUnauthorizedAccount" in reason.summary


def test_other_code_than_the_layouts_were_compared_with_is_said(url: str, live: Token) -> None:
    copy = copied(upgrade_of("mint-open-to-all"), url, live.address)
    (reason,) = copy.reasons
    assert reason.check == "old-implementation"
    assert "MintOpenToAll" in reason.summary


def test_bad_addresses_are_one_sentence(url: str, live: Token) -> None:
    with pytest.raises(UsageError, match="is no address"):
        copied(upgrade_of(), url, "0x12")
    with pytest.raises(UsageError, match="There is no contract at"):
        copied(upgrade_of(), url, live.actor("holder").address)
    with pytest.raises(NodeError, match="doesn't answer"):
        copied(upgrade_of(), "http://127.0.0.1:9", live.address)
