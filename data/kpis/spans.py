"""Periods in months: which ones a reader asked for, and what of a period is whole months."""

import datetime as dt

from data.calendar import end_of, month_of, months_back
from data.filters import Filters

USUAL, MOST = 12, 24  # months

Days = tuple[dt.date, dt.date]  # both included


def months_of(filters: Filters) -> list[dt.date]:
    """The firsts of the months that the period touches, the last 24 of them; without one the last 12."""
    last = filters.last or max(filters.today, filters.first or filters.today)
    if filters.first is None:
        return months_back(last, USUAL)
    return months_back(last, min(MOST, _index(last) - _index(filters.first) + 1))


def whole_months(first: dt.date, last: dt.date) -> tuple[list[dt.date], list[Days]]:
    """The months that lie in a period whole, and the spans of days that are left of it."""
    begin = first if first.day == 1 else end_of(first) + dt.timedelta(days=1)
    after = last + dt.timedelta(days=1)
    stop = month_of(after)  # the first day that is in no whole month any more
    if begin >= stop:
        return [], [(first, last)]
    months = months_back(stop - dt.timedelta(days=1), _index(stop) - _index(begin))
    edges = [(first, begin - dt.timedelta(days=1)), (stop, last)]
    return months, [(start, end) for start, end in edges if start <= end]


def _index(day: dt.date) -> int:
    return day.year * 12 + day.month
