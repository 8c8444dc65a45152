"""A trial: the cast on a stage of its own, what it does to a token, and what a sound token would have done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from backbone_chain.accounts import Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.bundles._model import Claim
from backbone_chain.bundles._recording import Recorder
from backbone_chain.chain import Receipt
from backbone_chain.errors import BackboneError
from backbone_chain.properties._base import BrokenError, UnknownError
from backbone_chain.subjects._authority import Grant, Keys
from backbone_chain.subjects._closed import closed
from backbone_chain.subjects._driver import ERC20, Call, Driver
from backbone_chain.subjects._powers import Powers, Route
from backbone_chain.subjects._scene import UNLIMITED

WORD = 32
REQUEST = b"request".ljust(32, b"\0")


class Trial:
    """What a property has in its hands. Holder, recipient, spender, bystander and outsider hold no key.

    amount: base units of a payment. keys: who can do what. previous: the version before, if it is known. Preparing
    steps that are refused raise UnknownError, broken promises BrokenError.
    """

    def __init__(self, driver: Driver, powers: Powers, recorder: Recorder, previous: Artifact | None = None) -> None:
        self.driver, self.powers, self.recorder, self.chain = driver, powers, recorder, driver.chain
        self.amount = 100 * driver.unit
        self.holder, self.recipient = driver.stranger("holder"), driver.stranger("recipient")
        self.spender, self.bystander = driver.stranger("spender"), driver.stranger("bystander")
        self.outsider, self.new_minter = driver.stranger("outsider"), driver.stranger("new minter")
        self.claims: list[Claim] = []
        self.keys = Keys(driver, powers)
        self._grants: list[Grant] | None = None
        self.memo: dict[str, Any] = {}  # what several properties find out by the same long search
        self.subject, self.previous = driver.subject, previous

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens inside is undone, claims included."""
        claims = list(self.claims)
        try:
            with self.chain.isolated():
                yield
        finally:
            self.claims = claims

    def shut(self, verbs: Sequence[str]) -> tuple[str, ...]:
        """Functions that sound like one of these verbs, and that refuse everybody who is known."""
        known = self.memo.setdefault("shut", {})
        for verb in verbs:
            if verb not in known:
                known[verb] = tuple(closed(self.driver, self.powers, verb))
        return tuple(dict.fromkeys(each for verb in verbs for each in known[verb]))

    # --- calls

    def transfer(self, sender: Sender, to: Sender | str, amount: int) -> Call:
        """A transfer that is not sent yet."""
        return self.driver.erc20("transfer", _address(to), amount, sender=sender)

    def transfer_from(self, sender: Sender, owner: Sender, to: Sender | str, amount: int) -> Call:
        """A transferFrom that is not sent yet."""
        return self.driver.erc20("transferFrom", owner.address, _address(to), amount, sender=sender)

    def approval(self, owner: Sender, spender: Sender, amount: int) -> Call:
        """An approve that is not sent yet."""
        return self.driver.erc20("approve", spender.address, amount, sender=owner)

    def verb(self, verb: str, *, sender: Sender | None = None, route: Route | None = None, **values: Any) -> Call:
        """The best call for a power, or the one of a route, with some of its values chosen: accounts and amounts."""
        known = self.values(**values)
        line = (route or self.powers.routes[verb][0]).line
        if sender is None and line.sender.startswith("$"):
            sender = self.driver.sender(known[line.sender[1:]])
        return self.driver.fill(line, known, sender)

    def values(self, **more: Any) -> dict[str, Any]:
        """What a line's `$names` stand for, with some of them chosen: accounts and amounts."""
        return self.keys.scene.values(amount=self.amount) | {name: _address(each) for name, each in more.items()}

    # --- preparing

    def prepare(self, call: Call) -> Receipt:
        """Send what has to work for the trial to mean anything. Raises: UnknownError."""
        receipt = self.driver.send(call)
        if not self.driver.accepted(call, receipt):
            raise UnknownError(f"{self.driver.tell(call)} was refused{self._why(receipt)}, so this couldn't be tried.")
        return receipt

    def do(self, verb: str, *, sender: Sender | None = None, **values: Any) -> Receipt:
        """Use a power that has to work. Raises: UnknownError."""
        return self.prepare(self.verb(verb, sender=sender, **values))

    def do_route(self, verb: str, route: Route, **values: Any) -> Receipt:
        """Use a power in one of its ways, which has to work. Raises: UnknownError."""
        return self.prepare(self.verb(verb, route=route, **values))

    def approve(self, owner: Sender, spender: Sender, amount: int = UNLIMITED // 2) -> None:
        """An allowance. Raises: UnknownError."""
        self.prepare(self.approval(owner, spender, amount))

    def fund(self, account: Sender, amount: int | None = None) -> None:
        """Give somebody tokens, minted or from a key that has some. Raises: UnknownError."""
        wanted = amount or 10 * self.amount
        before = self.balance(account)
        for call in self._gifts(account.address, wanted):
            if self.driver.send(call).success and self.balance(account) > before:  # whatever it returned
                return
        raise UnknownError(f"Nobody was found who can give {self.driver.named(account.address)} tokens.")

    def try_to_fund(self, account: Sender) -> bool:
        """Give somebody tokens, if that can be done at all."""
        try:
            self.fund(account)
        except BackboneError:
            return False
        return True

    def _gifts(self, to: str, amount: int) -> Iterator[Call]:
        for route in self.powers.routes.get("mint", ()):
            yield self.verb("mint", route=route, holder=to, amount=amount)
        for address in self.powers.keys:
            if self.driver.balance(address) >= amount:
                yield self.transfer(self.driver.sender(address), to, amount)

    def control(self, call: Call) -> None:
        """Make sure that a call works before something is to stop it. Raises: UnknownError."""
        if not self.driver.would(call):
            raise UnknownError(f"{self.driver.tell(call)} is refused even when nothing stops it.")

    # --- reading

    def balance(self, account: Sender | str) -> int:
        """Base units. Raises: UnreadableError."""
        return self.driver.balance(_address(account))

    def is_stopped(self, call: Call) -> bool:
        """Whether it moves no money now, whatever it answers."""
        with self.undone():
            before = self.money(call.sender)
            return not self.driver.send(call).success or self.money(call.sender) == before

    def supply(self) -> int:
        """Base units. Raises: UnreadableError."""
        return self.driver.supply()

    def money(self, *others: Sender) -> dict[str, int]:
        """Supply, and what everybody of the cast has."""
        cast = (self.holder, self.recipient, self.spender, self.bystander, self.outsider, self.new_minter, *others)
        return {"": self.supply()} | {each.address: self.balance(each) for each in cast}

    def grants(self) -> list[Grant]:
        """Every call by which a key gives a power to somebody, on a token where accounts have something."""
        if self._grants is None:
            with self.undone():
                self.fund(self.holder)
                self.fund(self.bystander)
                self._grants = self.keys.grants()
        return self._grants

    # --- judging

    def must_refuse(self, call: Call, sentence: str, *, effect: Callable[[], object] | None = None) -> None:
        """The call must be refused, or do nothing. effect: what is read before and after, money by default.

        Raises: BrokenError with the sentence.
        """
        read = effect or (lambda: self.money(call.sender))
        with self.undone():
            before = read()
            receipt = self.driver.send(call)
            if not receipt.success or (after := read()) == before:
                return
            if self.driver.accepted(call, receipt):
                self._broken(sentence, self.claim(sentence, kind="refused", seen="it went through"))
            if effect is None:  # false was returned, and yet money moved
                self._broken(sentence, *self._unmoved(sentence, before, after))

    def _unmoved(self, sentence: str, before: Any, after: Any) -> Iterator[Claim]:
        """That supply and balances should be what they were."""
        for account, amount in before.items():
            if after[account] != amount:
                function, args = ("balanceOf", (account,)) if account else ("totalSupply", ())
                data, seen = ERC20.function(function).encode(*args), f"{after[account]:,}"
                token = self.driver.token.address
                yield self.claim(sentence, kind="equals", to=token, data=data, value=amount.to_bytes(WORD), seen=seen)

    def must_work(self, call: Call, sentence: str) -> Receipt:
        """The call must be accepted. Raises: BrokenError with the sentence and the token's own reason."""
        receipt = self.driver.send(call)
        if not self.driver.accepted(call, receipt):
            why = self._why(receipt)
            self._broken(
                f"{sentence.rstrip('.')}{why}.",
                Claim(sentence=sentence, kind="goes-through", step=self._last(), seen=f"it was refused{why}"),
            )
        return receipt

    def must_read(self, name: str, *args: Any, value: int, sentence: str, kind: str = "equals") -> None:
        """A number that every token answers must be `value` now, or for `at-most` no more. Raises: BrokenError."""
        data = ERC20.function(name).encode(*[_address(each) for each in args])
        seen = self.driver.raw(self.driver.token.address, data) or b""
        number = int.from_bytes(seen[:32])
        if number == value or (kind == "at-most" and number < value):
            return
        claim = Claim(
            sentence=sentence,
            kind=kind,
            step=self._last(),
            to=self.driver.token.address,
            data=data,
            value=value.to_bytes(32),
            seen=f"{number:,}",
        )
        self._broken(f"{sentence.rstrip('.')}: {number:,}, not {value:,}.", claim)

    def must_emit(self, receipt: Receipt, words: Sequence[bytes | None], sentence: str, likely: bytes = b"") -> None:
        """A transaction must have emitted an event of the token that begins with these words. Raises: BrokenError.

        words: topics and then data, whichever an argument is; None is any word, and `likely` what a sound token says.
        """
        token = self.driver.token.address
        emitted = [_words(topics, data) for address, topics, data in receipt.logs if address == token]
        if any(len(words) <= len(said) and _fits(said, words) for said in emitted):
            return
        value = b"".join(likely if word is None else word for word in words)
        self._broken(
            sentence,
            Claim(sentence=sentence, kind="emits", step=self._last(), to=token, value=value, seen="no such event"),
        )

    def broken(self, sentence: str, claims: Sequence[Claim] = ()) -> None:
        """The promise doesn't hold. Raises: BrokenError."""
        self._broken(sentence, *claims)

    def claim(
        self, sentence: str, *, kind: str, seen: str, to: str = "", data: bytes = b"", value: bytes = b""
    ) -> Claim:
        """What a sound token would have done about the transaction that was sent last."""
        return Claim(sentence=sentence, kind=kind, step=self._last(), to=to, data=data, value=value, seen=seen)

    def break_of(self, reason: str, *claims: Claim) -> BrokenError:
        """What to raise, or to keep, where a promise doesn't hold: all that was sent until now is part of it."""
        engine = self.chain.engine
        return BrokenError(reason, claims, self.recorder.steps, (engine.name, engine.fork))

    def _broken(self, reason: str, *claims: Claim) -> None:
        raise self.break_of(reason, *claims)

    def _last(self) -> int:
        return len(self.recorder.steps) - 1

    def _why(self, receipt: Receipt) -> str:
        if receipt.success:
            return " (it returned false)"
        return f" ({self.driver.named(receipt.error)})" if receipt.error else ""


def _words(topics: Sequence[bytes], data: bytes) -> list[bytes]:
    return [*topics, *(data[at : at + WORD] for at in range(0, len(data), WORD))]


def _fits(said: Sequence[bytes], words: Sequence[bytes | None]) -> bool:
    return all(word in (None, each) for each, word in zip(said, words, strict=False))


def _address(account: Any) -> Any:
    return account.address if hasattr(account, "address") else account
