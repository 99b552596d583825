"""Nothing answers a stranger but the way in; nothing undeclared answers anyone."""

import re

import dash
import flask
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard import declared
from data import accounts, db, passwords
from data.access import SYSTEM
from data.models import AuditLog, RoleGrant, User
from tests.dashboard.conftest import PASSWORD

DRAW = "overview-content.children"
DRAW_INPUTS = [
    {"id": "answer-query", "property": "data", "value": {"asked": {}}},
    {"id": "overview-refresh", "property": "n_clicks", "value": None},
    {"id": "overview-retry", "property": "n_clicks", "value": None},
    {"id": "figures-changed", "property": "data", "value": None},
]
JUNK = ["/x", "/.env", "/login", "/sign-in/_dash-layout", "/assetsX", "/_mcp", "/admin", "/static/x", "/%2e%2e/app.py"]


def test_a_stranger_reaches_the_way_in_and_nothing_else(app: dash.Dash, stranger: FlaskClient) -> None:
    for rule in app.server.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in rule.methods & {"GET", "POST"}:
            answer = stranger.open(path, method=method)
            if declared.ROUTES[rule.endpoint] != declared.OPEN:
                assert answer.status_code in (302, 401), (method, path)
            assert b"_dash-config" not in answer.data


@pytest.mark.parametrize("path", JUNK)
def test_an_unknown_address_tells_a_stranger_nothing(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).status_code in (302, 401)


@pytest.mark.parametrize("path", ["/x", "/.env", "/login", "/sign-in/x"])
def test_an_unknown_address_is_not_found(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.get(path).status_code == 404


def test_the_stranger_is_asked_back_to_where_he_wanted(stranger: FlaskClient) -> None:
    assert stranger.get("/portfolio?x=1").headers["Location"] == "/sign-in?next=%2Fportfolio%3Fx%3D1"


def test_a_declared_callback_answers(signed_in: FlaskClient, call) -> None:
    answer = call(signed_in, DRAW, DRAW_INPUTS)
    assert answer.status_code == 200
    assert "As of " in answer.get_data(as_text=True)


def test_a_stranger_calls_no_callback(stranger: FlaskClient, call) -> None:
    answer = call(stranger, DRAW, DRAW_INPUTS)
    assert answer.status_code == 401
    assert answer.get_json() == {"message": "Your session has ended; sign in again."}


@pytest.fixture
def powerless(stranger: FlaskClient, connection: sa.Connection) -> FlaskClient:
    """Signed in, and allowed nothing."""
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, "ada@example.com", "Ada", PASSWORD)
        session.add(User(name="Vi", email="vi@example.com", role="Viewer", password_hash=passwords.hashed(PASSWORD)))
        session.execute(RoleGrant.__table__.update().where(RoleGrant.name == "Viewer").values(permissions=[]))
    stranger.post("/sign-in", data={"email": "vi@example.com", "password": PASSWORD})
    return stranger


def test_a_callback_needs_its_permission(powerless: FlaskClient, call) -> None:
    assert call(powerless, DRAW, DRAW_INPUTS).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_calls_nothing(signed_in: FlaskClient, call, site: str) -> None:
    assert call(signed_in, DRAW, DRAW_INPUTS, **{"Sec-Fetch-Site": site}).status_code == 403


def test_a_refusal_for_want_of_a_permission_is_on_record(powerless: FlaskClient, call) -> None:
    call(powerless, DRAW, DRAW_INPUTS)
    with db.session(SYSTEM) as session:
        rows = session.scalars(sa.select(AuditLog.new_values).where(AuditLog.action == "denied")).all()
    assert rows == [{"permission": "dashboards:read"}]


def test_what_is_refused_further_in_is_on_record_too(powerless: FlaskClient, call) -> None:
    with db.session(SYSTEM) as session:
        allowed = RoleGrant.__table__.update().where(RoleGrant.name == "Viewer")
        session.execute(allowed.values(permissions=["dashboards:read"]))
    mark = {"kpi": "headline", "measure": "open_processes"}
    body = [{"id": "drill-query", "property": "data", "value": mark}]
    asked = [{"id": "answer-query", "property": "data", "value": {"asked": {}}}]
    answer = call(
        powerless, "..drill.is_open...drill-title.children...drill-count.children...drill-body.children..", body, asked
    )
    assert "You may not read processes" in answer.get_data(as_text=True)
    with db.session(SYSTEM) as session:
        (row,) = session.scalars(sa.select(AuditLog.new_values).where(AuditLog.action == "denied"))
    assert row["sentence"].startswith("You may not read processes")


def test_another_origin_signs_nobody_in_or_out(stranger: FlaskClient) -> None:
    for path in ("/sign-in", "/sign-out"):
        assert stranger.post(path, headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"output": 7}', "application/json", 404),
        (b'{"output": "nowhere.data"}', "application/json", 404),
        (b"[" * 100_000, "application/json", 400),
        (b" " * 300_000, "application/json", 413),
    ],
)
def test_a_misshapen_call_is_refused(signed_in: FlaskClient, content: bytes, kind: str, status: int) -> None:
    answer = signed_in.post("/_dash-update-component", data=content, content_type=kind)
    assert answer.status_code == status


def test_a_callback_that_declares_nothing_stops_the_start() -> None:
    app = dash.Dash("undeclared", suppress_callback_exceptions=True)
    app.layout = dash.html.Div()
    app.callback(dash.Output("a", "children"), dash.Input("b", "children"))(lambda value: value)
    app._setup_server()
    with pytest.raises(declared.Undeclared):
        declared.callbacks(app)


def test_a_route_that_declares_nothing_stops_the_start() -> None:
    server = flask.Flask("undeclared", static_folder=None)
    server.add_url_rule("/export", "export", lambda: "")
    with pytest.raises(declared.Undeclared, match="export"):
        declared.routes(server)


def test_a_permission_that_does_not_exist_stops_the_start(app: dash.Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declared.ROUTES, "livez", "dashboards:raed")
    with pytest.raises(declared.Undeclared, match="no permission"):
        declared.routes(app.server)


def test_every_declared_route_exists(app: dash.Dash) -> None:
    assert {rule.endpoint for rule in app.server.url_map.iter_rules()} == set(declared.ROUTES)


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/dash/nothing.js",
        "/_dash-component-suites/nowhere/x.js",
        "/_dash-component-suites/dash/%00",
        "/_dash-component-suites/os/path.py",
        "/_dash-component-suites/dash/../app.py",
        "/_dash-nothing",
        "/_dash-update-component",
        "/_reload-hash",
        "/_favicon.ico",
        "/assets/../app.py",
        "/assets/%00",
        "/assets/nothing.js",
    ],
)
def test_what_is_not_there_is_not_found_and_no_failure(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.get(path).status_code in (404, 405)


def test_every_answer_carries_its_protection(signed_in: FlaskClient) -> None:
    headers = signed_in.get("/").headers
    assert "unsafe-inline" not in headers["Content-Security-Policy"].split("style-src")[0]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_inline_script_of_the_page_is_one_the_policy_knows(app: dash.Dash, signed_in: FlaskClient) -> None:
    page = signed_in.get("/")
    inline = re.findall(r"<script(?![^>]*(?:src|application/json))[^>]*>", page.get_data(as_text=True))
    assert len(inline) <= page.headers["Content-Security-Policy"].count("sha256-")
