"""Named filters of a page: personal or shared, one of them the default; and whether a page opens as it was left."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data import calendar, preferences
from data.access import require
from data.db import Session
from data.errors import Conflict, Invalid, NotFound
from data.filters import from_query, to_query
from data.models import SavedView, User

MOST = 50  # views of one reader on one page
LONGEST_NAME = 100
REMEMBERS = "answers:remembers"  # the reader's choice, for all pages

Query = Mapping[str, object]
Kept = dict[str, list[str]]


class View(NamedTuple):
    id: str
    name: str
    query: Kept
    is_mine: bool
    is_default: bool  # of the reader's own: what they open the page with
    is_shared: bool
    owner: str


def listed(db: Session, page: str) -> list[View]:
    """The reader's own, then what others share; each by name."""
    require(db.actor, "read", "dashboards")
    mine = _mine(db)
    query = sa.select(SavedView, User.name, mine).join(User, User.id == SavedView.user_id)
    query = query.where(SavedView.page == page, sa.or_(mine, SavedView.is_shared))
    rows = db.execute(query.order_by(mine.desc(), sa.func.lower(SavedView.name), SavedView.id).limit(4 * MOST))
    today = calendar.now(db).date()
    found = [
        View(view.id, view.name, _kept(view.filters, today), own, view.is_default and own, view.is_shared, owner)
        for view, owner, own in rows
    ]
    return [view for view in found if view.is_mine or _is_open(db, view)]


def save(db: Session, page: str, name: str, query: Query, *, shared: bool = False) -> str:
    """A view of the reader's by that name holds these filters now; its id. One that had the name is replaced."""
    require(db.actor, "read", "dashboards")
    name = _name(name)
    others = sa.select(sa.func.count()).where(_mine(db), SavedView.page == page, SavedView.name != name)
    if (db.scalar(others) or 0) >= MOST:
        raise Conflict(f"A page keeps {MOST} views of yours at most; delete one first.")
    values = {"filters": _kept(query, calendar.now(db).date()), "is_shared": shared}
    insert = postgresql.insert(SavedView).values(user_id=db.actor.user_id, page=page, name=name, **values)
    written = insert.on_conflict_do_update(index_elements=["user_id", "page", "name"], set_=values)
    return db.execute(written.returning(SavedView.id)).scalar_one()


def make_default(db: Session, id_: str) -> None:
    """What the reader opens the page with from now on; again, and it is no longer."""
    view = _own(db, id_)
    was = view.is_default
    same = (_mine(db), SavedView.page == view.page, SavedView.is_default)
    db.execute(sa.update(SavedView).where(*same).values(is_default=False))
    db.execute(sa.update(SavedView).where(SavedView.id == view.id).values(is_default=not was))


def share(db: Session, id_: str) -> None:
    """Others see it from now on; again, and they do not."""
    view = _own(db, id_)
    db.execute(sa.update(SavedView).where(SavedView.id == view.id).values(is_shared=~SavedView.is_shared))


def remove(db: Session, id_: str) -> None:
    view = _own(db, id_)
    db.execute(sa.delete(SavedView).where(SavedView.id == view.id))


def opens_with(db: Session, page: str) -> Kept:
    """The filters a page without any in its address opens with: the default view's, else those it was left with."""
    default = sa.select(SavedView.filters).where(_mine(db), SavedView.page == page, SavedView.is_default)
    kept = db.scalar(default)
    if kept is None and remembers(db):
        kept = preferences.read(db, _left(page))
    return _kept(kept, calendar.now(db).date()) if isinstance(kept, dict) else {}


def has_moved(db: Session, page: str, query: Kept) -> bool:
    """Whether there is anything to keep of how a page is narrowed now."""
    return remembers(db) and (preferences.read(db, _left(page)) or {}) != query


def leave(db: Session, page: str, query: Kept) -> None:
    """Keeps what a page is narrowed to now, for who wants to find it again."""
    if has_moved(db, page, query):
        preferences.keep(db, _left(page), query or None)


def remembers(db: Session) -> bool:
    return preferences.read(db, REMEMBERS) is True


def remember(db: Session, _id: str = "") -> None:
    """Turns the remembering on or off."""
    preferences.keep(db, REMEMBERS, None if remembers(db) else True)


def _is_open(db: Session, view: View) -> bool:
    """A view of somebody else's that is about customers is for who may see all of these."""
    return db.actor.customer_ids is None or db.actor.customer_ids.issuperset(view.query.get("customer", ()))


def _mine(db: Session) -> sa.ColumnElement[bool]:
    """Who is no user has none."""
    return SavedView.user_id == (db.actor.user_id or "")


def _own(db: Session, id_: str) -> SavedView:
    """Only its owner changes a view; to anyone else it is not there."""
    query = sa.select(SavedView).where(_mine(db), sa.cast(SavedView.id, sa.Text) == id_).with_for_update()
    view = db.scalar(query)
    if view is None:
        raise NotFound("There is no such view of yours any more.")
    return view


def _kept(query: Query, today: dt.date) -> Kept:
    """Only what is understood is kept, and what is read was understood."""
    return to_query(from_query(query, today)[0])


def _name(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"name": f"Give the view a name of 1 to {LONGEST_NAME} characters."})
    return name


def _left(page: str) -> str:
    return f"answers:left:{page}"
