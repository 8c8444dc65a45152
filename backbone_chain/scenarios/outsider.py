"""outsider: an account without any role tries every function that the token has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from backbone_chain import artifacts
from backbone_chain.abi import Function
from backbone_chain.chain import Contract
from backbone_chain.errors import BrokenScenarioError, RefusedError
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage

MOST_CALLS_EACH = 24
ERC20_CALLS = frozenset({"transfer", "approve"})  # anybody's right


class Outsider(Scenario):
    """A stranger calls every state-changing function for its own good, then tries to use what it got.

    1. Each function, with every combination of the stranger, a victim and a hostile implementation as addresses.
    2. A mint, as if it had become a minter. 3. The hidden function of its own implementation, as if it had become the
    upgrader.

    Built on Ankr (2022-12-02: an unguarded mint selector), MAP Protocol (2026-05-20) and Parity (2017-07-19: an
    unguarded initWallet).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(
        errors=frozenset({"not-authorised"}),
        rules=frozenset({"unknown-minter", "privilege-then-mint", "implementation-changed", "supply-mismatch"}),
    )
    blind_spots = "Calls whose arguments only a person would find; the audit and campaigns look for those."

    def choose(self) -> None:
        """The amount asked for, in whole tokens."""
        self.whole = self.random.randint(1, 10**6)

    def prepare(self, stage: Stage) -> None:
        """An open token with holders, and the stranger's hostile implementation."""
        open_for_business(stage)
        stranger = stage.actor("stranger")
        shadow, audited = artifacts.load("ShadowImplementation"), stage.token.implementation() or stage.token.address
        self.hostile = stage.chain.deploy(shadow, audited, stranger.address, sender=stranger)

    def attack(self, stage: Stage) -> None:
        """Every function; then what they may have opened."""
        refusals = [
            refusal for function in stage.token.contract.abi.functions for refusal in self._try(stage, function)
        ]
        refusals += self._use(stage)
        if self.loss(stage):
            return
        named = [r for r in refusals if stage.token.refusal(r.error) in self.expects.errors]
        if not named:
            raise BrokenScenarioError("No function refused the stranger for want of authority.")
        raise named[0]

    def _try(self, stage: Stage, function: Function) -> Iterator[RefusedError]:
        if not function.changes_state or function.name in ERC20_CALLS:
            return
        stranger, target = stage.actor("stranger"), stage.token.address
        choices = [self._values(stage, parameter) for parameter in function.inputs]
        with stage.chain.one_block():
            for values in itertools.islice(itertools.product(*choices), MOST_CALLS_EACH):
                send = partial(stage.chain.send, target, function.encode(*values), sender=stranger)
                refusal = stage.attempt(send)
                if refusal is not None:
                    yield refusal

    def _values(self, stage: Stage, parameter: Mapping[str, Any]) -> list[Any]:
        """What the stranger puts in for a parameter, the most useful to it first."""
        kind = str(parameter["type"])
        if kind.endswith("]"):
            return [[value] for value in self._values(stage, {**parameter, "type": kind[: kind.rindex("[")]})]
        if kind == "tuple":
            return [tuple(self._values(stage, part)[0] for part in parameter["components"])]
        if kind == "address":
            return [stage.actor("stranger").address, stage.actor("victim").address, self.hostile.address]
        if kind == "bytes":
            return [self.hostile.abi.function("takeOver").encode(), b""]
        return [_plain_value(kind, self.whole * stage.token.unit)]

    def _use(self, stage: Stage) -> Iterator[RefusedError]:
        stranger, token = stage.actor("stranger"), stage.token
        shadowed = Contract(stage.chain, token.address, artifacts.load("ShadowImplementation").interface)
        amount = self.whole * token.unit
        for refusal in (
            stage.attempt(lambda: token.mint(stranger, amount, sender=stranger)),
            stage.attempt(lambda: shadowed.send("hiddenMint", stranger.address, amount, sender=stranger)),
        ):
            if refusal is not None:
                yield refusal

    def loss(self, stage: Stage) -> int:
        """What the stranger holds, who had nothing."""
        return stage.token.balance_of(stage.actor("stranger"))


def _plain_value(kind: str, amount: int) -> Any:
    if kind.startswith("uint"):
        return min(amount, 2 ** int(kind[4:] or 256) - 1)
    if kind.startswith("int"):
        return min(amount, 2 ** (int(kind[3:] or 256) - 1) - 1)
    if kind == "bool":
        return True
    if kind == "string":
        return "stranger"
    return bytes(int(kind.removeprefix("bytes")))
