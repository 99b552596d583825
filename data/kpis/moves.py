"""How products moved through the pipeline: entered, advanced, returned, left; from where to where; after how long."""

import datetime as dt
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import AGAINST, PERIOD, Filters
from data.kpis.compared import beside
from data.kpis.parts import Mark, Records, frame, scoped
from data.kpis.records import products
from data.models import PharmaceuticalProduct
from data.narrowing import narrowed
from data.vocabulary import OFF_PIPELINE, PIPELINE, RegulatoryStatus

USUAL_DAYS = 90
STAYS_DAYS = 730  # products stay in a status for a year or two
DAYS_OF_MONTH = 365.25 / 12
WAYS = ("entered", "advanced", "returned", "left")
MOVEMENT = (
    "Products that moved in the period, without one the last 90 days. Entered: came into the status, from another one "
    "or as a new product. Advanced: went from it to a later status. Returned: went back from it to an earlier one. "
    "Left: was discontinued or withdrawn from it. A product that did the same twice counts once."
)
MATRIX = (
    "Products that moved in the period, without one the last 90 days: from the status of the row to that of the "
    "column. A product that made the same move twice counts once."
)
STAYS = (
    "How many months products had spent in a status when they moved on from it, all their stays in it that ended in "
    "the period together; without a period the last two years. Half took no longer than the median, 85 % no longer "
    "than the 85th percentile. Products still in the status are not in it."
)
moves = sa.Table(
    "product_moves",
    sa.MetaData(),
    sa.Column("product_id", sa.Uuid(as_uuid=False)),
    sa.Column("from_status", sa.Text),
    sa.Column("to_status", sa.Text),
    sa.Column("moved_at", sa.DateTime(timezone=True)),
    sa.Column("since", sa.DateTime(timezone=True)),  # when it had come into `from_status`
)
move = moves.c
beginnings = sa.Table(
    "product_beginnings",
    sa.MetaData(),
    sa.Column("product_id", sa.Uuid(as_uuid=False)),
    sa.Column("to_status", sa.Text),
    sa.Column("moved_at", sa.DateTime(timezone=True)),
)


def pipeline_movement(db: Session, filters: Filters) -> pd.DataFrame:
    """A row for each status of the pipeline. Columns: regulatory_status, entered, advanced, returned, left; each but
    the first also of the period compared with, as <name>_before."""
    return beside(lambda one: _movement(db, one), filters, USUAL_DAYS, "regulatory_status")


def _movement(db: Session, filters: Filters) -> pd.DataFrame:
    made = _made(db, filters, USUAL_DAYS, move.from_status, move.to_status, _way().label("way"), move.product_id).cte()
    out = sa.select(made.c.from_status.label("status"), made.c.way, made.c.product_id)
    entered, new = sa.literal("entered"), beginnings.c
    came = sa.select(made.c.to_status, entered, made.c.product_id)
    began = _in_period(db, filters, USUAL_DAYS, beginnings, new.to_status, entered, new.product_id)
    both = sa.union_all(out, came, began).subquery().c
    counted = sa.select(both.status, both.way, sa.func.count(both.product_id.distinct()).label("products"))
    rows = frame(db, counted.group_by(both.status, both.way))
    table = rows.pivot(index="status", columns="way", values="products")
    table = table.reindex(index=[status.value for status in PIPELINE], columns=list(WAYS)).fillna(0).astype(int)
    return table.rename_axis(index="regulatory_status", columns=None).reset_index()


def transition_matrix(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: from_status, to_status, products, and products_before of the period compared with; only moves that were
    made in either."""
    rows = beside(lambda one: _transitions(db, one), filters, USUAL_DAYS, "from_status", "to_status")
    order = {status.value: place for place, status in enumerate(RegulatoryStatus)}
    return rows.sort_values(["from_status", "to_status"], key=lambda words: words.map(order), ignore_index=True)


def _transitions(db: Session, filters: Filters) -> pd.DataFrame:
    number = sa.func.count(move.product_id.distinct()).label("products")
    query = _made(db, filters, USUAL_DAYS, move.from_status, move.to_status, number)
    return frame(db, query.group_by(move.from_status, move.to_status))


def months_in_status(db: Session, filters: Filters) -> pd.DataFrame:
    """A row for each status of the pipeline. Columns: regulatory_status, products, median, p85 in months or None; each
    but the first also of the period compared with, as <name>_before."""
    return beside(lambda one: _months(db, one), filters, STAYS_DAYS, "regulatory_status")


def _months(db: Session, filters: Filters) -> pd.DataFrame:
    days = sa.func.extract("epoch", move.moved_at - move.since) / 86400
    total = sa.func.greatest(sa.func.sum(days), 0) / DAYS_OF_MONTH
    each = _made(db, filters, STAYS_DAYS, move.from_status.label("status"), total.label("months"))
    stay = each.group_by(move.from_status, move.product_id).subquery().c
    query = sa.select(stay.status, sa.func.count().label("products"), _at(0.5, stay.months), _at(0.85, stay.months))
    rows = frame(db, query.group_by(stay.status)).set_index("status")
    rows = rows.reindex([status.value for status in PIPELINE]).rename_axis("regulatory_status").reset_index()
    none = rows["products"].isna()
    known = rows[["median", "p85"]].astype(object).mask(none, None)
    return rows.assign(products=rows["products"].fillna(0).astype(int), median=known["median"], p85=known["p85"])


def behind_movement(db: Session, mark: Mark, filters: Filters) -> Records:
    """The products that entered, advanced from, returned from or left a status."""
    status, way = RegulatoryStatus(mark["of"]), WAYS[WAYS.index(mark["way"])]
    if way != "entered":
        return _products(db, filters, f"{status}: {way}", _ids(filters, move.from_status == status, _way() == way))
    came = (_ids(filters, ledger.c.to_status == status, ledger=ledger) for ledger in (moves, beginnings))
    return _products(db, filters, f"{status}: {way}", *came)


def behind_transition(db: Session, mark: Mark, filters: Filters) -> Records:
    """The products that moved from a status to another."""
    old, new = RegulatoryStatus(mark["from"]), RegulatoryStatus(mark["to"])
    return _products(db, filters, f"{old} → {new}", _ids(filters, move.from_status == old, move.to_status == new))


def behind_stay(db: Session, mark: Mark, filters: Filters) -> Records:
    """The products whose stays in a status ended in the period."""
    status = RegulatoryStatus(mark["of"])
    moved = _ids(filters, move.from_status == status, usual_days=STAYS_DAYS)
    return _products(db, filters, f"Moved on from {status}", moved)


def begun(day: dt.date) -> sa.ColumnElement[dt.datetime]:
    """The moment at which a day begins where the installation is."""
    return sa.func.timezone(sa.func.reporting_zone(), sa.cast(day, sa.DateTime))


def _made(db: Session, filters: Filters, usual_days: int, *columns: Any) -> sa.Select[Any]:
    """The moves in the period of the products that the filters leave."""
    return _in_period(db, filters, usual_days, moves, *columns)


def _in_period(db: Session, filters: Filters, usual_days: int, ledger: sa.Table, *columns: Any) -> sa.Select[Any]:
    """Only products that are narrowed by something are looked up: whose they are, the ledger sees to itself."""
    query = sa.select(*columns).select_from(ledger).where(*_within(filters, usual_days, ledger))
    if not filters.used() - {PERIOD, AGAINST}:
        return query
    product = PharmaceuticalProduct
    query = query.join(product, product.id == ledger.c.product_id)
    return scoped(db, narrowed(query, "products", filters), product.customer_id)


def _within(filters: Filters, usual_days: int, ledger: sa.Table = moves) -> tuple[sa.ColumnElement[bool], ...]:
    first, last = filters.span(usual_days)
    return ledger.c.moved_at >= begun(first), ledger.c.moved_at < begun(last + dt.timedelta(days=1))


def _way() -> sa.ColumnElement[str]:
    """What a move from a status of the pipeline was."""
    gone = move.to_status.in_(list(OFF_PIPELINE))
    return sa.case((gone, "left"), (_place(move.to_status) > _place(move.from_status), "advanced"), else_="returned")


def _place(status: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.case({word.value: place for place, word in enumerate(PIPELINE)}, value=status)


def _at(share: float, months: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.percentile_cont(share).within_group(months).label("median" if share == 0.5 else "p85")


def _ids(
    filters: Filters, *which: sa.ColumnElement[bool], ledger: sa.Table = moves, usual_days: int = USUAL_DAYS
) -> sa.Select[Any]:
    return sa.select(ledger.c.product_id).where(*_within(filters, usual_days, ledger), *which)


def _products(db: Session, filters: Filters, title: str, *made: sa.Select[Any]) -> Records:
    """The products of some selections of the ledger."""
    ids = sa.union_all(*made) if len(made) > 1 else made[0]
    query = narrowed(products(db), "products", filters).where(PharmaceuticalProduct.id.in_(ids))
    return Records("products", title, query, "name")
