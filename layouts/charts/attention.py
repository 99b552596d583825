"""What needs attention, in words: it has no drawing, it is a list."""

import pandas as pd

from layouts.charts.parts import plural

NOTHING = "Nothing calls for attention."


def subtitle(frame: pd.DataFrame) -> str:
    if not len(frame):
        return "No process is overdue or off track, no customer over its hours, no contract about to end"
    most = plural(len(frame), "thing that needs", "things that most need")
    return f"{most} somebody now, the most pressing first"


def words(frame: pd.DataFrame) -> str:
    """The list in sentences."""
    said = [f"{row.name} ({row.kind.lower()}): {row.reason}." for row in frame.itertuples(index=False)]
    return " ".join(said) or NOTHING
