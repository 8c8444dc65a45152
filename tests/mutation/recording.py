"""What each test calls and deploys, written down while the suite runs once without any mutation."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from backbone_chain import artifacts, engines
from backbone_chain.engines._base import Engine, Transaction

from .reach import AT_CREATION, Reach


@dataclass(kw_only=True)
class Calls:
    """The functions that were sent a transaction, those that were only read, and the contracts that were created."""

    sent: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def add(self, other: Calls) -> None:
        """Take in what another one has; not its time."""
        self.sent |= other.sent
        self.read |= other.read
        self.created |= other.created


class Recording:
    """A plugin of pytest that listens at the engines; `tests` holds the calls by test id.

    What a fixture of a wider scope calls counts for every test that uses the fixture.
    """

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.tests: dict[str, Calls] = {}
        self.fixtures: dict[str, Calls] = {}
        self.failures: list[str] = []
        self._now = [Calls()]
        self._names: dict[bytes, set[str]] = {}
        self._shipped = {name: artifacts.load(name).bytecode for name in artifacts.shipped()}

    # --- what pytest tells

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """A test begins."""
        self._now.append(self.tests.setdefault(item.nodeid, Calls()))
        try:
            return (yield)
        finally:
            self._now.pop()
            for name in getattr(item, "fixturenames", ()):
                self.tests[item.nodeid].add(self.fixtures.get(name, Calls()))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """A fixture is made."""
        if fixturedef.scope == "function":
            return (yield)
        self._now.append(self.fixtures.setdefault(fixturedef.argname, Calls()))
        try:
            return (yield)
        finally:
            self._now.pop()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of a test is over."""
        self.tests[report.nodeid].seconds += report.duration
        if report.failed:
            self.failures.append(f"{report.nodeid}: {report.longreprtext}")
        if report.skipped:
            self.failures.append(f"{report.nodeid} was skipped, so that it would notice nothing: {report.longrepr}")

    # --- what the engines tell

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Every transaction and every call in this process is written down."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Engine, "transact", self._heard(Engine.transact, self._sent))
            patch.setattr(Engine, "set_code", self._heard(Engine.set_code, self._poked))
            for engine in engines.engines().values():
                patch.setattr(engine, "call", self._heard(engine.call, self._read))
            yield

    def _heard(self, method: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
        @wraps(method)
        def listened(engine: Engine, *args: Any) -> Any:
            note(*args)
            return method(engine, *args)

        return listened

    def _sent(self, tx: Transaction) -> None:
        if tx.to is None:
            self._created(tx.data)
        else:
            self._now[-1].sent |= self._names_in(tx.data)

    def _read(self, tx: Transaction) -> None:
        self._now[-1].read |= self._names_in(tx.data)

    def _names_in(self, data: bytes) -> set[str]:
        if data not in self._names:  # the same reads come thousands of times
            self._names[data] = self.reach.names_in(data)
        return self._names[data]

    def _poked(self, _: str, code: bytes) -> None:
        self._now[-1].sent |= self.reach.names_in(code)

    def _created(self, data: bytes) -> None:
        """Of a contract that we know only the arguments are looked at, since its code has all its selectors in it."""
        known = [name for name, code in self._shipped.items() if data.startswith(code)]
        longest = max((self._shipped[name] for name in known), key=len, default=b"")
        self._now[-1].created.update(known)
        self._now[-1].sent |= {AT_CREATION} | self.reach.names_in(data[len(longest) :])


@dataclass(frozen=True, kw_only=True)
class CallMap:
    """Calls by test id, and the key of the contracts and tests that they were recorded with."""

    key: str
    tests: dict[str, Calls]

    @classmethod
    def unknown(cls, tests: Iterable[str]) -> CallMap:
        """Of tests that were not recorded."""
        return cls(key="", tests={test: Calls() for test in tests})

    def created(self) -> set[str]:
        """The contracts that some test creates."""
        return {name for calls in self.tests.values() for name in calls.created}

    def seconds(self) -> float:
        """How long the whole suite takes."""
        return sum(calls.seconds for calls in self.tests.values())

    def write(self, path: Path) -> None:
        """As JSON."""
        tests = {name: {k: _plain(v) for k, v in asdict(calls).items()} for name, calls in self.tests.items()}
        path.write_text(json.dumps({"key": self.key, "tests": tests}), encoding="utf-8")

    @classmethod
    def read(cls, path: Path, key: str) -> CallMap | None:
        """What an earlier run wrote, if the key is the same."""
        if not path.is_file():
            return None
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["key"] != key:
            return None
        return cls(key=key, tests={name: _calls(each) for name, each in document["tests"].items()})


def _plain(value: set[str] | float) -> list[str] | float:
    return sorted(value) if isinstance(value, set) else value


def _calls(each: dict[str, Any]) -> Calls:
    sent, read, created = (set(each[name]) for name in ("sent", "read", "created"))
    return Calls(sent=sent, read=read, created=created, seconds=each["seconds"])
