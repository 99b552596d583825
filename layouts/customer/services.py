"""What was agreed with a customer: its services, what they grant this month, and how much of it was worked."""

from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.customer.allowance import Granted
from layouts import kit, records
from layouts.charts.parts import hours, percent
from layouts.customer.tiles import meter
from layouts.notices import empty_card


def content(customer_id: str, granted: list[Granted], share: float, reader: Actor) -> list[Component]:
    """`share` of the month's working days is over."""
    preset = {"customer_id": customer_id}
    may_make = reader.can("create", "services")
    if not granted:
        act = records.maker("services", "Add a service", preset) if may_make else None
        said = "A service says what was agreed, and how many hours a month it grants. Hours are logged on it."
        return [html.Div(empty_card("No service is defined yet", said, act), className="no-services")]
    new = [records.maker("services", "New service", preset, className="btn btn-plain")] if may_make else []
    rows = html.Ul([_service(one, share, reader) for one in granted], className="grants")
    head = kit.card("Services", "Hours of the running month, against what is granted for it.", html.Div([rows, *new]))
    return [head]


def _service(one: Granted, share: float, reader: Actor) -> html.Li:
    used = one.logged / one.allocated if one.allocated else None
    name = html.Div(
        [
            records.opener("services", one.id, one.name),
            html.Span(f"{hours(one.monthly_hours)} a month; {hours(one.logged_before)} the month before"),
        ],
        className="row-words",
    )
    figures = html.Div(
        [
            html.Strong(hours(one.logged)),
            f" of {hours(one.allocated)}",
            html.Span(percent(used), className="grant-used"),
        ],
        className="grant-figures",
    )
    log = {"className": "btn btn-plain", "aria-label": f"Log hours on {one.name}"}
    act = [records.maker("hours", "Log hours", {"service_id": one.id}, **log)] if reader.can("create", "hours") else []
    return html.Li([name, html.Div([figures, meter(used, share)], className="grant"), *act])


def logged(customer_id: str, reader: Actor) -> html.Div:
    body = records.grid("hours", reader, {"customer_id": customer_id})
    card = kit.card("Hours logged", "Every entry, the latest first.", body)
    return html.Div(card, className="logged")
