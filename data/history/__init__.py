"""Taking back: a change set or a record as it was before, as a new change of its own."""

from data.history.clashes import Clash, Conflicting
from data.history.undoing import Undone, revert, undo

__all__ = ["Clash", "Conflicting", "Undone", "revert", "undo"]
