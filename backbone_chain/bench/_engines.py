"""The same proxied transfer on every engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from backbone_chain import artifacts, engines
from backbone_chain.accounts import Account
from backbone_chain.bench._row import Row
from backbone_chain.chain import Chain, Contract
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens import blueprint

ROUNDS = 5
ROUND_SECONDS = 0.4
UNIT = "transfers/s"
PATHS = 5
BARE, SLOWEST = "bare-pyrevm", "web3-eth-tester"

Step = Callable[[], object]


def bench_engines(step: Callable[[str], None]) -> list[Row]:
    """Transfers a second on each path, best of several interleaved rounds, so that a busy moment hits all alike.

    `step` is called with the name of each round as it begins. Rows of engines that can't run here are left out.
    """
    paths = dict(_paths())
    best = dict.fromkeys(paths, 0.0)
    for number in range(ROUNDS):
        for name, transfer in paths.items():
            step(f"{name}, round {number + 1}")
            best[name] = max(best[name], _rate(transfer))
    return [_row(name, best) for name in best]


def _row(name: str, best: dict[str, float]) -> Row:
    """Our engines in this process are measured against what a user would have without us; revm against itself bare."""
    baseline = BARE if name in (BARE, "chain-send-revm") and BARE in best else SLOWEST
    return Row(name=name, unit=UNIT, value=best[name], baseline=baseline, ratio=best[name] / best[baseline])


def _rate(transfer: Step) -> float:
    """Calls a second."""
    calls, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < ROUND_SECONDS:
        for _ in range(10):
            transfer()
        calls += 10
    return calls / elapsed


def _paths() -> Iterator[tuple[str, Step]]:
    for name in ("revm", "py-evm", "eels"):
        if not engines.engines()[name].unavailable():
            chain, token, holder, calldata = _token_on(name)
            if name == "revm":
                yield BARE, _bare(chain, token, holder, calldata)
                chain, token, holder, calldata = _token_on(name)
            yield f"chain-send-{name}", _chain_send(chain, token, holder, calldata)
    yield SLOWEST, _web3_transfer()


def _token_on(engine: str) -> tuple[Chain, Contract, Account, bytes]:
    """The reference token behind its proxy, open for business, and the calldata of one transfer."""
    stage = Stage(blueprint("reference"), Chain(engine), rules=())
    stage.deploy()
    open_for_business(stage)
    stage.chain.on_block.clear()  # the chain alone is measured, without a watcher on it
    contract = stage.token.contract
    calldata = contract.abi.function("transfer").encode(stage.actor("recipient").address, 1)
    return stage.chain, contract, stage.actor("exchange"), calldata


def _bare(chain: Chain, token: Contract, holder: Account, calldata: bytes) -> Step:
    """Pyrevm's own call, nothing around it."""
    evm: Any = getattr(chain.engine, "_evm")  # noqa: B009 - the one place that looks behind the port, to measure it
    sender, to = holder.address, token.address
    return lambda: evm.message_call(sender, to, calldata)


def _chain_send(chain: Chain, token: Contract, holder: Account, calldata: bytes) -> Step:
    """A transaction in a block of its own, with its receipt and its decoded events."""
    return lambda: chain.send(token.address, calldata, sender=holder).events


def _web3_transfer() -> Step:
    """What a user does without us: web3 and eth-tester, gas given, with receipt and decoded event."""
    from eth_tester import EthereumTester, PyEVMBackend  # noqa: PLC0415 - slow to import
    from web3 import EthereumTesterProvider, Web3  # noqa: PLC0415

    web3: Any = Web3(EthereumTesterProvider(EthereumTester(PyEVMBackend())))  # type: ignore[no-untyped-call]
    owner = web3.eth.accounts[0]
    gas = {"from": owner, "gas": 5_000_000}

    def deployed(name: str, *args: Any) -> str:
        artifact = artifacts.load(name)
        factory = web3.eth.contract(abi=artifact.abi, bytecode=artifact.bytecode)
        return str(web3.eth.wait_for_transaction_receipt(factory.constructor(*args).transact(gas))["contractAddress"])

    reference = artifacts.load("ReferenceDollar")
    logic = web3.eth.contract(address=deployed("ReferenceDollar"), abi=reference.abi)
    initialise = logic.encode_abi("initialize", args=["Reference Dollar", "RUSD", (0, *[owner] * 8)])
    token = web3.eth.contract(address=deployed("ERC1967Proxy", logic.address, initialise), abi=reference.abi)
    token.functions.addMinter(owner, 10**12).transact(gas)
    token.functions.mint(owner, 10**12).transact(gas)
    recipient = Account.named("recipient", 0).address

    def transfer() -> object:
        sent = token.functions.transfer(recipient, 1).transact({"from": owner, "gas": 200_000})
        return token.events.Transfer().process_receipt(web3.eth.get_transaction_receipt(sent))

    return transfer
