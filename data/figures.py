"""The figures of a KPI as a file: every row, in the columns of its table."""

import csv as comma_separated
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data import formulas, kpis
from data.access import require
from data.asked import asked
from data.db import Session
from data.errors import NotFound
from data.filters import to_query
from data.kpis.entry import MONTH, SHARE, Column


def csv(db: Session, name: str, query: Mapping[str, object], today: date) -> bytes:
    """As UTF-8 that says so, narrowed as a page's address is; that it was exported is written down."""
    require(db.actor, "export", "dashboards")
    if name not in kpis.KPIS or not kpis.KPIS[name].columns:
        raise NotFound("There is no such export.")
    filters = asked(db, query, today).filters
    frame = kpis.read(db, name, filters)
    said = {"format": "csv", "kpi": name, "rows": len(frame), "filters": to_query(filters)}
    db.execute(sa.select(sa.func.record_audit("export", "dashboards", None, sa.cast(said, JSONB))))
    return _written(frame, kpis.KPIS[name].columns).encode()


def _written(frame: pd.DataFrame, columns: Mapping[str, Column]) -> str:
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    shown = [name for name in columns if name in frame.columns]
    writer = comma_separated.writer(text)
    writer.writerow(columns[name].head for name in shown)
    lists = [[_cell(value, columns[name].unit) for value in frame[name]] for name in shown]
    writer.writerows(zip(*lists, strict=True))
    return text.getvalue()


def _cell(value: Any, unit: str) -> Any:
    """A figure as a figure, in the unit that its head says; text so that no spreadsheet runs it."""
    if value is None or value != value:  # NaN is the one value that differs from itself
        return ""
    if unit == SHARE:
        return round(100 * value, 2)
    if unit == MONTH:
        return f"{value:%Y-%m}"
    return formulas.kept(value) if isinstance(value, str) else value
