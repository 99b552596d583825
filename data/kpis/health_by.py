"""Schedule health of open processes, told apart by customer, functional area or who is responsible."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import LONGEST, Filters
from data.health import health_of, is_open
from data.kpis.parts import UNNAMED, Mark, Records, frame, identified, scoped
from data.kpis.records import processes
from data.labels import names_of
from data.models import Process
from data.narrowing import narrowed
from data.vocabulary import Health

LARGEST = 12
NOBODY, NO_AREA = "Nobody", "No area"
TROUBLED = (Health.OVERDUE, Health.OFF_TRACK, Health.AT_RISK)
RANKED = "The twelve that have the most processes overdue, off track or at risk are shown, these first."
BY_CUSTOMER = f"Open processes by schedule health and customer. {RANKED}"
BY_AREA = f"Open processes by schedule health and functional area. {RANKED}"
BY_RESPONSIBLE = f"Open processes by schedule health and the contact responsible for them. {RANKED}"
COLUMNS: dict[str, Any] = {
    "customer": Process.customer_id,
    "area": Process.functional_area,
    "responsible": Process.responsible_contact_id,
}


def health_by_customer(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: customer_id, customer, health, processes; every health of each has its row."""
    return _named(db, _by(db, filters, "customer"), "customer", "customers", UNNAMED)


def health_by_area(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: area, health, processes; every health of each has its row."""
    rows = _by(db, filters, "area")
    return rows.assign(area=rows["area"].fillna(NO_AREA))


def health_by_responsible(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: responsible_id (blank for nobody), responsible, health, processes; every health of each has its row."""
    return _named(db, _by(db, filters, "responsible"), "responsible", "contacts", NOBODY)


def behind_health_by(db: Session, mark: Mark, filters: Filters) -> Records:
    """The open processes of one health and a customer, an area or somebody responsible; blank is none of these."""
    health, words = Health(mark["health"]), []
    query = narrowed(processes(db, filters), "processes", filters).where(is_open(), health_of(filters.today) == health)
    for name, column in COLUMNS.items():
        if name in mark:
            query = query.where(column == _known(name, mark[name]) if mark[name] else column.is_(None))
            words.append(_said(db, name, mark[name]))
    return Records("processes", " · ".join([*words, f"open processes, {health.lower()}"]), query, "due_date")


def _by(db: Session, filters: Filters, name: str) -> pd.DataFrame:
    """The worst of them, each with every health, in one pass over the open processes."""
    column, health, number = COLUMNS[name], health_of(filters.today), sa.func.count()
    open_ = sa.select(column.label("of"), health.label("health")).where(is_open())
    each = scoped(db, narrowed(open_, "processes", filters), Process.customer_id).subquery().c
    counts = [number.filter(each.health == word.value).label(word.value) for word in Health]
    query = sa.select(each.of, *counts).group_by(each.of)
    worst = number.filter(each.health.in_([word.value for word in TROUBLED]))
    rows = frame(db, query.order_by(worst.desc(), number.desc(), each.of).limit(LARGEST)).rename(columns={"of": name})
    long = rows.assign(place=rows.index).melt(["place", name], [word.value for word in Health], "health", "processes")
    return long.sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)


def _named(db: Session, rows: pd.DataFrame, name: str, table: str, nobody: str) -> pd.DataFrame:
    ids = rows[name].fillna("")
    names = names_of(db, table, sorted(set(ids) - {""})) | {"": nobody}
    return pd.DataFrame(
        {f"{name}_id": ids, name: [names.get(id_, UNNAMED) for id_ in ids]} | dict(rows.drop(columns=name))
    )


def _known(name: str, word: str) -> str:
    """A word of a mark that may stand for something; an area is free text."""
    if name != "area":
        return identified(word)
    if "\x00" in word or len(word) > LONGEST:
        raise ValueError(word)
    return word


def _said(db: Session, name: str, word: str) -> str:
    table = {"customer": "customers", "responsible": "contacts"}.get(name)
    if not word:
        return NO_AREA if name == "area" else NOBODY
    return names_of(db, table, [word]).get(word, UNNAMED) if table else word
