"""freeze-is-idempotent."""

from __future__ import annotations

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import Freeze, freeze, freezes, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route, VerbLine, replaced


class FreezeIsIdempotent(Property):
    """To freeze what is frozen already is no error, alone or in a batch, and leaves it frozen."""

    severity = Severity.LOW
    needs = ("freeze",)

    def check(self, t: Trial) -> None:
        """Every way to freeze, twice; those that take several accounts with one that is frozen among them."""
        set_up(t)
        for way in freezes(t):
            self._twice(t, way)
        for route in t.powers.routes["freeze"]:
            if any(isinstance(each, list) and "$holder" in each for each in route.line.args):
                self._batch(t, route)

    def _twice(self, t: Trial, way: Freeze) -> None:
        with t.undone():
            freeze(t, way, t.holder)
            for route in way:
                again = t.verb("freeze", route=route, holder=t.holder)
                t.must_work(again, f"To freeze a frozen account again is refused: {t.driver.tell(again)}.")
            self._stays(t, way, "An account that is frozen twice can send again")

    def _stays(self, t: Trial, way: Freeze, said: str) -> None:
        send = t.transfer(t.holder, t.recipient, t.amount)
        if self._stopped_by(t, way, send):
            t.must_refuse(send, f"{said}.")

    def _stopped_by(self, t: Trial, way: Freeze, send: Call) -> bool:
        """Whether the freeze stops it where nobody else is frozen: then it has to stop it here."""
        with t.undone():
            twin = send._replace(sender=t.bystander)
            freeze(t, way, t.bystander)
            return t.is_stopped(twin)

    def _batch(self, t: Trial, route: Route) -> None:
        line = _of_two(route.line)
        with t.undone():
            t.prepare(t.verb("freeze", route=route, holder=t.spender))
            batch = t.driver.fill(line, t.values(holder=t.spender, recipient=t.holder), t.driver.sender(line.sender))
            t.must_work(batch, f"One frozen account stops the whole batch: {t.driver.tell(batch)}.")
            self._stays(t, (route,), "A batch with a frozen account in it leaves the others unfrozen")


def _of_two(line: VerbLine) -> VerbLine:
    """The same call for two accounts: what each list says of the holder it also says of the recipient."""
    other = replaced(line, {"$holder": "$recipient"})
    args = tuple([*one, *two] if isinstance(one, list) else one for one, two in zip(line.args, other.args, strict=True))
    return VerbLine(call=line.call, args=args, sender=line.sender, to=line.to)
