"""Today, months and working days as the installation reckons them: in its reporting time zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.db import Session


def now(db: Session) -> dt.datetime:
    """The moment this transaction began, in the reporting time zone. All its figures are as of then."""
    zone, moment = db.execute(sa.select(sa.func.reporting_zone(), sa.func.now())).one()
    return moment.astimezone(ZoneInfo(zone))


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def months_back(day: dt.date, count: int) -> list[dt.date]:
    """The firsts of the `count` months that end with the day's own, oldest first."""
    last = day.year * 12 + day.month - 1
    return [dt.date(index // 12, index % 12 + 1, 1) for index in range(last - count + 1, last + 1)]


def end_of(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def working_days(first: dt.date, last: dt.date) -> int:
    """Mondays to Fridays from the first day to the last, both included; SQL's working_days says the same."""
    whole, rest = divmod(max((last - first).days + 1, 0), 7)
    return whole * 5 + sum((first.weekday() + day) % 7 < 5 for day in range(rest))
