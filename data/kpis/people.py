"""Who logged what: hours by person, and how much of it is billable."""

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from data.calendar import end_of, month_of
from data.db import Session
from data.filters import Filters
from data.kpis.allowance import is_by_customer, of_phases
from data.kpis.compared import dated
from data.kpis.parts import Mark, Records, scoped
from data.kpis.records import time_entries
from data.kpis.spans import Days, whole_months
from data.models import Contact, TimeEntry
from data.narrowing import narrowed
from data.rollups import current

DEFINITION = (
    "Hours logged in the period, or in the running month, by person, and the share of them that is billable. Hours "
    "logged without a person are a row of their own. Compared are the hours of the other period."
)
UNNAMED = "Nobody named"
COLUMNS = ["contact_id", "contact", "hours", "billable", "share", "before"]


def who_logged(db: Session, filters: Filters) -> pd.DataFrame:
    """By person, most hours first. Columns as in COLUMNS: share is billable ÷ hours, before None without comparison."""
    span = _span(filters)
    now = _worked(db, filters, span)
    earlier = filters.compared(*span)
    before = _worked(db, filters, earlier) if earlier else None
    table = now.join(before["hours"].rename("before"), how="outer") if before is not None else now.assign(before=None)
    table = table.fillna(0.0) if before is not None else table
    table = table[(table["hours"] > 0) | (table["before"].fillna(0) > 0)].rename_axis("contact_id").reset_index()
    names = _names(db, list(table["contact_id"]))
    table = table.assign(contact=[names.get(id_, UNNAMED) for id_ in table["contact_id"]])
    table = table.assign(
        share=[part / whole if whole else None for part, whole in zip(table["billable"], table["hours"], strict=True)]
    )
    table = table.sort_values(["hours", "contact"], ascending=[False, True])[COLUMNS].reset_index(drop=True)
    return dated(table, span, earlier)


def behind_person(db: Session, mark: Mark, filters: Filters) -> Records:
    """The hours a person logged in the period; of nobody where the mark's person is blank."""
    id_ = mark["contact_id"]
    query = narrowed(time_entries(db, *_span(filters)), "hours", filters)
    query = query.where(TimeEntry.contact_id == id_ if id_ else TimeEntry.contact_id.is_(None))
    if billable := mark.get("billable"):
        query = query.where(TimeEntry.billable == (billable == "yes"))
    return Records("hours", f"Hours logged: {_names(db, [id_]).get(id_, UNNAMED)}", query, "worked_on")


def _span(filters: Filters) -> Days:
    """The period, or the running month."""
    if filters.first or filters.last:
        return filters.span((filters.last or filters.today).day)
    return month_of(filters.today), end_of(filters.today)


def _worked(db: Session, filters: Filters, span: Days) -> pd.DataFrame:
    """By contact_id, blank for nobody. Columns: hours, billable."""
    if is_by_customer(db, filters):
        found = [_counted(db, filters, [span])]
    else:
        months, edges = whole_months(*span)
        found = [_kept(filters, months), *([_counted(db, filters, edges)] if edges else [])]
    parts = sa.union_all(*found).subquery()
    sums = [sa.cast(sa.func.sum(parts.c[name]), sa.Float).label(name) for name in ("hours", "billable")]
    rows = db.execute(sa.select(parts.c.contact_id, *sums).group_by(parts.c.contact_id)).all()
    return pd.DataFrame(rows, columns=["contact_id", "hours", "billable"]).set_index("contact_id")


def _kept(filters: Filters, months: list[dt.date]) -> sa.Select:
    hours, billable = (
        sa.case((current.c.measure == measure, current.c.amount), else_=0).label(name)
        for measure, name in (("person_hours", "hours"), ("person_billable", "billable"))
    )
    query = sa.select(current.c.key1.label("contact_id"), hours, billable)
    query = query.where(current.c.measure.in_(("person_hours", "person_billable")), current.c.day.in_(months))
    return query.where(of_phases(filters, current.c.key2))


def _counted(db: Session, filters: Filters, spans: list[Days]) -> sa.Select:
    entry = TimeEntry
    query = sa.select(
        sa.func.coalesce(entry.contact_id, "").label("contact_id"),
        sa.func.sum(entry.hours).label("hours"),
        sa.func.sum(sa.case((entry.billable, entry.hours), else_=0)).label("billable"),
    ).where(sa.or_(*(entry.worked_on.between(*span) for span in spans)))
    return scoped(db, narrowed(query, "hours", filters), entry.customer_id).group_by(entry.contact_id)


def _names(db: Session, ids: list[str]) -> dict[str, str]:
    """Names that the reader may see; somebody they may not is a person without a name to them."""
    known = dict(db.execute(sa.select(Contact.id, Contact.name).where(Contact.id.in_(ids))).all())
    return {id_: known.get(id_, "Somebody else's contact") for id_ in ids if id_}
