"""Milestone slip: the nine of a process held against their target dates."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.compared import beside
from data.kpis.parts import Mark, Records, frame, scoped
from data.kpis.records import processes
from data.models import Process, ProcessMilestone
from data.narrowing import narrowed
from data.vocabulary import MilestoneType

USUAL_DAYS = 90
SLIP = (
    "The milestones whose target date lies in the period, without one in the last 90 days. On time: achieved by the "
    "target date. Late: achieved after it. Missing: the target date has passed and nothing is recorded. The median "
    "slip is in days from target to achievement, less than 0 is early; half of those achieved slipped no further. "
    "Compared are the milestones due in the other period, as they stand today."
)
milestone = ProcessMilestone
OUTCOMES = ("on_time", "late", "missing")
slipped: sa.ColumnElement[Any] = milestone.achieved_date - milestone.target_date


def milestone_slip(db: Session, filters: Filters) -> pd.DataFrame:
    """The nine in order. Columns: milestone, on_time, late, missing, median_slip (days, None for none); each but the
    first also as it was of the period compared with, as <name>_before."""
    return beside(lambda one: _slip(db, one), filters, USUAL_DAYS, "milestone")


def behind_slip(db: Session, mark: Mark, filters: Filters) -> Records:
    """The processes of which a milestone was on time, late or is missing."""
    kind, outcome = MilestoneType(mark["milestone"]), mark["outcome"]
    query = sa.select(milestone.process_id).where(milestone.milestone_type == kind, _outcomes(filters)[outcome])
    found = processes(db, filters).where(Process.id.in_(query.where(*_within(filters))))
    return Records(
        "processes", f"{kind}: {outcome.replace('_', ' ')}", narrowed(found, "processes", filters), "due_date"
    )


def _slip(db: Session, filters: Filters) -> pd.DataFrame:
    number = sa.func.count()
    median = sa.func.percentile_cont(0.5).within_group(slipped).filter(milestone.achieved_date.is_not(None))
    counts = [number.filter(which).label(name) for name, which in _outcomes(filters).items()]
    query = sa.select(
        sa.cast(milestone.milestone_type, sa.Text).label("milestone"), *counts, median.label("median_slip")
    )
    rows = frame(db, _due(db, query, filters).group_by(milestone.milestone_type)).set_index("milestone")
    rows = rows.reindex([kind.value for kind in MilestoneType]).rename_axis("milestone").reset_index()
    slip = rows["median_slip"].astype(object).where(rows["median_slip"].notna(), None)
    return rows.fillna(dict.fromkeys(OUTCOMES, 0)).astype(dict.fromkeys(OUTCOMES, int)).assign(median_slip=slip)


def _outcomes(filters: Filters) -> dict[str, sa.ColumnElement[bool]]:
    return {
        "on_time": milestone.achieved_date <= milestone.target_date,
        "late": milestone.achieved_date > milestone.target_date,
        "missing": sa.and_(milestone.achieved_date.is_(None), milestone.target_date < filters.today),
    }


def _within(filters: Filters) -> tuple[Any, ...]:
    return (milestone.target_date.between(*filters.span(USUAL_DAYS)),)


def _due(db: Session, query: sa.Select, filters: Filters) -> sa.Select:
    query = narrowed(query.where(*_within(filters)), "milestones", filters)
    if db.actor.customer_ids is None:
        return query
    mine = scoped(db, sa.select(Process.id), Process.customer_id)
    return query.where(milestone.process_id.in_(mine))
