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
    options = [{"value": name, "label": ENTITIES[name].title} for name in readable]
    chosen = dbc.RadioItems(
        id="process-list",
        options=[{"value": TIMELINE, "label": "Timeline"}, *options],
        value=TIMELINE,
        class_name="choices",
        input_class_name="btn-check",
        label_class_name="btn btn-plain",
        label_checked_class_name="is-chosen",
    )
    choice = html.Div(chosen, role="group", **{"aria-label": "What is listed"})
    return html.Section(
        [choice, html.Div(id="process-listed")],
        className="panel process-lists",
        **{"aria-label": "What happened, and what belongs to the process"},
    )


def content(name: str, process_id: str, reader: Actor) -> Component | None:
    """None for what is no list here."""
    if name == TIMELINE:
        return timeline.feed(process_id=process_id)
    return records.grid(name, reader, {"process_id": process_id}) if name in LISTS else None
