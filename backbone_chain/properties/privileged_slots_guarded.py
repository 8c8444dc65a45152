"""privileged-slots-guarded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from backbone_chain.accounts import Sender
from backbone_chain.bytecode import fixed_slots
from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._attacks import every_line
from backbone_chain.properties._base import Property
from backbone_chain.properties._trial import Trial
from backbone_chain.proxies import ADMIN_SLOTS, IMPLEMENTATION_SLOTS
from backbone_chain.subjects import ERC20_CALLS, Call, VerbLine, copied_implementation, mentions

PROXY_SLOTS = (*IMPLEMENTATION_SLOTS, *ADMIN_SLOTS)
WORD, ADDRESS = 32, 20
LEAST = 1 << 24  # a number that is as large is not found in a slot by chance
NUMBERS = (0x5EEDC0DE1D, 0x5EEDC0DE2F)


class Place(NamedTuple):
    """Where a value stands: a slot, and after which byte of its word the value ends, for several may share it."""

    slot: int
    end: int


class Write(NamedTuple):
    """A call that puts what its caller chose into one place."""

    call: Call
    place: Place


class PrivilegedSlotsGuarded(Property):
    """An outsider can't put a value of its choice where only keys can, nor where it is kept who they are.

    It is seen in storage, so that it counts although no getter tells it. Entries of mappings are left to the
    properties that speak of what they mean.
    """

    severity = Severity.CRITICAL
    of_all_functions = True
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every function but those of ERC-20, by somebody with tokens; then the same by keys, where a slot was set."""
        t.try_to_fund(t.outsider)
        t.try_to_fund(t.bystander)
        slots = _slots(t)
        everybodys = {slot for call in _payments(t) for slot in _changed(t, call, slots)}
        writes = [each for each in _writes(t, t.outsider, slots) if each.place.slot not in everybodys]
        for write in writes:
            if _is_privileged(t, write):
                slot = write.place.slot
                sentence = f"An outsider sets the slot 0x{slot:x}, which only keys should: "
                t.must_refuse(
                    write.call,
                    sentence + t.driver.tell(write.call) + ".",
                    effect=lambda slot=slot: _word(t, slot),  # type: ignore[misc]
                )


def _slots(t: Trial) -> list[int]:
    engine, token = t.chain.engine, t.driver.token.address
    codes = [engine.get_code(address) for address in (t.subject.implementation, token) if address]
    return list(dict.fromkeys([*PROXY_SLOTS, *(slot for code in codes for slot in fixed_slots(code))]))


def _payments(t: Trial) -> Iterator[Call]:
    """What everybody may do, and what it writes is nobody's privilege."""
    yield t.transfer(t.outsider, t.recipient, 1)
    yield t.approval(t.outsider, t.spender, 1)


def _writes(t: Trial, sender: Sender, slots: Sequence[int]) -> Iterator[Write]:
    """Every call of this sender that is accepted and sets a slot to an argument, or to the sender."""
    code = copied_implementation(t.driver)
    for line in every_line(t):
        if line.call.partition("(")[0] in ERC20_CALLS:
            continue
        for about in (t.outsider.address, *([code] if code and mentions(line, "$holder") else [])):
            call = _drawn(t, line, sender, about, NUMBERS[0])
            if call and t.driver.would(call):
                yield from (Write(call, place) for place in _assigned(t, line, call, about, slots))


def _drawn(t: Trial, line: VerbLine, sender: Sender, about: str, number: int) -> Call | None:
    try:
        return t.driver.fill(line, t.values(holder=about, recipient=about, spender=about, amount=number), sender)
    except BackboneError:
        return None


def _assigned(t: Trial, line: VerbLine, call: Call, about: str, slots: Sequence[int]) -> list[Place]:
    """The places that hold an address that was given, or a number that another one given later takes the place of."""
    changed = _changed(t, call, slots)
    addresses = {int(each, 16): None for each in (call.sender.address, *([about] if line.args else []))}
    found = [
        Place(slot, end)
        for slot, (old, new) in changed.items()
        for number in addresses
        if (end := _end(new, number, ADDRESS)) and end != _end(old, number, ADDRESS)
    ]
    if NUMBERS[0] not in call.args or not changed:
        return found
    later = _drawn(t, line, call.sender, about, NUMBERS[1])
    again = _changed(t, later, list(changed), after=call) if later else {}
    return [*found, *(Place(slot, end) for slot, (_, new) in again.items() if (end := _end(new, NUMBERS[1])))]


def _changed(t: Trial, call: Call, slots: Iterable[int], *, after: Call | None = None) -> dict[int, tuple[int, int]]:
    """The words before and after of every slot that a call changes."""
    with t.undone():
        if after is not None:
            t.driver.send(after)
        before = {slot: _word(t, slot) for slot in slots}
        if not t.driver.does(call):
            return {}
        return {slot: (old, new) for slot, old in before.items() if (new := _word(t, slot)) != old}


def _word(t: Trial, slot: int) -> int:
    return t.chain.engine.get_storage(t.driver.token.address, slot)


def _end(word: int, number: int, size: int = 0) -> int:
    """After which byte of a word a number ends that stands in it, alone or packed with others; 0 where it doesn't."""
    wanted = number.to_bytes(size or (number.bit_length() + 7) // 8)
    start = word.to_bytes(WORD).find(wanted) if number >= LEAST else -1
    return start + len(wanted) if start >= 0 else 0


def _is_privileged(t: Trial, write: Write) -> bool:
    """Whether proxies keep there what they run, keys decide about it, or a write changes who can use a power."""
    return write.place.slot in PROXY_SLOTS or _moves_a_power(t, write.call) or _set_by_keys_only(t, write.place)


def _moves_a_power(t: Trial, call: Call) -> bool:
    """Whether the outsider can use a power afterwards that it couldn't, or a key can no more."""
    before = _users(t)
    with t.undone():
        return t.driver.does(call) and _users(t) != before


def _users(t: Trial) -> set[tuple[str, str]]:
    senders = [t.outsider, *t.keys.all()]
    return {(verb, each.address) for verb in t.keys.held() for each in senders if t.keys.can(verb, each)}


def _set_by_keys_only(t: Trial, place: Place) -> bool:
    """Whether a key sets it to an argument by a call that is refused to the outsider."""
    return any(
        write.place == place and _by_argument(t, write) and not t.driver.would(write.call._replace(sender=t.outsider))
        for key in t.keys.all()
        for write in _writes(t, key, [place.slot])
    )


def _by_argument(t: Trial, write: Write) -> bool:
    """Whether what was set is an argument, and not only who called."""
    word = _changed(t, write.call, [write.place.slot])[write.place.slot][1]
    return any(_end(word, _number(each)) == write.place.end for each in write.call.args)


def _number(value: object) -> int:
    if isinstance(value, str) and value.startswith("0x"):
        return int(value, 16)
    return value if isinstance(value, int) else 0
