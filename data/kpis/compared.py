"""A figure of a period beside the same figure of the period that it is compared with."""

import datetime as dt
from collections.abc import Callable

import pandas as pd

from data.filters import Filters

Days = tuple[dt.date, dt.date]  # both included
Counted = Callable[[Filters], pd.DataFrame]


def beside(count: Counted, filters: Filters, usual_days: int, *keys: str) -> pd.DataFrame:
    """What is counted in the period; where something is compared, each figure with its `<name>_before`.

    What was only in the other one has 0 now.
    """
    span = filters.span(usual_days)
    now, earlier = count(filters).set_index(list(keys)), filters.compared(*span)
    if not earlier:
        return now.reset_index()
    before = count(filters._replace(first=earlier[0], last=earlier[1])).set_index(list(keys))
    both = now.reindex(now.index.append(before.index.difference(now.index, sort=False)))
    told = both.join(before.add_suffix("_before")).astype(object)
    whole = [name for name in now if "i" in (now[name].dtype.kind, before[name].dtype.kind)]  # an empty one has no kind
    counts = [*whole, *(f"{name}_before" for name in whole)]
    told = told.where(told.notna(), None).reset_index()
    told[counts] = told[counts].fillna(0).astype(int)
    return dated(told, span, earlier)


def dated(told: pd.DataFrame, now: Days, before: Days | None) -> pd.DataFrame:
    """Says from when to when both periods are, where something is compared."""
    told.attrs |= {"now": now, "before": before} if before else {}
    return told
