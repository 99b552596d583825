"""Lists as files: what is in them, that nothing in them runs, and that they come back as they went."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from data import crud, exchange, exports
from data import db as database
from data.access import SYSTEM
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from data.errors import Forbidden, Invalid
from data.imports import mapping, matching, reading, running
from data.imports.account import Result
from data.models import AuditLog, TimeEntry
from data.records import Wanted
from tests import factories as make
from tests.records.world import World, raw

EVERY = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx"])
ALL = Wanted()
NASTY = ["=1+1", "+41 44", "-5", "@SUM(A1)", "'=kept", "''-twice", "O'Neill", 'a,b;"c"', "日本 🧪", " spaced "]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A list's file, as it is handed out."""

    def written(db: Session, entity: Entity, kind: str, wanted: Wanted = ALL) -> Path:
        path = tmp_path / f"{entity.name}.{kind}"
        if kind == "xlsx":
            exports.xlsx(db, entity, wanted, path)
        else:
            path.write_bytes(b"".join(exports.csv(db, entity, wanted)))
        return path

    return written


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def _import(entity: Entity, path: Path) -> Result:
    source = reading.open_source(path)
    plan = matching.plain(mapping.entity_named(entity.name), source.columns, matching.Wishes())
    return running.run(SYSTEM, source, plan, running.Manner(rejected_folder=path.parent))


def _stored(db: Session, entity: Entity) -> list[dict[str, Any]]:
    rows = db.execute(sa.select(entity.table).order_by(entity.table.c.id)).mappings()
    return [dict(row) for row in rows]


@EVERY
def test_every_column_has_a_title_of_its_own(entity: Entity) -> None:
    titles = [head.title for head in exchange.heads(entity)]
    assert len(set(titles)) == len(titles)
    fed = [head.feeds for head in exchange.heads(entity) if head.feeds]
    assert sorted(fed) == sorted(entity.fields)


@KINDS
@EVERY
def test_what_comes_back_unchanged_changes_nothing(
    db: Session, acme: World, entity: Entity, kind: str, write: Callable[..., Path]
) -> None:
    crud.save(db, entity, None, raw(acme, entity))
    before = _stored(db, entity)
    path = write(db, entity, kind)
    account = _import(entity, path).accounts[0]
    assert (account.rejected, account.new, account.changed, account.same) == (0, 0, 0, len(before))
    assert _stored(db, entity) == before


@KINDS
def test_what_comes_back_corrected_changes_just_that(db: Session, acme: World, kind: str, write: Any) -> None:
    acme.team.name = "Corrected here"
    path = write(db, ENTITIES["teams"], kind)
    acme.team.name = "Spoiled since"
    db.flush()
    account = _import(ENTITIES["teams"], path).accounts[0]
    assert (account.changed, account.new, account.rejected) == (1, 0, 0)
    db.refresh(acme.team)
    assert acme.team.name == "Corrected here"


@KINDS
@pytest.mark.parametrize("text", NASTY)
def test_nothing_runs_and_nothing_is_lost(db: Session, acme: World, kind: str, text: str, write: Any) -> None:
    note = crud.save(db, ENTITIES["notes"], None, raw(acme, ENTITIES["notes"]) | {"title": text, "content": text})
    before = _stored(db, ENTITIES["notes"])
    path = write(db, ENTITIES["notes"], kind)
    if kind == "csv":
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in _rows(path)[0].values())
    else:
        cells = openpyxl.load_workbook(path).active.iter_rows(min_row=2)
        assert all(cell.data_type != "f" for line in cells for cell in line)
    with database.session(SYSTEM) as other:
        other.execute(sa.update(ENTITIES["notes"].table).values(title="x", content="x"))
    assert _import(ENTITIES["notes"], path).accounts[0].changed == 1
    (after,) = _stored(db, ENTITIES["notes"])
    assert (after["id"], after["title"]) == (note.id, before[0]["title"])
    assert after["content"] == before[0]["content"]


def test_numbers_and_days_are_what_they_are_in_a_workbook(db: Session, acme: World, write: Any) -> None:
    make.hours(db, service_id=acme.service.id, hours=Decimal("1.25"), worked_on=dt.date(2026, 11, 2), billable=False)
    sheet = openpyxl.load_workbook(write(db, ENTITIES["hours"], "xlsx")).active
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    found = dict(zip(head, row, strict=True))
    assert (found["Hours"], found["Billable"], found["Day"]) == (1.25, False, dt.datetime(2026, 11, 2))
    assert found["Service"] == acme.service.name


def test_a_file_holds_what_is_filtered_in_its_order_with_names_and_ids(db: Session, acme: World, write: Any) -> None:
    for name in ("Load B", "load A", "Report"):
        make.process(db, name=name, customer_id=acme.customer.id, responsible_contact_id=acme.contact.id)
    starts = {"name": {"filterType": "text", "type": "startsWith", "filter": "LOAD"}}
    wanted = Wanted(filters=starts, sort=({"colId": "name", "sort": "desc"},))
    rows = _rows(write(db, ENTITIES["processes"], "csv", wanted))
    assert [row["Name"] for row in rows] == ["Load B", "load A"]
    assert {(row["Customer"], row["Customer id"]) for row in rows} == {("Acme", acme.customer.id)}
    assert {(row["Responsible"], row["Responsible id"]) for row in rows} == {("Ana of Acme", acme.contact.id)}


def test_a_related_record_goes_by_the_id_that_it_had_elsewhere(db: Session, acme: World, write: Any) -> None:
    acme.customer.external_id = "SAP-7"
    (row,) = _rows(write(db, ENTITIES["teams"], "csv"))
    assert row["Customer id"] == "SAP-7"


def test_a_row_without_an_id_is_new_and_one_with_a_strange_id_is_refused(db: Session, acme: World, write: Any) -> None:
    path = write(db, ENTITIES["services"], "csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    mine = lines[1]
    path.write_text(
        "\n".join([lines[0], mine.replace(acme.service.id, "nobody"), mine.replace(acme.service.id, "", 1)])
    )
    account = _import(ENTITIES["services"], path).accounts[0]
    assert (account.new, account.rejected) == (1, 1)


def test_an_export_is_written_down_with_its_filter_and_its_rows(db: Session, acme: World, write: Any) -> None:
    write(db, ENTITIES["teams"], "csv", Wanted(words="team"))
    row = db.scalars(sa.select(AuditLog).where(AuditLog.action == "export")).one()
    assert (row.resource_type, row.new_values) == ("teams", {"format": "csv", "rows": 1, "words": "team"})


@KINDS
@EVERY
def test_who_may_only_read_exports_nothing(connection: Any, entity: Entity, kind: str, actor: Any, write: Any) -> None:
    with pytest.raises(Forbidden), database.session(actor(f"{entity.permission}:read")) as db:
        write(db, entity, kind)


def test_anothers_records_are_in_no_file(db: Session, acme: World, actor: Any, write: Any) -> None:
    bolt = World(db, "Bolt")
    rights = ("processes:read", "processes:export", "customers:read")
    with database.session(actor(*rights, customer_ids=frozenset({bolt.customer.id}))) as theirs:
        rows = _rows(write(theirs, ENTITIES["processes"], "csv"))
    assert [row["Customer"] for row in rows] == ["Bolt"]


def test_a_text_that_no_cell_takes_is_said_and_not_cut(db: Session, acme: World, write: Any) -> None:
    make.hours(db, service_id=acme.service.id, note="x" * 40_000)
    with pytest.raises(Invalid, match="40,000 characters"):
        write(db, ENTITIES["hours"], "xlsx")
    assert len(_rows(write(db, ENTITIES["hours"], "csv"))[0]["Note"]) == 40_000


def test_many_rows_come_one_after_the_other(db: Session, acme: World) -> None:
    rows = [{"service_id": acme.service.id, "worked_on": dt.date(2026, 1, 1), "hours": 1} for _ in range(4_500)]
    db.execute(sa.insert(TimeEntry), rows)
    parts = list(exports.csv(db, ENTITIES["hours"], Wanted()))
    assert len(parts) >= 3
    assert sum(part.count(b"\r\n") for part in parts) == 4_501
