"""The reference dollar and a model of it, through calls that nobody thought of; and the quirks, each of which is found."""

from __future__ import annotations

import os
import time

import pytest
from _machine import machine_for
from _world import World
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from backbone_chain import engines, tokens

QUICK = {"max_examples": 60, "stateful_step_count": 40}


def test_it():
    w = World(tokens.blueprint("reference"))
    t = time.perf_counter()
    run_state_machine_as_test(machine_for(w), settings=settings(**QUICK, derandomize=True, deadline=None, report_multiple_bugs=False, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)))
    print(time.perf_counter() - t)
