"""How work flowed, in plain Python over the rows as they are: walked moment by moment, apart from the SQL."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
STAGES = ("Requirements", "Design", "Development", "Testing", "Deployment", "Maintenance")


class Work(NamedTuple):
    id: str
    customer_id: str
    area: str | None
    status: str
    stage: str
    created: dt.datetime
    started: dt.datetime | None
    completed: dt.datetime | None
    moves: tuple[tuple[dt.datetime, str, str], ...]  # when, from, to; oldest first
    approval: str = "Pending"
    is_tpa_required: bool = False
    responsible: str | None = None

    def stage_at(self, moment: dt.datetime) -> str:
        made = [after for at, _before, after in self.moves if at <= moment]
        return made[-1] if made else self.moves[0][1] if self.moves else self.stage

    def state_at(self, moment: dt.datetime) -> str | None:
        if self.completed and self.completed <= moment:
            return "Completed"
        if self.started and self.started <= moment:
            return self.stage_at(moment)
        return "Not Started" if self.created <= moment else None

    def path(self) -> list[tuple[str, dt.datetime, dt.datetime | None]]:
        """Each visit to a stage while in work: stage, from, to (None while it lasts)."""
        if not self.started:
            return []
        turns = [at for at, _, _ in self.moves if at > self.started and (not self.completed or at < self.completed)]
        begun = [self.started, *turns]
        return [
            (self.stage_at(at), at, end)
            for at, end in zip(begun, [*turns, self.completed], strict=True)
            if end is None or at < end
        ]


class World(NamedTuple):
    work: Sequence[Work]
    zone: ZoneInfo

    def day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def flow(self, day: dt.date, since: dt.date) -> Counter:
        last = dt.datetime.combine(day + DAY, dt.time(), self.zone).astimezone(dt.UTC) - dt.timedelta(microseconds=1)
        stood = Counter(state for one in self.work if (state := one.state_at(last)))
        stood["Completed"] -= sum(1 for one in self.work if one.completed and self.day(one.completed) < since)
        return stood

    def stage_days(self, stage: str, first: dt.date, last: dt.date) -> list[int]:
        return [taken for one in self.work if (taken := self._taken(one, stage, first, last)) is not None]

    def returned(self, stage: str, first: dt.date, last: dt.date) -> int:
        return sum(self._came_back(one, stage, first, last) for one in self.work)

    def finished(self, first: dt.date, last: dt.date) -> list[Work]:
        return [one for one in self.work if one.completed and first <= self.day(one.completed) <= last]

    def ages(self, today: dt.date) -> list[tuple[str, int]]:
        return [
            (one.path()[-1][0], (today - self.day(one.started)).days)
            for one in self.work
            if one.started and not one.completed
        ]

    def _taken(self, one: Work, stage: str, first: dt.date, last: dt.date) -> int | None:
        visits = [(at, end) for name, at, end in one.path() if name == stage]
        if not visits or visits[-1][1] is None or not first <= self.day(visits[-1][1]) <= last:
            return None
        if any(at < one.created for at, _end in visits):
            return None  # nobody knows when it entered that stage
        return rounded(sum(((end - at) / DAY for at, end in visits), 0.0))

    def _came_back(self, one: Work, stage: str, first: dt.date, last: dt.date) -> bool:
        path = one.path()
        times = [
            at
            for (before, _, _), (name, at, _) in pairwise(path)
            if name == stage and STAGES.index(name) < STAGES.index(before)
        ]
        return bool(times) and first <= self.day(times[-1]) <= last


def cycle(one: Work) -> int | None:
    return rounded((one.completed - one.started) / DAY) if one.started and one.completed else None


def lead(one: Work) -> int | None:
    return rounded((one.completed - one.created) / DAY) if one.completed and one.created <= one.completed else None


def rounded(days: float) -> int:
    return math.floor(days + 0.5)


def reaches(values: Iterable[int | None], share: float) -> int | None:
    """The smallest value that this share of all do not exceed."""
    known = sorted(value for value in values if value is not None)
    return next((v for n, v in enumerate(known, 1) if n >= share * len(known) - 1e-9), None)
