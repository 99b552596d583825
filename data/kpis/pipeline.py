"""The pharma pipeline: products by regulatory status, and by therapeutic area, drug class, customer or team."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.db import Session
from data.filters import Filters
from data.kpis.parts import UNNAMED, Mark, Records, frame, identified, kept, scoped
from data.kpis.records import products
from data.labels import names_of
from data.models import PharmaceuticalProduct, Team
from data.narrowing import narrowed
from data.vocabulary import PIPELINE, DrugClass, RegulatoryStatus, TherapeuticArea

LARGEST = 12
OFF = "Discontinued and withdrawn products are off the pipeline and only counted in the subtitle."
DEFINITION = f"Products by therapeutic area and regulatory status, from Discovery to Approved. {OFF}"
BY_CLASS = f"Products by drug class and regulatory status, from Discovery to Approved. {OFF}"
BY_CUSTOMER = (
    "The twelve customers with the most products in the pipeline, from Discovery to Approved, and these by status."
)
BY_TEAM = "The twelve teams with the most products in the pipeline, from Discovery to Approved, and these by status."
product = PharmaceuticalProduct


class Side(NamedTuple):
    """What products are told apart by, besides their status."""

    column: Any
    means: Callable[[str], str]  # what a mark's word stands for; ValueError where it is none of ours


SIDES: dict[str, Side] = {
    "therapeutic_area": Side(product.therapeutic_area, TherapeuticArea),
    "drug_class": Side(product.drug_class, DrugClass),
    "customer": Side(product.customer_id, identified),
    "team": Side(product.team_id, identified),
}


def pharma_pipeline(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: therapeutic_area, regulatory_status, products; only combinations that occur."""
    of = kept(db, "products", filters, "products").c
    total = sa.func.sum(of.amount)
    query = sa.select(of.key2.label("therapeutic_area"), of.key1.label("regulatory_status"), total.label("products"))
    return frame(db, query.group_by(of.key2, of.key1).having(total != 0)).astype({"products": int})


def pipeline_by_class(db: Session, filters: Filters) -> pd.DataFrame:
    """Columns: drug_class, regulatory_status, products; only combinations that occur."""
    number = sa.func.count().label("products")
    query = sa.select(sa.cast(product.drug_class, sa.Text), sa.cast(product.regulatory_status, sa.Text), number)
    return frame(db, _of(db, query, filters).group_by(product.drug_class, product.regulatory_status))


def pipeline_by_customer(db: Session, filters: Filters) -> pd.DataFrame:
    """The largest. Columns: customer_id, customer, regulatory_status, products; only what is in the pipeline."""
    return _largest(db, filters, "customer")


def pipeline_by_team(db: Session, filters: Filters) -> pd.DataFrame:
    """The largest. Columns: team_id, team (with its customer), regulatory_status, products; only the pipeline."""
    rows = _largest(db, filters, "team")
    whose = dict(db.execute(sa.select(Team.id, Team.customer_id).where(Team.id.in_(set(rows["team_id"])))).all())
    names = names_of(db, "customers", set(whose.values()))
    told = [f"{row.team} · {names.get(whose.get(row.team_id, ''), UNNAMED)}" for row in rows.itertuples()]
    return rows.assign(team=told)


def behind_status(db: Session, mark: Mark, filters: Filters) -> Records:
    """The products of a status, an area, a class, a customer or a team, or of several of them."""
    query, words = narrowed(products(db), "products", filters), []
    for name, side in SIDES.items():
        if name in mark:
            query = query.where(side.column == side.means(mark[name]))
            words.append(_said(db, name, mark[name]))
    if "regulatory_status" in mark:
        query = query.where(product.regulatory_status == RegulatoryStatus(mark["regulatory_status"]))
        words.append(mark["regulatory_status"])
    return Records("products", " · ".join(words) or "Products", query, "name")


def counted(db: Session, filters: Filters) -> dict[str, int]:
    """Products by status, of those that the filters leave."""
    rows = pharma_pipeline(db, filters).groupby("regulatory_status")["products"].sum()
    return {str(status): int(number) for status, number in rows.items()}


def _largest(db: Session, filters: Filters, side: str) -> pd.DataFrame:
    """A row per status of each of the largest, the largest first; counted in one pass, named afterwards."""
    column, total, key = SIDES[side].column, sa.func.count(), f"{side}_id"
    statuses = [status.value for status in PIPELINE]
    each = [total.filter(product.regulatory_status == status).label(status) for status in statuses]
    query = sa.select(column.label(key), *each).where(product.regulatory_status.in_(PIPELINE))
    query = _of(db, query, filters).group_by(column).order_by(total.desc(), column).limit(LARGEST)
    rows = frame(db, query)
    names = names_of(db, f"{side}s", list(rows[key]))
    rows.insert(1, side, [names.get(id_, UNNAMED) for id_ in rows[key]])
    long = rows.assign(place=rows.index).melt(["place", key, side], statuses, "regulatory_status", "products")
    long = long[long["products"] > 0].sort_values("place", kind="stable")
    return long.drop(columns="place").reset_index(drop=True)


def _of(db: Session, query: sa.Select, filters: Filters) -> sa.Select:
    return scoped(db, narrowed(query, "products", filters), product.customer_id)


def _said(db: Session, name: str, word: str) -> str:
    """What a mark's word is called; a record by its name, if the reader may see it."""
    if name not in ("customer", "team"):
        return word
    return names_of(db, f"{name}s", [word]).get(word, name.capitalize())
