"""Lists of records, called as the functions they are: each entity for each kind of reader."""

from typing import Any

import pytest
from dash import no_update

from callbacks import bulk, customer, record_form, records
from callbacks.process import page as process_page
from data.access import SYSTEM
from data.catalog import ENTITIES
from data.entities import Entity
from data.errors import Forbidden, Invalid, NotFound, Unavailable
from data.records import windows
from layouts import record_columns, record_filters
from layouts import records as page
from tests.callbacks.record_calls import made, of, save
from tests.layouts.test_pages import ids as ids_of
from tests.layouts.test_pages import text
from tests.records.world import World, raw

EACH = pytest.mark.parametrize("entity", ENTITIES.values(), ids=list(ENTITIES))
EDITED = pytest.mark.parametrize("entity", [e for e in ENTITIES.values() if e.is_editable], ids=lambda e: e.name)
WHOLE_LIST = {"within": {}, "asked": None}
WINDOW = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}


def viewer_of(entity: Entity) -> tuple[str, ...]:
    return (
        f"{entity.permission}:read",
        "customers:read",
        "processes:read",
        "teams:read",
        "services:read",
        "contacts:read",
    )


def rows(entity: Entity, words: str = "", **request: Any) -> tuple:
    return records.rows(WINDOW | request, words, WHOLE_LIST, {"entity": entity.name})


@EACH
def test_a_list_shows_its_columns_and_what_its_reader_may_do(entity: Entity, acme: World, signed_in_as) -> None:
    signed_in_as()
    drawn = records.content(WHOLE_LIST, {"entity": entity.name})
    assert f"New {entity.one}" in text(drawn) or entity.name in page.MAKERS
    assert "data-act" in text(drawn)
    assert all(column.label in text(drawn) for column in entity.columns.values())


@EACH
def test_who_may_only_read_is_offered_no_more_than_reading(entity: Entity, acme: World, signed_in_as) -> None:
    signed_in_as(*viewer_of(entity))
    drawn = text(records.content(WHOLE_LIST, {"entity": entity.name}))
    assert f"New {entity.one}" not in drawn
    assert "data-act" not in drawn
    assert '"editable": true' not in drawn
    assert "records-export" not in drawn
    saved = made(entity, acme)
    _open, _title, body = record_form.open_form({"entity": entity.name, "id": saved.id}, "record")
    assert not {"record-save", "record-remove"} & {id_ for id_ in ids_of(body) if isinstance(id_, str)}


@EACH
def test_what_was_typed_is_saved_listed_and_opened_again(entity: Entity, acme: World, signed_in_as, put) -> None:
    signed_in_as()
    saved, problems, _clash, _of = save(entity, raw(acme, entity))
    assert problems["messages"] == {}
    assert put["toast"]["undo"]
    answer, count, _chips, notice, _later = rows(entity)
    assert saved["id"] in [row["id"] for row in answer["rowData"]]
    assert answer["rowCount"] == len(answer["rowData"])
    assert str(answer["rowCount"]) in count
    assert notice == []
    is_open, title, body = record_form.open_form({"entity": entity.name, "id": saved["id"]}, "record")
    assert is_open
    assert title == saved["title"]
    assert ("record-save" in ids_of(body)) == entity.is_editable


@EACH
def test_a_blank_form_names_every_field_that_is_missing(entity: Entity, acme: World, signed_in_as) -> None:
    signed_in_as()
    record_form.open_form({"entity": entity.name, "id": "new", "preset": {}}, "record")
    with pytest.raises(Invalid) as error:
        save(entity, dict.fromkeys(entity.form))
    needed = {name for name, field in entity.inputs.items() if field.required}
    said = record_form.refuse(error.value)[1]["messages"]
    assert needed <= said.keys()
    assert all(sentence.endswith(".") for sentence in said.values())


@EACH
def test_who_may_only_read_saves_and_deletes_nothing(entity: Entity, acme: World, signed_in_as) -> None:
    saved = made(entity, acme)
    signed_in_as(*viewer_of(entity))
    chosen = {"entity": entity.name, "ids": [saved.id], "every": False, "within": {}, "count": 1}
    for attempt in (
        lambda: save(entity, raw(acme, entity)),
        lambda: save(entity, raw(acme, entity), saved.id, 1),
        lambda: record_form.remove(1, of(entity, saved.id)),
        lambda: bulk.remove(1, chosen),
    ):
        with pytest.raises(Forbidden):
            attempt()


@EACH
def test_the_same_form_sent_twice_makes_one_record(entity: Entity, acme: World, signed_in_as) -> None:
    signed_in_as()
    first, second = (save(entity, raw(acme, entity))[0] for _ in range(2))
    assert first["id"] == second["id"]


@EDITED
def test_a_value_changed_in_the_list_makes_a_new_version(entity: Entity, acme: World, signed_in_as, put) -> None:
    signed_in_as()
    saved = made(entity, acme)
    field, value = next((name, raw(acme, entity)[name]) for name in entity.in_place if name in raw(acme, entity))
    answer = records.edit({"id": saved.id, "version": 1, "field": field, "value": value}, {"entity": entity.name})
    assert answer["version"] >= 1
    assert put["toast"]["text"].endswith("is saved.")


@EDITED
def test_columns_that_can_be_changed_in_the_list_say_how(entity: Entity) -> None:
    columns = {column["colId"]: column for column in record_columns.columns(entity, SYSTEM)}
    changed = {name for name, column in columns.items() if column.get("editable")}
    assert changed
    assert changed <= set(entity.in_place)
    assert all(columns[name]["cellEditor"].startswith("ag") for name in changed)


@EACH
def test_every_column_is_filtered_by_what_its_edition_of_the_grid_has(entity: Entity) -> None:
    known = {"agTextColumnFilter", "agNumberColumnFilter", "agDateColumnFilter", "ChoiceFilter", False}
    assert {column["filter"] for column in record_columns.columns(entity, SYSTEM)} <= known


def test_a_list_says_how_many_of_how_many_and_by_which_filter(acme: World, signed_in_as) -> None:
    signed_in_as()
    made(ENTITIES["contacts"], acme)
    narrow = {
        "type": {"filterType": "set", "values": ["Client"]},
        "name": {"filterType": "text", "type": "contains", "filter": "ben"},
    }
    _answer, count, chips, *_rest = rows(ENTITIES["contacts"], filterModel=narrow)
    assert count == "1 of 2 contacts"
    assert "Type is Client" in text(chips)
    assert "Name has “ben”" in text(chips)


def test_nothing_found_is_told_apart_from_nothing_there(acme: World, signed_in_as) -> None:
    signed_in_as()
    assert "Nothing matches" in text(rows(ENTITIES["teams"], "zzz")[3])
    assert "No notes yet" in text(rows(ENTITIES["notes"])[3])


def test_a_list_that_fails_offers_another_try_and_a_reset() -> None:
    drawn = text(records.apologise(Invalid({"": "The list cannot be sorted by that."})))
    assert "cannot be sorted" in drawn
    assert "records-retry" in drawn
    assert "records-reset" in drawn


def test_a_list_of_something_unknown_does_not_exist(signed_in_as) -> None:
    signed_in_as()
    with pytest.raises(NotFound):
        records.content(WHOLE_LIST, {"entity": "users"})


def test_a_list_opens_as_its_reader_left_it_and_as_at_first_once_that_is_forgotten(acme: World, signed_in_as) -> None:
    signed_in_as()
    id_, left = {"entity": "contacts"}, {"columnVisibility": {"hiddenColIds": ["phone"]}}
    records.keep(left, WHOLE_LIST, id_)
    assert _hidden(records.content(WHOLE_LIST, id_)) == ["phone"]
    elsewhere = {"within": {"customer_id": acme.customer.id}, "asked": None}
    assert _hidden(records.content(elsewhere, id_)) is None
    records.keep({}, WHOLE_LIST, id_)
    assert _hidden(records.content(WHOLE_LIST, id_)) is None


def test_an_address_says_what_a_list_is_narrowed_to_whatever_was_kept(acme: World, signed_in_as) -> None:
    signed_in_as()
    own = WHOLE_LIST | {"asked": {"words": "", "filter": '{"name": {"filterType": "text"}}', "sort": "nonsense"}}
    records.keep({"filter": {"filterModel": {"phone": {}}}}, own, {"entity": "contacts"})
    state = _state(records.content(own, {"entity": "contacts"}))
    assert list(state["filter"]["filterModel"]) == ["name"]
    assert state["sort"] == {"sortModel": []}


def test_work_is_listed_as_far_as_it_is_to_be_done_until_its_reader_chooses_otherwise(signed_in_as) -> None:
    signed_in_as()
    own = WHOLE_LIST | {"asked": {"words": "", "filter": "", "sort": ""}}
    assert "status" in _state(records.content(own, {"entity": "processes"}))["filter"]["filterModel"]
    assert "filter" not in _state(records.content(WHOLE_LIST, {"entity": "processes"}))


def _state(drawn: list) -> dict[str, Any]:
    grid = next(part for box in drawn for part in box._traverse() if hasattr(part, "columnDefs"))
    return grid.dashGridOptions["initialState"]


def _hidden(drawn: list) -> list[str] | None:
    return _state(drawn).get("columnVisibility", {}).get("hiddenColIds")


@pytest.mark.parametrize("failed", [records.unread, customer.closed, process_page.unlisted])
def test_what_could_not_be_read_at_first_says_so_where_it_would_stand(failed, signed_in_as, monkeypatch) -> None:
    """Else a grey shape, or what another tab showed, would stay for ever."""
    told: dict[Any, Any] = {}
    monkeypatch.setattr("callbacks.messages.set_props", told.__setitem__)
    assert "could not be read" in text(failed(RuntimeError("no connection")))
    assert told["toast"]["data"]["kind"] == "danger"


def test_rows_come_before_they_are_counted(acme: World, signed_in_as, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in_as()
    for name, value in {"FEW": 0, "LOOKED_AT": (1000,), "ENOUGH": 1}.items():
        monkeypatch.setattr(windows, name, value)
    tasks = ENTITIES["tasks"]
    for _ in range(3):
        made(tasks, acme)
    request = {"endRow": 2, "filterModel": {"title": {"filterType": "text", "type": "contains", "filter": "map"}}}
    answer, said, _chips, _notice, later = rows(tasks, **request)
    assert (len(answer["rowData"]), answer["rowCount"], said) == (2, None, "Counting…")
    text, told = records.count(later, WHOLE_LIST, {"entity": "tasks"})
    assert (text, told) == ("3 tasks", {"total": 3, "at": later["at"]})
    assert records.count(None, WHOLE_LIST, {"entity": "tasks"}) == (no_update, no_update)


def test_what_takes_too_long_to_count_is_shown_all_the_same() -> None:
    assert records.uncounted(Unavailable("The database is busy.")) == (record_filters.TOO_MANY, no_update)
