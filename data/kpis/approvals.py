"""Expected approvals: products on their way times the likelihood of approval from where they are."""

import pandas as pd

from data import installation
from data.db import Session
from data.filters import Filters
from data.kpis.pipeline import counted
from data.success_rates import DEFAULTS, rate_key, source_key, year

EXPECTED = (
    "Products on their way to approval × how likely a product in that status is to be approved one day. The rates are "
    "published averages over all indications, not forecasts for a product; each is shown with its source and year, and "
    "administrators change them in the settings. Approved products are not counted again."
)


def expected_approvals(db: Session, filters: Filters) -> pd.DataFrame:
    """A row per status on the way. Columns: regulatory_status, products, rate (%), expected, source, year."""
    products, settings = counted(db, filters), installation.read(db)
    rows = [
        (status.value, products.get(status, 0), settings[rate_key(status)], settings[source_key(status)])
        for status in DEFAULTS
    ]
    frame = pd.DataFrame(rows, columns=["regulatory_status", "products", "rate", "source"])
    frame.insert(3, "expected", frame["products"] * frame["rate"] / 100)
    return frame.assign(year=[year(source) for source in frame["source"]])
