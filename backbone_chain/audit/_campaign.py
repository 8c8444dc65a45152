"""A short seeded campaign: random calls of whatever the token can do, and every invariant after each of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import itemgetter

from backbone_chain.abi import Function, RawLog
from backbone_chain.accounts import Sender
from backbone_chain.audit._workers import spread
from backbone_chain.errors import BackboneError
from backbone_chain.invariants import Invariant, Moved, Violation
from backbone_chain.invariants._base import TRANSFER, Money, _address
from backbone_chain.properties import Judgement, Verdict, verdict
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import ERC20, ERC20_CALLS, UNLIMITED, Call, UnreadableError, VerbLine, lines

EPISODES, STEPS = 100, 40
RIGHTFUL, OTHER = 0.45, 0.15
DAY = 86_400
WARPS = (0, 0, 1, 3600, DAY, 31 * DAY)
CAP = re.compile(r"^_?(cap|max_?(total_?)?supply|supply_?cap|mint_?cap|ceiling)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What came of some episodes. applied: the invariants that had something to say. moved: accepted calls."""

    found: Mapping[str, Verdict] = field(default_factory=dict)
    applied: frozenset[str] = frozenset()
    moved: int = 0
    problem: str = ""

    def then(self, later: _Told) -> _Told:
        """Both; of two violations of one invariant the earlier stays."""
        return _Told(
            found={**later.found, **self.found},
            applied=self.applied | later.applied,
            moved=self.moved + later.moved,
            problem=self.problem or later.problem,
        )


def campaign(trial: Trial, kinds: Iterable[type[Invariant]], seed: int, workers: int = 1) -> list[Verdict]:
    """A verdict for each invariant, after EPISODES short stories that each begin anew."""
    kinds = list(kinds)

    def play(episode: int) -> tuple[int, _Told]:
        return episode, _Campaign(trial, kinds, f"{seed} {episode}").run()

    told = reduce(_Told.then, (each for _, each in sorted(spread(play, range(EPISODES), workers), key=itemgetter(0))))
    return [_verdict(kind, told) for kind in kinds]


class _Campaign:
    """One episode."""

    def __init__(self, trial: Trial, kinds: list[type[Invariant]], seed: str) -> None:
        self.t, self.kinds, self.dice = trial, kinds, random.Random(seed)  # noqa: S311 - to draw calls, the same for the same seed
        self.cast = (trial.holder, trial.recipient, trial.spender, trial.bystander, trial.outsider)
        self.found: dict[str, Verdict] = {}
        self.applied: set[str] = set()
        self.moved = 0
        self.others = [*self._other_lines()]
        self.cap = self._cap()

    def run(self) -> _Told:
        """Play it, and undo it."""
        problem = ""
        try:
            with self.t.undone():
                self._episode()
        except UnreadableError as error:
            problem = str(error)
        return _Told(found=self.found, applied=frozenset(self.applied), moved=self.moved, problem=problem)

    def _episode(self) -> None:
        for account in (self.t.holder, self.t.bystander):
            try:
                self.t.fund(account)
            except BackboneError:  # nobody has tokens to give; what can happen without is tried all the same
                continue
        holders = self._holders()
        before = self._money(holders)
        for _ in range(STEPS):
            drawn = self._draw()
            if drawn is None:
                continue
            verb, call = drawn
            cap = self._read_cap()
            receipt = self.t.driver.send(call)
            if not receipt.success:
                continue
            holders |= dict.fromkeys(_named_in(receipt.logs, self.t.driver.token.address))
            holders |= dict.fromkeys(each for each in call.args if isinstance(each, str) and each.startswith("0x"))
            before = replace(before, balances={each: before.balances.get(each, 0) for each in holders})
            after = self._money(holders)
            moved = Moved(
                name=self.t.driver.tell(call),
                verb=verb,
                before=before,
                after=after,
                logs=receipt.logs,
                token=self.t.driver.token.address,
                cap=cap,
            )
            self._check(moved)
            before = after

    # --- drawing

    def _draw(self) -> tuple[str, Call] | None:
        """A verb by its key, an ordinary call by one of the cast, or any other function by anybody."""
        self.t.chain.warp(self.dice.choice(WARPS))
        chance = self.dice.random()
        try:
            if chance < RIGHTFUL and self.t.powers.routes:
                return self._verb()
            if chance < RIGHTFUL + OTHER and self.others:
                return self._other()
            return "erc20", self._erc20()
        except BackboneError:
            return None

    def _verb(self) -> tuple[str, Call]:
        verb = self.dice.choice([each for each in self.t.powers.routes if each != "upgrade"])
        route = self.dice.choice(self.t.powers.routes[verb])
        who, to = self.dice.sample(self.cast, 2)
        sender: Sender | None = who if route.line.sender.startswith("$") else None
        return verb, self.t.verb(verb, route=route, sender=sender, holder=who, recipient=to, amount=self._amount(who))

    def _erc20(self) -> Call:
        one, two, three = self.dice.sample(self.cast, 3)
        amount = self._amount(one)
        match self.dice.randrange(5):
            case 4:
                return self.t.transfer(one, ZERO, amount)
            case 0:
                return self.t.approval(one, two, self.dice.choice((amount, UNLIMITED)))
            case 1:
                return self.t.transfer_from(two, one, three, amount)
            case 2:
                return self.t.transfer(one, one, amount)
        return self.t.transfer(one, two, amount)

    def _other(self) -> tuple[str, Call]:
        line = self.dice.choice(self.others)
        who, to = self.dice.sample(self.cast, 2)
        sender = self.dice.choice([*self.cast, *self.t.keys.all()])
        values = self.t.values(holder=who, recipient=to, amount=self._amount(who))
        return "", self.t.driver.fill(line, values, sender)

    def _other_lines(self) -> Iterator[VerbLine]:
        known = {route.line.call for routes in self.t.powers.routes.values() for route in routes}
        for to, function in self.t.driver.functions():
            if function.name not in ERC20_CALLS and function.signature not in known:
                yield from lines(to, function, ())

    def _amount(self, who: Sender) -> int:
        balance = self.t.balance(who)
        return self.dice.choice((0, 1, self.t.amount, balance, balance // 2, balance // 3 + 1, self.t.amount // 7))

    # --- reading

    def _holders(self) -> dict[str, None]:
        known = dict.fromkeys(each.address for each in self.cast)
        for block in self.t.chain.blocks:
            for receipt in block.receipts:
                known |= dict.fromkeys(_named_in(receipt.logs, self.t.driver.token.address))
        return known | dict.fromkeys((*self.t.powers.keys, self.t.driver.token.address))

    def _money(self, holders: Iterable[str]) -> Money:
        return Money(supply=self.t.supply(), balances={each: self.t.balance(each) for each in holders})

    def _cap(self) -> Function | None:
        for function in self.t.driver.token.abi.functions:
            if not function.changes_state and not function.inputs and CAP.match(function.name):
                return function
        return None

    def _read_cap(self) -> int | None:
        cap = self.t.driver.ask(self.t.driver.token, self.cap) if self.cap else None
        return cap if isinstance(cap, int) and cap > 0 else None

    # --- judging

    def _check(self, moved: Moved) -> None:
        self.moved += 1
        for kind in self.kinds:
            if kind.applies(moved):
                self.applied.add(kind.word())
                violation = None if kind.word() in self.found else kind().violated(moved)
                if violation:
                    self.found[kind.word()] = self._broken(kind, violation)

    def _broken(self, kind: type[Invariant], violation: Violation) -> Verdict:
        read = ERC20.function("balanceOf" if violation.holder else "totalSupply")
        data = read.encode(*([violation.holder] if violation.holder else []))
        reason = self.t.driver.named(violation.reason)
        claim = self.t.claim(
            reason,
            kind="equals",
            to=self.t.driver.token.address,
            data=data,
            value=violation.right.to_bytes(32),
            seen=reason,
        )
        return verdict(kind, Judgement.BROKEN, reason, self.t.break_of(reason, claim))


def _verdict(kind: type[Invariant], told: _Told) -> Verdict:
    if kind.word() in told.found:
        return told.found[kind.word()]
    if told.problem:
        return verdict(kind, Judgement.UNKNOWN, told.problem)
    if not told.moved:
        return verdict(kind, Judgement.UNKNOWN, "No call of the campaign was accepted.")
    if kind.word() not in told.applied:
        return verdict(kind, Judgement.NOT_APPLICABLE, "The token has no cap on its supply.")
    return verdict(kind, Judgement.HOLDS, f"{told.moved:,} accepted calls.")


ZERO = "0x" + "00" * 20


def _named_in(logs: Iterable[RawLog], token: str) -> Iterator[str]:
    """Every address in the Transfer events of the token."""
    for address, topics, _ in logs:
        if address == token and topics and topics[0] == TRANSFER:
            yield from (_address(word) for word in topics[1:])
