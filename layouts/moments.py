"""Points in time, written for the reader: a script shows them in the zone of their device."""

import datetime as dt

from dash import html

from layouts.kit import icon


def moment(at: dt.datetime | None) -> html.Time | str:
    """In UTC until the script has seen it; pointing at it says UTC again."""
    if at is None:
        return "never"
    utc = at.astimezone(dt.UTC)
    said = f"{utc:%d %b %Y, %H:%M} UTC".lstrip("0")
    return html.Time(said, dateTime=utc.isoformat(timespec="seconds"), title=said, className="moment")


def as_of(at: dt.datetime) -> html.P:
    """When the figures of a page were read, in the zone they are reckoned in."""
    shown = f"{at:%H:%M} {at.tzname() or ''}".strip()
    time = html.Time(shown, dateTime=at.isoformat(timespec="seconds"))
    day = f"{at:%d %B %Y}".lstrip("0")
    return html.P([icon("bi-clock-history"), "As of ", time, html.Span(f", {day}")], className="as-of")
