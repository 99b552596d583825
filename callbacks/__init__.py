"""Wires ids to functions: a session, one call into data, one call into layouts."""

import dash

from callbacks import (
    account,
    bulk,
    customer,
    documents,
    drill,
    imports,
    overview,
    palette,
    record_form,
    records,
    toasts,
    undo,
)
from callbacks import history as histories
from callbacks import timeline as timelines
from callbacks.admin import audit, jobs, roles, sessions, settings, users

ADMINISTRATION = (users, roles, sessions, audit, jobs, settings)
RECORDS = (records, record_form, bulk, customer, documents)
HISTORY = (undo, histories, timelines)
MODULES = (overview, drill, palette, *RECORDS, *HISTORY, imports, account, *ADMINISTRATION, toasts)


def register(app: dash.Dash) -> None:
    for module in MODULES:
        module.register(app)
