"""seize-to-self-keeps-frozen."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property, UnknownError
from backbone_chain.properties._taking import parts, whole
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route, mentions


class SeizeToSelfKeepsFrozen(Property):
    """A seizure from an account for itself unfreezes nothing: neither the account nor a part of its balance."""

    severity = Severity.HIGH
    needs = ("seize",)

    def check(self, t: Trial) -> None:
        """Every way to seize for somebody, after every way to freeze an account or a part."""
        routes = [each for each in t.powers.routes["seize"] if mentions(each.line, "$recipient")]
        if not routes:
            raise NotApplicableError("What is seized goes where the token says, so nobody can be its own recipient.")
        t.fund(t.holder, t.amount)
        send = t.transfer(t.holder, t.recipient, t.balance(t.holder))
        t.control(send)
        freezes = [*whole(t), *parts(t)]
        if not freezes:
            raise NotApplicableError("The token can't freeze an account or a part of a balance.")
        tried = [self._try(t, freeze, route, send) for freeze in freezes for route in routes]
        if not any(tried):
            raise UnknownError("No freeze stops the account from sending all that it has, so nothing could be lifted.")

    def _try(self, t: Trial, freeze: Call, route: Route, send: Call) -> bool:
        with t.undone():
            t.prepare(freeze)
            if not t.is_stopped(send):
                return False
            seize = t.verb("seize", route=route, holder=t.holder, recipient=t.holder)
            if t.driver.does(seize):
                said = f"After {t.driver.tell(seize)} what was frozen can be sent"
                t.must_refuse(send, f"{said}: {t.driver.tell(send)}.")
        return True
