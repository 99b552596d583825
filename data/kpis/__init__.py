"""The KPI dictionary: what each figure is called, what it means, how it is read and what it counts.

One function reads a KPI for the page, the drill-down, the export, the report and the assistant alike.
"""

from collections.abc import Iterable

import pandas as pd

from data.access import require
from data.db import Session
from data.errors import NotFound
from data.filters import Filters
from data.kpis import attention, headline, pipeline_page, progress, progress_page
from data.kpis.entry import Column, Kpi
from data.kpis.flow import FLOW
from data.kpis.hours import HOURS
from data.kpis.parts import Mark, Records
from data.narrowing import TAKEN

__all__ = ["KPIS", "Column", "Filters", "Kpi", "Records", "behind", "read", "readable"]

SAID = {"at", "records", "hours"}  # when a mark was chosen and what it said that it counts: nothing to choose by

KPIS: dict[str, Kpi] = {
    "headline": Kpi("Headline", "", "dashboards", headline.headline, headline.behind_headline, headline.TAKES),
    "process_progress": Kpi(
        "Process progress",
        progress.PROGRESS,
        "processes",
        progress.process_progress,
        progress.behind_health,
        TAKEN["processes"],
        {"health": Column("Schedule health"), "processes": Column("Open processes")},
    ),
    "progress_average": Kpi(
        "Average progress",
        progress.AVERAGE,
        "processes",
        progress.progress_average,
        progress.behind_open,
        TAKEN["processes"],
        {
            "open_processes": Column("Open processes"),
            "average": Column("Average progress", "%"),
            "weighted": Column("Weighted by estimate", "%"),
        },
    ),
    "attention": Kpi(
        "What needs attention",
        attention.DEFINITION,
        "dashboards",
        attention.attention,
        attention.behind_reason,
        TAKEN["processes"] | TAKEN["customers"],
        {
            "kind": Column("Why"),
            "name": Column("What"),
            "customer": Column("Customer"),
            "reason": Column("Reason"),
            "points": Column("Points"),
        },
    ),
    **FLOW,
    **HOURS,
    **pipeline_page.KPIS,
    **progress_page.KPIS,
}


def read(db: Session, name: str, filters: Filters) -> pd.DataFrame:
    """The figures of one KPI, narrowed by the filters it takes; its query's docstring names the columns."""
    require(db.actor, "read", KPIS[name].resource)
    return KPIS[name].query(db, filters.only(KPIS[name].takes))


def readable(db: Session, names: Iterable[str], filters: Filters) -> dict[str, pd.DataFrame]:
    """Of the KPIs named, the figures of those the actor may read."""
    allowed = [name for name in names if db.actor.can("read", KPIS[name].resource)]
    return {name: read(db, name, filters) for name in allowed}


def behind(db: Session, mark: Mark, filters: Filters) -> Records:
    """The records that a mark counts."""
    kpi = KPIS.get(str(mark.get("kpi"))) if isinstance(mark, dict) else None
    chosen = {name: value for name, value in mark.items() if name not in SAID} if kpi else {}
    if kpi is None or kpi.behind is None or not all(isinstance(value, str) for value in chosen.values()):
        raise NotFound("There is nothing to list for this mark.")
    try:
        records = kpi.behind(db, chosen, filters.only(kpi.takes))
    except (KeyError, ValueError, OverflowError) as error:
        raise NotFound("There is nothing to list for this mark.") from error
    require(db.actor, "read", records.resource)
    return records
