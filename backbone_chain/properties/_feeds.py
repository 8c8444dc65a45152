"""Feeds that attest a reserve: finding what a mint asks, and putting words into its mouth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eth_utils import keccak

from backbone_chain.abi import Function
from backbone_chain.accounts import Sender
from backbone_chain.chain import Contract
from backbone_chain.errors import BackboneError
from backbone_chain.properties._stubs import answering
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, addresses_in

DAY = 86_400
PLENTY = 10**15  # whole tokens
DECIMALS = (8, 18)
WORD = 32
ROUND = "latestRoundData()"
KNOWN = {  # the feeds of Chainlink, and who imitates them: what each of their answers is about
    ROUND: ("round", "answer", "time", "time", "round"),
    "latestAnswer()": ("answer",),
    "latestTimestamp()": ("time",),
    "latestRound()": ("round",),
    "decimals()": ("decimals",),
}
ABOUT = (("time", r"time|updated|as_?of|started|when"), ("round", r"round|nonce|id$"), ("decimals", r"decimals"))

MOST_DECIMALS = 36


@dataclass(frozen=True, kw_only=True)
class Attested:
    """What a feed says: base units of the feed, and when. speaks: whether it answers at all."""

    answer: int
    time: int
    decimals: int
    speaks: bool = True

    def word(self, about: str) -> bytes:
        """One word of an answer."""
        number = {"round": 1, "answer": self.answer, "time": self.time, "decimals": self.decimals}[about]
        return number.to_bytes(WORD, signed=number < 0)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A call by a key that decides which feed a mint asks. setting: the call for the feed at an address."""

    setting: Callable[[str], Call]
    name: str
    decimals: int


def feeds(t: Trial) -> list[str]:
    """Every address that a getter names, or a helper, that answers as a feed does."""
    named = {contract.address for _, contract in t.driver.contracts()}
    for _, contract in t.driver.contracts():
        for function in contract.abi.functions:
            if not function.changes_state and not function.inputs:
                answer = t.driver.ask(contract, function)
                named |= set(addresses_in(answer if isinstance(answer, tuple | list) else [answer]))
    return [address for address in sorted(named) if _is_feed(t, address)]


def decimals_of(t: Trial) -> list[int]:
    """The decimals of the feeds that are there, then usual ones."""
    known = [t.driver.raw(address, selector("decimals()")) for address in feeds(t)]
    found = [int.from_bytes(answer[:WORD]) for answer in known if answer]
    return list(dict.fromkeys([*(each for each in found if each <= MOST_DECIMALS), *DECIMALS]))


def stub(t: Trial, says: Attested) -> str:
    """A feed that says this."""
    if not says.speaks:
        return answering(t, {selector("decimals()"): says.word("decimals")})
    return answering(t, {each: b"".join(map(says.word, told)) for each, told in _vocabulary(t).items()})


def gates(
    t: Trial, ways: list[Call], good: Callable[[int], Attested], bad: list[Callable[[int], Attested]]
) -> list[Gate]:
    """Each setting under which a good feed lets all these mints through and one of the bad ones stops one of them."""
    found: dict[tuple[str, int], Gate] = {}
    for decimals in decimals_of(t):
        place = stub(t, good(decimals))
        for line, call in list(t.keys.acts(t.keys.all(), place, amount=DAY)):
            gate = Gate(setting=_about(call, place), name=call.name, decimals=decimals)
            is_new = (line.call, decimals) not in found and _lets(t, gate, good(decimals), ways)
            if is_new and not all(_lets(t, gate, each(decimals), ways) for each in bad):
                found[line.call, decimals] = gate
    return list(found.values())


def _lets(t: Trial, gate: Gate, says: Attested, ways: list[Call]) -> bool:
    with t.undone():
        return t.driver.does(gate.setting(stub(t, says))) and all(map(t.driver.would, ways))


def _about(call: Call, old: str) -> Callable[[str], Call]:
    def setting(new: str) -> Call:
        data = call.data.replace(bytes.fromhex(old[2:]), bytes.fromhex(new[2:]))
        return call._replace(data=data, args=[new if each == old else each for each in call.args])

    return setting


def _vocabulary(t: Trial) -> dict[bytes, tuple[str, ...]]:
    """What each question to a feed is about, word by word: Chainlink's, and those of helpers that take no arguments."""
    told = {selector(signature): about for signature, about in KNOWN.items()}
    for _, contract in t.driver.contracts():
        for function in contract.abi.functions:
            if contract is not t.driver.token and not function.changes_state and not function.inputs:
                told.setdefault(function.selector, _about_words(function))
    return {each: about for each, about in told.items() if about}


def _about_words(function: Function) -> tuple[str, ...]:
    """Of numbers only; by their own names, or the function's."""
    if not all(re.fullmatch(r"u?int\d*", kind) for kind in function.answers):
        return ()
    names = [str(each.get("name") or function.name) for each in function.outputs]
    return tuple(
        next((about for about, word in ABOUT if re.search(word, name, re.IGNORECASE)), "answer") for name in names
    )


def _is_feed(t: Trial, address: str) -> bool:
    if not t.chain.engine.get_code(address):
        return False
    answers = [t.driver.raw(address, selector(each)) for each in (ROUND, "latestAnswer()")]
    return any(
        answer is not None and len(answer) >= size for answer, size in zip(answers, (5 * WORD, WORD), strict=True)
    )


# --- a feed that nobody can replace, but somebody can tell what to say


def tellers(t: Trial) -> Iterator[Callable[[int], Call]]:
    """Calls by a key that make a feed answer the number that they take."""
    for to, function in t.driver.functions():
        target = dict(t.driver.contracts())[to]
        kinds = [str(each["type"]) for each in function.inputs]
        if target.address in feeds(t) and len(kinds) == 1 and re.fullmatch(r"u?int\d*", kinds[0]):
            for sender in (t.outsider, *t.keys.all()):
                teller = _teller(target, function, sender)
                if _says(t, teller, target.address):
                    yield teller
                    break


def _teller(target: Contract, function: Function, sender: Sender) -> Callable[[int], Call]:
    def tell(number: int) -> Call:
        return Call(sender, target.address, function.encode(number), function.name, [number])

    return tell


def _says(t: Trial, teller: Callable[[int], Call], address: str) -> bool:
    with t.undone():
        try:
            told = t.driver.does(teller(4321))
        except BackboneError:
            return False
        answer = t.driver.raw(address, selector(ROUND)) or b""
        return told and answer[WORD : 2 * WORD] == (4321).to_bytes(WORD)


def selector(signature: str) -> bytes:
    """The first four bytes of its hash."""
    return bytes(keccak(text=signature)[:4])
