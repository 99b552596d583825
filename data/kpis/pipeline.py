"""The pharma pipeline: products by therapeutic area and regulatory status."""

import pandas as pd

from data.db import Session
from data.filters import Filters
from data.kpis.parts import Mark, Records, frame, summed
from data.kpis.records import products
from data.models import PharmaceuticalProduct
from data.vocabulary import RegulatoryStatus, TherapeuticArea

DEFINITION = (
    "Products by therapeutic area and regulatory status, from Discovery to Approved. Discontinued and withdrawn "
    "products are off the pipeline and only counted in the subtitle."
)


def pharma_pipeline(db: Session, _filters: Filters) -> pd.DataFrame:
    """Columns: therapeutic_area, regulatory_status, products; only combinations that occur."""
    rows = frame(db, summed(db, "products"))
    rows = rows[rows["amount"] != 0].astype({"amount": int})
    rows = rows.rename(columns={"key1": "regulatory_status", "key2": "therapeutic_area", "amount": "products"})
    return rows[["therapeutic_area", "regulatory_status", "products"]].reset_index(drop=True)


def behind_status(db: Session, mark: Mark, _filters: Filters) -> Records:
    """The products of an area, a status, or both."""
    product, query, words = PharmaceuticalProduct, products(db), []
    if area := mark.get("therapeutic_area"):
        query = query.where(product.therapeutic_area == TherapeuticArea(area))
        words.append(area)
    if status := mark.get("regulatory_status"):
        query = query.where(product.regulatory_status == RegulatoryStatus(status))
        words.append(status)
    return Records("products", " · ".join(words) or "Products", query, "name")
