"""When banks work: US bank holidays, week-ends and cut-offs; all times in UTC."""

from __future__ import annotations

import datetime
from functools import cache

import holidays

DAY = 86_400
CUT_OFF_HOUR = 21  # the close of Fedwire's third-party window is 18:45 in New York; banks stop taking orders before


@cache
def _holidays(year: int) -> frozenset[datetime.date]:
    """The federal holidays on which the Federal Reserve Banks are closed.

    One that falls on a Saturday is kept on no other day by them.
    """
    return frozenset(holidays.country_holidays("US", years=year, observed=False)) | _mondays_after(year)


def _mondays_after(year: int) -> frozenset[datetime.date]:
    plain = holidays.country_holidays("US", years=year, observed=False)
    return frozenset(day + datetime.timedelta(days=1) for day in plain if day.weekday() == 6)  # noqa: PLR2004 - Sunday


def is_business_day(day: datetime.date) -> bool:
    """Whether the Federal Reserve's services, and so wires and ACH, settle on that day."""
    return day.weekday() < 5 and day not in _holidays(day.year)  # noqa: PLR2004 - Saturday


def date_of(at: int) -> datetime.date:
    """The day of a time, UTC."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).date()


def is_open(at: int) -> bool:
    """Whether a payment order given now is executed on the same day."""
    return is_business_day(date_of(at)) and at % DAY < CUT_OFF_HOUR * 3600


def business_days_after(at: int, days: int) -> int:
    """The cut-off of the nth business day after the one in which `at` lies, or which follows it after its cut-off."""
    day = date_of(at)
    if not is_open(at):
        day = _next(day)
    for _ in range(days):
        day = _next(day)
    midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return int(midnight.timestamp()) + CUT_OFF_HOUR * 3600


def _next(day: datetime.date) -> datetime.date:
    day += datetime.timedelta(days=1)
    while not is_business_day(day):
        day += datetime.timedelta(days=1)
    return day
