"""How long work stays in each stage, and how much of it comes back."""

from collections import Counter, defaultdict
from collections.abc import Mapping

import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis.compared import dated
from data.kpis.movements import by_days_taken
from data.kpis.parts import Mark, Records
from data.kpis.stays import Days, behind, left, percentile, returned, weeks, weeks_before
from data.models import ProcessStay
from data.vocabulary import SdlcStage

USUAL = 52  # weeks
COLUMNS = ["stage", "processes", "median", "p85", "median_before", "returned"]
DEFINITION = (
    "Days that processes which left a stage in these weeks had spent in it, all their visits together, from the day "
    "they were first In Progress: half of them took at most the median, 85 of 100 at most the 85th percentile. A "
    "stage is left when the process moves on or is completed. Work that had begun before it was entered here is left "
    "out of the stage it came in with. “Came back” counts processes that returned to the stage from a later one."
)


def stage_days(db: Session, filters: Filters) -> pd.DataFrame:
    """A row for each stage. Columns as in COLUMNS, None where nothing left it; attrs: first and last day."""
    days = weeks(filters, USUAL)
    spent, before = _spent(db, filters, days), weeks_before(filters, *days)
    spent_before = _spent(db, filters, before) if before else {}
    came_back = Counter({one.state: one.amount for one in by_days_taken(db, filters, "flow_returns", days)})
    rows = [_row(stage, spent.get(stage, {}), spent_before.get(stage, {}), came_back[stage]) for stage in SdlcStage]
    told = pd.DataFrame(rows, columns=COLUMNS, dtype=object).astype({"processes": int, "returned": int})
    told.attrs |= {"first": days[0], "last": min(days[1], filters.today)}
    return dated(told, days, before)


def behind_stage_days(db: Session, mark: Mark, filters: Filters) -> Records:
    """The processes that left a stage, or came back to it, in these weeks."""
    days, words = weeks(filters, USUAL), f"{weeks(filters, USUAL)[0]:%d %b %Y}"
    if "returned" in mark:
        stage, happened, said = SdlcStage(mark["returned"]), returned(db, days), "Came back to"
    else:
        stage, happened, said = SdlcStage(mark["left"]), left(db, days), "Left"
    query = behind(db, filters, ProcessStay.state == stage, happened)
    return Records("processes", f"{said} {stage} since {words.lstrip('0')}", query, "due_date")


def _spent(db: Session, filters: Filters, days: Days) -> dict[str, dict[int, int]]:
    """By stage: how many processes took how many days."""
    spent: dict[str, dict[int, int]] = defaultdict(dict)
    for stage, taken, amount in by_days_taken(db, filters, "flow_stage_days", days):
        spent[stage][taken] = amount
    return spent


def _row(stage: str, spent: Mapping[int, int], before: Mapping[int, int], came_back: int) -> tuple:
    half, most = percentile(spent, 0.5), percentile(spent, 0.85)
    return stage, sum(spent.values()), half, most, percentile(before, 0.5), came_back
