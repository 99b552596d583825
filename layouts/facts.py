"""A record in words, for who reads it and does not change it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dash import html

from data import days
from data.crud import Sheet
from data.entities import Entity, Field


def facts(entity: Entity, sheet: Sheet) -> html.Dl:
    """The record in words, for who may not change it."""
    pairs = [
        (one.label, said(one, sheet.values.get(one.name), sheet.labels.get(one.name))) for one in entity.inputs.values()
    ]
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd(words)]) for label, words in pairs], className="facts record-facts"
    )


def said(of: Field, value: Any, label: Any = None) -> str:
    """A field's value in words."""
    if isinstance(label, Mapping):
        return ", ".join(label.values()) or "–"
    shown = label or value
    if isinstance(shown, bool):
        return "Yes" if shown else "No"
    if isinstance(shown, list):
        return ", ".join(map(str, shown)) or "–"
    if of.kind == "date" and shown:
        return _day(str(shown))
    return "–" if shown in (None, "") else str(shown)


def _day(typed: str) -> str:
    """What no date could be read from is shown as it was typed."""
    try:
        return days.written(dt.date.fromisoformat(typed))
    except ValueError:
        return typed
