"""The engines that the suite is about, each wrapped so that one test can talk to all of them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from _bytecode import creator
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from backbone_chain import engines
from backbone_chain.engines._base import Authorization, BlockContext, Engine, EngineReceipt, Transaction, checksum
from backbone_chain.engines.web3 import Web3

PROJECT = Path(__file__).parents[2]
START_SECONDS = 20.0
ETHER = 10**18

# Name and fork; Anvil runs its own latest.
IN_PROCESS = {
    "revm": ("revm", "cancun"),
    "py-evm": ("py-evm", "cancun"),
    "py-evm-prague": ("py-evm", "prague"),
    "eels": ("eels", "cancun"),
    "eels-prague": ("eels", "prague"),
    "eels-osaka": ("eels", "osaka"),
    "web3": ("web3", "cancun"),
    "web3-prague": ("web3", "prague"),
}
DETERMINISTIC = [name for name, (engine, _) in IN_PROCESS.items() if engine != "web3"]
SUBJECTS = [*IN_PROCESS, "web3-anvil"]


def key_of(name: str) -> bytes:
    return keccak(text=f"engine suite {name}")


def address_of(name: str) -> str:
    return PrivateKey(key_of(name)).public_key.to_checksum_address()


class Subject:
    """An engine under test: its accounts go by role, and its contracts are deployed by transactions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sender = self.account("sender")

    @classmethod
    def named(cls, name: str) -> Subject:
        return cls(engines.create(*IN_PROCESS[name]))

    def needs(self, capability: str) -> None:
        if not getattr(self.engine.capabilities, capability):
            pytest.skip(f"{self.engine.name} on {self.engine.fork} does not claim {capability}")

    def account(self, name: str) -> str:
        if self.engine.capabilities.needs_keys:
            return self.engine.add_account(key_of(name))
        return address_of(name)

    def fund(self, address: str, wei: int = ETHER) -> None:
        if self.engine.capabilities.sets_state:
            self.engine.set_balance(address, wei)
        else:
            rich = self.engine._node.web3.eth.accounts[0]
            assert self.engine.transact(Transaction(rich, address, value=wei)).success

    def create(self, code: bytes, **fields: Any) -> EngineReceipt:
        return self.engine.transact(Transaction(self.sender, None, code, **fields))

    def deploy(self, runtime: bytes, **fields: Any) -> str:
        created = self.create(creator(runtime), **fields).created
        assert created is not None
        return created

    def send(self, to: str, data: bytes = b"", **fields: Any) -> EngineReceipt:
        return self.engine.transact(Transaction(fields.pop("sender", self.sender), to, data, **fields))

    def call(self, to: str, data: bytes = b"", **fields: Any) -> EngineReceipt:
        return self.engine.call(Transaction(fields.pop("sender", self.sender), to, data, **fields))

    def next_block(self, seconds: int = 12, *, blocks: int = 1, prevrandao: bytes | None = None) -> BlockContext:
        now = self.engine.block()
        drawn = now.prevrandao if prevrandao is None else prevrandao
        return BlockContext(number=now.number + blocks, timestamp=now.timestamp + seconds, prevrandao=drawn)

    def authorize(self, name: str, delegate: str, nonce: int = 0, chain_id: int | None = None) -> Authorization:
        """The EIP-7702 tuple by which that account runs the code of `delegate`."""
        chain_id = self.engine.chain_id() if chain_id is None else chain_id
        payload = _rlp(chain_id) + b"\x94" + bytes.fromhex(delegate[2:]) + _rlp(nonce)
        signature = PrivateKey(key_of(name)).sign_msg_hash(keccak(b"\x05" + bytes([0xC0 + len(payload)]) + payload))
        return Authorization(chain_id, delegate, nonce, *signature.vrs)


def _rlp(number: int) -> bytes:
    encoded = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return encoded if len(encoded) == 1 and encoded[0] < 0x80 else bytes([0x80 + len(encoded)]) + encoded


def created_by(sender: str, nonce: int) -> str:
    """The address of the contract that this transaction creates."""
    payload = b"\x94" + bytes.fromhex(sender[2:]) + _rlp(nonce)
    return checksum(keccak(bytes([0xC0 + len(payload)]) + payload)[12:])


# --- Anvil


def anvil_program() -> Path | None:
    """Anvil of the project's node_modules, or of PATH."""
    installed = PROJECT / "node_modules" / ".bin" / "anvil"
    found = str(installed) if installed.exists() else shutil.which("anvil")
    return Path(found) if found else None


def require_anvil() -> Path:
    program = anvil_program()
    if program is not None:
        return program
    reason = "anvil is not installed; npm ci puts it into node_modules"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running_anvil(*options: str) -> Iterator[str]:
    """Anvil on a free port of the loopback interface; its URL."""
    command = [str(require_anvil()), "--host", "127.0.0.1", "--port", "0", *options]
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield _listening_at(process, output)
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # npm's program starts the real one as its child
            process.wait()


def _listening_at(process: subprocess.Popen[bytes], output: IO[str]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        output.seek(0)
        if found := re.search(r"Listening on (\S+)\n", output.read()):
            return f"http://{found[1]}"
        time.sleep(0.02)
    output.seek(0)
    pytest.fail(f"anvil did not start: {output.read()}")


def fresh_anvil(url: str) -> Web3:
    """An engine on that node, which starts again from its genesis."""
    engine = Web3(url=url)
    engine._node._request("anvil_reset")
    return engine
