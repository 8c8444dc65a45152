"""role-is-needed."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Grant, lines, mentions


class RoleIsNeeded(Property):
    """Whoever is stripped of a role can't use its power any more, not even the admin."""

    severity = Severity.HIGH
    scwe = "SCWE-017"
    ethtrust = "req-3-revocable-permisions"

    def check(self, t: Trial) -> None:
        """Each role that can be given: given to an outsider and taken back, and taken from everybody who may."""
        t.fund(t.holder)
        t.fund(t.bystander)
        tried = 0
        for grant in t.grants():
            for strip in strips(t, grant):
                tried += 1
                self._given_and_taken(t, grant, strip)
                self._taken_from_keys(t, grant, strip)
        if not tried:
            raise NotApplicableError("No power was found that can be given to an account and taken from it again.")

    def _given_and_taken(self, t: Trial, grant: Grant, strip: Call) -> None:
        with t.undone():
            t.prepare(given(t, grant))
            t.prepare(strip)
            self._must_be_powerless(t, t.outsider, grant, strip)

    def _taken_from_keys(self, t: Trial, grant: Grant, strip: Call) -> None:
        for key in t.keys.all():
            taken = _about(strip, t.outsider.address, key.address)
            with t.undone():
                if _uses(t, key, grant) and t.driver.would(taken) and not _has_another_way(t, key, grant):
                    t.prepare(taken)
                    self._must_be_powerless(t, key, grant, taken)

    def _must_be_powerless(self, t: Trial, who: Sender, grant: Grant, strip: Call) -> None:
        for verb, call in _uses(t, who, grant):
            with t.keys.ready(verb):
                sentence = f"After {t.driver.tell(strip)} that account still can: {t.driver.tell(call)}."
                t.driver.send(call)
                t.broken(sentence, [t.claim(sentence, kind="refused", seen="it went through")])


def _uses(t: Trial, who: Sender, grant: Grant) -> list[tuple[str, Call]]:
    """What the grant lets somebody do, as far as this account can do it now."""
    usable = [(verb, call, t.keys.usable(verb, who)) for verb, call in sorted(grant.uses)]
    return [(verb, now[call]) for verb, call, now in usable if call in now]


def _has_another_way(t: Trial, key: Sender, grant: Grant) -> bool:
    """Whether the key has a role, as the token says, that gives the same: then one of the two may be taken from it."""
    others = [each for each in t.grants() if each.uses & grant.uses and each.line.args != grant.line.args]
    return any(True in _membership(t, given(t, each), key.address) for each in others)


def given(t: Trial, grant: Grant) -> Call:
    """The grant, to the outsider."""
    return t.driver.fill(grant.line, t.values(holder=t.outsider.address), t.driver.sender(grant.sender))


def strips(t: Trial, grant: Grant) -> Iterator[Call]:
    """Calls by the same contract's keys that take back what the grant gave: they undo it in what the token answers."""
    granted = given(t, grant)
    before = _membership(t, granted)
    with t.undone():
        if not t.driver.does(granted) or _membership(t, granted) == before:
            return
        found = []
        for to, function in t.driver.functions():
            if to == grant.line.to:
                found += [call for call in _candidates(t, to, function) if _restores(t, call, granted, before)]
    yield from found[:1]


def _candidates(t: Trial, to: str, function: object) -> Iterator[Call]:
    for line in lines(to, function, t.powers.words):  # type: ignore[arg-type]
        if mentions(line, "$holder"):
            try:
                drawn = t.driver.fill(line, t.values(holder=t.outsider.address), t.outsider)
            except BackboneError:
                continue
            yield from (call for key in t.keys.all() if t.driver.would(call := drawn._replace(sender=key)))


def _restores(t: Trial, call: Call, granted: Call, before: object) -> bool:
    with t.undone():
        return t.driver.does(call) and _membership(t, granted) == before


def _membership(t: Trial, granted: Call, account: str = "") -> tuple[object, ...]:
    """What the contract answers about the outsider, or another: every view of one, or of the grant's role and one."""
    who = account or t.outsider.address
    words = [each for each in granted.args if isinstance(each, bytes)]
    told = []
    for _, contract in t.driver.contracts():
        for function in contract.abi.functions:
            kinds = [str(each["type"]) for each in function.inputs]
            if function.changes_state or contract.address != granted.to or "address" not in kinds:
                continue
            if kinds == ["address"]:
                told.append(t.driver.ask(contract, function, [who]))
            elif kinds == ["bytes32", "address"] and words:
                told.append(t.driver.ask(contract, function, [words[0], who]))
    return tuple(told)


def _about(call: Call, old: str, new: str) -> Call:
    """The same call about another account."""
    data = call.data.replace(bytes.fromhex(old[2:]), bytes.fromhex(new[2:]))
    return call._replace(data=data, args=[new if each == old else each for each in call.args])
