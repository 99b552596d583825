"""Frames of the flow of work as its KPI queries return them: usual, with one row, and empty."""

import datetime as dt

import pandas as pd

from data.kpis import ageing_work, cycle_time, forecast
from data.kpis.stays import STATES
from data.vocabulary import SdlcStage

MONDAY, TODAY = dt.date(2026, 8, 24), dt.date(2026, 11, 18)
WEEKS = [MONDAY + dt.timedelta(weeks=place) for place in range(13)]
SPAN = {"first": MONDAY, "last": TODAY}


def usual() -> dict[str, pd.DataFrame]:
    return {
        "stage_days": stage_days([120, 90, 88, 61, 40, 0]),
        "cumulative_flow": cumulative_flow(WEEKS),
        "cycle_time": cycle_times(14),
        "throughput": throughput(WEEKS, before=4),
        "ageing_work": ageing(18, 41),
        "completion_forecast": completion_forecast(),
    }


def one_row() -> dict[str, pd.DataFrame]:
    return {
        "stage_days": stage_days([1, 0, 0, 0, 0, 0]),
        "cumulative_flow": cumulative_flow(WEEKS[:1]),
        "cycle_time": cycle_times(1),
        "throughput": throughput(WEEKS[:1], before=None),
        "ageing_work": ageing(None, None).iloc[:1],
        "completion_forecast": completion_forecast().iloc[:1],
    }


def empty() -> dict[str, pd.DataFrame]:
    return {name: frame.iloc[:0] for name, frame in usual().items()} | {"stage_days": stage_days([0] * 6)}


def stage_days(left: list[int]) -> pd.DataFrame:
    rows = [
        (stage.value, n, 8 if n else None, 21 if n else None, None, 3 if n > 60 else 0)
        for stage, n in zip(SdlcStage, left, strict=True)
    ]
    return _told(rows, ["stage", "processes", "median", "p85", "median_before", "returned"], **SPAN)


def cumulative_flow(days: list[dt.date]) -> pd.DataFrame:
    rows = [(day, 9, 4 + place, 5, 6, 7, 3, 2, 5 * place) for place, day in enumerate(days)]
    return _told(rows, ["day", *(state.value for state in STATES)])


def cycle_times(bins: int) -> pd.DataFrame:
    rows = [
        (name, 7 * place, None if place == bins - 1 > 0 else 7 * place + 6, 1 + place % 5)
        for name in cycle_time.MEASURES
        for place in range(bins)
    ]
    told = {"count": 40, "median": 23, "p85": 61, "median_before": 28}
    return _told(rows, cycle_time.COLUMNS, **SPAN, **dict.fromkeys(cycle_time.MEASURES, told))


def throughput(weeks: list[dt.date], before: int | None) -> pd.DataFrame:
    rows = [
        (week, place % 7, week - dt.timedelta(weeks=13) if before else None, before) for place, week in enumerate(weeks)
    ]
    rows = [(week, finished + (len(weeks) == 1), *rest) for week, finished, *rest in rows]
    return _told(rows, ["week", "finished", "before_week", "before"], running=dt.date(2026, 11, 16))


def ageing(median: int | None, p85: int | None) -> pd.DataFrame:
    rows = [
        (stage.value, age, age + 6, 1 + place + age // 7, _standing(age, median, p85))
        for place, stage in enumerate(SdlcStage)
        for age in (0, 21, 42)
    ]
    return _told(rows, ageing_work.COLUMNS, median=median, p85=p85, finished=0 if median is None else 60)


def completion_forecast() -> pd.DataFrame:
    rows: list[tuple] = [
        (forecast.FORECAST, n, TODAY + dt.timedelta(weeks=n), 3 * n, 5 * n, 7 * n, None) for n in range(1, 13)
    ]
    rows += [(forecast.PAST, n, dt.date(2026, 11, 16), 3 * n, 5 * n, 7 * n, 4 * n) for n in (4, 8)]
    done = {"half": dt.date(2027, 2, 10), "likely": dt.date(2027, 3, 3)}
    return _told(rows, forecast.COLUMNS, history=26, open_processes=57, checked=15, held=11, **done)


def _standing(age: int, median: int | None, p85: int | None) -> str | None:
    if median is None or p85 is None:
        return None
    return ageing_work.OLD if age > p85 else ageing_work.OLDER if age > median else ageing_work.YOUNG


def _told(rows: list[tuple], columns: list[str], **attrs: object) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame.attrs |= attrs
    return frame
