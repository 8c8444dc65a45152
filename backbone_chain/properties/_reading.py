"""Everything that a token can be asked: views without arguments, of an account, of an account and a role."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backbone_chain.abi import Function
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Driver

MOST_ARGUMENTS = 2
WORD = 32


class Question(NamedTuple):
    """A view with its arguments."""

    address: str
    function: Function
    args: tuple[str | bytes | int, ...]

    @property
    def data(self) -> bytes:
        """The calldata."""
        return self.function.encode(*self.args)

    def told(self, driver: Driver) -> str:
        """In words."""
        told = ", ".join("0x" + each.hex() if isinstance(each, bytes) else str(each) for each in self.args)
        return driver.named(f"{self.function.name}({told})")


def questions(t: Trial, accounts: list[str] | None = None) -> Iterator[Question]:
    """All of them, about the cast and the keys unless accounts are given."""
    about = accounts or [t.holder.address, t.spender.address, t.bystander.address, *t.powers.keys]
    words, numbers = (tuple(each for each in t.powers.words if isinstance(each, kind)) for kind in (bytes, int))
    choices: dict[str, Sequence[str | bytes | int]] = {"address": about, "bytes32": words, "uint64": numbers}
    for _, contract in t.driver.contracts():
        for function in contract.abi.functions:
            kinds = [str(each["type"]) for each in function.inputs]
            if not function.changes_state and len(kinds) <= MOST_ARGUMENTS and all(kind in choices for kind in kinds):
                for args in itertools.product(*(choices[kind] for kind in kinds)):
                    yield Question(contract.address, function, args)


def answers(t: Trial, accounts: list[str] | None = None) -> dict[Question, bytes | None]:
    """What they answer just now, None for a refusal."""
    return {each: t.driver.raw(each.address, each.data) for each in questions(t, accounts)}


def shown(answer: bytes | None) -> str:
    """An answer for a person."""
    if answer is None:
        return "refused"
    return f"{int.from_bytes(answer):,}" if len(answer) == WORD and not any(answer[:12]) else f"0x{answer.hex()[:128]}"
