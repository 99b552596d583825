"""What needs attention, in words: it has no drawing, it is a list."""

from typing import Any

import pandas as pd

from layouts.charts.parts import mark, missing, plural

KPI = "attention"
KEYS = {"processes": "process_id", "customers": "customer_id"}
NOTHING = "Nothing calls for attention."


def subtitle(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "No process is overdue or off track, no customer over its hours, no contract about to end"
    most = plural(len(frame), "thing that needs", "things that most need")
    return f"{most} somebody now, the most pressing first"


def marks(frame: pd.DataFrame) -> list[str]:
    """What each line lists: the record itself, or the hours that its reason speaks of."""
    return [_mark(row) for row in frame.itertuples(index=False)]


def words(frame: pd.DataFrame) -> str:
    """The list in sentences."""
    said = [f"{row.name} ({row.kind.lower()}): {row.reason}." for row in frame.itertuples(index=False)]
    return " ".join(said) or NOTHING


def _mark(row: Any) -> str:
    counts = {"records": 1} if missing(row.hours) else {"hours": row.hours}
    return mark(KPI, **counts, kind=row.kind, **{KEYS[row.resource]: row.id})
