"""Frames of the pages Pharma pipeline and Progress: usual, with one row, and empty."""

import datetime as dt

import pandas as pd

from data.success_rates import DEFAULTS
from data.vocabulary import PIPELINE, Health, MilestoneType, SdlcStage

TODAY = dt.date(2026, 11, 18)
STATUSES = [status.value for status in PIPELINE]


def usual(name: str) -> dict[str, pd.DataFrame]:
    return {
        "pipeline_by_class": phases("drug_class", ["Biologic", "Vaccine"], STATUSES),
        "pipeline_by_customer": phases("customer", [name, "Apexbio"], STATUSES),
        "pipeline_by_team": phases("team", [name, "Data team"], STATUSES),
        "pipeline_movement": movement(5),
        "transition_matrix": transitions(("Phase I", "Phase II", 7), ("Phase II", "Discontinued", 2)),
        "months_in_status": months(3),
        "expected_approvals": approvals(4),
        "health_by_customer": health("customer", [name, "Apexbio"]),
        "health_by_area": health("area", [name, "No area"]),
        "health_by_responsible": health("responsible", [name, "Nobody"]),
        "overdue_processes": late([name, "Extract"], 45),
        "at_risk_processes": late([name, "Extract"], 2),
        "milestone_slip": slip(4),
        "gantt": gantt([name, "Extract"]),
    }


def one_row() -> dict[str, pd.DataFrame]:
    return {
        "pipeline_by_class": phases("drug_class", ["Biologic"], STATUSES[:1]),
        "pipeline_by_customer": phases("customer", ["Acme"], STATUSES[:1]),
        "pipeline_by_team": phases("team", ["Data team"], STATUSES[:1]),
        "pipeline_movement": movement(1).iloc[:1],
        "transition_matrix": transitions(("Phase I", "Phase II", 1)),
        "months_in_status": months(1).iloc[:1],
        "expected_approvals": approvals(1).iloc[:1],
        "health_by_customer": health("customer", ["Acme"]),
        "health_by_area": health("area", ["No area"]),
        "health_by_responsible": health("responsible", ["Nobody"]),
        "overdue_processes": late(["Extract"], 1),
        "at_risk_processes": late(["Extract"], 1),
        "milestone_slip": slip(1).iloc[:1],
        "gantt": gantt(["Extract"]),
    }


def phases(side: str, names: list[str], statuses: list[str]) -> pd.DataFrame:
    rows = [(f"{place}", name, status, 3) for place, name in enumerate(names) for status in statuses]
    return pd.DataFrame(rows, columns=[f"{side}_id", side, "regulatory_status", "products"])


def movement(number: int) -> pd.DataFrame:
    rows = [(status, number, number - 1, 0, 1) for status in STATUSES]
    return pd.DataFrame(rows, columns=["regulatory_status", "entered", "advanced", "returned", "left"])


def transitions(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["from_status", "to_status", "products"])


def months(products: int) -> pd.DataFrame:
    rows = [(status, products, 8.25, 14.5) for status in STATUSES[:-1]] + [("Approved", 0, None, None)]
    frame = pd.DataFrame(rows, columns=["regulatory_status", "products", "median", "p85"])
    return frame.astype({"median": object, "p85": object})


def approvals(products: int) -> pd.DataFrame:
    rows = [
        (status.value, products, rate.percent, products * rate.percent / 100, rate.source, "2021")
        for status, rate in DEFAULTS.items()
    ]
    return pd.DataFrame(rows, columns=["regulatory_status", "products", "rate", "expected", "source", "year"])


def health(side: str, names: list[str]) -> pd.DataFrame:
    rows = [
        ("" if name == "Nobody" else f"{place}", name, health.value, number)
        for place, name in enumerate(names)
        for number, health in enumerate(Health)
    ]
    frame = pd.DataFrame(rows, columns=[f"{side}_id", side, "health", "processes"])
    return frame.drop(columns="area_id", errors="ignore")


def late(names: list[str], total: int) -> pd.DataFrame:
    rows = [
        (f"p{place}", name, "Acme", None, SdlcStage.TESTING.value, 40, TODAY, "12 days late", total)
        for place, name in enumerate(names)
    ]
    columns = ["process_id", "process", "customer", "responsible", "sdlc_stage", "progress", "due_date", "reason"]
    return pd.DataFrame(rows, columns=[*columns, "total"])


def slip(number: int) -> pd.DataFrame:
    rows = [(kind.value, number, 2, 1, 4.0 if place else None) for place, kind in enumerate(MilestoneType)]
    frame = pd.DataFrame(rows, columns=["milestone", "on_time", "late", "missing", "median_slip"])
    return frame.astype({"median_slip": object}).where(frame.notna(), None)


def gantt(names: list[str]) -> pd.DataFrame:
    rows = [
        (f"p{place}", name, "Acme", TODAY - dt.timedelta(days=20), TODAY + dt.timedelta(days=place), 40, "At risk")
        for place, name in enumerate(names)
    ]
    columns = ["process_id", "process", "customer", "start_date", "due_date", "progress", "health"]
    return pd.DataFrame(rows, columns=columns).assign(today=TODAY)
