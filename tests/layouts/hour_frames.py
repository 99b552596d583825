"""Frames of the pages Utilisation and Customers: usual, and with one row."""

import datetime as dt

import pandas as pd

from data.kpis import burn_up, contracts, load, overruns, people, portfolio, services
from data.vocabulary import Ending, Load, Silence, Verdict

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 11, 1)


def usual(name: str = "Helixgen") -> dict[str, pd.DataFrame]:
    return {
        "service_heatmap": _services(name, 12),
        "burn_up": month(18, 900.0),
        "overruns": _overruns(name),
        "planned_load": _load(12),
        "who_logged": _people(name),
        "portfolio": _portfolio(name),
        "contract_calendar": _contracts(name, 12),
        "silence": _silence([18, 7, 3, 0, 2, 4]),
    }


def one_row() -> dict[str, pd.DataFrame]:
    frames = {key: frame.head(1) for key, frame in usual().items()}
    return frames | {"planned_load": _load(12).iloc[[3]], "silence": _silence([1, 0, 0, 0, 0, 0])}


def month(today: int, allocated: float) -> pd.DataFrame:
    """A month that logs 40 h a day, which reaches 900 h on the 23rd."""
    rows: list[tuple] = []
    for number in range(1, 31):
        logged, ahead = (40.0 * number if number <= today else None), (40.0 * number if number >= today else None)
        rows.append((FIRST + DAY * (number - 1), 40.0 if logged else 0.0, logged, 30.0 * number, ahead, allocated))
    left = [allocated - (row[2] or row[4]) for row in rows]
    return pd.DataFrame([(*row, rest) for row, rest in zip(rows, left, strict=True)], columns=burn_up.COLUMNS)


def _services(name: str, months: int) -> pd.DataFrame:
    rows = [
        ("s1", "Support", "c1", name, dt.date(2026, number, 1), 30.0, 40.0, 0.75) for number in range(1, months + 1)
    ]
    rows += [("s2", "Care", "c2", "Apexbio", row[4], 90.0, 60.0, 1.5) for row in rows]
    return pd.DataFrame(rows, columns=services.COLUMNS)


def _overruns(name: str) -> pd.DataFrame:
    rows = [
        ("c1", name, Verdict.OVER.value, 90.0, 60.0, 2.9, FIRST + DAY * 9, 2),
        ("c2", "Apexbio", Verdict.OVER.value, 50.0, 60.0, 1.3, FIRST + DAY * 22, 2),
        ("c3", "Corvia", Verdict.UNDER.value, 5.0, 60.0, 0.1, None, 40),
    ]
    return pd.DataFrame(rows, columns=overruns.COLUMNS)


def _load(weeks: int) -> pd.DataFrame:
    monday = dt.date(2026, 11, 16)
    rows = [(monday, Load.PAST_DUE.value, 120.0, 4)]
    rows += [(monday + 7 * DAY * week, Load.PLANNED.value, 300.0 - week * 20, 30 - week) for week in range(weeks)]
    return pd.DataFrame(rows, columns=load.COLUMNS)


def _people(name: str) -> pd.DataFrame:
    rows = [("p1", name, 120.0, 90.0, 0.75, 100.0), ("", "Nobody named", 8.0, 0.0, 0.0, 0.0)]
    return pd.DataFrame(rows, columns=people.COLUMNS)


def _portfolio(name: str) -> pd.DataFrame:
    parts = ("20 of 40: 5 overdue, of 10 open", "30 of 30: forecast 95 % of this month's hours")
    more = ("10 of 20: last communication 60 days ago", "10 of 10: no failed transfer in 30 days")
    rows = [
        ("c1", name, "Steady State", 70.0, 10, 5, 0.6, 60, FIRST, *parts, *more, 2),
        ("c2", "Apexbio", "Contracting", 90.0, 3, 0, None, None, None, *parts, *more, 2),
    ]
    return pd.DataFrame(rows, columns=portfolio.COLUMNS)


def _contracts(name: str, number: int) -> pd.DataFrame:
    rows = []
    for place in range(number):
        end = FIRST + DAY * (17 + place * 7)
        ending, week = list(Ending)[place * 7 // 31], end - DAY * end.weekday()
        rows.append((f"c{place}", name, "Steady State", end, place * 7, ending.value, week))
    return pd.DataFrame(rows, columns=contracts.COLUMNS)


def _silence(customers: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"silence": [bucket.value for bucket in Silence], "customers": customers})
