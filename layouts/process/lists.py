"""What belongs to a process and what happened in it: one list at a time, read when it is looked at."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.catalog import ENTITIES
from layouts import records, timeline

LISTS = ("hours", "transfers", "notifications")
TIMELINE = "timeline"


def card(reader: Actor) -> html.Section:
    """The timeline, and the lists that the reader may read."""
    readable = [name for name in LISTS if reader.can("read", ENTITIES[name].permission)]
    tabs = [dbc.Tab(label=ENTITIES[name].title, tab_id=name) for name in readable]
    return html.Section(
        [
            dbc.Tabs([dbc.Tab(label="Timeline", tab_id=TIMELINE), *tabs], id="process-list", active_tab=TIMELINE),
            html.Div(id="process-listed"),
        ],
        className="panel process-lists",
        **{"aria-label": "What happened, and what belongs to the process"},
    )


def content(name: str, process_id: str, reader: Actor) -> Component | None:
    """None for what is no list here."""
    if name == TIMELINE:
        return timeline.feed(process_id=process_id)
    return records.grid(name, reader, {"process_id": process_id}) if name in LISTS else None
