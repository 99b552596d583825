"""Shows a message that some callback has put into the store `toast`."""

import dash
from dash import ClientsideFunction, Input, Output


def register(app: dash.Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("crm", "toast"), Output("toast", "data"), Input("toast", "data"), prevent_initial_call=True
    )
