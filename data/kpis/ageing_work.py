"""How old open work is, against how long finished work took."""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.cycle_time import USUAL, WIDTHS, spent
from data.kpis.movements import by_day
from data.kpis.parts import Mark, Records
from data.kpis.stays import TAKES, behind, in_work, midnight, number, percentile, weeks
from data.models import ProcessStay
from data.vocabulary import SdlcStage

MOST_BINS = 24
LEAST = 8  # finished processes that say anything about how long work takes
COLUMNS = ["stage", "from_days", "to_days", "processes", "standing"]
YOUNG, OLDER, OLD = "Younger than most", "Older than half", "Older than 85 %"
DEFINITION = (
    "Open processes that have been In Progress, by stage and age in days since they first were. They are measured by "
    "the cycle times of the processes completed in the last 52 weeks under the same filters: older than half of them, "
    "or older than 85 of 100. Work older than that is likely to be stuck."
)


def ageing_work(db: Session, filters: Filters) -> pd.DataFrame:
    """Open work by stage and age. Columns as in COLUMNS; standing is None where too little was finished.

    attrs: median and p85 of finished work, and how many processes were finished.
    """
    own = filters.only(TAKES)._replace(first=None, last=None)
    took = spent(db, own, weeks(own, USUAL))["Cycle time"]
    finished = sum(took.values())
    median, p85 = (percentile(took, share) if finished >= LEAST else None for share in (0.5, 0.85))
    ages = [(stage, max((filters.today - day).days, 0), n) for stage, day, n in by_day(db, filters, "flow_ages")]
    edges = _edges(max((age for _, age, _ in ages), default=0), (median, p85))
    told = pd.DataFrame(_rows(ages, edges, median, p85), columns=COLUMNS)
    told.attrs |= {"median": median, "p85": p85, "finished": finished}
    return told


def behind_ageing(db: Session, mark: Mark, filters: Filters) -> Records:
    """The open processes of a stage that are so many days old."""
    stage, least, most = SdlcStage(mark["stage"]), number(mark["from"]), number(mark["to"])
    began = ProcessStay.process_started_at
    latest, earliest = (midnight(db, filters.today - dt.timedelta(days=days)) for days in (least - 1, most))
    aged = began >= earliest if least == 0 else sa.and_(began >= earliest, began < latest)
    query = behind(db, filters, ProcessStay.state == stage, in_work(), aged)
    return Records("processes", f"In {stage}, begun {_said(least, most)} ago", query, "due_date")


def _edges(oldest: int, marks: Iterable[int | None]) -> list[int]:
    """Where bins begin; no bin lies on both sides of a percentile."""
    width = next((width for width in WIDTHS if oldest < width * MOST_BINS), oldest // MOST_BINS + 1)
    regular = range(0, oldest + 1, width)
    return sorted({*regular, *(mark + 1 for mark in marks if mark is not None and mark < oldest), oldest + 1})


def _rows(
    ages: Iterable[tuple[str, int, int]], edges: list[int], median: int | None, p85: int | None
) -> list[tuple[str, int, int, int, str | None]]:
    """Only the bins that hold anything."""
    counted: Counter[tuple[str, int]] = Counter()
    for stage, age, amount in ages:
        counted[stage, bisect_right(edges, age) - 1] += amount
    return [
        (stage.value, least, edges[place + 1] - 1, counted[stage, place], _standing(least, median, p85))
        for stage in SdlcStage
        for place, least in enumerate(edges[:-1])
        if counted[stage, place]
    ]


def _standing(age: int, median: int | None, p85: int | None) -> str | None:
    if median is None or p85 is None:
        return None
    return OLD if age > p85 else OLDER if age > median else YOUNG


def _said(least: int, most: int) -> str:
    return f"{least} to {most} days" if most > least else f"{least} days"
