"""What the tests of audits share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package() -> Callable[[str], Path]:
    """The folder of an npm package, or a visible skip."""

    def found(name: str) -> Path:
        folder = ROOT / "node_modules" / name
        if not folder.is_dir():
            reason = f"{name} is not installed; npm ci puts it into node_modules"
            assert os.environ.get("CI") != "true", reason
            pytest.skip(reason)
        return folder

    return found
