"""Two people at once: the second is told, and a form that is sent twice makes one record."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import crud
from data import db as database
from data.access import SYSTEM, Actor
from data.catalog import ENTITIES
from data.crud import Outdated
from data.db import Session
from data.errors import Conflict, DomainError
from data.models import Customer, Process, User
from tests import factories as make
from tests.records.world import World, raw

EDITABLE = [entity for entity in ENTITIES.values() if entity.is_editable]
PROCESSES = ENTITIES["processes"]
KEY = "0123456789abcdef"


@pytest.fixture
def committed(own_database: Urls) -> Urls:
    """Two users and a process, for what only shows when both commit."""
    database.configure(own_database.web)
    with database.session(SYSTEM) as db:
        make.user(db, id="ada", name="Ada", email="ada@example.com")
        make.user(db, id="bob", name="Bob", email="bob@example.com")
        make.process(db, id="p1")
    return own_database


def _as(name: str) -> Actor:
    return Actor(name, frozenset({"*"}))


@pytest.mark.parametrize("entity", EDITABLE, ids=lambda entity: entity.name)
def test_a_form_of_an_older_version_overwrites_nothing(db: Session, acme: World, entity) -> None:
    saved = crud.save(db, entity, None, raw(acme, entity))
    field = next(name for name in entity.inputs if entity.inputs[name].kind in ("line", "text"))
    seen = crud.sheet(db, entity, saved.id)
    crud.save(db, entity, saved.id, {field: "Theirs"}, seen.version)
    for version in (seen.version, 0, seen.version + 2, 2**40):
        with pytest.raises(Outdated) as refused:
            crud.save(db, entity, saved.id, {field: "Mine"}, version)
    assert refused.value.theirs.values[field] == "Theirs"
    assert crud.sheet(db, entity, saved.id).values[field] == "Theirs"


def test_who_was_quicker_is_named(committed: Urls) -> None:
    with database.session(_as("ada")) as db:
        crud.save(db, PROCESSES, "p1", {"name": "Ada's"}, 1)
    with database.session(Actor("bob", frozenset({"processes:read", "processes:update"}))) as db:
        with pytest.raises(Outdated, match="Ada has changed Ada's in the meantime") as refused:
            crud.save(db, PROCESSES, "p1", {"name": "Bob's"}, 1)
        since = db.scalars(sa.select(Process.updated_at)).one()
        assert since <= refused.value.at < since + dt.timedelta(minutes=1)


def test_of_two_who_save_at_once_one_is_told(committed: Urls) -> None:
    def save(name: str) -> str:
        try:
            with database.session(_as(name)) as db:
                return crud.save(db, PROCESSES, "p1", {"name": name}, 1).title
        except Outdated as error:
            return f"{error.who} was quicker"

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(save, ("ada", "bob")))
    assert said in ({"ada", "Ada was quicker"}, {"bob", "Bob was quicker"})


def test_what_did_not_change_makes_no_version(db: Session, acme: World) -> None:
    sheet = crud.sheet(db, PROCESSES, acme.process.id)
    crud.save(db, PROCESSES, acme.process.id, sheet.values, sheet.version)
    assert crud.sheet(db, PROCESSES, acme.process.id).version == sheet.version


def test_a_form_that_is_sent_twice_makes_one_record(committed: Urls) -> None:
    def submit(_: int) -> str:
        with database.session(_as("ada")) as db:
            return crud.save(db, ENTITIES["customers"], None, {"name": "Newco"}, key=KEY).id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(submit, range(4)))
    with database.session(SYSTEM) as db:
        assert {db.scalar(sa.select(Customer.id).where(Customer.name == "Newco"))} == ids


def test_a_form_that_was_refused_can_be_sent_again(committed: Urls) -> None:
    def submit(name: str) -> str:
        with database.session(_as("ada")) as db:
            return crud.save(db, ENTITIES["customers"], None, {"name": name}, key=KEY).title

    with pytest.raises(DomainError):
        submit(" ")
    assert submit("Newco") == "Newco"
    with pytest.raises(Conflict, match="same key"):
        submit("Another")


def test_anothers_key_is_ones_own(committed: Urls) -> None:
    ids = set()
    for name in ("ada", "bob"):
        with database.session(_as(name)) as db:
            ids.add(crud.save(db, ENTITIES["customers"], None, {"name": "Newco"}, key=KEY).id)
            assert db.scalar(sa.select(sa.func.count()).select_from(User)) == 2
    assert len(ids) == 2
