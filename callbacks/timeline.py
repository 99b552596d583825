"""Feeds of what happened: each reads itself, goes on where it ended, and is read again after a write."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import dash
from dash import MATCH, Input, Output, Patch, State, no_update

from callbacks.context import session, signed_in
from callbacks.declare import SIGNED_IN, needs
from callbacks.messages import show_error
from data import calendar, timeline
from data.db import Session
from data.errors import Invalid
from layouts import timeline as page
from layouts.kit import part

ABOUT, DAYS = part("timeline-about", of=MATCH), part("timeline", of=MATCH)
MORE, END, EARLIER = (part(f"timeline-{name}", of=MATCH) for name in ("more", "end", "earlier"))


def register(app: dash.Dash) -> None:
    app.callback(
        Output(DAYS, "children"),
        Output(MORE, "children"),
        Input(ABOUT, "value"),
        Input("records-changed", "data"),
        State(ABOUT, "id"),
        on_error=apologise,
    )(draw)
    app.callback(
        Output(DAYS, "children", allow_duplicate=True),
        Output(MORE, "children", allow_duplicate=True),
        Input(EARLIER, "n_clicks"),
        State(ABOUT, "value"),
        State(ABOUT, "id"),
        State(END, "data"),
        prevent_initial_call=True,
        running=[(Output(EARLIER, "disabled"), True, False)],
    )(earlier)


def apologise(error: Exception) -> tuple:
    show_error(error)
    return page.failed(), []


@needs(SIGNED_IN)
def draw(about: str | None, _changed: Any, id_: dict[str, str]) -> tuple:
    with session() as db:
        zone, found = _zone(db), _read(db, id_["of"], about)
        today = calendar.now(db).astimezone(zone).date()
    shown = page.days(found, id_["of"], zone, today) or page.nothing(about or page.ALL)
    return shown, page.more(found, id_["of"], zone)


@needs(SIGNED_IN)
def earlier(pressed: int | None, about: str | None, id_: dict[str, str], end: dict[str, str] | None) -> tuple:
    if not pressed or not end:
        return no_update, no_update
    with session() as db:
        zone, found = _zone(db), _read(db, id_["of"], about, (_moment(end["at"]), end["id"]))
        today = calendar.now(db).astimezone(zone).date()
    shown = Patch()
    shown.extend(page.days(found, id_["of"], zone, today, end["day"]))
    return shown, page.more(found, id_["of"], zone)


def _read(db: Session, of: str, about: str | None, before: timeline.Position | None = None) -> timeline.Feed:
    kinds = timeline.about(about) if about and about != page.ALL else ()
    return timeline.feed(db, before=before, kinds=kinds, **page.narrowed(of))


def _zone(db: Session) -> ZoneInfo:
    """The reader's, else the installation's."""
    return ZoneInfo(signed_in().timezone or str(calendar.now(db).tzinfo))


def _moment(said: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(said).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid({"": "The timeline does not go on from there."}) from error
