"""The pages of administration and the account, as components."""

import datetime as dt

import pytest
from dash import Dash

from data.access import Actor
from data.roles import MATRIX, Difference
from data.vocabulary import UserState
from layouts import account
from layouts.admin import audit, jobs, roles, sessions, users
from layouts.devices import NONE, device
from layouts.pages import ADMINISTRATION, PAGES
from layouts.shell import ShellUser, shell
from tests.layouts import samples
from tests.layouts.test_pages import ids, nodes, text

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (samples.FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5.0", "curl"),
        ("", NONE),
        (None, NONE),
        ("<script>", NONE),
    ],
)
def test_a_device_is_named_in_words(said, words):
    assert device(said) == words


def test_pages_stand_in_groups_and_only_for_those_who_may_read_them():
    Dash("tests", use_pages=True, pages_folder="")
    reader = Actor("u", frozenset({"dashboards:read", "audit:read"}))
    shown = text(shell(ShellUser("Ana", "ana@example.com", "Viewer"), [page for page in PAGES if page.open_to(reader)]))
    assert ADMINISTRATION in shown
    assert "/admin/audit" in shown
    assert "/admin/users" not in shown
    assert "/account" in shown


def test_the_account_is_open_to_everybody_and_under_no_heading():
    (page,) = (page for page in PAGES if page.path == "/account")
    assert page.open_to(Actor("u"))
    assert page.group == ""


def test_the_session_one_is_in_is_marked_and_the_others_can_be_ended():
    own = samples.Own("Ana", "ana@example.com", "Viewer", None, 1)
    drawn = account.content(own, [samples.held("s1", "f1"), samples.held("s2", "f2")], "f1")
    assert [id_["session"] for id_ in ids(drawn) if isinstance(id_, dict) and id_["kind"] == "own-session"] == ["s2"]
    assert text(drawn).count("This one") == 1


def test_no_password_is_ever_drawn_with_a_value():
    secret = [node for node in nodes(samples.drawn()) if node["props"].get("type") == "password"]
    assert len(secret) == 3
    assert not any(node["props"].get("value") for node in secret)


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (UserState.ACTIVE, {"users-link", "users-end", "users-deactivate"}),
        (UserState.LOCKED, {"users-link", "users-end", "users-deactivate", "users-unlock"}),
        (UserState.DEACTIVATED, {"users-activate"}),
    ],
)
def test_a_user_is_offered_what_fits_their_state(state, offered):
    found = {id_ for id_ in ids(users.form(samples.user_sheet(state=state))) if isinstance(id_, str)}
    every = {"users-link", "users-end", "users-deactivate", "users-unlock", "users-activate"}
    assert found & every == offered


def test_who_may_only_read_users_is_offered_no_button():
    drawn = users.form(samples.user_sheet(may_change=False))
    assert not [node for node in nodes(drawn) if node["type"] == "Button"]


def test_a_role_one_cannot_give_says_why():
    assert "Owner (you do not hold settings:update)" in text(users.form(samples.user_sheet()))


def test_the_matrix_has_a_box_for_each_permission_and_no_other():
    drawn = ids(roles.content(samples.entries(), samples.role_sheet()))
    boxes = {(id_["resource"], id_["action"]) for id_ in drawn if isinstance(id_, dict) and id_["kind"] == roles.GRANT}
    assert boxes == {(resource, action) for resource, actions in MATRIX.items() for action in actions}


def test_a_permission_one_may_not_grant_is_fixed_and_says_why():
    drawn = nodes(roles.content(samples.entries(), samples.role_sheet()))
    (box,) = (
        node["props"]
        for node in drawn
        if node["props"].get("id") == {"kind": roles.GRANT, "resource": "settings", "action": "update"}
    )
    assert box["disabled"] is True
    assert "You do not hold this yourself" in box["label"]


def test_a_difference_says_what_is_gained_and_lost_and_by_how_many():
    drawn = text(roles.difference(Difference(["audit:export", "audit:create"], ["users:read"], 4), False))
    for said in ("2 gained, 1 lost. 4 users", "Audit trail: create, export", "Users: read"):
        assert said in drawn


def test_an_entry_stands_old_beside_new_with_its_links():
    drawn = text(audit.entry(samples.entry(), "Ada Admin"))
    for said in ("Acme AG", "Firefox on Windows", "change_set_id=s1", "resource_type=customers&resource_id=c1", "***"):
        assert said in drawn


def test_an_entry_of_nobody_signed_in_names_the_program():
    assert "Nobody signed in (Firefox on Windows)" in text(audit.entry(samples.entry(), samples.FIREFOX))


def test_a_search_is_its_address_without_what_is_blank():
    given = {"who": None, "action": audit.ANY, "text": "a&b", "since": "2026-11-01"}
    assert audit.address(given) == "/admin/audit?since=2026-11-01&text=a%26b"
    assert audit.address({}) == "/admin/audit"


def test_an_address_cannot_add_more_to_a_search_than_it_has():
    drawn = text(audit.layout(text="x" * 9999, is_admin="1"))
    assert "x" * 201 not in drawn
    assert "is_admin" not in drawn


def test_redis_away_is_said_and_the_rest_is_still_there():
    drawn = text(jobs.content(None, 1234, True))
    assert "Redis cannot be reached" in drawn
    assert "1,234 to fold" in drawn


def test_silence_of_workers_and_clock_says_what_to_do():
    drawn = text(jobs.content(samples.overview(hands=[], is_clock_alive=False, failures=[]), 0, True))
    assert "python -m dashboard worker" in drawn
    assert "python -m dashboard clock" in drawn
    assert "No job has failed." in drawn


def test_a_worker_that_fell_silent_is_not_called_idle():
    lost = samples.overview().hands[0]._replace(state="idle", silence=dt.timedelta(minutes=5), is_heard=False)
    drawn = text(jobs.content(samples.overview(hands=[lost]), 0, True))
    assert "not heard from" in drawn
    assert "5 min ago" in drawn
    assert "python -m dashboard worker" in drawn
    one_left = text(jobs.content(samples.overview(hands=[lost, *samples.overview().hands]), 0, True))
    assert "1 more not heard from." in one_left


def test_ones_own_session_has_no_button_in_the_list_of_everybodys():
    found = samples.held("s1", "f1")
    row = {**vars(found), "user_id": "u1", "name": "Ana", "email": "ana@example.com"}
    assert sessions.row(row, "f1")["fixed"] is True
    assert sessions.row(row, "f2")["fixed"] is False


def test_who_may_only_read_is_offered_nothing_more() -> None:
    reader = Actor(None, frozenset({"users:read", "roles:read", "sessions:read"}))
    invite = next(part for part in users.layout(reader=reader)._traverse() if getattr(part, "id", "") == "users-invite")
    assert invite.disabled
    assert "New role" not in str(roles.layout(reader=reader))
    assert "End all" not in str(sessions.layout(reader=reader))
    assert "End all" in str(sessions.layout())
