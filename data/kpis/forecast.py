"""When the open work will be done, going by how much was finished each week before."""

import datetime as dt
import functools

import numpy as np
import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis.movements import DAY, finished_by_place, open_work
from data.kpis.stays import EVER, WEEK, monday
from data.kpis.throughput import finished_by_week

LEAST, MOST = 8, 26  # weeks of history
AHEAD = 12
SOON, LONGEST = 52, 260  # weeks that all open work may take: mostly, and at most
TRIALS = 2000
RANKS = [(TRIALS - 1) * share // 100 for share in (15, 50, 85)]
SAID = (4, 8)  # weeks ago
LOOKED = MOST + MOST + SAID[0]  # weeks that forecasts made in the last half year went by
COLUMNS = ["kind", "weeks", "day", "low", "middle", "high", "happened"]
FORECAST, PAST = "Forecast", "Said before"
DEFINITION = (
    "What was finished in each of the last 26 whole weeks is drawn at random, thousands of times, as if the weeks to "
    "come were like those: half of the draws finish at least the middle figure, 85 of 100 at least the low one. New "
    "work and changed teams are not foreseen. Its past accuracy is what the same method said 4 and 8 weeks ago, "
    "against what happened. It needs 8 whole weeks of history."
)


def completion_forecast(db: Session, filters: Filters) -> pd.DataFrame:
    """Processes finished by a day. Columns as in COLUMNS; no rows without history enough.

    attrs: history (weeks looked at), open_processes, half and likely (the days all of them are finished by, None if
    beyond five years), checked and held (of the past four-week forecasts, how many what happened lay within).
    """
    weekly = history(db, filters)
    told = pd.DataFrame(_rows(weekly, filters.today), columns=COLUMNS, dtype=object)
    open_now = open_work(db, filters)
    told.attrs |= {"history": len(weekly), "open_processes": open_now, **_done(weekly, open_now, filters.today)}
    told.attrs |= _accuracy(weekly)
    return told


def history(db: Session, filters: Filters) -> list[int]:
    """What was finished in each whole week since the first that finished anything, oldest first: the last of them."""
    running = monday(filters.today)
    first = running - WEEK * LOOKED
    counted = finished_by_week(db, filters, (first, running - DAY))
    if first not in counted and not finished_by_place(db, filters, (EVER[0], first - DAY), [first]):
        first = min(counted, default=running)
    return [counted.get(first + WEEK * place, 0) for place in range((running - first).days // 7)]


def drawn(weekly: list[int], ahead: int) -> np.ndarray:
    """What weeks like these finish in all after one week, two, …: a row for each trial. The same for the same weeks."""
    recent = np.array(weekly[-MOST:])
    return recent[_places(len(recent), ahead)].cumsum(axis=1)


@functools.lru_cache(maxsize=64)
def _places(weeks: int, ahead: int) -> np.ndarray:
    """Which of so many weeks each trial draws, one after the other."""
    return np.random.default_rng([weeks, ahead]).integers(weeks, size=(TRIALS, ahead), dtype=np.uint8)


def spread(weekly: list[int], ahead: int) -> list[tuple[int, int, int]]:
    """Low, middle and high after each week: 85, 50 and 15 of 100 trials finish at least so much."""
    return [_ranked(week) for week in drawn(weekly, ahead).T]


def _ranked(amounts: np.ndarray) -> tuple[int, int, int]:
    low, middle, high = np.partition(amounts, RANKS)[RANKS]
    return int(low), int(middle), int(high)


def _rows(weekly: list[int], today: dt.date) -> list[tuple]:
    if len(weekly) < LEAST:
        return []
    ahead = [(FORECAST, n, today + WEEK * n, *told, None) for n, told in enumerate(spread(weekly, AHEAD), 1)]
    return [*ahead, *(_past(weekly, back, today) for back in SAID if len(weekly) - back >= LEAST)]


def _past(weekly: list[int], back: int, today: dt.date) -> tuple:
    """What was said so many weeks before the running week began, for its beginning."""
    return PAST, back, monday(today), *_ranked(drawn(weekly[:-back], back)[:, -1]), sum(weekly[-back:])


def _done(weekly: list[int], open_now: int, today: dt.date) -> dict[str, dt.date | None]:
    if len(weekly) < LEAST or not open_now:
        return {"half": None, "likely": None}
    half, likely = _needed(weekly, open_now, SOON)
    if likely > SOON:
        half, likely = _needed(weekly, open_now, LONGEST)
    return {name: today + WEEK * n if n <= LONGEST else None for name, n in (("half", half), ("likely", likely))}


def _needed(weekly: list[int], open_now: int, ahead: int) -> tuple[int, int]:
    """The weeks after which half of the trials and 85 of 100 have finished so much; one more than ahead where not."""
    reached = drawn(weekly, ahead) >= open_now
    needed = np.where(reached[:, -1], reached.argmax(axis=1) + 1, ahead + 1)
    half, likely = np.percentile(needed, [50, 85], method="higher")
    return int(half), int(likely)


def _accuracy(weekly: list[int]) -> dict[str, int]:
    """Of the forecasts for four weeks that could be made in the last half year, those that held."""
    span = SAID[0]
    ends = range(len(weekly), max(LEAST + span, len(weekly) - MOST) - 1, -1)
    held = [_held(weekly[: end - span], weekly[end - span : end]) for end in ends]
    return {"checked": len(held), "held": sum(held)}


def _held(before: list[int], after: list[int]) -> bool:
    low, _middle, high = _ranked(drawn(before, len(after))[:, -1])
    return low <= sum(after) <= high
