"""Points in time, written for the reader: a script shows them in the zone of their device."""

import datetime as dt

from dash import html


def moment(at: dt.datetime | None) -> html.Time | str:
    """In UTC until the script has seen it; pointing at it says UTC again."""
    if at is None:
        return "never"
    utc = at.astimezone(dt.UTC)
    said = f"{utc:%d %b %Y, %H:%M} UTC".lstrip("0")
    return html.Time(said, dateTime=utc.isoformat(timespec="seconds"), title=said, className="moment")
