"""Answers a page's request for its figures: all read in one moment, or as they were drawn in the same one before."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import orjson
from dash.development.base_component import Component

from callbacks import kept
from callbacks.context import session
from callbacks.kept import Drawn
from data import calendar, views
from data.access import Actor
from data.asked import asked
from data.db import Session
from data.filters import Filters, to_query
from layouts.answers import line
from layouts.answers.parts import Frames

OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


class Page(NamedTuple):
    name: str
    read: Callable[[Session, Filters], Frames]
    draw: Callable[[Frames, Filters, Actor], list[Component]]


def answer(page: Page, query: Mapping[str, Any]) -> orjson.Fragment:
    """What the page's box of figures holds, as JSON; and the page is remembered as it was left."""
    with session(steady=True) as db:
        as_of = calendar.now(db)
        drawn = _drawn(db, page, query, as_of.date())
        left = to_query(drawn.wanted.filters)
        has_moved = views.has_moved(db, page.name, left)
    if has_moved:
        with session() as db:
            views.leave(db, page.name, left)
    parts = map(orjson.Fragment, drawn.figures)
    return orjson.Fragment(_written([*line(drawn.wanted, as_of), *parts]))


def _drawn(db: Session, page: Page, query: Mapping[str, Any], today: date) -> Drawn:
    key = kept.key(page.name, query, today, db.actor)
    if found := kept.find(key, db.moment):
        return found
    wanted = asked(db, query, today)
    parts = page.draw(page.read(db, wanted.filters), wanted.filters, db.actor)
    drawn = Drawn(db.moment, wanted, tuple(map(_written, parts)))
    kept.keep(key, drawn)
    return drawn


def _written(parts: Any) -> bytes:
    """As Dash would write them, which takes it four times as long."""
    return orjson.dumps(parts, default=Component.to_plotly_json, option=OPTIONS)
