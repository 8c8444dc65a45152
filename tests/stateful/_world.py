"""The chain with the token on it, spoken to in the model's words: names for accounts, signatures by who signed what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from _books import ZERO, Books, Signed
from _controllers import recorder, refuser
from _model import Model
from _roles import ADMIN, role
from _signing import KINDS, NAME, VERSION

from backbone_chain.chain import Chain, Receipt, Snapshot
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.tokens._base import Blueprint
from backbone_chain.tokens.reference_dollar import ADMIN_DELAY_SECONDS, ROLE_NAMES, initialiser

OFFICERS = ("admin", *ROLE_NAMES)
ROLES = ("minter", "bridge", *ROLE_NAMES)
HOLDERS = ("holder", "spender", "victim", "attacker")
ACCOUNTS = (*OFFICERS, "minter", "second_minter", "bridge", *HOLDERS)
NONCES = tuple(number.to_bytes(32) for number in range(3))
YES_TO_ALL = bytes.fromhex("600160005260206000f3")  # RETURN 1, whatever was asked
CODE = {
    "consenter": recorder(),
    "refuser": refuser(),
    "mint_refuser": refuser("beforeMint(address,address,uint256)"),
    "foreign": YES_TO_ALL,
}
BALANCES = {"holder": 1_000_000, "spender": 1_000, "victim": 500, "minter": 100, "bridge": 100}
MINTER_ALLOWANCE = 2_000


def _deployed(chain: Chain, blueprint: Blueprint) -> Any:
    steps = blueprint.family.deploying(chain, blueprint)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value.contract


class World:
    """A token on a chain of its own, opened: minters with allowances, a bridge, holders with tokens."""

    def __init__(self, blueprint: Blueprint, seed: int = 0) -> None:
        self.chain = Chain("revm", seed=seed)
        self.contract = _deployed(self.chain, blueprint)
        self.accounts = {name: self.chain.account(name) for name in ACCOUNTS}
        self.addresses = {name: account.address for name, account in self.accounts.items()}
        self.addresses |= {ZERO: ZERO_ADDRESS, "token": self.contract.address}
        self._place_contracts(blueprint)
        self.names = {address: name for name, address in self.addresses.items()}
        self.opening = initialiser(blueprint.artifacts[0], dict.fromkeys(OFFICERS, self.addresses["attacker"]))
        self._signatures: dict[Signed, tuple[int, bytes, bytes]] = {}
        self._reads: dict[tuple[Any, ...], tuple[Any, bytes]] = {}
        self.model = Model.opened(
            now=self.chain.timestamp,
            officers={name: name for name in OFFICERS},
            delay=ADMIN_DELAY_SECONDS,
            implementation="implementation",
        )

    def _place_contracts(self, blueprint: Blueprint) -> None:
        deployer = self.chain.account("deployer")
        for number, (name, code) in enumerate(CODE.items(), 1):
            self.addresses[name] = checksum("0x" + f"c{number}" * 20)
            self.chain.engine.set_code(self.addresses[name], code)
        for name in ("implementation", "new_implementation"):
            self.addresses[name] = self.chain.deploy(blueprint.artifacts[0], sender=deployer).address

    # --- there and back

    def mark(self) -> Snapshot:
        """A point to go back to."""
        return self.chain.snapshot()

    def back(self, mark: Snapshot) -> None:
        """Everything is as it was at the mark, which is gone."""
        self.chain.revert(mark)
        self.chain.engine.release(mark.engine)

    # --- in

    def send(self, by: str, function: str, *args: Any, form: str = "") -> Receipt:
        """A call; `form` says whether a signature goes as v, r and s or in one piece."""
        if function == "initialize":
            return self.chain.send(self.contract.address, self.opening, sender=self.accounts[by], check=False)
        plain = [self._plain(arg) for arg in args]
        if form:
            function, plain = self._with_signature(function, plain, args[-1], form)
        return self.contract.send(function, *plain, sender=self.accounts[by], check=False)

    def _plain(self, arg: Any) -> Any:
        if isinstance(arg, list):
            return [self._plain(each) for each in arg]
        return self.addresses[arg] if isinstance(arg, str) else arg

    def _with_signature(self, function: str, plain: list[Any], signed: Signed, form: str) -> tuple[str, list[Any]]:
        kind = function[0].upper() + function[1:]
        members = [word for name, word in KINDS[kind].items() if (kind, name) != ("Permit", "nonce")]
        v, r, s = self._signature(signed)
        more: tuple[list[str], list[Any]] = (["uint8", "bytes32", "bytes32"], [v, r, s])
        if form == "bytes":
            more = (["bytes"], [r + s + bytes([v])])
        return f"{function}({','.join(members + more[0])})", [*plain[:-1], *more[1]]

    def _signature(self, signed: Signed) -> tuple[int, bytes, bytes]:
        if signed not in self._signatures:
            members = KINDS[signed.kind]
            domain = {"name": NAME, "version": VERSION, "verifyingContract": self.contract.address}
            domain["chainId"] = self.chain.engine.chain_id()
            types = {signed.kind: [{"name": name, "type": word} for name, word in members.items()]}
            message = dict(zip(members, map(self._plain, signed.message), strict=True))
            self._signatures[signed] = self.accounts[signed.signer].sign_typed_data(domain, types, message)
        return self._signatures[signed]

    # --- out

    def told(self, receipt: Receipt) -> tuple[Any, ...]:
        """The error and its arguments, or the events, by names."""
        if receipt.error is not None:
            return ("refused", receipt.error.name, *map(self._word, receipt.error.args.values()))
        return ("done", *map(self._event, receipt.logs))

    def _event(self, log: Any) -> tuple[Any, ...]:
        declared = self.contract.abi.events.get(log.topics[0]) if log.address == self.contract.address else None
        if declared is None:
            return ("?", self._word(log.address), *log.topics)
        return (declared.name, *map(self._word, declared.decode(log.topics, log.data).values()))

    def _word(self, value: Any) -> Any:
        return self.names.get(value, value) if isinstance(value, str) else value

    def read(self, function: str, *args: Any) -> Any:
        """What a view says, accounts by their names."""
        key = (function, *args)
        if key not in self._reads:
            declared = self.contract.abi.function(function)
            self._reads[key] = (declared, declared.encode(*map(self._plain, args)))
        declared, data = self._reads[key]
        value = declared.decode(self.chain.call(self.contract.address, data))
        return tuple(map(self._word, value)) if isinstance(value, tuple) else self._word(value)

    # --- what it should say

    def differences(self, books: Books, accounts: Any) -> list[str]:
        """Where the token says something else than the books, about these accounts and about the whole."""
        questions = [*self._about_all(books), *(each for name in accounts for each in self._about(books, name))]
        questions += self._between(books, accounts)
        return [
            f"{function}{args} is {told}, not {expected}"
            for (function, *args), expected in questions
            if (told := self.read(function, *args)) != expected
        ]

    def _about_all(self, books: Books) -> Iterator[tuple[tuple[Any, ...], Any]]:
        yield ("totalSupply",), books.supply
        yield ("pausedBits",), books.paused
        yield ("defaultAdmin",), books.admin
        yield ("pendingDefaultAdmin",), books.pending_admin
        yield ("supplyController",), books.controller
        yield ("frozenCount",), len(books.frozen)
        yield ("balanceOf", "token"), 0
        yield ("balanceOf", ZERO), 0

    def _about(self, books: Books, name: str) -> Iterator[tuple[tuple[Any, ...], Any]]:
        yield ("balanceOf", name), books.balance(name)
        yield ("minterAllowance", name), books.minter_allowance(name)
        yield ("isFrozen", name), name in books.frozen
        yield ("getFrozenTokens", name), books.tokens_frozen(name)
        yield ("nonces", name), books.nonces.get(name, 0)
        for held in (ADMIN, *map(role, ROLES)):
            yield ("hasRole", held, name), books.has_role(held, name)

    def _between(self, books: Books, accounts: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
        for owner in accounts:
            for spender in accounts:
                yield ("allowance", owner, spender), books.allowance(owner, spender)
            for nonce in NONCES:
                yield ("authorizationState", owner, nonce), (owner, nonce) in books.used

    def freeze_list(self) -> set[str]:
        """The accounts on it."""
        return {self.read("frozenAt", index) for index in range(self.read("frozenCount"))}
