"""no-fee-on-transfer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._attacks import every_line
from backbone_chain.properties._base import Property
from backbone_chain.properties._payments import ALLOWANCE_CALLS, payments
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, mentions

RATES = (10, 1, 200, 5_000, 10**5, 10**15, 10**17)
"""What a fee may be set to: basis points, per cent, parts of a million or of 10^18, or base units."""

PROBES = 6
ROUNDING = 2  # base units
ROUNDING_SHARE = 10**6  # and at most this part of a payment


class NoFeeOnTransfer(Property):
    """Who is paid gets exactly the amount, and no role can change that.

    Every key calls everything that it may, but an upgrade, and after each call a payment is looked at again; calls
    that leave payments alone stay in force, since a fee may need a rate, a recipient and a switch.
    """

    severity = Severity.MEDIUM

    def check(self, t: Trial) -> None:
        """As the token is, in small and large payments; then under every setting that a key can make."""
        t.fund(t.holder)
        self._as_it_is(t)
        t.fund(t.bystander)
        for account, backwards in ((t.bystander, False), (t.bystander, True), (t.recipient, False)):
            with t.undone():
                self._under_settings(t, account, backwards=backwards)

    def _as_it_is(self, t: Trial) -> None:
        for amount in (t.amount, 1, t.balance(t.holder)):
            for name, call in payments(t, t.recipient.address, amount):
                with t.undone():
                    before = t.balance(t.recipient), t.balance(t.holder)
                    t.prepare(call)
                    told = f"By a {name} of {amount:,}"
                    t.must_read(
                        "balanceOf", t.recipient, value=before[0] + amount, sentence=f"{told} somebody gets that."
                    )
                    t.must_read(
                        "balanceOf", t.holder, value=before[1] - amount, sentence=f"{told} the payer loses that."
                    )

    def _under_settings(self, t: Trial, account: Sender, *, backwards: bool) -> None:
        """Every call about this account, in order or the last functions first; switches stay on, or else stay off."""
        ways = list(payments(t, t.recipient.address, t.amount))
        probes = _Probes(t)
        for call in _settings(t, account, backwards=backwards):
            if not t.driver.would(call):
                continue
            with t.undone():
                lost = [_lost(t, payment) for _, payment in ways] if t.driver.does(call) else [None]
                for (_, payment), each in zip(ways, lost, strict=False):
                    if each and not _is_rounding(each, t.amount):
                        self._broken(t, call, payment)
                keep = not any(lost) and None not in lost and probes.still_work(call.sender)
            if keep and backwards not in [each for each in call.args if isinstance(each, bool)]:
                t.driver.send(call)

    def _broken(self, t: Trial, call: Call, payment: Call) -> None:
        before = t.balance(t.recipient), t.balance(t.holder)
        t.prepare(payment)
        told = f"After {t.driver.tell(call)} a payment of {t.amount:,}"
        t.must_read("balanceOf", t.recipient, value=before[0] + t.amount, sentence=f"{told} should arrive as a whole.")
        t.must_read("balanceOf", t.holder, value=before[1] - t.amount, sentence=f"{told} should cost no more.")


class _Probes:
    """For each key a few settings that it may make: a call after which it may make none of them is a farewell."""

    def __init__(self, t: Trial) -> None:
        self._t = t
        self._known: dict[str, list[Call]] = {}
        for call in _settings(t, t.bystander, backwards=False, rates=RATES[:1]):
            mine = self._known.setdefault(call.sender.address, [])
            if len(mine) < PROBES and t.driver.would(call) and call.name not in [each.name for each in mine]:
                mine.append(call)

    def still_work(self, key: Sender) -> bool:
        """Whether half of what this key could do it still can."""
        mine = self._known.get(key.address, [])
        return 2 * sum(map(self._t.driver.would, mine)) >= len(mine)


def _settings(t: Trial, account: Sender, *, backwards: bool, rates: Sequence[int] = RATES) -> Iterator[Call]:
    """Every call by a key that may be a setting: none that an outsider may make too, and no known power."""
    known = {route.line.call for routes in t.powers.routes.values() for route in routes} | set(ALLOWANCE_CALLS)
    every = [line for line in every_line(t) if line.call not in known]
    for rate in rates:
        for line in reversed(every) if backwards else every:
            if rate != rates[0] and not mentions(line, "$amount"):
                continue
            try:
                call = t.driver.fill(line, t.values(holder=account, recipient=account, amount=rate), t.outsider)
            except BackboneError:
                continue
            if not t.driver.would(call):
                yield from (call._replace(sender=key) for key in t.keys.all())


def _lost(t: Trial, payment: Call) -> int | None:
    """What is lost of a payment, or paid on top of it; None where it is refused."""
    with t.undone():
        before = t.balance(t.recipient), t.balance(t.holder)
        if not t.driver.does(payment):
            return None
        got, paid = t.balance(t.recipient) - before[0], before[1] - t.balance(t.holder)
        return max(t.amount - got, paid - t.amount, 0)


def _is_rounding(lost: int, amount: int) -> bool:
    return lost <= ROUNDING and lost * ROUNDING_SHARE <= amount
