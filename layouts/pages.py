"""The sitemap: every page, its address, the sentence it answers, and what one must be allowed to read to open it."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from dash.development.base_component import Component

from data.access import Actor
from data.catalog import ENTITIES
from data.imports.rights import may_import
from layouts import account, addresses, answers, changes, customer, lists, overview, records, timeline
from layouts.admin import audit, jobs, roles, sessions, settings, users
from layouts.imports import page as imports
from layouts.process import page as process

ANYONE = "account"  # stands where a resource does: no permission is needed but to be signed in

RECORDS = "Records"
OPERATIONS = "Operations"
ADMINISTRATION = "Administration"


class Page(NamedTuple):
    path: str
    title: str
    sentence: str
    icon: str
    resource: str
    layout: Callable[..., Component | list[Any]]
    group: str = "Answers"  # under which heading of the navigation; blank for none
    entity: str = ""  # of which the path names a record, as in /customers/<id>; its layout gets it as `id_`

    viewed: str = ""  # under which name its readers keep views of it, if it has filters
    opens: Callable[[Actor], bool] | None = None  # decides instead of the right to read the resource

    def open_to(self, actor: Actor) -> bool:
        if self.opens is not None:
            return self.opens(actor)
        return self.resource == ANYONE or actor.can("read", self.resource)

    def stands_at(self, path: str) -> bool:
        """Whether the path leads here, with any one word where the page's own names a record."""
        return re.fullmatch(re.escape(self.path).replace("<id>", "[^/]+"), path) is not None


def _list(name: str, listed: lists.Listed) -> Page:
    """The list of an entity's records; the navigation names the main ones."""
    entity, group = ENTITIES[name], RECORDS if listed.is_main else ""
    layout = partial(records.page, name)
    return Page(addresses.records(name), entity.title, listed.sentence, listed.icon, entity.permission, layout, group)


def _answer(name: str, answer: answers.Answer) -> Page:
    layout = partial(answers.layout, name)
    return Page(answer.path, answer.title, answer.sentence, answer.icon, "dashboards", layout, viewed=name)


PAGES = (
    Page(
        *("/", overview.TITLE, overview.SENTENCE, "bi-grid-1x2", "dashboards", overview.layout),
        viewed=overview.NAME,
    ),
    *(_answer(name, answer) for name, answer in answers.ANSWERS.items()),
    *(_list(name, listed) for name, listed in lists.LISTS.items()),
    Page(
        *("/customers/<id>", customer.TITLE, customer.SENTENCE, "bi-building", "customers", customer.layout),
        group="",
        entity="customers",
    ),
    Page(
        *("/imports", imports.TITLE, imports.SENTENCE, "bi-box-arrow-in-down", "imports", imports.layout, OPERATIONS),
        opens=may_import,
    ),
    Page("/timeline", timeline.TITLE, timeline.SENTENCE, "bi-activity", "dashboards", timeline.layout, RECORDS),
    Page("/changes", changes.TITLE, changes.SENTENCE, "bi-arrow-counterclockwise", ANYONE, changes.layout, RECORDS),
    Page(
        *("/processes/<id>", process.TITLE, process.SENTENCE, "bi-diagram-3", "processes", process.layout),
        group="",
        entity="processes",
    ),
    Page("/admin/users", users.TITLE, users.SENTENCE, "bi-people", "users", users.layout, ADMINISTRATION),
    Page("/admin/roles", roles.TITLE, roles.SENTENCE, "bi-shield-check", "roles", roles.layout, ADMINISTRATION),
    Page(
        "/admin/sessions", sessions.TITLE, sessions.SENTENCE, "bi-laptop", "sessions", sessions.layout, ADMINISTRATION
    ),
    Page("/admin/audit", audit.TITLE, audit.SENTENCE, "bi-journal-text", "audit", audit.layout, ADMINISTRATION),
    Page("/admin/jobs", jobs.TITLE, jobs.SENTENCE, "bi-cpu", "settings", jobs.layout, ADMINISTRATION),
    Page(
        "/admin/settings", settings.TITLE, settings.SENTENCE, "bi-sliders", "settings", settings.layout, ADMINISTRATION
    ),
    Page("/account", account.TITLE, account.SENTENCE, "bi-person", ANYONE, account.layout, group=""),
)
