"""Lists of records: filtered, sorted and cut by the database, by what their entity's description allows."""

from data.records.described import Wanted, columns
from data.records.listing import counted, found, ids, listed, page
from data.records.lookups import choices

__all__ = ["Wanted", "choices", "columns", "counted", "found", "ids", "listed", "page"]
