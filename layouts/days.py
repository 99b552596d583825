"""Days as people say them: a date in words, and how far away it is."""

import datetime as dt

from dash import html

from data import days

MONTH, YEAR = 30.44, 365.25  # days
SOON = 90  # days; farther off they are said in months


def day(date: dt.date) -> html.Time:
    return html.Time(days.written(date), dateTime=date.isoformat(), className="day")


def away(date: dt.date, today: dt.date) -> str:
    """Such as “in 11 days”, “yesterday” or “5 months ago”."""
    days = (date - today).days
    if abs(days) <= 1:
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    return f"in {length(days)}" if days > 0 else f"{length(-days)} ago"


def length(days: int) -> str:
    """A span to the precision that matters at its size."""
    if days <= SOON:
        return f"{days} day" if days == 1 else f"{days} days"
    months = round(days / MONTH)
    return f"{months} months" if months < 24 else f"{round(days / YEAR)} years"
