"""statement-out-of-line: a bank's statement doesn't follow from the one before it, so one of them isn't the bank's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Observation, Severity, StatementBalance
from backbone_chain.watchers._base import Watcher

DAY = 86_400
MOST_MISSING = 100  # a bank that counts on from elsewhere leaves out more than it ever sent


class StatementOutOfLine(Watcher):
    """A statement begins with another balance than the last one ended with, or two of one number differ (W31).

    Both are critical: banks' books have no seams. A number that is left out and doesn't come for days is medium. Asked
    of statements that say their numbers. Built on Wirecard (2020) and Parmalat (2003), whose auditors believed papers
    that no bank had written, and on the reserves that were shown on one day only (Tether, 2017: New York's Attorney
    General, 2021).
    """

    needs = (StatementBalance,)
    blind_spots = "Forged statements that follow from each other, until the bank's own comes; banks that number none."
    stage = "preparation"
    first_do = "Ask the bank itself, by a way that nobody at the issuer can answer, and stop minting until it has."

    defaults: ClassVar[dict[str, Any]] = {
        "late_seconds": 5 * DAY,  # a week-end with a holiday, and a day for a bank to be late
    }

    def start(self) -> dict[str, Any]:
        """`said`: place -> number -> [opening, closing], the last ones. `missing`: place -> number -> since."""
        return {"said": {}, "missing": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each statement against the ones beside it."""
        for fact in observation.facts:
            if isinstance(fact, StatementBalance) and fact.number:
                yield from self._judge(observation, fact)
        for place, missing in self.state["missing"].items():
            yield from self._late(observation, place, missing)

    def _judge(self, observation: Observation, fact: StatementBalance) -> Iterator[Finding]:
        place = f"{fact.bank}: {fact.instrument}"
        said = self.state["said"].setdefault(place, {})
        missing = self.state["missing"].setdefault(place, {})
        says = _seam(said, fact)
        if says:
            yield self._says(observation, fact, Severity.CRITICAL, place, says)
            return
        last = max(map(int, said), default=fact.number)
        missing |= {str(number): observation.timestamp for number in range(last + 1, fact.number)[:MOST_MISSING]}
        missing.pop(str(fact.number), None)
        said[str(fact.number)] = [fact.opening, fact.amount]
        for number in sorted(said, key=int)[: -2 - len(missing)]:
            del said[number]

    def _late(self, observation: Observation, place: str, missing: dict[str, int]) -> Iterator[Finding]:
        """Each that didn't come in time is said once."""
        limit = self.settings["late_seconds"]
        for number in [each for each, since in missing.items() if observation.timestamp - since > limit]:
            del missing[number]
            bank, _, instrument = place.partition(": ")
            fact = StatementBalance(bank=bank, instrument=instrument, amount=0, as_of=0, number=int(number))
            yield self._says(observation, fact, Severity.MEDIUM, place, f"the statement {number} never came")

    def _says(
        self, observation: Observation, fact: StatementBalance, severity: Severity, place: str, says: str
    ) -> Finding:
        evidence = {"number": fact.number, "opening": fact.opening, "closing": fact.amount}
        return self.finding(observation, fact, severity, place, f"{place}: {says}.", **evidence)


def _seam(said: dict[str, list[int | None]], fact: StatementBalance) -> str:
    """What doesn't fit with the statements beside it, empty where all does."""
    same, before, after = (said.get(str(fact.number + step)) for step in (0, -1, 1))
    if same is not None and same != [fact.opening, fact.amount]:
        return f"statement {fact.number} was {same[1]} before, and is {fact.amount} now"
    if before is not None and fact.opening is not None and before[1] != fact.opening:
        return f"statement {fact.number} begins with {fact.opening}, and the one before ended with {before[1]}"
    if after is not None and after[0] is not None and after[0] != fact.amount:
        return f"statement {fact.number} ends with {fact.amount}, and the next one began with {after[0]}"
    return ""
