"""Which call comes next: mostly by somebody who may, so that it leads somewhere, and often by somebody who may not."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from backbone_chain.abi import Function
from backbone_chain.accounts import Account, Sender
from backbone_chain.chain import Contract
from backbone_chain.errors import BackboneError

from .signing import is_signed, signed
from .values import IN_CAST, Values
from .world import World

WORDS = 4
"""How many different ids of requests there are, few, so that the same one comes twice."""

KEPT = 12
AGAIN = 0.35
RIGHTFUL = 0.7
CAST = 6  # the accounts that an episode is mostly about, few, so that they meet again
NAMED = 0.3  # so often it is somebody whom an answer named, as the one who may accept something
TAKES_PART = 0.1  # so often it is somebody whom the arguments name, as the payee who may claim a payment
UNREACHED = 0.05  # so often it is a function that never went through
RIGHT_SIGNATURE = 0.8


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that will be sent to both."""

    sender: Sender
    target: Contract
    function: Function
    args: Sequence[Any]
    data: bytes

    def __str__(self) -> str:
        shown = ", ".join(f"0x{each.hex()}" if isinstance(each, bytes) else str(each) for each in self.args)
        return f"{self.function.name}({shown}) by {self.sender.name}"


@dataclass(kw_only=True)
class Caller:
    """Draws calls. What went through before is remembered: by whom, and with which arguments."""

    world: World
    dice: random.Random
    values: Values
    _cast: Sequence[Sender] = ()
    _rightful: dict[str, deque[Sender]] = field(default_factory=dict)
    _went_through: dict[str, deque[Sequence[Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, seed: int) -> Caller:
        """For a world, the same calls for the same seed."""
        dice = random.Random(seed)
        words = [*world.roles, *(number.to_bytes(32, "big") for number in range(WORDS))]
        selectors = [function.selector.ljust(32, b"\0") for function in world.subject.abi.functions[:WORDS]]
        values = Values(dice=dice, addresses=world.addresses, words=[*words, *selectors])
        return cls(world=world, dice=dice, values=values)

    def begin(self) -> None:
        """A new episode, and who plays in it."""
        self._cast = self.dice.sample(self.world.senders, CAST)
        self.values.cast = [each.address for each in self._cast]

    def next(self) -> Call:
        """A call of the contract in question, less often one of the others."""
        targets = self.world.targets
        target = self.dice.choice([*targets, targets[-1]])
        function = self._function(target)
        self.values.now = self.world.chain.timestamp
        args = self._arguments(target, function)
        data = function.encode(*args)
        return Call(sender=self._sender(function, args), target=target, function=function, args=args, data=data)

    def went_through(self, call: Call) -> None:
        """Remember a call that wasn't refused."""
        self._rightful.setdefault(call.function.signature, deque(maxlen=KEPT)).append(call.sender)
        self._went_through.setdefault(call.function.signature, deque(maxlen=KEPT)).append(call.args)

    def was_refused(self, call: Call, output: bytes) -> None:
        """A refusal that names a role says who may: the account that holds it."""
        for role, name in self.world.roles.items():
            if any(role) and role in output:
                self._rightful.setdefault(call.function.signature, deque(maxlen=KEPT)).append(
                    self.world.chain.account(name)
                )

    @property
    def reached(self) -> set[str]:
        """The functions that went through at least once."""
        return set(self._went_through)

    def _function(self, target: Contract) -> Function:
        functions = [each for each in target.abi.functions if each.changes_state]
        unreached = [each for each in functions if each.signature not in self._went_through]
        return self.dice.choice(unreached if unreached and self.dice.random() < UNREACHED else functions)

    def _sender(self, function: Function, args: Sequence[Any]) -> Sender:
        if self.dice.random() < TAKES_PART and (part := [each for each in self.world.senders if each.address in args]):
            return self.dice.choice(part)
        known = self._rightful.get(function.signature)
        if known and self.dice.random() < RIGHTFUL:
            return self.dice.choice(known)
        if self.dice.random() < NAMED:
            named = [each for each in self.world.senders if each.address in self.values.named]
            return self.dice.choice(named or self.world.senders)
        return self.dice.choice(self._cast if self.dice.random() < IN_CAST else self.world.senders)

    def _arguments(self, target: Contract, function: Function) -> list[Any]:
        args = [self._argument(each) for each in function.inputs]
        known = self._went_through.get(function.signature)
        if known and args and self.dice.random() < AGAIN:
            place, fresh = self.dice.randrange(len(args)), args
            args = list(self.dice.choice(known))
            args[place] = fresh[place]
        if is_signed(function) and self.dice.random() < RIGHT_SIGNATURE:
            return self._signed(target, function, args)
        return args

    def _argument(self, parameter: Any) -> Any:
        """Also calldata of another call, for what is passed on."""
        if parameter["type"] == "bytes" and self.dice.random() < 1 / 4:
            function = self.dice.choice(self.world.subject.abi.functions)
            return function.encode(*[self.values.draw(each) for each in function.inputs])
        return self.values.draw(parameter)

    def _signed(self, target: Contract, function: Function, args: list[Any]) -> list[Any]:
        signers = [each for each in self.world.senders if isinstance(each, Account)]
        signer = next((each for each in signers if each.address == args[0]), self.dice.choice(signers))
        return signed(target, function, [signer.address, *args[1:]], signer)


def answer_of(contract: Contract, function: Function, output: bytes) -> object:
    """What a read answered, None where that can't be decoded."""
    try:
        return function.decode(output)
    except (ValueError, BackboneError):
        return None
