"""The figures of the page Progress in plain Python, over the same rows, apart from the SQL that counts them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from statistics import median
from typing import NamedTuple

TROUBLED = ("Overdue", "Off track", "At risk")


class Work(NamedTuple):
    """A process with its milestones: kind, target and achieved date."""

    id: str
    name: str
    customer: str
    phase: str
    area: str | None
    status: str
    stage: str
    approval: str
    responsible: str | None
    team: str | None
    tpa: str
    start: dt.date | None
    due: dt.date | None
    progress: int
    milestones: list[tuple[str, dt.date | None, dt.date | None]]


def chosen(processes: Iterable[Work], filters) -> list[Work]:
    """Those that every filter leaves."""
    return [
        work
        for work in processes
        if filters.words.lower() in work.name.lower()
        and all(getattr(work, name) in values for name, values in filters.chosen.items())
    ]


def health(work: Work, today: dt.date) -> str:
    if work.due and work.due < today:
        return "Overdue"
    if not work.start or not work.due:
        return "No plan"
    gap = work.progress - expected(work, today)
    return "On track" if gap >= -10 else "At risk" if gap >= -25 else "Off track"


def expected(work: Work, today: dt.date) -> Fraction:
    planned = weekdays(work.start, work.due)
    return Fraction(100 * weekdays(work.start, today), planned) if planned else Fraction(work.progress)


def weekdays(first: dt.date, last: dt.date) -> int:
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(day.isoweekday() < 6 for day in days)


def standing(processes: Iterable[Work], name: str, today: dt.date) -> dict[tuple[str | None, str], int]:
    """Open processes by whom or what they belong to and by health."""
    open_ = [work for work in processes if work.status != "Completed"]
    return dict(Counter((getattr(work, name), health(work, today)) for work in open_))


def ranked(standing_: dict[tuple[str | None, str], int]) -> list[tuple[int, int]]:
    """How many each has in trouble and in all, the worst twelve."""
    keys = {key for key, _ in standing_}
    both = [
        (
            sum(n for (key, word), n in standing_.items() if key == each and word in TROUBLED),
            sum(n for (key, _), n in standing_.items() if key == each),
        )
        for each in keys
    ]
    return sorted(both, reverse=True)[:12]


def overdue(processes: Iterable[Work], today: dt.date) -> list[Work]:
    late = [work for work in processes if work.status != "Completed" and work.due and work.due < today]
    return sorted(late, key=lambda work: (work.due, work.id))


def behind(processes: Iterable[Work], today: dt.date) -> list[Work]:
    open_ = (work for work in processes if work.status != "Completed")
    found = [work for work in open_ if health(work, today) in ("At risk", "Off track")]
    return sorted(found, key=lambda work: (work.progress - expected(work, today), work.id))


def planned(processes: Iterable[Work], first: dt.date, last: dt.date) -> list[Work]:
    drawn = [
        work
        for work in processes
        if work.status != "Completed" and work.start and work.due and first <= work.due <= last
    ]
    return sorted(drawn, key=lambda work: (work.due, work.id))[:40]


def slip(processes: Iterable[Work], first: dt.date, last: dt.date, today: dt.date) -> dict[str, tuple]:
    """By milestone: on time, late, missing, and the median days from target to achievement."""
    due: dict[str, list[tuple[dt.date, dt.date | None]]] = {}
    for work in processes:
        for kind, target, achieved in work.milestones:
            if target and first <= target <= last:
                due.setdefault(kind, []).append((target, achieved))
    return {kind: _outcome(dates, today) for kind, dates in due.items()}


def _outcome(dates: list[tuple[dt.date, dt.date | None]], today: dt.date) -> tuple:
    slips = [(achieved - target).days for target, achieved in dates if achieved]
    missing = sum(achieved is None and target < today for target, achieved in dates)
    on_time = sum(days <= 0 for days in slips)
    return on_time, len(slips) - on_time, missing, median(slips) if slips else None
