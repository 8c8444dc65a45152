"""Which token a history is of, and what its events mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from backbone_chain import tokens
from backbone_chain.errors import HistoryError
from backbone_chain.history._lines import Line
from backbone_chain.model import Fact, UnknownEvent
from backbone_chain.registry import find
from backbone_chain.tokens import Log, Token

LOOKED_AT = 5_000  # logs from which the token and its family are found


@dataclass(frozen=True, kw_only=True)
class Decoder:
    """The token whose logs these are, and the adapter that reads them."""

    token: str
    family: str
    adapter: type[Token]

    def facts(self, logs: Iterable[Log]) -> list[Fact]:
        """The logs in our words, in order; other contracts' too, since some only look like the token's."""
        return [fact for log in logs for fact in self.adapter.read(log)]


def decoder_for(found: Iterable[Line], *, family: str = "", token: str = "") -> Decoder:
    """The decoder for a history that begins with these lines.

    family: its id, by default the one that knows most of the events. token: its address, by default the one with most
    logs. Raises: UnknownNameError, HistoryError where there is no log at all.
    """
    logs = [line.log for line in found if line.log and not line.removed]
    if not logs and not token:
        raise HistoryError(
            "The history", "it holds no log, so nothing says which token it is of; name it with --token."
        )
    address = token or Counter(log.address for log in logs).most_common(1)[0][0]
    mine = [log for log in logs if log.address == address]
    families = tokens.families()
    name = family or max(families, key=lambda each: _known(families[each], mine))
    return Decoder(token=address, family=name, adapter=find(families, "family", name))


def _known(adapter: type[Token], logs: Iterable[Log]) -> tuple[int, int]:
    """How many of the events a family knows; of several that know as many, the one with fewest words of its own."""
    known = sum(not isinstance(fact, UnknownEvent) for log in logs for fact in adapter.read(log)[:1])
    return known, -len(getattr(adapter, "events", ()))
