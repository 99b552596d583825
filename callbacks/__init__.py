"""Wires ids to functions: a session, one call into data, one call into layouts."""

import dash

from callbacks import (
    account,
    answers,
    bulk,
    customer,
    documents,
    drill,
    import_mappings,
    imports,
    overview,
    palette,
    record_form,
    records,
    toasts,
    undo,
    views,
)
from callbacks import history as histories
from callbacks import timeline as timelines
from callbacks.admin import audit, jobs, roles, sessions, settings, users
from callbacks.process import actions as process_actions
from callbacks.process import page as process_page
from callbacks.process import tasks as process_tasks

ADMINISTRATION = (users, roles, sessions, audit, jobs, settings)
RECORDS = (records, record_form, bulk, customer, documents)
HISTORY = (undo, histories, timelines)
PROCESS = (process_page, process_actions, process_tasks)
MODULES = (
    overview,
    answers,
    views,
    drill,
    palette,
    *RECORDS,
    *HISTORY,
    *PROCESS,
    import_mappings,
    imports,
    account,
    *ADMINISTRATION,
    toasts,
)


def register(app: dash.Dash) -> None:
    for module in MODULES:
        module.register(app)
