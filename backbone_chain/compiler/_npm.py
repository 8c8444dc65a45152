"""npm's solc as an executable that answers as a native one does, which its own `solcjs` doesn't."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

COMPILE = 'process.stdout.write(require(process.argv[1]).compile(require("fs").readFileSync(0, "utf8")))'
SAY_VERSION = 'console.log("Version: " + require(process.argv[1]).version())'

SCRIPT = """#!/bin/sh
# solc for programs that expect a native one: runs the npm package in {package}
if [ "$1" = --version ]; then
    echo 'solc, the solidity compiler commandline interface'
    {say_version}
    exit
fi
exec node -e {compile} {package}
"""


def packages(start: Path) -> list[Path]:
    """The solc packages of npm that lie in a node_modules folder of `start` or above it, the nearest first."""
    folder = start.absolute()
    held = (each / "node_modules" / "solc" for each in (folder, *folder.parents))
    return [package for package in held if (package / "package.json").is_file()]


def executable(package: Path, version_of: Callable[[Path], str]) -> Path:
    """An executable that runs the package, in the user's cache; `version_of` asks an executable for its version.

    The version is asked once and then written into the executable, because starting Node.js for nothing else takes as
    long as compiling a small contract.
    """
    digest = hashlib.sha256("\n".join((SCRIPT, COMPILE, str(package), _version(package))).encode())
    path = _cache() / f"solc-{_version(package)}-{digest.hexdigest()[:16]}"
    if not path.exists():
        asking = path.with_name(f"{path.name}-asking-{os.getpid()}")
        _write(asking, package, f"node -e {shlex.quote(SAY_VERSION)} {shlex.quote(str(package))}")
        try:
            _write(path, package, f"echo {shlex.quote(f'Version: {version_of(asking)}')}")
        finally:
            asking.unlink()
    return path


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])


def _write(path: Path, package: Path, say_version: str) -> None:
    """All or nothing, because another process may be about to run the file."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    script = SCRIPT.format(say_version=say_version, compile=shlex.quote(COMPILE), package=shlex.quote(str(package)))
    unfinished.write_text(script, encoding="utf-8")
    unfinished.chmod(0o755)
    unfinished.replace(path)


def _cache() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "backbone-chain"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="backbone-chain-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="backbone-chain-"))
