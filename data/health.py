"""How an open process stands against its plan on a day."""

import datetime as dt

import sqlalchemy as sa

from data.models import Process
from data.vocabulary import Health, ProcessStatus


def is_open() -> sa.ColumnElement[bool]:
    return Process.status != ProcessStatus.COMPLETED


def health_of(today: dt.date) -> sa.ColumnElement[str]:
    """The schedule health of an open process on a day; the day it turns is a column of its own."""
    return sa.case(
        (Process.due_date < today, Health.OVERDUE.value),
        (sa.or_(Process.start_date.is_(None), Process.due_date.is_(None)), Health.NO_PLAN.value),
        (Process.off_track_from <= today, Health.OFF_TRACK.value),
        (Process.at_risk_from <= today, Health.AT_RISK.value),
        else_=Health.ON_TRACK.value,
    )


def standing(today: dt.date) -> sa.ColumnElement[str]:
    """The health of an open process; a completed one has none to speak of, and says that it is completed."""
    return sa.case((is_open(), health_of(today)), else_=sa.cast(Process.status, sa.Text))
