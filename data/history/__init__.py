"""Taking back and looking back: a change set or a record as it was before, and what became of each record."""

from data.history.clashes import Clash, Conflicting
from data.history.listing import ChangeSet, Did, change_sets
from data.history.records import Change, History, Step, of
from data.history.undoing import Undone, revert, undo

__all__ = [
    "Change",
    "ChangeSet",
    "Clash",
    "Conflicting",
    "Did",
    "History",
    "Step",
    "Undone",
    "change_sets",
    "of",
    "revert",
    "undo",
]
