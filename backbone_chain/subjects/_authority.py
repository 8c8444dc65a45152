"""Who holds which power, and who can hand it to somebody else, found out by doing it and undoing it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from eth_utils import keccak

from backbone_chain.accounts import Account, Sender
from backbone_chain.errors import BackboneError
from backbone_chain.subjects._driver import Call, Driver
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._powers import ERC20_CALLS, SELF, Powers
from backbone_chain.subjects._scene import Scene
from backbone_chain.subjects._templates import lines, mentions

BEFORE = {"wipe": ("freeze",), "seize": ("freeze",), "unfreeze": ("freeze",), "unpause": ("pause",)}
"""What has to be done first, so that a power has something to work on."""

DELAYS = ("getMinDelay()", "delay()", "MINIMUM_DELAY()")
"""Getters of timelocks: OpenZeppelin's, Compound's."""

MOST_SIGNERS = 1000
WORD = 32
NOT_A_KEY = frozenset(
    {"mint", "burn", "redeem", "freeze", "unfreeze", "pause", "unpause", "wipe", "seize", "bridge_mint", "rescue"}
)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A call by which a key gives powers to an account; `$holder` in its line stands for that account.

    uses: the verb and the call of everything that the account can do then and couldn't before.
    """

    line: VerbLine
    sender: str
    uses: frozenset[tuple[str, str]]

    @property
    def verbs(self) -> frozenset[str]:
        """The powers that it gives."""
        return frozenset(verb for verb, _ in self.uses)


class Keys:
    """Who can do what on one token, just now."""

    def __init__(self, driver: Driver, powers: Powers) -> None:
        self.driver, self.powers, self.scene = driver, powers, Scene(driver)
        self.stranger: Account = driver.stranger("outsider")

    # --- using a power

    def can(self, verb: str, sender: Sender) -> bool:
        """Whether this account can use the power now, once what it works on is there."""
        return bool(self.usable(verb, sender))

    def usable(self, verb: str, sender: Sender) -> dict[str, Call]:
        """The calls by which this account can use the power now, by signature."""
        try:
            with self.ready(verb) as ready:
                calls = self.calls(verb, sender).items() if ready else ()
                return {signature: call for signature, call in calls if self.driver.would(call)}
        except BackboneError:
            return {}

    @contextmanager
    def ready(self, verb: str) -> Iterator[bool]:
        """A scene in which the power has something to work on; whether that could be brought about."""
        first = [self._by_its_key(each) for each in BEFORE.get(verb, ()) if self.powers.has(each)]
        with self.scene.after(*first) as done:
            if verb == "rescue":
                self.scene.bring_foreign()
            yield done

    def calls(self, verb: str, sender: Sender) -> dict[str, Call]:
        """Every way to use the power, by this sender, by signature."""
        found = {}
        for route in self.powers.routes.get(verb, ()):
            own = {"holder": sender.address} if route.line.sender == SELF else {}
            values = self.scene.values(implementation=self.driver.subject.implementation, **own)
            found[route.line.call] = self.driver.fill(route.line, values, sender)
        return found

    def _by_its_key(self, verb: str) -> Call:
        line = self.powers.line(verb)
        return self.driver.fill(line, self.scene.values(), self.driver.sender(line.sender))

    def held(self) -> dict[str, tuple[str, ...]]:
        """The verbs that somebody's key is needed for, and who has it."""
        found = {}
        for verb, routes in self.powers.routes.items():
            holders = dict.fromkeys(
                holder for route in routes if not route.line.sender.startswith("$") for holder in route.holders
            )
            if holders:
                found[verb] = tuple(holders)
        return found

    # --- giving a power away

    def grants(self, senders: Iterable[Sender] | None = None) -> list[Grant]:
        """Every call by a key, of these or of all known ones, after which the outsider has a power that it had not."""
        before = self._uses()
        acts = self.acts(self.all() if senders is None else senders, self.stranger.address)
        return [grant for line, call in acts if (grant := self._grant(line, call, before)) is not None]

    def all(self) -> list[Sender]:
        """Every known key."""
        return [self.driver.sender(key) for key in self.powers.keys]

    def single(self) -> list[Sender]:
        """Every known key that is one account, not a contract that waits or asks several."""
        return [each for each in self.all() if not self.driver.chain.engine.get_code(each.address)]

    def acts(
        self, senders: Iterable[Sender], account: str, *, amount: int | None = None
    ) -> Iterator[tuple[VerbLine, Call]]:
        """Every call that is accepted from one of the senders and names an account, this one, but for the verbs.

        amount: base units for a number that it takes, a payment's worth unless given.
        """
        senders = list(senders)
        mine = {route.line.call for verb in NOT_A_KEY for route in self.powers.routes.get(verb, ())}
        for to, function in self.driver.functions():
            if function.name in ERC20_CALLS or function.signature in mine:
                continue
            for line in lines(to, function, self.powers.words):
                if mentions(line, SELF):
                    sent = self.drawn(line, senders, account, amount=amount)
                    yield from ((line, call) for call in sent if self.driver.would(call))

    def drawn(
        self, line: VerbLine, senders: Iterable[Sender], account: str, *, amount: int | None = None
    ) -> Iterator[Call]:
        """A line about this account, by each of these senders, whether it is accepted or not."""
        try:
            number = self.scene.amount if amount is None else amount
            drawn = self.driver.fill(line, self.scene.values(holder=account, amount=number), self.stranger)
        except BackboneError:
            return
        for sender in senders:
            yield drawn._replace(sender=sender)

    def _grant(self, line: VerbLine, call: Call, before: frozenset[tuple[str, str]]) -> Grant | None:
        with self.scene.after(call) as done:
            gained = self._uses() - before if done else None
        return Grant(line=line, sender=call.sender.address, uses=gained) if gained else None

    def _uses(self) -> frozenset[tuple[str, str]]:
        """All that the outsider can do now of what needs a key."""
        return frozenset((verb, call) for verb in self.held() for call in self.usable(verb, self.stranger))

    # --- how long it takes

    def delay(self, address: str) -> int:
        """Seconds between a decision of this account and the deed: a timelock's least delay, 0 for all others."""
        if not self.driver.chain.engine.get_code(address):
            return 0
        for signature in DELAYS:
            answer = self.driver.raw(address, _selector(signature))
            if answer and len(answer) >= WORD:
                return int.from_bytes(answer[:WORD])
        return 0

    def is_slow(self, address: str) -> bool:
        """Whether this holder of a key is a contract that waits, or that asks more than one signer."""
        threshold = self.driver.raw(address, _selector("getThreshold()"))
        return self.delay(address) > 0 or (threshold is not None and 1 < int.from_bytes(threshold) < MOST_SIGNERS)


def _selector(signature: str) -> bytes:
    return bytes(keccak(text=signature)[:4])
