"""The panel of a record: two editors, what is found by typing, and the same done to many."""

import pytest
from dash import no_update
from flask import g

from callbacks import bulk, record_form
from data import crud
from data import db as database
from data.access import SYSTEM
from data.catalog import ENTITIES
from data.errors import Conflict, Forbidden, Invalid, NotFound
from layouts import record_clash
from tests.callbacks.record_calls import made, of, save
from tests.callbacks.typed import form
from tests.layouts.test_pages import ids as ids_of
from tests.layouts.test_pages import text
from tests.records.world import World

CONTACTS = ENTITIES["contacts"]


def chosen(entity: str, *ids: str, **more) -> dict:
    return {"entity": entity, "act": "change", "ids": list(ids), "every": False, "within": {}, "count": len(ids)} | more


def titles(*ids: str) -> list[str]:
    with database.session(SYSTEM) as db:
        return [crud.sheet(db, CONTACTS, id_).values["title"] for id_ in ids]


def opened(id_: str) -> dict:
    with database.session(SYSTEM) as db:
        sheet = crud.sheet(db, CONTACTS, id_)
    return of(CONTACTS, id_, sheet.version) | {"values": record_clash.seen(sheet.values)}


def test_two_people_see_both_versions_and_nothing_is_overwritten(acme: World, signed_in_as) -> None:
    signed_in_as()
    id_ = acme.contact.id
    mine = opened(id_)
    save(CONTACTS, {"title": "Theirs", "role": "Sponsor"}, id_, mine["version"])
    typed = form(title="Mine", role="")
    saved, _problems, clash, after = record_form.save(1, mine, "record", *typed, [], [])
    assert "id" not in (saved if isinstance(saved, dict) else {})
    assert "Mine" in text(clash)
    assert "Theirs" in text(clash)
    assert titles(id_) == ["Theirs"]
    saved, *_ = record_form.save(1, after, "record", *typed, [], [])
    assert saved["id"] == id_
    assert titles(id_) == ["Mine"]


def test_what_only_they_changed_is_theirs_at_first(acme: World, signed_in_as) -> None:
    signed_in_as()
    mine = opened(acme.contact.id)
    save(CONTACTS, {"title": "Theirs"}, acme.contact.id, mine["version"])
    clash = record_form.save(1, mine, "record", *form(title=None, name="Ana B"), [], [])[2]
    picked = {part.id["field"]: part.value for part in clash._traverse() if getattr(part, "name", "")}
    assert picked == {"title": "theirs", "name": "mine"}


def test_days_are_written_as_everywhere_else(acme: World, signed_in_as, put) -> None:
    signed_in_as()
    teams, id_ = ENTITIES["teams"], acme.team.id
    mine = of(teams, id_, 1) | {"values": {}}
    save(teams, {"start_date": "2026-11-04"}, id_, 1)
    clash = text(record_form.save(1, mine, "record", *form(start_date="2026-11-05"), [], [])[2])
    assert "4 Nov 2026" in clash
    assert "5 Nov 2026" in clash
    entry = {"service_id": acme.service.id, "worked_on": "2026-11-20", "hours": "1.25"}
    save(ENTITIES["hours"], entry)
    assert put["toast"]["text"] == "20 Nov 2026 · 1.25 · Support of Acme is added."


def test_the_open_record_is_read_again_only_when_it_is_another(acme: World, signed_in_as) -> None:
    signed_in_as()
    id_ = acme.contact.id
    mine = opened(id_)
    assert record_form.check(1.0, mine) is no_update
    assert record_form.check(1.0, mine | {"id": None}) is no_update
    save(CONTACTS, {"title": "Theirs"}, id_, mine["version"])
    stale = record_form.check(1.0, mine)
    assert (stale["id"], stale["gone"]) == (id_, False)
    with database.session(SYSTEM) as db:
        crud.remove(db, CONTACTS, crud.Chosen((id_,)))
    assert record_form.check(1.0, mine)["gone"] is True


def test_a_preset_fills_a_new_form(acme: World, signed_in_as) -> None:
    signed_in_as()
    preset = {"customer_id": acme.customer.id}
    drawn = record_form.open_form({"entity": "teams", "id": "new", "preset": preset}, "record")[2]
    assert "Acme" in text(drawn)
    assert acme.customer.id in text(drawn)


def test_a_record_that_is_not_there_is_not_opened(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(NotFound):
        record_form.open_form({"entity": "contacts", "id": "nobody"}, "record")


def test_records_are_found_by_typing_and_narrowed_by_the_rest_of_the_form(acme: World, signed_in_as) -> None:
    signed_in_as()
    with database.session(SYSTEM) as db:
        other = World(db, "Bolt")
    asked = {"words": "ana", "within": {"customer_id": acme.customer.id}}
    drawn = text(record_form.find(asked, {"table": "contacts", "maker": None}))
    assert acme.contact.id in drawn
    assert other.contact.id not in drawn


def test_what_is_not_found_can_be_made_on_the_spot(acme: World, signed_in_as) -> None:
    signed_in_as()
    maker = {"entity": "teams", "one": "team", "called": "name"}
    drawn = text(record_form.find({"words": "Night <b>", "within": {}}, {"table": "teams", "maker": maker}))
    assert "Create “Night <b>” as a new team" in drawn
    assert "Nothing found" in text(record_form.find({"words": "zzz"}, {"table": "teams", "maker": None}))


def test_many_are_changed_and_removed_in_one_change_set(acme: World, signed_in_as, put) -> None:
    signed_in_as()
    ids = (acme.contact.id, made(CONTACTS, acme).id)
    drawn = text(bulk.open_dialogue(chosen("contacts", *ids)))
    assert "Change 2 contacts" in drawn
    assert bulk.change(1, chosen("contacts", *ids), *form(title="Sponsor"))[0] is False
    assert titles(*ids) == ["Sponsor", "Sponsor"]
    assert put["toast"]["undo"]
    bulk.remove(1, chosen("contacts", *ids))
    assert put["toast"]["text"] == "2 contacts deleted."


def test_all_that_match_are_those_of_the_filter(acme: World, signed_in_as) -> None:
    signed_in_as()
    ben = made(CONTACTS, acme).id
    every = chosen("contacts", every=True, words="ben", filterModel={}, sortModel=[])
    bulk.change(1, every, *form(title="Sponsor"))
    assert titles(ben, acme.contact.id) == ["Sponsor", None]


def test_a_dialogue_says_what_is_wrong_and_stays(acme: World, signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(Invalid) as error:
        bulk.change(1, chosen("contacts"), *form(title="Sponsor"))
    assert bulk.refuse(error.value)[1]["messages"]


def test_only_some_fields_are_changed_in_many(acme: World, signed_in_as) -> None:
    signed_in_as()
    assert bulk.choose_field("email", chosen("contacts")) == []
    with pytest.raises(Invalid):
        bulk.change(1, chosen("contacts", acme.contact.id), *form(email="a@example.com"))


def test_a_manager_of_some_customers_touches_no_others(acme: World, signed_in_as) -> None:
    signed_in_as()
    signed_in = g._login_user.signed_in
    narrow = signed_in.actor.__class__(signed_in.actor.user_id, signed_in.actor.permissions, frozenset({"elsewhere"}))
    g._login_user = g._login_user.__class__(signed_in._replace(actor=narrow))
    with pytest.raises((NotFound, Forbidden)):
        record_form.open_form({"entity": "teams", "id": acme.team.id}, "record")
    with pytest.raises((NotFound, Forbidden, Conflict)):
        bulk.remove(1, chosen("teams", acme.team.id))
    assert acme.customer.id not in text(record_form.find({"words": "acme"}, {"table": "customers", "maker": None}))


def test_a_note_that_was_put_away_is_brought_back(acme: World, signed_in_as, put) -> None:
    signed_in_as()
    notes = ENTITIES["notes"]
    id_ = made(notes, acme).id
    record_form.remove(1, of(notes, id_))
    assert put["toast"]["text"] == "Call back is put away."
    drawn = ids_of(record_form.open_form({"entity": "notes", "id": id_}, "record")[2])
    assert "record-restore" in drawn
    assert "record-remove" not in drawn
    record_form.restore(1, of(notes, id_))
    assert "record-remove" in ids_of(record_form.open_form({"entity": "notes", "id": id_}, "record")[2])
