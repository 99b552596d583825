"""The tabs of a customer's page: which there are, and the bar they are chosen from."""

from typing import Any, NamedTuple

from dash import html

from data.access import Actor
from layouts import kit
from layouts.kit import part


class Tab(NamedTuple):
    title: str
    resource: str  # what one must be allowed to read


TABS = {
    "processes": Tab("Processes", "processes"),
    "contacts": Tab("Contacts", "contacts"),
    "teams": Tab("Teams", "teams"),
    "services": Tab("Services", "services"),
    "products": Tab("Products", "products"),
    "documents": Tab("Documents", "documents"),
    "notes": Tab("Notes", "notes"),
    "dates": Tab("Dates", "dates"),
    "communications": Tab("Communications", "communications"),
    "timeline": Tab("Timeline", "customers"),
}


def readable(reader: Actor) -> dict[str, Tab]:
    return {name: tab for name, tab in TABS.items() if reader.can("read", tab.resource)}


def known(tab: Any, reader: Actor) -> str:
    """The tab that was asked for, or the first that the reader may open; none where there is no such."""
    offered = readable(reader)
    return tab if isinstance(tab, str) and tab in offered else next(iter(offered), "")


def bar(reader: Actor, chosen: str) -> html.Div:
    """Arrow keys go along it; a script keeps the choice in the store and in the address."""
    tabs = [_tab(name, tab, name == chosen) for name, tab in readable(reader).items()]
    told = {"aria-label": "About the customer", "data-store": "customer-tab", "data-panel": "customer-body"}
    return html.Div(tabs, id="customer-tabs", className="tab-bar", role="tablist", **told)


def _tab(name: str, tab: Tab, is_chosen: bool) -> html.Button:
    """Its count is filled in when it is known."""
    count = html.Span(id=part("tab-count", tab=name), className="tab-count")
    state = {"aria-selected": str(is_chosen).lower(), "aria-controls": "customer-body", "data-tab": name}
    return html.Button(
        [html.Span(tab.title), count],
        type="button",
        role="tab",
        id=f"customer-tab-{name}",
        className="tab",
        tabIndex=0 if is_chosen else -1,
        **state,
    )


def waiting() -> list:
    return [html.Div([kit.skeleton("sk-title"), kit.skeleton("sk-line"), kit.skeleton("sk-chart")], className="panel")]


def part_of(tab: str, customer_id: str) -> dict[str, str]:
    """The part of a tab that is read again after each write."""
    return part("customer-part", tab=tab, customer=customer_id)
