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

QUIRKS = [kebab(name) for name in artifacts.quirks() if artifacts.load(name).interface.has("redeem")]
"""Those that are the token with a defect, and not its proxy."""


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
