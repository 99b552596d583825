"""Where work stood over time: not started, in each stage, completed."""

import datetime as dt

import numpy as np
import pandas as pd

from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.kpis.movements import DAY, stood
from data.kpis.parts import Mark, Records
from data.kpis.stays import STATES, WEEK, behind, finished, present, weeks
from data.models import ProcessStay
from data.vocabulary import ProcessStatus

USUAL = 26  # weeks
DAILY = 63  # days that are still told one by one
DEFINITION = (
    "Processes by where they stood at the end of a day: not started until first In Progress, then in their stage, and "
    "completed when they were last completed. Completed counts from the beginning of these weeks. The height of a "
    "band is the work in it; where it widens, work comes in faster than it leaves."
)


def cumulative_flow(db: Session, filters: Filters) -> pd.DataFrame:
    """A row for each day, or each week that is long ago. Columns: day, and one for each of STATES."""
    first, last = weeks(filters, USUAL)
    last = max(first, min(last, filters.today))
    days = _days(first, last)
    moved = np.zeros((len(days) + 1, len(STATES)), dtype=int)
    for state, place, amount in stood(db, filters, [first, *(day + DAY for day in days)]):
        moved[place, STATES.index(state)] += amount
    told = pd.DataFrame(moved.cumsum(axis=0)[1:], columns=[state.value for state in STATES])
    told.insert(0, "day", days)
    return told


def behind_flow(db: Session, mark: Mark, filters: Filters) -> Records:
    """The processes that stood in a state at the end of a day."""
    state, day = mark["state"], dt.date.fromisoformat(mark["day"])
    if state not in STATES:
        raise NotFound("There is nothing to list for this mark.")
    first, _last = weeks(filters, USUAL)
    stood = finished(db, (first, day)) if state == ProcessStatus.COMPLETED else present(db, day)
    query = behind(db, filters, ProcessStay.state == state, stood)
    return Records("processes", f"{state} on {day.day} {day:%B %Y}", query, "due_date")


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Each day, or each Sunday of a long span and its last day."""
    if (last - first).days < DAILY:
        return [first + dt.timedelta(days=place) for place in range((last - first).days + 1)]
    sundays = [first + WEEK * place - dt.timedelta(days=1) for place in range(1, (last - first).days // 7 + 2)]
    return [*(day for day in sundays if day < last), last]
