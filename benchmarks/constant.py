"""The dashboard with one more callback, that says a constant: what a page's data request is held against.

It passes the same gate, session and permission as all others. Served as `benchmarks.constant:server`.
"""

import dash
from dash import Input, Output

import callbacks
from callbacks.declare import needs
from dashboard.app import create_app
from data.settings import Settings

OUTPUT = "bench-constant.children"


def register(app: dash.Dash) -> None:
    app.callback(Output("bench-constant", "children"), Input("overview-refresh", "n_clicks"))(say)


@needs("dashboards:read")
def say(_clicks: int | None) -> str:
    return "constant"


def __getattr__(name: str) -> object:
    """Built when it is served, not when it is imported."""
    if name != "server":
        raise AttributeError(name)
    registered = callbacks.register

    def register_all(app: dash.Dash) -> None:
        registered(app)
        register(app)

    callbacks.register = register_all
    return create_app(Settings.from_env()).server
