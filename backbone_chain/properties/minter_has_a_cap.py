"""minter-has-a-cap."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.accounts import Sender
from backbone_chain.errors import BackboneError
from backbone_chain.model import Severity
from backbone_chain.properties._attacks import armings, every_line
from backbone_chain.properties._base import Property
from backbone_chain.properties._stubs import consenting
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import UNLIMITED, Call, Route, VerbLine, mentions

UNBOUNDED = 10**12  # whole tokens
ROUNDS = 120  # as many grants and mints as surely fit into one block
BITS = (255, 128, 127, 112, 104, 96, 64)  # of types and of sums that wrap around, where a number has to fit


class MinterHasACap(Property):
    """No single key can mint an unbounded amount, more than 10^12 whole tokens, within one block.

    What the key can give itself in the same block is its own, and so is whatever allowance a minter can be given at
    once: a ceiling, a cap on the supply or a rate bounds both.
    """

    scwe = "SCWE-116"
    ethtrust = "req-3-no-single-admin-eoa"
    severity = Severity.HIGH
    of_all_functions = True
    needs = (("mint", "bridge_mint"),)

    def check(self, t: Trial) -> None:
        """Every key by itself, then with all that it can give itself, then a minter with all that it can be given."""
        consents = consenting(t)
        t.fund(t.holder)
        for key in t.keys.single():
            self._must_be_bounded(t, key, "")
            for armed in armings(t, key, consents):
                self._armed(t, key, armed)
            self._refilled(t, key, key)
        for key in t.keys.all():
            self._refilled(t, key, t.new_minter)

    def _must_be_bounded(self, t: Trial, key: Sender, after: str) -> None:
        for call in _mints(t, key, UNBOUNDED * t.driver.unit + 1):
            sentence = f"{t.driver.tell(call)} mints more than {UNBOUNDED:,} tokens at once{after}."
            t.must_refuse(call, sentence, effect=t.supply)

    def _armed(self, t: Trial, key: Sender, armed: list[Call]) -> None:
        self._must_be_bounded(t, key, f", after {t.driver.tell(armed[-1])}")
        self._refilled(t, key, key)

    def _refilled(self, t: Trial, key: Sender, minter: Sender) -> None:
        """The key gives the minter, itself or a fresh account, the most that it can; itself as often as fits."""
        for line, grant in _grants(t, key, minter):
            with t.undone():
                if t.driver.does(grant):
                    self._must_be_bounded(t, minter, f", after {t.driver.tell(grant)}")
                    if minter is key:
                        self._repeated(t, line, key)

    def _repeated(self, t: Trial, line: VerbLine, key: Sender) -> None:
        """Mints and grants of one part each in turn, as often as fits into a block."""
        limit, start = UNBOUNDED * t.driver.unit, t.supply()
        step = limit // ROUNDS + 1
        mint = next(_mints(t, key, step), None)
        grant = next(iter(t.keys.drawn(line, [key], key.address, amount=step)), None)
        if mint is None or grant is None:
            return
        with t.undone():
            with t.chain.one_block():
                for _ in range(ROUNDS):
                    t.driver.send(mint)
                    t.driver.send(grant)
            sentence = f"{t.driver.named(key.address)} mints more than {UNBOUNDED:,} tokens in one block"
            sentence += f" by {mint.name} and {grant.name} in turn."
            t.must_read("totalSupply", value=start + limit, kind="at-most", sentence=sentence)


def _mints(t: Trial, key: Sender, amount: int) -> Iterator[Call]:
    """Each mint of this amount by the key that is accepted."""
    for verb in ("mint", "bridge_mint"):
        for route in t.powers.routes.get(verb, ()):
            call = _mint(t, verb, route, key, amount)
            if call is not None and t.driver.would(call):
                yield call


def _mint(t: Trial, verb: str, route: Route, key: Sender, amount: int) -> Call | None:
    try:
        return t.verb(verb, route=route, sender=key, holder=t.recipient, amount=amount)
    except BackboneError:  # the number doesn't fit its type
        return None


def _grants(t: Trial, key: Sender, minter: Sender) -> Iterator[tuple[VerbLine, Call]]:
    """Each line by which the key gives the minter a number, with the highest that is accepted."""
    unit = t.driver.unit
    amounts = (UNLIMITED, *(2**bits - 1 for bits in BITS), *(10**power * unit for power in range(14, 8, -1)))
    mints = {route.line.call for verb in ("mint", "bridge_mint") for route in t.powers.routes.get(verb, ())}
    for line in every_line(t):
        if mentions(line, "$holder") and "$amount" in str(line.args) and line.call not in mints:
            tries = (call for amount in amounts for call in t.keys.drawn(line, [key], minter.address, amount=amount))
            accepted = next((call for call in tries if t.driver.would(call)), None)
            if accepted is not None:
                yield line, accepted
