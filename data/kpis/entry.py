"""What a row of the KPI dictionary says; each page's rows stand in a module of their own."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis.parts import Mark, Records


class Column(NamedTuple):
    """A column of a KPI's frame as its table and its file name it.

    The unit "share" is for ratios that are shown in per cent, "month" for a day that stands for its month.
    """

    label: str
    unit: str = ""


class Kpi(NamedTuple):
    title: str
    definition: str
    resource: str  # what one must be allowed to read to see it
    query: Callable[[Session, Filters], pd.DataFrame]
    behind: Callable[[Session, Mark, Filters], Records] | None  # None where no mark stands for records
    takes: frozenset[str] = frozenset()  # the filters it is narrowed by
    columns: Mapping[str, Column] = MappingProxyType({})  # of its frame, as its table shows them, in order
