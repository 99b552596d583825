"""Puts the product together: the only place that knows all its parts."""

import html
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import dash
from dash.development.base_component import Component
from flask import Flask, request
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

import callbacks
from callbacks.context import actor, session
from callbacks.messages import record_denial, show_error
from dashboard import (
    auth,
    downloads,
    freshness,
    gateway,
    handing_out,
    headers,
    health,
    import_files,
    limits,
    links,
    refusals,
    static_files,
    uploads,
)
from data import db, migrate, sight, store, views
from data.catalog import ENTITIES
from data.errors import Forbidden
from data.settings import Settings
from layouts import palette
from layouts.answers.asking import asked
from layouts.notices import forbidden, not_found
from layouts.pages import PAGES, Page
from layouts.shell import ShellUser, shell

MODES = {"light", "dark", "auto"}
THEME_SCRIPT = "10-app/10-theme.js"  # stands in the head, so that no page flashes in the wrong colours
NOWHERE = "Nothing here · DM CRM"
INDEX = """<!DOCTYPE html>
<html lang="en" data-bs-theme="{mode}">
<head>{metas}<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="/assets/10-app/favicon.svg">{css}
<script src="{theme_script}"></script></head>
<body>{app_entry}<footer>{config}{scripts}{renderer}</footer></body>
</html>"""


class Dashboard(dash.Dash):
    """Dash with an index of ours: the colour mode is in the first byte the browser draws."""

    def interpolate_index(self, **parts: Any) -> str:
        mode = request.cookies.get("theme", "auto")
        parts["title"] = html.escape(parts["title"])
        script = self.get_asset_url(THEME_SCRIPT)
        return INDEX.format(mode=mode if mode in MODES else "auto", theme_script=script, **parts)


def create_app(settings: Settings) -> dash.Dash:
    """The whole application, ready to serve; connects to nothing yet."""
    db.configure(settings.database_url)
    store.configure(settings)
    server = Flask("dashboard", static_folder=None)
    server.config.update(
        SECRET_KEY=settings.secret_key,
        REDIS_URL=settings.redis_url,
        MAX_CONTENT_LENGTH=1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    if hops := settings.proxies:  # believed only when we are told that they are there
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    app = _dash(server)
    auth.install(server)
    links.install(server)
    uploads.install(server)
    handing_out.install(server)
    import_files.install(server, settings.home)
    downloads.install(server)
    limits.install(server, settings.redis_url)
    freshness.install(server)
    health.install(server, migrate.head())
    refusals.install(server)
    static_files.install(server)
    callbacks.register(app)
    _meet_first_request(server)
    gateway.install(server, app)
    headers.install(server, app)
    return app


def _dash(server: Flask) -> Dashboard:
    app = Dashboard(
        "dashboard",
        server=server,
        use_pages=True,
        pages_folder="",
        title="DM CRM",
        update_title=None,
        suppress_callback_exceptions=True,  # or Dash calls every page's layout and shows it to all
        enable_mcp=False,
        on_error=show_error,
        assets_ignore=r"^10-theme\.js$|\.(br|gz)$|LICENSES",
        serve_locally=True,
    )
    for page in PAGES:
        _register(page)
    dash.register_page("not_found_404", path=None, title=NOWHERE, layout=lambda **_: not_found())
    app.layout = _frame
    return app


def _register(page: Page) -> None:
    if page.entity:
        dash.register_page(page.title, path_template=page.path, title=_titled(page), layout=_guarded(page))
    else:
        dash.register_page(page.title, path=page.path, title=f"{page.title} · DM CRM", layout=_guarded(page))


def _frame() -> Component:
    """Data-free; Dash also calls it once with nobody signed in."""
    if not current_user or not current_user.is_authenticated:
        return shell(None, ())
    user = ShellUser(current_user.name, current_user.email, current_user.role, current_user.timezone)
    return shell(user, [page for page in PAGES if page.open_to(actor())], palette.makers(actor()))


def _guarded(page: Page) -> Callable[..., Component | list[Any]]:
    def layout(**said: Any) -> Component | list[Any]:
        for ours in ("reader", "id_"):
            said.pop(ours, None)  # the address says neither who reads nor, but for its path, of what
        if not page.open_to(actor()):
            record_denial(Forbidden(f"The page {page.path} is not open to them."))
            return forbidden()
        if not page.entity:
            return page.layout(reader=actor(), **_opened_with(page, said))
        id_ = said.pop("id", None)  # a query may have put another in its place: what we got is what we look at
        return page.layout(reader=actor(), id_=unquote(id_), **said) if _name(page, id_) else not_found()

    return layout


def _opened_with(page: Page, said: dict[str, Any]) -> dict[str, Any]:
    """What the address says; where it names no filter, with those that the reader opens the page with."""
    if not page.viewed or asked(said):
        return said
    with session() as reading:
        return said | views.opens_with(reading, page.viewed)


def _titled(page: Page) -> Callable[..., str]:
    """The name of the record, for the browser's tab and history; nothing of one that the reader may not see."""

    def title(**said: Any) -> str:
        name = _name(page, said.get("id")) if page.open_to(actor()) else None
        return f"{name} · DM CRM" if name else NOWHERE

    return title


def _name(page: Page, id_: Any) -> str | None:
    if not isinstance(id_, str):
        return None
    with session() as reading:
        return sight.name(reading, ENTITIES[page.entity], unquote(id_))


def _meet_first_request(server: Flask) -> None:
    """Anonymous and alone: Dash finishes its set-up in the first request, and two at once would race it."""
    with server.test_request_context("/"):
        server.preprocess_request()
