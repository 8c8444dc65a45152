"""Looking for calls by which somebody gets what is not its own: one by itself, or two in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.properties._reading import Question, answers
from backbone_chain.properties._stubs import consenting
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, VerbLine, lines

HUGE = 2**255  # so much that sums and products wrap around
MOST_FIRST = 60  # accepted calls after which everything is tried once more

Reached = Callable[[], bool]


def outsiders(t: Trial) -> list[Sender]:
    """An account and a contract that nobody has given anything."""
    return [t.outsider, t.chain.puppet("outsider")]


def every_line(t: Trial) -> list[VerbLine]:
    """All ways to call every function that changes state."""
    if "lines" not in t.memo:
        t.memo["lines"] = [
            line for to, function in t.driver.functions() for line in lines(to, function, t.powers.words)
        ]
    return list(t.memo["lines"])


def calls(t: Trial, attacker: Sender, accounts: Mapping[str, Sender], amounts: Sequence[int]) -> Iterator[Call]:
    """Every function with these accounts and each of these amounts, by the attacker; the same call once."""
    seen = set()
    for amount in amounts:
        values = t.values(amount=amount, **accounts)
        for line in every_line(t):
            try:
                call = t.driver.fill(line, values, attacker)
            except BackboneError:
                continue
            if (call.to, call.data) not in seen:
                seen.add((call.to, call.data))
                yield call


def single(t: Trial, tries: Sequence[Call], reached: Reached) -> list[Call]:
    """The first of these calls that reaches it, empty where none does."""
    for call in tries:
        if t.driver.would(call) and _after(t, call, reached):
            return [call]
    return []


def double(t: Trial, firsts: Sequence[Call], seconds: Sequence[Call], reached: Reached) -> list[Call]:
    """The first two calls in a row that reach it; the second is one that the first has made possible, or any."""
    accepted = [call for call in firsts if t.driver.would(call)]
    for first in accepted[:MOST_FIRST]:
        with t.undone():
            found = single(t, seconds, reached) if t.driver.send(first).success else []
        if found:
            return [first, *found]
    return []


def arm(t: Trial, key: Sender) -> list[Call]:
    """Let a key give itself all it can, and replace by a consenting contract all it can; what was sent for that.

    A call counts where a getter says something about the key or of the contract that it did not, and nothing less.
    """
    sent = []
    for address in (key.address, consenting(t)):
        known = _truths(t, key, address)
        for _, call in list(t.keys.acts([key], address)):
            with t.undone():
                now = _truths(t, key, address) if t.driver.send(call).success else frozenset()
            if now > known:
                t.driver.send(call)
                sent.append(call)
                known = now
    return sent


def _truths(t: Trial, key: Sender, address: str) -> frozenset[Question]:
    """What is answered with something about the key; with the other address, what is answered with it."""
    if address == key.address:
        return frozenset(each for each, answer in answers(t, [address]).items() if answer and any(answer))
    word = bytes.fromhex(address[2:]).rjust(32, b"\0")
    told = answers(t, [key.address]).items()
    return frozenset(
        each for each, answer in told if answer and (each.args or word in (answer[:32], answer[32:64])) and any(answer)
    )


def _after(t: Trial, call: Call, reached: Reached) -> bool:
    with t.undone():
        return t.driver.send(call).success and reached()
