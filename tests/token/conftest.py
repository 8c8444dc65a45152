"""The officers whom the plugin has no fixture for, and the whole outcome of a step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from backbone_chain.accounts import Account
from backbone_chain.chain import Contract, Receipt
from backbone_chain.stage import Stage
from backbone_chain.tokens import Token

pytest.register_assert_rewrite("_outcome")

from _outcome import Ledger, Outcome  # noqa: E402 - only what is imported after the line above explains its assertions
from _signing import Signing  # noqa: E402 - as above


@pytest.fixture
def ledger(stage: Stage) -> Ledger:
    return Ledger(stage)


@pytest.fixture
def does(ledger: Ledger) -> Callable[[Callable[[], Receipt]], Outcome]:
    """`does(lambda: token.mint(holder, 1)) == Outcome(changes, events)`: the step goes through, with this outcome."""
    return ledger.does


@pytest.fixture
def refuses(ledger: Ledger) -> Callable[..., AbstractContextManager[None]]:
    """As the plugin's, and stricter: by the error's own name, with all its arguments, and nothing may have changed."""
    return ledger.refuses


@pytest.fixture
def contract(token: Token) -> Contract:
    """The token's functions under their own names."""
    return token.contract


@pytest.fixture
def implementation(stage: Stage) -> Contract:
    """A second deployment of the code that the token runs, to upgrade to."""
    return stage.chain.deploy(stage.blueprint.artifacts[0], sender=stage.actor("deployer"))


@pytest.fixture
def signs(stage: Stage) -> Signing:
    """Holders' signatures: `signs.permit(holder, spender, 5).submit(sender=relayer)`."""
    return Signing(stage)


@pytest.fixture
def minted(token: Token, minter: Account) -> int:
    """What `minter` has in its own account to burn: 100 base units."""
    token.mint(minter, 100)
    return 100


def _actor_fixture(name: str) -> object:
    def fixture(stage: Stage) -> Account:
        return stage.actor(name)

    return pytest.fixture(fixture, name=name)


unpauser = _actor_fixture("unpauser")
unfreezer = _actor_fixture("unfreezer")
reserve_admin = _actor_fixture("reserve_admin")
second_minter = _actor_fixture("second_minter")
relayer = _actor_fixture("relayer")
