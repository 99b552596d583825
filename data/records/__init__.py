"""Lists of records: filtered, sorted and cut by the database, by what their entity's description allows."""

from data.records.listing import Wanted, counted, ids, listed, page
from data.records.lookups import choices

__all__ = ["Wanted", "choices", "counted", "ids", "listed", "page"]
