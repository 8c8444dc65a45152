"""zero-limit-means-zero."""

from __future__ import annotations

from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._limits import Limit, full, limits
from backbone_chain.properties._reading import Question, answers
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call


class ZeroLimitMeansZero(Property):
    """An allowance, cap or rate of zero lets nothing through; it never means "unlimited".

    Nor does a zero beside it, a refill for instance, make a limit disappear.
    """

    severity = Severity.CRITICAL
    needs = (("mint", "bridge_mint"),)

    def check(self, t: Trial) -> str:
        """Each limit that a key can set: to zero, and with zero beside it; and where it is zero already."""
        found = limits(t)
        if not found:
            raise NotApplicableError("The token has no limit on minting: nothing was found that a key can set.")
        told = []
        for limit in found:
            with t.undone():
                for call in limit.before:
                    t.prepare(call)
                self._never_set(t, limit)
                told.append(self._zero(t, limit))
                self._zero_beside(t, limit)
        return " ".join(told)

    def _zero(self, t: Trial, limit: Limit) -> str:
        with t.undone():
            t.prepare(limit.setting(t, full(t)))
            t.control(limit.mint(t, full(t)))
        call = _setting(t, limit, -limit.base)
        with t.undone():
            if call is None or not t.driver.does(call):
                return f"{limit.name} refuses zero."
            for amount in (1, full(t)):
                t.must_refuse(limit.mint(t, amount), f"After {t.driver.tell(call)} the minter mints {amount:,}.")
        return f"{limit.name} of zero stops minting."

    def _zero_beside(self, t: Trial, limit: Limit) -> None:
        for place in range(limit.beside if limit.kind != "nothing" else 0):
            call = _setting(t, limit.zeroed(place), full(t))
            with t.undone():
                if call is not None and t.driver.does(call):
                    more = limit.mint(t, full(t) + 1)
                    t.must_refuse(more, f"After {t.driver.tell(call)} the minter mints {full(t) + 1:,}.")

    def _never_set(self, t: Trial, limit: Limit) -> None:
        """As it was deployed: the getter of the limit answers zero."""
        call = limit.mint(t, full(t))
        if limit.kind == "nothing" or not t.driver.would(call):
            return
        with t.undone():
            before = answers(t, [limit.minter.address])
            t.prepare(limit.setting(t, full(t)))
            now = answers(t, [limit.minter.address])
        word = (limit.base + full(t)).to_bytes(32)
        for question, answer in now.items():
            if answer == word and before.get(question) == bytes(32):
                self._broken(t, limit, call, question)

    def _broken(self, t: Trial, limit: Limit, call: Call, question: Question) -> None:
        t.must_refuse(
            call, f"{question.told(t.driver)} is zero and the minter mints {full(t):,}; {limit.name} sets it."
        )


def _setting(t: Trial, limit: Limit, number: int) -> Call | None:
    try:
        return limit.setting(t, number)
    except BackboneError:
        return None
