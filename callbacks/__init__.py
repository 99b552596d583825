"""Wires ids to functions: a session, one call into data, one call into layouts."""

import dash

from callbacks import account, drill, overview, toasts
from callbacks.admin import audit, sessions, users

MODULES = (overview, drill, account, users, sessions, audit, toasts)


def register(app: dash.Dash) -> None:
    for module in MODULES:
        module.register(app)
