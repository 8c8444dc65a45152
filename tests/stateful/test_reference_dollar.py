"""The reference dollar and a model of it take the same calls; and every quirk is told apart from the model."""

from __future__ import annotations

import os
from typing import Any

import pytest
from _machine import machine_for
from _world import World
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from backbone_chain import artifacts, engines, tokens
from backbone_chain.registry import kebab

UNAVAILABLE = engines.engines()["revm"].unavailable()
pytestmark = pytest.mark.skipif(
    bool(UNAVAILABLE), reason=f"the machine is too slow on any engine but revm: {UNAVAILABLE}"
)

EXAMPLES = int(os.environ.get("BACKBONE_STATEFUL_EXAMPLES", "60"))
STEPS = int(os.environ.get("BACKBONE_STATEFUL_STEPS", "40"))
IS_LONG = "BACKBONE_STATEFUL_EXAMPLES" in os.environ
ALWAYS: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}

OUT_OF_SIGHT = {
    "burn-from-swaps-allowance": "a function that the token doesn't have, and the machine never calls",
    "delegated-accounts-cannot-sign": "accounts with code, which revm doesn't let sign",
    "fee-on-transfer-switch": "a function that the token doesn't have",
    "implementation-not-locked": "the bare implementation, where the machine calls the proxy",
    "proxy-initialized-later": "the time before the token is initialised",
    "reinitializer-open-to-all": "a function that the token doesn't have",
}
"""Quirks that show where the machine doesn't look, and where that is."""

SOME = (
    "admin-can-be-lost",
    "bridge-burn-skips-allowance",
    "freeze-skips-authorization",
    "freeze-skips-spender",
    "freeze-skips-transfer-from",
    "mint-skips-allowance",
    "minter-allowance-unbounded",
    "pause-blocks-wipe",
    "permit-replayable",
    "removed-minter-keeps-allowance",
    "seize-to-self-unfreezes",
    "upgrade-open-to-all",
)
"""One for each power; a long run tries all."""

IN_SIGHT = [kebab(name) for name in artifacts.quirks() if kebab(name) not in OUT_OF_SIGHT]
QUIRKS = IN_SIGHT if IS_LONG else SOME


def test_every_quirk_that_is_out_of_sight_is_one() -> None:
    assert OUT_OF_SIGHT.keys() <= set(map(kebab, artifacts.quirks()))


def test_the_token_does_what_the_model_does(request: pytest.FixtureRequest) -> None:
    """The same calls in every run; with BACKBONE_STATEFUL_EXAMPLES set, as many others as that says."""
    machine = machine_for(World(tokens.blueprint("reference"), request.config.getoption("--seed")))

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=not IS_LONG, **ALWAYS),
    )


@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_quirk_does_what_the_model_does_not(quirk: str) -> None:
    """Within the budget of the test above; the machine could fail, then."""
    machine = machine_for(World(tokens.blueprint(quirk)))

    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=60,
                stateful_step_count=40,
                derandomize=True,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                **ALWAYS,
            ),
        )
