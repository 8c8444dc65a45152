"""The officers whom the plugin has no fixture for, and the whole outcome of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from backbone_chain.accounts import Account
from backbone_chain.chain import Chain, Contract, Receipt
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens import Blueprint, Token

pytest.register_assert_rewrite("_outcome", "_control", "_attestations")

from _attestations import FeedDesk  # noqa: E402 - only what comes after the line above explains itself
from _control import Control  # noqa: E402 - as above
from _controllers import Controlling, recorder  # noqa: E402 - as above
from _outcome import HELD, Ledger, Outcome, role_id  # noqa: E402 - as above
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
def controlled(stage: Stage) -> Controlling:
    """Supply controllers to set: `controlled.by(recorder())`, then `controlled.asked()`."""
    return Controlling(stage)


@pytest.fixture
def bridge(stage: Stage, token: Token, controlled: Controlling) -> Account:
    """A bridge with 100 base units of its own, and a controller that lets it."""
    bridge, admin = stage.actor("bridge"), stage.actor("admin")
    controlled.by(recorder())
    token.contract.send("grantRole", role_id("BRIDGE_ROLE"), bridge, sender=admin)
    token.transfer(bridge, 100, sender=stage.actor("treasury"))
    return bridge


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
seizer = _actor_fixture("seizer")
rescuer = _actor_fixture("rescuer")
canceller = _actor_fixture("canceller")
relayer = _actor_fixture("relayer")


# --- under a supply controller


@pytest.fixture(scope="session")
def opened_control(blueprint: Blueprint, request: pytest.FixtureRequest) -> Control:
    """A token under a controller with small limits, on a chain of its own and unwatched."""
    stage = Stage(blueprint, Chain(request.config.getoption("--engine")), rules=())
    stage.deploy()
    open_for_business(stage)
    stage.token.transfer(stage.actor("holder"), HELD, sender=stage.actor("treasury"))
    return Control(stage).open()


@pytest.fixture
def control(opened_control: Control) -> Iterator[Control]:
    """As opened; whatever a test does is undone after it."""
    with opened_control.stage.isolated():
        opened_control.ledger.proposals.clear()
        yield opened_control


@pytest.fixture
def desk(control: Control) -> FeedDesk:
    """A reserve feed with three attesters, of whom two have to sign."""
    return FeedDesk(control.chain)
