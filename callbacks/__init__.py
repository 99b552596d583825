"""Wires ids to functions: a session, one call into data, one call into layouts."""

import dash

from callbacks import account, drill, overview, toasts
from callbacks.admin import audit, jobs, roles, sessions, settings, users

ADMINISTRATION = (users, roles, sessions, audit, jobs, settings)
MODULES = (overview, drill, account, *ADMINISTRATION, toasts)


def register(app: dash.Dash) -> None:
    for module in MODULES:
        module.register(app)
