"""The callbacks of the users' page, called as the functions they are."""

import pytest
import sqlalchemy as sa

from callbacks import forms
from callbacks.admin import users
from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, Forbidden, Invalid
from layouts.admin import users as page
from tests import factories as make
from tests.callbacks.typed import ANA, WINDOW, form, somebody
from tests.layouts.test_pages import ids as ids_of
from tests.layouts.test_pages import text


def test_an_invitation_shows_its_link_once_and_says_that_nothing_was_mailed(signed_in_as) -> None:
    signed_in_as()
    toast, _changed, shown = users.invite(1, *form(**ANA))
    assert toast["text"] == "Ana Silva is invited."
    assert "https://crm.example.com/link/" in text(shown)
    assert "nothing was mailed" in text(shown)
    answer, counted = users.rows(WINDOW, "ana@exam")
    assert (counted, answer["rowData"][0]["state"], answer["rowData"][0]["customers"]) == ("1 user", "Invited", "All")


def test_a_queue_that_is_away_is_said_and_the_link_still_shown(signed_in_as) -> None:
    signed_in_as()
    with database.session(SYSTEM) as db:
        db.execute(sa.text("INSERT INTO app_settings (key, value) VALUES ('smtp_host', '\"mail.example.com\"')"))
    shown = text(users.invite(1, *form(**ANA))[2])
    assert "queue cannot be reached" in shown
    assert "/link/" in shown


def test_all_that_is_wrong_with_a_user_is_said_at_once_and_at_its_field(signed_in_as, said) -> None:
    signed_in_as()
    with pytest.raises(Invalid) as error:
        users.invite(1, *form(name=" ", email="nobody", role="Viewer", timezone="Mars/Base"))
    forms.refused(page.FORM, *page.FIELDS)(error.value)
    assert {name for name, words in said.items() if words} == {"name", "email", "timezone"}


def test_a_conflict_is_said_over_the_form(said) -> None:
    forms.refused("user", "name")(Conflict("Someone else has changed Ana."))
    assert said == {"name": "", "": "Someone else has changed Ana."}


def test_an_error_at_no_field_of_the_form_is_not_lost(said) -> None:
    forms.refused("user", "name")(Invalid({"colour": "Choose another colour."}))
    assert said[""] == "Choose another colour."


def test_a_form_of_an_older_version_is_refused(signed_in_as) -> None:
    signed_in_as()
    user = somebody()
    users.save(1, {"id": user.id, "version": user.version}, *form(**ANA))
    with pytest.raises(Conflict, match="in the meantime"):
        users.save(1, {"id": user.id, "version": user.version}, *form(**ANA))


def test_a_made_up_role_is_refused_in_words(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(Invalid, match="Choose a role"):
        users.invite(1, *form(**(ANA | {"role": "Emperor"})))


def test_nobody_hands_out_a_role_above_their_own(signed_in_as) -> None:
    signed_in_as("users:read", "users:create")
    with pytest.raises(Forbidden):
        users.invite(1, *form(**(ANA | {"role": "Admin"})))


def test_who_may_only_read_users_changes_none(signed_in_as) -> None:
    signed_in_as("users:read")
    user = somebody()
    of = {"id": user.id, "version": user.version}
    for attempt in (lambda: users.invite(1, *form(**ANA)), lambda: users.save(1, of, *form(**ANA))):
        with pytest.raises(Forbidden):
            attempt()


def test_a_user_is_put_out_and_let_in_again(signed_in_as) -> None:
    signed_in_as()
    user = somebody()
    users.deactivate(1, {"id": user.id})
    assert "Deactivated" in text(users.open_form({"id": user.id})[2])
    users.activate(1, {"id": user.id})
    assert "users-deactivate" in ids_of(users.open_form({"id": user.id})[2])


def test_nobody_puts_themselves_out(signed_in_as) -> None:
    me = signed_in_as()
    with pytest.raises(Conflict, match="yourself"):
        users.deactivate(1, {"id": me.id})


def test_customers_are_found_by_name_and_the_chosen_stay(db, signed_in_as) -> None:
    chosen, other = make.customer(db, name="Acme"), make.customer(db, name="Borealis")
    signed_in_as()
    found = [option["value"] for option in users.find_customers("bore", [chosen.id])]
    assert found == [chosen.id, other.id]
