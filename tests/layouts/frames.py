"""Frames as the KPI queries return them: usual, with one row, and empty."""

import datetime as dt
from itertools import pairwise

import pandas as pd

from data.vocabulary import PIPELINE, Health, RegulatoryStatus, SdlcStage
from tests.layouts import flow_frames, frames_pipeline, hour_frames

NASTY = "<script>alert(1)</script> <b>Bold</b> & <a href='https://evil.example'>Sons</a>"
MONTHS = [dt.date(2025 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(12, 24)]


def usual(name: str = "Helixgen") -> dict[str, pd.DataFrame]:
    return {
        "process_progress": progress([238, 71, 44, 37, 26]),
        "attention": attention(name),
        "sdlc_funnel": funnel([128, 97, 84, 52, 31, 24]),
        "utilisation_heatmap": utilisation([name, "Apexbio"], MONTHS),
        "utilisation_pace": pace(),
        "pharma_pipeline": pipeline([name, "Oncology"], list(RegulatoryStatus)),
        **flow_frames.usual(),
        **hour_frames.usual(name),
        **frames_pipeline.usual(name),
    }


def one_row() -> dict[str, pd.DataFrame]:
    return {
        "process_progress": progress([1, 0, 0, 0, 0]),
        "attention": attention().iloc[:1],
        "sdlc_funnel": funnel([1, 0, 0, 0, 0, 0]),
        "utilisation_heatmap": utilisation(["Helixgen"], MONTHS[:1]),
        "utilisation_pace": pace(),
        "pharma_pipeline": pipeline(["Oncology"], [PIPELINE[0]]),
        **flow_frames.one_row(),
        **hour_frames.one_row(),
        **frames_pipeline.one_row(),
    }


def empty() -> dict[str, pd.DataFrame]:
    return {name: frame.iloc[:0] for name, frame in usual().items()} | {
        "process_progress": progress([0, 0, 0, 0, 0]),
        "sdlc_funnel": funnel([0, 0, 0, 0, 0, 0]),
        **flow_frames.empty(),
    }


def progress(processes: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"health": [health.value for health in Health], "processes": processes})


def average(plain: float | None = 46.4, weighted: float | None = 51.2) -> pd.DataFrame:
    return pd.DataFrame([{"open_processes": 416, "average": plain, "weighted": weighted}])


def funnel(reached: list[int]) -> pd.DataFrame:
    in_stage = [now - after for now, after in zip(reached, [*reached[1:], 0], strict=True)]
    conversion = [None, *(after / before if before else None for before, after in pairwise(reached))]
    stages = [stage.value for stage in SdlcStage]
    columns = {"stage": stages, "reached": reached, "conversion": conversion, "in_stage": in_stage}
    return pd.DataFrame(columns).astype({"conversion": object})


def utilisation(customers: list[str], months: list[dt.date], logged: float = 123.0) -> pd.DataFrame:
    """The first customer has nothing allocated in the first month; the last is over its hours."""
    rows = []
    for place, customer in enumerate(customers):
        for month in months:
            allocated = 0.0 if place == 0 and month == months[0] and len(months) > 1 else 150.0 - 50 * place
            ratio = logged / allocated if allocated else None
            rows.append((f"c{place}", customer, month, logged, allocated, ratio))
    return pd.DataFrame(rows, columns=["customer_id", "customer", "month", "logged", "allocated", "utilisation"])


def pace(forecast: float | None = 0.99) -> pd.DataFrame:
    row = {"month": dt.date(2026, 11, 1), "logged": 3412.5, "allocated": 4820.0, "utilisation": 0.708}
    return pd.DataFrame([row | {"share_elapsed": 0.714, "pace": forecast, "forecast": forecast}])


def pipeline(areas: list[str], statuses: list[RegulatoryStatus]) -> pd.DataFrame:
    rows = [(area, status.value, 3) for area in areas for status in statuses]
    return pd.DataFrame(rows, columns=["therapeutic_area", "regulatory_status", "products"])


def tiles() -> pd.DataFrame:
    rows = [
        ("active_customers", "Active customers", 214.0, 3.2, "%", "vs 4 weeks ago", "up", "", [200.0, 207.0, 214.0]),
        ("open_processes", "Open processes", 416.0, 0.0, "%", "vs 4 weeks ago", "", "", [416.0]),
        ("overdue_tasks", "Overdue tasks", 37.0, 12.5, "%", "vs 4 weeks ago", "down", "", [30.0, 37.0]),
        ("hours_this_month", "Hours this month", 12480.4, None, "%", "a day vs October", "up", "h", [None, 1.0, 2.0]),
    ]
    columns = ["measure", "label", "value", "change", "change_unit", "versus", "better", "unit", "points"]
    return pd.DataFrame(rows, columns=columns)


def attention(name: str = "Helixgen") -> pd.DataFrame:
    rows = [
        ("Overdue", "processes", "p1", "Weekly extract", name, "12 days late; nobody responsible", 62, None),
        ("Contract ends", "customers", "c1", name, name, "The contract ends today, on 18 Nov 2026", 100, None),
        ("Over its hours", "customers", "c1", name, name, "48 of 50 h logged this month", 33, 48.25),
    ]
    return pd.DataFrame(rows, columns=["kind", "resource", "id", "name", "customer", "reason", "points", "hours"])
