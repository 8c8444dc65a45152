"""The reconciler held against made-up business whose breaks are known: what it found, missed, and found wrongly."""

from __future__ import annotations

from dataclasses import dataclass

from backbone_chain.desk._plants import Planted
from backbone_chain.desk.calendar import business_days_after
from backbone_chain.desk.generated import Generated
from backbone_chain.desk.reconcile import Closed, Reconciler
from backbone_chain.desk.records import Break


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """missed: planted ones that were not found within one statement cycle. false: breaks that nobody planted."""

    orders: int
    records: int
    planted: int
    missed: tuple[Planted, ...]
    false: tuple[Break, ...]
    open: tuple[Break, ...]
    closed: tuple[Closed, ...]
    as_of: int


def check(business: Generated) -> Checked:
    """Tell it all in order of time, and compare."""
    reconciler = Reconciler()
    for at, record in business.told:
        reconciler.see(record, at)
    reconciler.advance(business.end)
    open_, closed = tuple(reconciler.breaks), tuple(reconciler.closed)
    breaks = [*open_, *(each.was for each in closed)]
    return Checked(
        orders=business.orders,
        records=len(business.told),
        planted=len(business.planted),
        missed=tuple(each for each in business.planted if not any(_is_found(each, one) for one in breaks)),
        false=tuple(one for one in breaks if not any(_is_named(each, one) for each in business.planted)),
        open=open_,
        closed=closed,
        as_of=business.end,
    )


def _is_named(planted: Planted, found: Break) -> bool:
    return planted.kind == found.kind and found.subject in planted.subjects


def _is_found(planted: Planted, found: Break) -> bool:
    return _is_named(planted, found) and planted.at <= found.found_at <= business_days_after(planted.at, 1)
