"""Databases for the desk's ledger: SQLite files, and a PostgreSQL server where its programs are installed."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server on 127.0.0.1, without a database's name."""
    initdb = shutil.which("initdb", path=os.pathsep.join([*map(str, INSTALLED), os.environ["PATH"]]))
    if initdb is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed (pip install psycopg[binary])")
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    data = Path("/tmp") / f"backbone-postgres-{os.getpid()}"
    data.mkdir(mode=0o700)
    if as_nobody:
        shutil.chown(data, "nobody", "nogroup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs = Path(initdb).parent
    run = lambda *words: subprocess.run([*as_nobody, *words], check=True, capture_output=True, cwd="/")  # noqa: E731
    run(initdb, "--pgdata", str(data / "db"), "--username=desk", "--auth=trust", "--no-sync")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={data} -c fsync=off"
    run(
        str(programs / "pg_ctl"),
        "--pgdata",
        str(data / "db"),
        "--wait",
        "--log",
        str(data / "log"),
        "-o",
        options,
        "start",
    )
    yield f"postgresql+psycopg://desk@127.0.0.1:{port}"
    run(str(programs / "pg_ctl"), "--pgdata", str(data / "db"), "--mode=immediate", "stop")
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes an empty database and answers its URL, as often as it is asked."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'ledger-{next(NUMBERS)}.db'}"
    server = request.getfixturevalue("postgres")
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")

    def made() -> str:
        name = f"ledger_{next(NUMBERS)}"
        with admin.connect() as connection:
            connection.execute(text(f"create database {name}"))
        return f"{server}/{name}"

    request.addfinalizer(admin.dispose)  # noqa: PT021 - there is nothing to yield on the way through SQLite
    return made


@pytest.fixture
def url(fresh_url: Callable[[], str]) -> str:
    """One empty database."""
    return fresh_url()
