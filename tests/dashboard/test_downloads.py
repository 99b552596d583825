"""A list's export over HTTP: its headers, and every address that no list of ours would make."""

import json

import pytest
from flask.testing import FlaskClient

from data import db
from data.access import SYSTEM
from tests import factories as make


@pytest.fixture
def teams(connection: object) -> None:
    with db.session(SYSTEM) as session:
        make.team(session, name="Night shift")
        make.team(session, name="Day shift")


def test_an_export_is_a_file_to_be_saved(signed_in: FlaskClient, teams: None) -> None:
    query = {
        "words": "shift",
        "filters": json.dumps({"name": {"filterType": "text", "type": "startsWith", "filter": "night"}}),
        "sort": json.dumps([{"colId": "name", "sort": "desc"}]),
    }
    answer = signed_in.get("/export/teams.csv", query_string=query)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Teams 20')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert [line.split(",")[1] for line in answer.data.decode("utf-8-sig").splitlines()] == ["Name", "Night shift"]


def test_a_workbook_is_one(signed_in: FlaskClient, teams: None) -> None:
    answer = signed_in.get("/export/teams.xlsx")
    assert (answer.status_code, answer.data[:2]) == (200, b"PK")


@pytest.mark.parametrize(
    "query",
    [
        {"filters": "{"},
        {"filters": "[]"},
        {"filters": "[" * 15_000},
        {"filters": '{"password_hash": {}}'},
        {"filters": '{"name": null}'},
        {"filters": '{"name": {"filterType": "text", "type": "contains", "filter": {"a": 1}}}'},
        {"filters": '{"name": {"filterType": "text", "type": "regexp", "filter": "a"}}'},
        {"filters": '{"name": {"operator": ["AND"], "conditions": []}}'},
        {"filters": '{"name": {"operator": "AND", "conditions": ["x"]}}'},
        {"filters": '{"customer_id": {"filterType": "set", "values": [1]}}'},
        {"sort": '{"name": "asc"}'},
        {"sort": '["name"]'},
        {"sort": '[{"colId": "version", "sort": "asc"}]'},
        {"sort": '[{"colId": ["name"], "sort": "asc"}]'},
        {"sort": '[{"colId": "name", "sort": "asc; drop table teams"}]'},
        {"within": '{"customer_id": {"a": 1}}'},
        {"within": '{"customer_id": "no\\u0000body"}'},
        {"within": '{"name": "Night shift"}'},
        {"words": "no\0body"},
        {"words": "x" * 400},
        {"columns": "[]"},
        {"words": ["a", "b"]},
        {"words": "x" * 30_000},
    ],
    ids=str,
)
def test_an_address_that_no_list_makes_is_refused(signed_in: FlaskClient, teams: None, query: dict) -> None:
    assert signed_in.get("/export/teams.csv", query_string=query).status_code in (400, 414)


@pytest.mark.parametrize("path", ["/export/users.csv", "/export/teams.pdf", "/export/.csv", "/export/teams.csv/.."])
def test_what_is_no_export_is_not_there(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.get(path).status_code == 404


def test_a_stranger_gets_nothing(stranger: FlaskClient, teams: None) -> None:
    answer = stranger.get("/export/teams.csv")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_the_figures_of_a_card_are_handed_out_under_its_title(signed_in: FlaskClient) -> None:
    answer = signed_in.get("/export/figures/sdlc_funnel.csv?stage=Design&utm=1")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="SDLC funnel ')
    assert answer.get_data().startswith(b"\xef\xbb\xbfStage,")


@pytest.mark.parametrize("path", ["/export/figures/salaries.csv", "/export/figures/.csv", "/export/figures/x/y.csv"])
def test_there_are_no_other_figures(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.get(path).status_code == 404
