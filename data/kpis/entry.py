"""What a row of the KPI dictionary says; each page's rows stand in a module of their own."""

from collections.abc import Callable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis.parts import Mark, Records

SHARE, MONTH = "share", "month"  # units that say how a figure is written: 0.5 as 50 %, a day as its month


class Column(NamedTuple):
    """A column of a KPI's frame as its table and its file name it.

    The unit SHARE is for ratios that are shown in per cent, MONTH for a day that stands for its month.
    """

    label: str
    unit: str = ""

    @property
    def head(self) -> str:
        """The label, and the unit where the figures do not say it."""
        unit = {SHARE: "%", MONTH: ""}.get(self.unit, self.unit)
        return f"{self.label}, {unit}" if unit else self.label


def compared(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Each with that of the period it is compared with, which the frame has where something is."""
    pairs = [
        ((name, column), (f"{name}_before", Column(f"{column.label} before", column.unit)))
        for name, column in columns.items()
    ]
    return dict(chain.from_iterable(pairs))


class Kpi(NamedTuple):
    title: str
    definition: str
    resource: str  # what one must be allowed to read to see it
    query: Callable[[Session, Filters], pd.DataFrame]
    behind: Callable[[Session, Mark, Filters], Records] | None  # None where no mark stands for records
    takes: frozenset[str] = frozenset()  # the filters it is narrowed by
    columns: Mapping[str, Column] = MappingProxyType({})  # of its frame, as its table shows them, in order
