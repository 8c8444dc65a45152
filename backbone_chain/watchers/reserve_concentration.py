"""reserve-concentration: too much of the reserve in one place, or the book says another thing than the bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from backbone_chain.model import BookBalance, Fact, Finding, Observation, ReserveAttested, Severity, StatementBalance
from backbone_chain.watchers._base import Watcher

HOUR = 3_600
CASH = "cash"
MOST = 3  # times what is held; a larger attestation means that not all positions were told
PERMITTED = (CASH, "treasury-bill", "repo", "government-fund")


class ReserveConcentration(Watcher):
    """One bank, the uninsured cash, an instrument or a maturity above its limit; book and statement differ; late (W24).

    The statement is believed where there is one, and the book elsewhere. Book and statement are compared when they are
    of the same time, or when the statement is the later one; a difference is said with its age as long as it grows. An
    attestation is late only when a rhythm was seen. Built on USDC (March 2023: 8 % at one failing bank) and TUSD (456
    million dollars of reserves moved into a fund that could not pay them back).
    """

    needs = (StatementBalance,)
    blind_spots = (
        "A forged statement that agrees with a forged book (statement-out-of-line sees its seams); pledges that the "
        "bank doesn't tell."
    )
    stage = "preparation"
    first_do = "Ask the bank for a confirmation by another way, and don't count this position until it is there."
    defaults: ClassVar[dict[str, Any]] = {
        "bank_share": 0.10,  # of all reserves as cash at one bank: 8 % at one nearly broke a peg
        "uninsured_share": 0.25,  # of all reserves as cash above the insured amount, at all banks together
        "days": 93,  # the longest maturity that the law for payment stablecoins in the United States permits
        "instruments": PERMITTED,
        "tolerance": 0.0001,  # of the position, between book and statement: a day's interest
        "attested_tolerance": 0.02,  # of the attested amount: what a day's orders bring in before the statements
        "late_seconds": 93 * HOUR,  # Friday's close to Tuesday's: a week-end with a holiday
    }

    def start(self) -> dict[str, Any]:
        """`book`: place -> [amount, as of, insured, days]. `statement`: place -> [amount, as of].

        `apart`: place -> [since, difference]. `said`: what stands above a limit. `attested`: [as of, count, said].
        """
        return {"book": {}, "statement": {}, "apart": {}, "said": [], "attested": [-1, 0, False]}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Take in books and statements, then judge each place that was told of, and the whole."""
        told: dict[str, Fact] = {}
        for fact in observation.facts:
            if isinstance(fact, BookBalance | StatementBalance):
                place = f"{fact.bank}: {fact.instrument}"
                self._learn(place, fact)
                told[place] = fact
            elif isinstance(fact, ReserveAttested) and fact.as_of > self.state["attested"][0]:
                self.state["attested"] = [fact.as_of, self.state["attested"][1] + 1, False]
                yield from self._attested(observation, fact)
        for place, fact in told.items():
            yield from self._compare(observation, place, fact)
        if told:
            yield from self._limits(observation, told)
        yield from self._late(observation)

    def _learn(self, place: str, fact: BookBalance | StatementBalance) -> None:
        kept = self.state["book" if isinstance(fact, BookBalance) else "statement"]
        if place in kept and kept[place][1] > fact.as_of:
            return
        more = [fact.insured, fact.days] if isinstance(fact, BookBalance) else []
        kept[place] = [fact.amount, fact.as_of, *more]

    # --- book and statement

    def _compare(self, observation: Observation, place: str, fact: Fact) -> Iterator[Finding]:
        book, statement = self.state["book"].get(place), self.state["statement"].get(place)
        if book is None or statement is None or book[1] > statement[1]:
            return
        lacks = book[0] - statement[0]
        if abs(lacks) <= max(book[0], statement[0]) * self.settings["tolerance"]:
            self.state["apart"].pop(place, None)
            return
        since, said = self.state["apart"].get(place, [observation.timestamp, 0])
        self.state["apart"][place] = [since, max(abs(lacks), said)]
        if abs(lacks) <= said:
            return
        severity = Severity.CRITICAL if lacks > 0 else Severity.MEDIUM
        side = "less" if lacks > 0 else "more"
        says = f"{place}: the statement has {abs(lacks)} {side} than the book's {book[0]}."
        age = observation.timestamp - since
        evidence = {"book": book[0], "statement": statement[0], "as_of": statement[1], "age_seconds": age}
        yield self.finding(observation, fact, severity, place, says, **evidence)

    # --- limits

    def _limits(self, observation: Observation, told: Mapping[str, Fact]) -> Iterator[Finding]:
        """Each limit that is passed is said once, until it is kept again."""
        above = dict(self._above())
        for subject, (severity, says, evidence) in above.items():
            if subject not in self.state["said"]:
                fact = next((each for place, each in told.items() if place.startswith(subject)), _last(told))
                yield self.finding(observation, fact, severity, subject, says, **evidence)
        self.state["said"] = sorted(above)

    def _above(self) -> Iterator[tuple[str, tuple[Severity, str, dict[str, Any]]]]:
        positions = self._positions()
        total = sum(positions.values())
        if not total:
            return
        for place, amount in positions.items():
            yield from self._place(place, amount, total)
        uninsured = sum(self._uninsured(place, amount) for place, amount in positions.items())
        if uninsured > total * self.settings["uninsured_share"]:
            says = f"{uninsured} of {total} is cash that nobody insures."
            yield "uninsured cash", (Severity.MEDIUM, says, {"amount": uninsured, "share": round(uninsured / total, 4)})

    def _place(self, place: str, amount: int, total: int) -> Iterator[tuple[str, tuple[Severity, str, dict[str, Any]]]]:
        instrument, share = place.rpartition(": ")[2], round(amount / total, 4)
        days = self.state["book"].get(place, [0, 0, 0, 0])[3]
        evidence = {"amount": amount, "share": share, "instrument": instrument}
        if amount and instrument not in self.settings["instruments"]:
            says = f"{place}: {share:.1%} of the reserve is in something that the reserve may not hold."
            yield place, (Severity.HIGH, says, evidence)
        elif instrument == CASH and amount > total * self.settings["bank_share"]:
            says = (
                f"{place}: {share:.1%} of the reserve is at one bank; the limit is {self.settings['bank_share']:.0%}."
            )
            yield place, (Severity.HIGH, says, evidence)
        elif amount and days > self.settings["days"]:
            says = f"{place}: falls due in {days} days; the limit is {self.settings['days']}."
            yield place, (Severity.MEDIUM, says, evidence | {"days": days})

    def _positions(self) -> dict[str, int]:
        """Base units at each place, the statement's where it is at least as new as the book's."""
        positions = {place: entry[0] for place, entry in self.state["book"].items()}
        for place, (amount, as_of) in self.state["statement"].items():
            if place not in positions or as_of >= self.state["book"][place][1]:
                positions[place] = amount
        return positions

    def _uninsured(self, place: str, amount: int) -> int:
        insured = self.state["book"].get(place, [0, 0, 0])[2]
        return int(max(0, amount - insured)) if place.endswith(f": {CASH}") else 0

    # --- attestations

    def _attested(self, observation: Observation, fact: ReserveAttested) -> Iterator[Finding]:
        """Against all that books and statements hold, where they hold most of it: one bank's statement says nothing."""
        held = sum(self._positions().values())
        lacks = fact.amount - held
        if held * MOST < fact.amount or lacks <= fact.amount * self.settings["attested_tolerance"]:
            return
        says = f"{fact.amount} is attested, and books and statements hold {held}: {lacks} less."
        yield self.finding(observation, fact, Severity.HIGH, "attested", says, attested=fact.amount, held=held)

    def _late(self, observation: Observation) -> Iterator[Finding]:
        as_of, count, said = self.state["attested"]
        age = observation.timestamp - as_of
        if count < 2 or said or age <= self.settings["late_seconds"]:  # noqa: PLR2004 - one alone is no rhythm
            return
        self.state["attested"][2] = True
        says = f"The last attestation is {age // HOUR} hours old; the next one is late."
        at = ReserveAttested(amount=0, as_of=as_of, attesters=())
        yield self.finding(observation, at, Severity.MEDIUM, "attestation", says, as_of=as_of, age_seconds=age)


def _last(told: Mapping[str, Fact]) -> Fact:
    return list(told.values())[-1]
