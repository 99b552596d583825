"""Named filters: whose they are, who sees them, and what a page opens with."""

import pytest
import sqlalchemy as sa

from data import db as database
from data import preferences, views
from data.access import Actor
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import SavedView
from tests import factories as make

READ = frozenset({"dashboards:read"})
DESIGN = {"stage": ["Design"]}


@pytest.fixture
def ada(db: Session) -> Actor:
    return Actor(make.user(db, name="Ada").id, READ)


@pytest.fixture
def bo(db: Session) -> Actor:
    return Actor(make.user(db, name="Bo", email="bo@example.com").id, READ)


def seen(actor: Actor, page: str = "flow") -> list[tuple]:
    with database.session(actor) as db:
        return [(view.name, view.is_mine, view.is_default, view.is_shared) for view in views.listed(db, page)]


def kept(actor: Actor, name: str = "Mine", query: dict | None = None, **more: bool) -> str:
    with database.session(actor) as db:
        return views.save(db, "flow", name, DESIGN if query is None else query, **more)


def test_a_view_is_its_readers_own_until_it_is_shared(ada: Actor, bo: Actor) -> None:
    id_ = kept(ada)
    assert (seen(ada), seen(bo)) == ([("Mine", True, False, False)], [])
    with database.session(ada) as db:
        views.share(db, id_)
    assert seen(bo) == [("Mine", False, False, True)]
    assert seen(ada, "utilisation") == []


def test_the_same_name_holds_what_was_saved_last(ada: Actor) -> None:
    assert kept(ada) == kept(ada, "  Mine ", {"status": ["Completed"]})
    with database.session(ada) as db:
        [view] = views.listed(db, "flow")
    assert view.query == {"status": ["Completed"]}


def test_only_what_is_understood_is_kept(ada: Actor) -> None:
    kept(ada, query={"stage": ["Design", "Nowhere"], "from": ["soon"], "evil": ["1"]})
    with database.session(ada) as db:
        assert views.listed(db, "flow")[0].query == DESIGN


def test_one_view_is_what_a_page_opens_with(ada: Actor, bo: Actor) -> None:
    first, second = kept(ada, "First", shared=True), kept(ada, "Second", {"q": ["extract"]})
    with database.session(ada) as db:
        views.make_default(db, first)
        views.make_default(db, second)
        assert views.opens_with(db, "flow") == {"q": ["extract"]}
        assert [view.name for view in views.listed(db, "flow") if view.is_default] == ["Second"]
        views.make_default(db, second)
        assert views.opens_with(db, "flow") == {}
    with database.session(bo) as db:
        assert views.opens_with(db, "flow") == {}


@pytest.mark.parametrize("change", [views.make_default, views.share, views.remove])
def test_nobody_changes_anothers_view_or_one_that_is_not_there(ada: Actor, bo: Actor, change) -> None:
    id_ = kept(ada, shared=True)
    for wanted in (id_, "", "x' OR 1=1", "0198c0de-0000-7000-8000-000000000001"):
        with database.session(bo) as db, pytest.raises(NotFound):
            change(db, wanted)
    assert seen(ada) == [("Mine", True, False, True)]


def test_a_view_about_a_customer_is_not_shown_to_who_may_not_see_it(db: Session, ada: Actor, bo: Actor) -> None:
    mine, other = make.customer(db).id, make.customer(db).id
    kept(ada, "Secret takeover", {"customer": [mine, other]}, shared=True)
    kept(ada, "All", {"customer": [mine]}, shared=True)
    assert [row[0] for row in seen(Actor(bo.user_id, READ, frozenset({mine})))] == ["All"]


@pytest.mark.parametrize("name", ["", "   ", "\0", "x" * 101])
def test_a_view_needs_a_name_of_some_length(ada: Actor, name: str) -> None:
    with pytest.raises(Invalid):
        kept(ada, name)


def test_there_is_an_end_to_views(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    for name in ("A", "B", "B"):
        kept(ada, name)
    with pytest.raises(Conflict):
        kept(ada, "C")


def test_who_reads_no_figures_keeps_no_views(ada: Actor) -> None:
    with pytest.raises(Forbidden):
        kept(Actor(ada.user_id))


def test_a_page_is_found_as_it_was_left_only_by_who_wants_that(ada: Actor) -> None:
    with database.session(ada) as db:
        views.leave(db, "flow", DESIGN)
        assert views.opens_with(db, "flow") == {}
        views.remember(db)
        views.leave(db, "flow", DESIGN)
        assert views.opens_with(db, "flow") == DESIGN
        assert views.opens_with(db, "utilisation") == {}
        views.leave(db, "flow", {})
        assert views.opens_with(db, "flow") == {}
        views.leave(db, "flow", DESIGN)
        views.remember(db)
        assert views.opens_with(db, "flow") == {}


def test_a_default_view_goes_before_how_the_page_was_left(ada: Actor) -> None:
    id_ = kept(ada)
    with database.session(ada) as db:
        views.remember(db)
        views.leave(db, "flow", {"status": ["Completed"]})
        views.make_default(db, id_)
        assert views.opens_with(db, "flow") == DESIGN


def test_what_was_kept_is_understood_anew(ada: Actor) -> None:
    with database.session(ada) as db:
        views.remember(db)
        preferences.keep(db, "answers:left:flow", {"stage": ["Gone", "Design"], "x": 1})
        assert views.opens_with(db, "flow") == DESIGN


def test_a_view_goes_with_its_reader_and_when_it_is_deleted(ada: Actor) -> None:
    id_ = kept(ada)
    with database.session(ada) as db:
        views.remove(db, id_)
        assert db.scalar(sa.select(sa.func.count()).select_from(SavedView)) == 0
