"""The figures of a KPI as a file."""

import csv
import datetime as dt
import io

import pandas as pd
import pytest
import sqlalchemy as sa

from data import db as database
from data import figures, kpis
from data.access import Actor
from data.db import Session
from data.errors import Forbidden, NotFound
from data.kpis.entry import Column
from data.models import AuditLog
from tests import factories as make

TODAY = dt.date(2026, 11, 18)
WITH_COLUMNS = [name for name, kpi in kpis.KPIS.items() if kpi.columns]


def rows(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", WITH_COLUMNS)
def test_every_kpi_with_columns_can_be_taken_home(db: Session, name: str) -> None:
    make.task(db)
    head, *others = rows(figures.csv(db, name, {}, TODAY))
    frame = kpis.read(db, name, kpis.Filters(TODAY))
    columns = kpis.KPIS[name].columns
    missing = set(columns) - set(frame.columns)
    assert all(key.endswith("_before") for key in missing)  # of a period that is compared with, where one is
    assert head == [column.head for key, column in columns.items() if key not in missing]
    assert len(others) == len(frame)


def test_a_file_is_narrowed_as_its_page_is(db: Session) -> None:
    acme = make.process(db, sdlc_stage="Design").customer_id
    make.process(db, sdlc_stage="Design")
    reached = {row[0]: row[1] for row in rows(figures.csv(db, "sdlc_funnel", {"customer": acme}, TODAY))}
    assert reached["Design"] == "1"


def test_that_figures_were_exported_is_written_down(db: Session) -> None:
    figures.csv(db, "sdlc_funnel", {"stage": "Design"}, TODAY)
    [said] = db.scalars(sa.select(AuditLog.new_values).where(AuditLog.action == "export"))
    assert said == {"format": "csv", "kpi": "sdlc_funnel", "rows": 6, "filters": {"stage": ["Design"]}}


@pytest.mark.parametrize("name", ["salaries", "headline", ""])
def test_what_is_no_table_cannot_be_exported(db: Session, name: str) -> None:
    with pytest.raises(NotFound):
        figures.csv(db, name, {}, TODAY)


@pytest.mark.parametrize("missing", ["dashboards:export", "processes:read"])
def test_it_takes_the_right_to_export_and_the_right_to_read(connection: sa.Connection, missing: str) -> None:
    rights = frozenset({"dashboards:read", "dashboards:export", "processes:read"}) - {missing}
    with database.session(Actor(None, rights)) as db, pytest.raises(Forbidden):
        figures.csv(db, "sdlc_funnel", {}, TODAY)


def test_figures_stay_figures_and_text_is_never_run() -> None:
    frame = pd.DataFrame({"name": ["=1+1"], "month": [dt.date(2026, 11, 1)], "used": [0.8349], "none": [None]})
    columns = {"name": Column("Name"), "month": Column("Month", "month"), "used": Column("Used", "share")}
    written = figures._written(frame, columns | {"none": Column("Hours", "h")})
    assert rows(written.encode()) == [["Name", "Month", "Used, %", "Hours, h"], ["'=1+1", "2026-11", "83.49", ""]]
