"""The callbacks of the imports' page, called as the functions they are."""

import pytest
import sqlalchemy as sa
from dash import no_update
from flask import current_app, g

from callbacks import import_mappings, imports
from data import db as database
from data.access import SYSTEM
from data.errors import Conflict, NotFound
from data.models import AuditLog, Import, User
from data.vocabulary import ImportTask, RunState
from tests.callbacks.typed import WINDOW
from tests.dashboard.test_wiring import parts
from tests.layouts.import_samples import FOUND, PLAN
from tests.layouts.test_pages import ids, text

NOTHING = {"number": 1, "page": "one tab"}


@pytest.fixture(autouse=True)
def home(request_context: None, tmp_path) -> None:
    current_app.config["HOME"] = tmp_path


def kept(user: User | None, **values) -> dict[str, str]:
    """An import that was looked at."""
    given = {"file_name": "customers.csv", "size": 1, "state": RunState.SUCCEEDED, "found": FOUND, "plan": PLAN.kept()}
    with database.session(SYSTEM) as db:
        row = Import(user_id=user.id if user else None, **(given | values))
        db.add(row)
        db.flush()
        return {"id": str(row.id)}


def form(**columns: str) -> tuple:
    """What the form sends: the columns by their place, and nothing else said."""
    names = [column["name"] for column in FOUND["columns"]]
    values = [columns.get(name, PLAN.columns[name] or "-") for name in names]
    places = [{"kind": "import-column", "place": str(place)} for place in range(len(names))]
    return values, [], None, "-", ".", "-", places, []


def plan_of(of: dict[str, str]) -> dict:
    with database.session(SYSTEM) as db:
        return db.scalars(sa.select(Import.plan).where(Import.id == of["id"])).one()


def test_the_mapping_is_drawn_and_no_longer_asked_for(signed_in_as) -> None:
    of = kept(signed_in_as())
    content, is_quiet = imports.draw(of)
    assert "import-what" in ids(content)
    assert is_quiet


def test_a_change_is_kept_at_once_and_what_follows_is_drawn(signed_in_as) -> None:
    of = kept(signed_in_as())
    rest, why, seen = imports.decide(*form(Phase="-"), of, NOTHING)
    assert plan_of(of)["columns"]["Phase"] == ""
    assert "Words" not in text(rest)
    assert "Left out" in text(why[1])
    assert seen == {"number": 2, "page": "one tab"}


def test_a_form_that_says_the_same_changes_nothing(signed_in_as) -> None:
    of = kept(signed_in_as())
    assert imports.decide(*form(), of, NOTHING)[0] is no_update
    assert imports.take_as("entity:customers", of, NOTHING) is no_update


def test_taken_for_something_else_the_columns_are_guessed_anew(signed_in_as) -> None:
    of = kept(signed_in_as())
    imports.take_as("entity:teams", of, NOTHING)
    assert plan_of(of)["entity"] == "teams"
    with pytest.raises(NotFound):
        imports.take_as("entity:users", of, NOTHING)
    with pytest.raises(NotFound):
        imports.take_as("saved:../secrets", of, NOTHING)


def test_a_mapping_is_kept_by_name_and_offered_for_the_next_file(signed_in_as) -> None:
    user = signed_in_as()
    of, other = kept(user), kept(user, plan={})
    assert import_mappings.keep(1, " ", False, of)[1] == "Give it a name of one line, at most 300 characters."
    toast, wrong = import_mappings.keep(1, "  Monthly   list ", True, of)
    assert (toast["text"], wrong) == ("The mapping is kept as “Monthly list”.", "")
    shown = next(part for part in parts(imports.draw(other)[0]) if getattr(part, "id", "") == "import-what")
    offered = {option["label"]: option["value"] for option in shown.options}
    imports.take_as(offered["Monthly list — kept mapping"], other, NOTHING)
    assert plan_of(other)["columns"] == PLAN.columns


def test_a_kept_mapping_is_deleted_by_who_kept_it_and_that_is_audited(signed_in_as) -> None:
    ada = signed_in_as()
    import_mappings.keep(1, "Monthly list", True, kept(ada))
    (id_,) = (one["mapping"] for one in ids(import_mappings.kept()) if isinstance(one, dict))
    here = g._login_user
    signed_in_as(email="ben@example.com", name="Ben")
    assert import_mappings.kept() == []
    for somebody_elses in (id_, "\0", "x"):
        with pytest.raises(NotFound):
            import_mappings.forget([1], [{"mapping": somebody_elses}])
    g._login_user = here
    assert import_mappings.forget([None], [{"mapping": id_}]) == (no_update, no_update)
    assert import_mappings.forget([1], [{"mapping": id_}])[0]["text"] == "The mapping “Monthly list” is deleted."
    assert import_mappings.kept() == []
    with database.session(SYSTEM) as db:
        deleted = (AuditLog.resource_type == "import_mappings", AuditLog.action == "delete")
        assert db.scalars(sa.select(AuditLog.resource_id).where(*deleted)).all() == [id_]


def test_the_step_buttons_queue_the_work_and_a_second_press_is_told(signed_in_as) -> None:
    of = kept(signed_in_as())
    imports.act([1], [{"act": "check"}], of, NOTHING)
    content, is_quiet = imports.draw(of)
    assert "Waiting for a worker" in text(content)
    assert not is_quiet
    with pytest.raises(Conflict, match="at work just now"):
        imports.act([1], [{"act": "check"}], of, NOTHING)


def test_nothing_is_imported_that_was_not_compared(signed_in_as) -> None:
    of = kept(signed_in_as())
    with pytest.raises(Conflict, match="look at the difference"):
        imports.act([1], [{"act": "run"}], of, NOTHING)


def test_somebody_elses_import_does_not_exist(signed_in_as) -> None:
    of = kept(None, task=ImportTask.CHECK)
    signed_in_as("customers:create", "customers:update")
    with pytest.raises(NotFound):
        imports.draw(of)
    with pytest.raises(NotFound):
        imports.act([1], [{"act": "cancel"}], of, NOTHING)
    assert imports.rows(WINDOW)[0]["rowCount"] == 0
    assert imports.sample("new", "0", 1, None) == (no_update, no_update)
