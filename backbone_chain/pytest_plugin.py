"""The pytest plugin: stage, token, chain and named actors as fixtures, undone after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from backbone_chain.errors import UsageError

if TYPE_CHECKING:  # the plugin is loaded in every run of pytest, so what it needs waits until a fixture is used
    from backbone_chain.accounts import Account
    from backbone_chain.chain import Chain
    from backbone_chain.stage import Stage
    from backbone_chain.tokens._base import Blueprint, Token

BLUEPRINTS = pytest.StashKey["list[Blueprint]"]()
HOLDING = 1_000_000  # whole tokens in the hands of `holder`


def pytest_addoption(parser: pytest.Parser) -> None:
    """--token, --engine and --seed."""
    group = parser.getgroup("backbone", "Backbone Chain")
    group.addoption("--token", action="append", metavar="T", help="token to test: a name or an artifact; repeatable")
    group.addoption("--engine", metavar="E", help="engine to test on: revm, py-evm, eels, web3, or a node's URL")
    group.addoption("--seed", type=int, default=0, metavar="N", help="seed of accounts, blocks and parameters")


def pytest_configure(config: pytest.Config) -> None:
    """A token or an engine that there isn't stops the run before it begins."""
    names, engine = config.getoption("--token"), config.getoption("--engine")
    if not (names or engine):
        return
    from backbone_chain import engines, tokens  # noqa: PLC0415

    try:
        config.stash[BLUEPRINTS] = [tokens.blueprint(name) for name in names or ["reference"]]
        engines.check(engine or engines.default()[0])
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of a token runs on each --token."""
    if "blueprint" in metafunc.fixturenames:
        from backbone_chain import tokens  # noqa: PLC0415

        chosen = metafunc.config.stash.get(BLUEPRINTS, None) or [tokens.blueprint("reference")]
        metafunc.parametrize("blueprint", chosen, ids=[b.name for b in chosen], indirect=True, scope="session")


@pytest.fixture(scope="session")
def blueprint(request: pytest.FixtureRequest) -> Blueprint:
    """The token under test, not yet deployed."""
    chosen: Blueprint = request.param
    return chosen


@pytest.fixture(scope="session")
def opened_stage(blueprint: Blueprint, request: pytest.FixtureRequest) -> Stage:
    """One deployment for the whole session: open for business, `holder` with a million tokens."""
    from backbone_chain.chain import Chain  # noqa: PLC0415
    from backbone_chain.scenarios._world import open_for_business  # noqa: PLC0415
    from backbone_chain.stage import Stage  # noqa: PLC0415

    stage = Stage(blueprint, Chain(request.config.getoption("--engine"), seed=request.config.getoption("--seed")))
    stage.deploy()
    open_for_business(stage)
    stage.token.transfer(stage.actor("holder"), HOLDING * stage.token.unit, sender=stage.actor("treasury"))
    return stage


@pytest.fixture
def stage(opened_stage: Stage) -> Iterator[Stage]:
    """Chain, token, actors and watchers; whatever a test does is undone after it."""
    with opened_stage.isolated():
        yield opened_stage


@pytest.fixture
def token(stage: Stage) -> Token:
    """The deployed token."""
    return stage.token


@pytest.fixture
def chain(stage: Stage) -> Chain:
    """The chain it is on."""
    return stage.chain


@pytest.fixture
def actor(stage: Stage) -> Callable[[str], Account]:
    """Any account by its name, as in `actor("court")`."""
    return stage.actor


def _actor_fixture(role: str) -> Any:
    def fixture(stage: Stage) -> Account:
        return stage.actor(role)

    fixture.__doc__ = f"The account of the {role.replace('_', ' ')}."
    return pytest.fixture(fixture, name=role)


admin = _actor_fixture("admin")
minter_admin = _actor_fixture("minter_admin")
minter = _actor_fixture("minter")
pauser = _actor_fixture("pauser")
freezer = _actor_fixture("freezer")
upgrader = _actor_fixture("upgrader")
treasury = _actor_fixture("treasury")
holder = _actor_fixture("holder")
recipient = _actor_fixture("recipient")
spender = _actor_fixture("spender")
attacker = _actor_fixture("attacker")
victim = _actor_fixture("victim")


@pytest.fixture
def refuses(stage: Stage) -> Callable[..., AbstractContextManager[None]]:
    """A context that expects a refusal, by the error and its arguments or by our word for it (frozen)."""
    from backbone_chain.errors import RefusedError  # noqa: PLC0415

    @contextmanager
    def expect(reason: str, **args: Any) -> Iterator[None]:
        with pytest.raises(RefusedError) as caught:
            yield
        error = caught.value.error
        assert reason in (error.name, stage.token.refusal(error)), f"refused by {error}, not by {reason}"
        assert not args or dict(error.args) == args, f"refused by {error}, with other arguments than {args}"

    return expect
