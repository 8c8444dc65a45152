"""Looking for calls by which somebody gets what is not its own: one by itself, or two in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.properties._reading import Question, answers
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, VerbLine, lines

WORD = 32
HUGE = 2**255  # so much that sums and products wrap around
MOST_FIRST = 60  # accepted calls after which everything is tried once more


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


def single(t: Trial, tries: Iterable[Call], sees: Callable[[Call], bool]) -> bool:
    """Send each of these calls that is accepted, and undo it again, until one is seen to be what is looked for."""
    for call in tries:
        if t.driver.would(call):
            with t.undone():
                if t.driver.send(call).success and sees(call):
                    return True
    return False


def double(t: Trial, firsts: Iterable[Call], seconds: Sequence[Call], sees: Callable[[Call, Call], bool]) -> bool:
    """The same after each of the first calls that is accepted."""
    accepted = [call for call in firsts if t.driver.would(call)]
    for first in accepted[:MOST_FIRST]:
        with t.undone():
            if t.driver.send(first).success and single(t, seconds, partial(sees, first)):
                return True
    return False


def armings(t: Trial, key: Sender, consents: str) -> Iterator[list[Call]]:
    """Let a key give itself all it can, and replace by a contract that consents all it can: what was sent for that.

    Where one gift rules out others there is a second time that begins with those. It is undone after each.
    """
    gifts, first = _gifts(t, key, consents), list[Call]()
    for _ in range(2 if gifts else 0):
        with t.undone():
            sent, ruled_out = _given(t, key, [*first, *gifts])
            if sent:
                yield sent
        if not ruled_out or first:
            break
        first = ruled_out


def _gifts(t: Trial, key: Sender, consents: str) -> list[Call]:
    """What the key may call about itself, or about the consenting contract, and an outsider may not."""
    return [
        call
        for about, outsiders_own in ((key.address, t.outsider.address), (consents, consents))
        for line, call in t.keys.acts([key], about)
        if not any(t.driver.would(own) for own in t.keys.drawn(line, [t.outsider], outsiders_own))
    ]


def _given(t: Trial, key: Sender, gifts: Sequence[Call]) -> tuple[list[Call], list[Call]]:
    """Send each gift after which a getter says more of the key, and nothing less; those sent, and those ruled out."""
    sent, ruled_out, known = [], [], _truths(t, key)
    for call in gifts:
        if not t.driver.would(call):
            ruled_out.append(call)
            continue
        with t.undone():
            now = _truths(t, key) if t.driver.does(call) else known
        if now > known:
            t.driver.send(call)
            sent.append(call)
            known = now
    return sent, [call for call in ruled_out if call not in sent]


def _truths(t: Trial, key: Sender) -> frozenset[tuple[Question, bytes]]:
    """What isn't zero of what the key may be told about itself, and every address that a getter names."""
    told = ((each, answer) for each, answer in answers(t, [key.address]).items() if answer and any(answer))
    return frozenset((each, b"") for each, answer in told if each.args or _names(answer))


def _names(answer: bytes) -> bool:
    """Whether an answer begins with an address."""
    return len(answer) >= WORD and not any(answer[:12]) and any(answer[12:20])
