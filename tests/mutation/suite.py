"""The tests, collected once in this process and run again and again in children that are forked off it."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

import pytest

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact

from .errors import MutationError
from .settings import Settings

WARM = ("pyrevm", "backbone_chain.scenarios", "backbone_chain.stage", "backbone_chain.tokens.reference_dollar")
"""What almost every test imports, so that no child has to."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run of tests ended: `failed` is the id of the test that stopped it, `why` its first line."""

    failed: str = ""
    why: str = ""
    tests: int = 0


@dataclass(frozen=True, kw_only=True)
class Suite:
    """The collected tests."""

    session: pytest.Session
    items: Mapping[str, pytest.Item] = field(repr=False)

    def run(self, tests: Iterable[str], plugins: Sequence[object] = (), *, stop: bool = True) -> Ran:
        """Run these tests in this process, which should be a child, until one fails."""
        verdict = _Verdict()
        manager = self.session.config.pluginmanager
        for plugin in (verdict, *plugins):
            manager.register(plugin)
        items = [self.items[test] for test in tests]
        done = 0
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            done += 1
            if stop and verdict.failed:
                break
        return Ran(failed=verdict.failed, why=verdict.why, tests=done)


class _Verdict:
    """A plugin of pytest that remembers the first failure."""

    failed = ""
    why = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of a test is over."""
        if report.failed and not self.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self.failed, self.why = report.nodeid, str(getattr(crash, "message", "")).partition("\n")[0][:200]


class _Collected:
    """A plugin of pytest that does something with the collected tests instead of running them."""

    def __init__(self, work: Callable[[Suite], int], left_out: Iterable[str]) -> None:
        self.work, self.left_out = work, tuple(left_out)
        self.status: int | None = None
        self.problems: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file was collected."""
        if report.failed:
            self.problems.append(report.longreprtext)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running them."""
        items = {item.nodeid: item for item in session.items if not item.nodeid.startswith(self.left_out)}
        if not self.problems:
            self.status = self.work(Suite(session=session, items=items))
        return True


def with_tests(settings: Settings, work: Callable[[Suite], int]) -> int:
    """Collect the tests, and answer what `work` does with them. Raises: MutationError for tests that don't load."""
    for name in WARM:
        importlib.import_module(name)
    plugin = _Collected(work, settings.left_out)
    folders = [str(settings.root / folder) for folder in settings.tests]
    quietly = ["-o", "addopts=", "-p", "no:terminal", "-p", "no:cacheprovider", "--capture=no"]
    pytest.main(
        [*quietly, f"--rootdir={settings.root}", "-c", str(settings.root / "pyproject.toml"), *folders], [plugin]
    )
    if plugin.status is None:
        raise MutationError("The tests can't be collected; run pytest on them first. " + "\n".join(plugin.problems))
    return plugin.status


def put_in_place(changed: Mapping[str, Artifact]) -> None:
    """Let everybody in this process who holds a shipped artifact hold the changed one.

    `artifacts.load` answers one object a name, which tests and fixtures kept when they were collected. So what is in
    the object is exchanged; only a child that ends with its mutant may do that.
    """
    for name, artifact in changed.items():
        held: dict[str, Any] = vars(artifacts.load(name))
        held.pop("interface", None)
        held.update({key: value for key, value in vars(artifact).items() if key != "source_hashes"})


def become_child(log: TextIO) -> None:
    """What a forked process does first: whatever it says goes to the log, and nothing to the terminal."""
    gc.freeze()
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    sys.stdout = sys.stderr = log
