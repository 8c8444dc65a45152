"""outsider-cannot-administer."""

from __future__ import annotations

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._reading import WORD, Question, answers
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import ERC20_CALLS, Call, VerbLine, copied_implementation, lines, mentions


class OutsiderCannotAdminister(Property):
    """No function that changes roles, limits, feeds, fees or the implementation works for an outsider.

    Each is called as somebody with a payment's worth of tokens; what a getter answers afterwards must not be the
    outsider, or a number that it gave.
    """

    severity = Severity.CRITICAL
    of_all_functions = True
    scwe = "SCWE-016"
    ethtrust = "req-3-access-control"

    def check(self, t: Trial) -> None:
        """Every function but those of ERC-20, with the outsider's address or a new implementation's."""
        code = copied_implementation(t.driver)
        for to, function in t.driver.functions():
            if function.name not in ERC20_CALLS:
                for line in lines(to, function, t.powers.words):
                    self._try(t, line, [t.outsider.address, *([code] if code and mentions(line, "$holder") else [])])

    def _try(self, t: Trial, line: VerbLine, accounts: list[str]) -> None:
        for who in accounts:
            call = _drawn(t, line, who)
            if call is not None and t.driver.would(call):
                sentence = f"An outsider changes what only a key should: {t.driver.tell(call)}."
                t.must_refuse(call, sentence, effect=lambda call=call: _administered(t, call))  # type: ignore[misc]


def _drawn(t: Trial, line: VerbLine, who: str) -> Call | None:
    odd = t.amount + 4321
    try:
        return t.driver.fill(line, t.values(holder=who, recipient=who, spender=who, amount=odd), t.outsider)
    except BackboneError:
        return None


def _administered(t: Trial, call: Call) -> object:
    """The implementation, the outsider's powers, and each getter that answers what the call gave, or its sender."""
    given = {_word(each) for each in (t.outsider.address, *call.args)} - {None, bytes(32), (1).to_bytes(32)}
    told = {key: answer for key, answer in answers(t, [t.outsider.address]).items() if _is_setting(key, answer, given)}
    return t.keys.scene.implementation(), t.driver.would(call) and _powers(t), told


def _powers(t: Trial) -> tuple[str, ...]:
    return tuple(verb for verb in t.keys.held() if t.keys.can(verb, t.outsider))


def _is_setting(question: Question, answer: bytes | None, given: set[bytes | None]) -> bool:
    """Whether this getter, of the contract as a whole or of a role of the outsider, now says what the call said."""
    if question.args and question.function.answers != ("bool",):
        return False
    if question.function.answers == ("bool",):
        return bool(question.args) and len(question.args) > 1 and bool(answer and any(answer))
    return answer in given and question.function.name != "totalSupply"


def _word(value: object) -> bytes | None:
    if isinstance(value, bytes):
        return value if len(value) == WORD else None
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return value.to_bytes(WORD) if 0 <= value < 1 << 256 else None
    return bytes.fromhex(value[2:]).rjust(32, b"\0") if value.startswith("0x") else None
