"""Sending calls to somebody's token and reading it, without trusting what it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from backbone_chain.abi import Abi, Function
from backbone_chain.accounts import Account, Sender, Unlocked
from backbone_chain.chain import Contract, Receipt
from backbone_chain.engines._base import Transaction
from backbone_chain.errors import BackboneError
from backbone_chain.subjects._model import Subject, VerbLine

GAS = 4_000_000  # of one call: enough for any sound one, and little enough for one that never ends
ZERO = "0x" + "00" * 20
WORD = 32
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}(?![0-9a-fA-F])")  # and no longer word that begins like one
MOST_DECIMALS = 36
ERC20 = Abi(
    [
        {"type": "function", "name": name, "inputs": [{"type": kind} for kind in kinds], "outputs": [{"type": answer}]}
        for name, kinds, answer in (
            ("transfer", ("address", "uint256"), "bool"),
            ("transferFrom", ("address", "address", "uint256"), "bool"),
            ("approve", ("address", "uint256"), "bool"),
            ("balanceOf", ("address",), "uint256"),
            ("allowance", ("address", "address"), "uint256"),
            ("totalSupply", (), "uint256"),
            ("decimals", (), "uint8"),
        )
    ]
)
"""What is called of every token by its own selectors, whatever its ABI says that it returns."""


class UnreadableError(BackboneError):
    """A function that every token has answered nothing that fits."""


class Call(NamedTuple):
    """One call that can be sent: by whom, to which contract, with what; and how to tell it."""

    sender: Sender
    to: str
    data: bytes
    name: str
    args: Sequence[Any] = ()
    answers_bool: bool = False


class Driver:
    """Drives one subject: fills in what a line leaves open, sends it, reads balances and supply.

    unit: base units of one whole token, 1 where the token doesn't say.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject, self.chain, self.token = subject, subject.chain, subject.token
        self.senders: dict[str, Sender] = {sender.address: sender for sender in subject.actors.values()}
        self.labels = {sender.address: f"@{name}" for name, sender in subject.actors.items()}
        self.labels |= {
            contract.address: f"@{name}" for name, contract in subject.helpers.items() if name != contract.address
        }
        self.labels |= {self.token.address: "the token", ZERO: "the zero address"}
        self.unit = self._unit()

    # --- who

    def stranger(self, name: str) -> Account:
        """An account that holds no key, the same for the same name; the subject file's own where it names one so."""
        account = self.chain.account(name)
        self.labels.setdefault(account.address, name)
        return account

    def sender(self, address: str) -> Sender:
        """The account, the contract or the address as a sender."""
        known = self.senders.get(address)
        return known or Unlocked(self.labels.get(address, address), address)

    def named(self, text: object) -> str:
        """A text in which known addresses are told by their names."""
        return ADDRESS.sub(lambda found: self.labels.get(found[0], found[0]), str(text))

    # --- what to send

    def fill(self, line: VerbLine, values: Mapping[str, Any], sender: Sender | None = None) -> Call:
        """The call that a line means. values: by name without the dollar sign.

        Raises: BackboneError for a value that is missing, ArgumentError for arguments that don't fit.
        """
        target = self.contract(line.to)
        function = target.abi.function(line.call)
        args = [self._filled(each, values) for each in line.args]
        by = sender or self.sender(str(self._filled(line.sender, values)))
        return Call(by, target.address, function.encode(*args), function.name, args, function.answers == ("bool",))

    def erc20(self, name: str, *args: Any, sender: Sender) -> Call:
        """A call that every token understands."""
        function = ERC20.function(name)
        return Call(sender, self.token.address, function.encode(*args), name, args, answers_bool=True)

    def tell(self, call: Call) -> str:
        """A call in words, known addresses by their names."""
        return self.named(f"{call.name}({', '.join(map(_told, call.args))}) by {call.sender.address}")

    def contracts(self) -> Iterator[tuple[str, Contract]]:
        """Everything that can be called: the token, as an empty name, and its helpers as `@name`."""
        yield "", self.token
        for name, helper in self.subject.helpers.items():
            yield f"@{name}", helper

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function that changes state, with the contract that it is called on."""
        for to, contract in self.contracts():
            for function in contract.abi.functions:
                if function.changes_state:
                    yield to, function

    def contract(self, to: str) -> Contract:
        """The token, as an empty name, or the helper `@name`. Raises: BackboneError."""
        if not to:
            return self.token
        helper = self.subject.helpers.get(to.removeprefix("@"))
        if helper is None:
            raise BackboneError(f"There is no helper {to}.")
        return helper

    def _filled(self, value: Any, values: Mapping[str, Any]) -> Any:
        if isinstance(value, list | tuple):
            return [self._filled(each, values) for each in value]
        if isinstance(value, str) and value.startswith("$"):
            if value[1:] not in values:
                raise BackboneError(f"Nothing is known to fill in for {value}.")
            return values[value[1:]]
        if isinstance(value, str) and value.startswith("@"):
            return self._address(value[1:])
        return value

    def _address(self, name: str) -> str:
        if name in self.subject.helpers:
            return self.subject.helpers[name].address
        known = self.subject.actors.get(name)
        return known.address if known else self.chain.account(name).address

    # --- sending

    def send(self, call: Call) -> Receipt:
        """Send it, whatever comes of it."""
        with self.chain.acting(call.sender):
            return self.chain.send(call.to, call.data, sender=call.sender, gas=GAS, check=False)

    def would(self, call: Call) -> bool:
        """Whether it would be accepted just now; nothing is changed."""
        if self._is_hollow(call):
            return False
        with self.chain.acting(call.sender):
            signer, target, data = call.sender.route(call.to, call.data)
            raw = self.chain.engine.call(Transaction(signer, target, data, 0, GAS))
        return raw.success and not _says_no(call, raw.output)

    def accepted(self, call: Call, receipt: Receipt) -> bool:
        """Whether it went through: a token that returns false has refused."""
        return receipt.success and not _says_no(call, receipt.output)

    def does(self, call: Call) -> bool:
        """Send it, and answer whether it was accepted."""
        return not self._is_hollow(call) and self.accepted(call, self.send(call))

    def _is_hollow(self, call: Call) -> bool:
        """Whether a contract calls itself on an engine where it has no code while it sends: that does nothing."""
        is_itself = call.sender.address == call.to and not self.chain.engine.capabilities.contract_sender
        return is_itself and isinstance(call.sender, Unlocked) and bool(self.chain.engine.get_code(call.to))

    # --- reading

    def balance(self, account: str) -> int:
        """Base units. Raises: UnreadableError."""
        return self._number("balanceOf", account)

    def supply(self) -> int:
        """Base units. Raises: UnreadableError."""
        return self._number("totalSupply")

    def allowance(self, owner: str, spender: str) -> int:
        """Base units. Raises: UnreadableError."""
        return self._number("allowance", owner, spender)

    def raw(self, to: str, data: bytes) -> bytes | None:
        """What a view answers, None where it refuses."""
        answer = self.chain.engine.call(Transaction(ZERO, to, data, 0, GAS))
        return answer.output if answer.success else None

    def ask(self, contract: Contract, function: Function, args: Sequence[Any] = ()) -> Any:
        """What a view answers, decoded; None where it refuses or makes no sense."""
        output = self.raw(contract.address, function.encode(*args))
        try:
            return None if output is None else function.decode(output)
        except ValueError:
            return None

    def _number(self, name: str, *args: str) -> int:
        output = self.raw(self.token.address, ERC20.function(name).encode(*args))
        if output is None or len(output) < WORD:
            raise UnreadableError(f"{name}({', '.join(map(self.named, args))}) answers nothing that fits.")
        return int.from_bytes(output[:WORD])

    def _unit(self) -> int:
        try:
            decimals = self._number("decimals")
        except UnreadableError:
            return 1
        return 10**decimals if decimals <= MOST_DECIMALS else 1


def _says_no(call: Call, output: bytes) -> bool:
    return call.answers_bool and len(output) >= WORD and not any(output[:WORD])


def _told(value: Any) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, list):
        return "[" + ", ".join(map(_told, value)) + "]"
    return str(value)


def addresses_in(values: Iterable[Any]) -> Iterator[str]:
    """Every address in decoded values, lists included."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from addresses_in(value)
        elif isinstance(value, str) and len(value) == len(ZERO) and value.startswith("0x"):
            yield value
