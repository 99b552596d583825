"""The SDLC funnel: how far processes have come."""

from itertools import pairwise

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.health import is_open
from data.kpis.parts import Mark, Records, frame, summed
from data.kpis.records import processes
from data.models import Process
from data.narrowing import narrowed, only_customers
from data.vocabulary import OPEN, SdlcStage

DEFINITION = (
    "A process has reached a stage when its current stage is that one or a later one; completed processes count too. "
    "“In it now” counts the open processes whose current stage it is."
)


def sdlc_funnel(db: Session, filters: Filters) -> pd.DataFrame:
    """Processes by stage, in order. Columns: stage, reached, conversion from the stage before (a ratio), in_stage."""
    rows = by_stage(db, filters)
    stages = [stage.value for stage in SdlcStage]
    ever = rows.groupby("key2")["amount"].sum().reindex(stages, fill_value=0)
    now = rows[rows["key1"].isin(OPEN)].groupby("key2")["amount"].sum().reindex(stages, fill_value=0)
    reached = [int(number) for number in ever[::-1].cumsum()[::-1]]  # a process in Testing has been through Design
    conversion = [None, *(after / before if before else None for before, after in pairwise(reached))]
    told = pd.DataFrame({"stage": stages, "reached": reached, "in_stage": now.values.astype(int)})
    told.insert(2, "conversion", pd.Series(conversion, dtype=object))
    return told


def behind_stage(db: Session, mark: Mark, filters: Filters) -> Records:
    """The processes that have `reached` a stage, or whose `stage` it is now and that are open."""
    stage, query = SdlcStage(mark.get("reached") or mark["stage"]), processes(db, filters)
    if "stage" in mark:
        return Records("processes", f"In {stage} now", query.where(Process.sdlc_stage == stage, is_open()), "due_date")
    later = list(SdlcStage)[list(SdlcStage).index(stage) :]
    return Records("processes", f"Reached {stage}", query.where(Process.sdlc_stage.in_(later)), "due_date")


def by_stage(db: Session, filters: Filters) -> pd.DataFrame:
    """Processes by status (key1) and stage (key2): what is kept, or counted under filters it is not kept by."""
    if only_customers("processes", filters):
        return frame(db, summed(db, "processes", customers=filters.of("customer")))
    query = sa.select(
        sa.cast(Process.status, sa.Text).label("key1"),
        sa.cast(Process.sdlc_stage, sa.Text).label("key2"),
        sa.func.count().label("amount"),
    )
    return frame(db, narrowed(query, "processes", filters).group_by(Process.status, Process.sdlc_stage))
