"""Who may do what, asked of everything there is: each permission, route, callback, page and job, by each asker.

The table of the domain is written out here once more, apart from the migration that seeds it.
"""

import re
from collections.abc import Callable

import dash
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks.declare import SIGNED_IN
from dashboard import declared
from dashboard.shapes import shapes
from data import db
from data.access import NOBODY, SYSTEM
from data.errors import Forbidden
from data.models import RoleGrant
from data.roles import PERMISSIONS
from data.sessions import SignedIn
from jobs import queue
from layouts.pages import ANYONE, PAGES, Page
from tests.security.calls import valid
from tests.security.conftest import ASKERS, PEOPLE

RECORDS = (
    *("customers", "contacts", "processes", "tasks", "milestones", "services", "hours", "documents"),
    *("notes", "dates", "communications", "products", "teams"),
)
STAYING = {"customers", "processes", "services", "teams", "products"}  # only an Admin deletes these
ADMINISTRATION = ("users", "roles", "sessions", "audit", "settings")
KEPT = ("read", "create", "update", "delete", "export")


def of(resources: tuple[str, ...], actions: tuple[str, ...]) -> set[str]:
    return {f"{resource}:{action}" for resource in resources for action in actions}


VIEWER = of(("dashboards", "reports", *RECORDS), ("read",))
MANAGER = (
    VIEWER
    | {"dashboards:export"}
    | of(RECORDS, ("create", "update", "export"))
    | {f"{resource}:delete" for resource in RECORDS if resource not in STAYING}
    | of(("transfers",), ("read", "create", "update", "run"))
    | of(("notifications",), ("read", "create", "update"))
    | of(("reports",), ("create", "update", "export"))
)
ADMIN = (
    MANAGER
    | of((*RECORDS, "transfers", "notifications", "reports", *ADMINISTRATION), KEPT)
    | {"processes:approve", "transfers:run", "dashboards:read", "dashboards:export"}
)
MAY = {"nobody": set(), "viewer": VIEWER, "manager": MANAGER, "admin": ADMIN, "manager of bolt": MANAGER}
IMPORTERS = {"manager", "admin"}  # who may make records and sees all customers
TO_SIGN_IN = (302, 401)


@pytest.fixture(params=ASKERS)
def asker(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def client(asker: str, browser_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser_of(asker)


def allows(asker: str, need: str) -> bool:
    return asker != "nobody" and (need == SIGNED_IN or need in MAY[asker])


@pytest.mark.parametrize(("role", "permissions"), [("Viewer", VIEWER), ("Manager", MANAGER), ("Admin", ADMIN)])
def test_each_role_holds_what_the_domain_says(connection: sa.Connection, role: str, permissions: set[str]) -> None:
    with db.session(SYSTEM) as session:
        held = session.scalars(sa.select(RoleGrant.permissions).where(RoleGrant.name == role)).one()
    assert set(held) == permissions


def test_there_is_no_permission_that_the_table_does_not_know() -> None:
    assert PERMISSIONS == ADMIN
    assert VIEWER < MANAGER < ADMIN


def test_the_people_hold_what_their_role_says(recognised: dict[str, SignedIn]) -> None:
    assert recognised.keys() == PEOPLE.keys()
    assert all(signed_in.actor.permissions == MAY[name] for name, signed_in in recognised.items())


def test_every_route_is_open_to_whom_it_says(app: dash.Dash, asker: str, client: FlaskClient) -> None:
    asked = 0
    for rule in sorted(app.server.url_map.iter_rules(), key=lambda rule: rule.endpoint == "sign_out"):  # which ends it
        need, path = declared.ROUTES[rule.endpoint], re.sub(r"<[^>]+>", "x", rule.rule)
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            status, asked = client.open(path, method=method).status_code, asked + 1
            assert status < 500, (method, path)
            if need == declared.OPEN:
                assert status != 403, (method, path)
            elif asker == "nobody":
                assert status in TO_SIGN_IN, (method, path)
            elif need == declared.NOWHERE:
                assert status == 404, (method, path)
            else:
                assert (status in (401, 403)) == (not allows(asker, need)), (method, path)
    assert asked >= len(declared.ROUTES)


def test_every_callback_answers_whom_it_says(app: dash.Dash, asker: str, client: FlaskClient) -> None:
    known, needs = shapes(app), declared.callbacks(app)
    for id_, need in needs.items():
        answer = client.post("/_dash-update-component", json=valid(id_, known[id_]))
        if asker == "nobody":
            assert answer.status_code == 401, id_
        else:
            assert (answer.status_code in (200, 204)) == allows(asker, need), (id_, answer.status_code)
            assert (answer.status_code == 403) == (not allows(asker, need)), (id_, answer.status_code)


def test_a_clientside_callback_never_reaches_the_server(app: dash.Dash, browser_of: Callable) -> None:
    known, needs = shapes(app), declared.callbacks(app)
    clientside = known.keys() - needs.keys()
    assert clientside
    for id_ in clientside:
        answer = browser_of("admin").post("/_dash-update-component", json=valid(id_, known[id_]))
        assert answer.status_code == 404


def test_every_page_opens_to_whom_it_says(app: dash.Dash, asker: str, client: FlaskClient) -> None:
    router = next(iter(declared.OF_DASH))
    for page in PAGES:
        need = SIGNED_IN if page.resource == ANYONE else f"{page.resource}:read"
        body = valid(router, shapes(app)[router], {"pathname": page.path, "search": ""})
        answer = client.post("/_dash-update-component", json=body)
        if asker == "nobody":
            assert answer.status_code == 401, page.path
        else:
            refused = "does not include this page" in answer.get_data(as_text=True)
            opens = asker in IMPORTERS if page.path == "/imports" else allows(asker, need)
            assert refused == (not opens), page.path


OF_A_RECORD = [page for page in PAGES if page.entity]
ITS_OWN = {"customers": "{}", "processes": "{}-process"}  # what the world calls the record, by its customer


@pytest.mark.parametrize("page", OF_A_RECORD, ids=lambda page: page.path)
@pytest.mark.parametrize("customer", ["acme", "bolt", "nobody"])
def test_a_record_has_a_page_for_who_may_see_it_and_others_learn_nothing(
    app: dash.Dash, asker: str, client: FlaskClient, page: Page, customer: str
) -> None:
    path = page.path.replace("<id>", ITS_OWN[page.entity].format(customer))
    seen = asker != "nobody" and customer in (["bolt"] if asker == "manager of bolt" else ["acme", "bolt"])
    answer, index = _opened(app, client, path), client.get(path)
    if asker == "nobody":
        assert (answer.status_code, index.status_code) == (401, 302)
        return
    named, said = {"acme": "CANARY", "bolt": "plain", "nobody": "CANARY"}[customer], answer.get_data(as_text=True)
    assert ("Page not found" in said) is not seen
    assert (named in answer.get_json()["response"]["_pages_store"]["data"]["title"]) is seen
    assert (named in index.get_data(as_text=True)) is seen


@pytest.mark.parametrize("page", OF_A_RECORD, ids=lambda page: page.path)
def test_an_address_shows_what_it_was_checked_for(app: dash.Dash, browser_of: Callable, page: Page) -> None:
    """Dash lets the query say another id than the path; neither that nor anything odd leads past the check."""
    mine, other = (page.path.replace("<id>", ITS_OWN[page.entity].format(name)) for name in ("bolt", "acme"))
    browser, other_id = browser_of("manager of bolt"), other.rsplit("/", 1)[1]
    for path, search in (
        (mine, f"?id={other_id}"),
        (mine, f"?id={mine.rsplit('/', 1)[1]}&id={other_id}"),
        (f"{other}%00", ""),
        (f"{other}/", f"?id_={other_id}&reader=x"),
    ):
        said = _opened(app, browser, path, search).get_data(as_text=True)
        assert "Page not found" in said, (path, search)
    assert "Page not found" not in _opened(app, browser, mine, f"?id_={other_id}").get_data(as_text=True)
    for junk in ("a/b", "%2e%2e/x", "x%2Fy"):
        assert browser.get(f"{page.path.replace('<id>', junk)}").status_code == 404


def _opened(app: dash.Dash, client: FlaskClient, path: str, search: str = "") -> TestResponse:
    router = next(iter(declared.OF_DASH))
    body = valid(router, shapes(app)[router], {"pathname": path, "search": search})
    return client.post("/_dash-update-component", json=body)


@pytest.mark.parametrize("name", queue.JOBS)
def test_every_job_can_be_asked_for_by_whom_it_says(
    asker: str, name: str, recognised: dict[str, SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[str] = []
    monkeypatch.setattr(queue, "_enqueue", lambda _connection, job, *_rest: handed_over.append(job))
    actor = recognised[asker].actor if asker in recognised else NOBODY
    if allows(asker, queue.JOBS[name].needs):
        queue.enqueue(None, name, actor=actor)
    else:
        with pytest.raises(Forbidden):
            queue.enqueue(None, name, actor=actor)
    assert handed_over == [name] * allows(asker, queue.JOBS[name].needs)


def test_every_job_names_a_permission_or_is_the_products_own() -> None:
    assert {work.needs for work in queue.JOBS.values()} <= PERMISSIONS | {queue.OURS}
