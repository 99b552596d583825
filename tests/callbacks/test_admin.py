"""The callbacks of administration but for the users', called as the functions they are."""

import pytest
import sqlalchemy as sa
from dash import no_update

from callbacks.admin import audit, jobs, roles, sessions, settings, users
from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from data.models import AuditLog
from tests.callbacks.typed import ANA, WINDOW, custom_role, form, grants, somebody
from tests.layouts.test_pages import text


def test_a_callback_that_nobody_pressed_does_nothing(signed_in_as) -> None:
    signed_in_as()
    assert users.invite(None, [], [])[0] is no_update
    assert users.deactivate(None, {"id": "x"})[0] is no_update
    assert sessions.press(None)[0] is no_update
    assert roles.delete(None, {"id": "x"})[0] is no_update
    assert jobs.act([None], [{"job": "j", "act": "retry"}])[0] is no_update


def test_ending_somebodys_session_takes_the_right_to(signed_in_as) -> None:
    signed_in_as("sessions:read")
    user = somebody()
    with pytest.raises(Forbidden):
        sessions.press({"value": {"action": "end-all", "user": user.id}})


def test_a_made_up_action_on_a_session_does_nothing(signed_in_as) -> None:
    signed_in_as()
    assert sessions.press({"value": {"action": "drop", "id": "x"}})[0] is no_update


def test_the_trail_is_searched_by_what_was_done_to_what(signed_in_as) -> None:
    me = signed_in_as()
    user = somebody()
    search = {"resource_type": "users", "resource_id": user.id}
    answer, counted = audit.rows(WINDOW, search)
    assert (counted, answer["rowData"][0]["action"]) == ("1 entry", "create")
    assert audit.rows(WINDOW, search | {"who": me.id})[1] == "Nothing in the trail matches."
    assert audit.rows(WINDOW, search | {"text": "vi@example"})[1] == "1 entry"


def test_the_day_searched_to_is_included(signed_in_as) -> None:
    signed_in_as()
    user = somebody()
    with database.session(SYSTEM) as db:
        today = db.execute(sa.text("SELECT reporting_day(now())")).scalar_one().isoformat()
    search = {"resource_id": user.id, "since": today, "until": today}
    assert audit.rows(WINDOW, search)[1] == "1 entry"


@pytest.mark.parametrize("wrong", [{"since": "yesterday"}, {"until": "2026-02-31"}, {"change_set_id": "'; --"}])
def test_a_search_that_makes_no_sense_is_refused_in_words(signed_in_as, wrong: dict) -> None:
    signed_in_as()
    with pytest.raises(Invalid) as error:
        audit.rows(WINDOW, wrong)
    assert list(error.value.messages) == list(wrong)


def test_an_entry_of_the_trail_opens_old_beside_new(signed_in_as) -> None:
    signed_in_as()
    user = somebody()
    users.save(1, {"id": user.id, "version": user.version}, *form(**(ANA | {"email": "vi@example.com"})))
    with database.session(SYSTEM) as db:
        mine = sa.select(AuditLog.id).where(AuditLog.resource_id == user.id, AuditLog.action == "update")
        entry_id = db.scalars(mine).first()
    is_open, title, body = audit.open_entry({"id": entry_id})
    assert (is_open, title) == (True, "Users: update")
    assert "Vi Viewer" in text(body)
    assert "Ana Silva" in text(body)


def test_an_entry_that_is_not_there_says_so(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(NotFound):
        audit.open_entry({"id": "0198c0de-0000-7000-8000-000000000000"})


def test_the_trail_takes_the_right_to_read_it(signed_in_as) -> None:
    signed_in_as("users:read")
    for attempt in (lambda: audit.rows(WINDOW, {}), lambda: audit.offer({}), lambda: audit.open_entry({"id": "x"})):
        with pytest.raises(Forbidden):
            attempt()


def test_a_role_is_copied_named_and_made(signed_in_as) -> None:
    signed_in_as()
    toast, address = roles.create(1, *form(name="Auditor", description="Reads"), *grants("audit:read"))
    assert toast["text"] == "The role Auditor is made."
    drawn = text(roles.draw({"role": address.partition("role=")[2], "copy": "", "new": False}))
    assert '"Auditor"' in drawn
    copied = text(roles.draw({"role": "", "copy": address.partition("role=")[2], "new": False}))
    assert "Auditor copy" in copied


def test_the_difference_is_told_before_it_is_saved(signed_in_as) -> None:
    signed_in_as()
    role = custom_role("audit:read")
    ids, values = grants("audit:export")
    drawn = text(roles.compare(values, ids, {"id": role.id}))
    assert "1 gained, 1 lost. 0 users" in drawn


def test_a_role_of_an_older_version_is_refused(signed_in_as) -> None:
    signed_in_as()
    role = custom_role("audit:read")
    given = (*form(name="Auditor", description=""), *grants("audit:read", "audit:export"))
    roles.save(1, {"id": role.id, "version": role.version}, *given)
    with pytest.raises(Conflict, match="in the meantime"):
        roles.save(1, {"id": role.id, "version": role.version}, *given)


def test_nobody_grants_what_they_do_not_hold(signed_in_as) -> None:
    signed_in_as("roles:read", "roles:update", "roles:create")
    with pytest.raises(Forbidden, match="do not hold"):
        roles.create(1, *form(name="Mighty", description=""), *grants("settings:update"))


def test_a_setting_is_saved_only_where_it_differs(signed_in_as) -> None:
    signed_in_as()
    assert settings.save(1, {}, *form(lockout_attempts=5, lockout_minutes="15"))[0]["kind"] == "info"
    assert settings.save(1, {}, *form(lockout_attempts=6, lockout_minutes="15"))[0]["text"] == "1 setting is saved."
    with pytest.raises(Conflict, match="Wrong passwords"):
        settings.save(1, {}, *form(lockout_attempts=7))


def test_a_test_message_without_a_mail_server_says_what_is_missing(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(Unavailable, match="No mail server"):
        settings.send_test(1)


def test_a_redis_that_is_away_is_said_on_the_page_of_jobs(signed_in_as) -> None:
    signed_in_as()
    assert "Redis cannot be reached" in text(jobs.draw())


@pytest.mark.parametrize("act", jobs.ACTS)
def test_what_is_done_to_a_failed_job_is_on_record(signed_in_as, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    me = signed_in_as()
    monkeypatch.setitem(jobs.ACTS, act, (lambda _connection, job_id: f"called {job_id}", "Done."))
    jobs.act([1], [{"job": "j1", "act": act}])
    with database.session(SYSTEM) as db:
        row = db.scalars(sa.select(AuditLog).where(AuditLog.resource_type == "jobs")).one()
    assert (row.user_id, row.action, row.resource_id, row.new_values) == (
        me.id,
        f"job_{act}",
        "j1",
        {"name": "called j1"},
    )


def test_a_role_that_is_not_there_is_said(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(NotFound) as error:
        roles.draw({"role": "nobody's", "copy": "", "new": False})
    assert "There is no such role" in text(roles.apologise(error.value))


def test_a_failed_job_is_touched_only_by_who_may_change_settings(signed_in_as) -> None:
    signed_in_as("settings:read")
    with pytest.raises(Forbidden):
        jobs.act([1], [{"job": "j", "act": "remove"}])
