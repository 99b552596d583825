"""The demo company moves in whole or not at all, always the same, and leaves the database in order."""

import datetime as dt

import pytest
import sqlalchemy as sa

from dashboard.services.throwaway import Urls
from data import db as database
from data import demo
from data.access import SYSTEM
from data.demo import words
from data.errors import Conflict, Invalid
from data.models import Customer, Process, ProcessTask
from data.vocabulary import FUNCTIONAL_AREAS, DrugClass, SdlcStage, TherapeuticArea
from tests.demo.conftest import Company, opened

COLUMNS = sa.text(
    "SELECT string_agg(format('%I', column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name = :table AND column_name !~ '(^|_)id$'"
    " AND column_name NOT IN ('created_at', 'updated_at', 'metadata')"
)
WHOSE_HOURS = (
    "SELECT md5(string_agg(concat_ws('|', c.name, s.name, p.name, w.name, e.worked_on, e.hours), ',' ORDER BY c.name,"
    " s.name, p.name, w.name, e.worked_on, e.hours)) FROM time_entries e JOIN customers c ON c.id = e.customer_id"
    " JOIN services s ON s.id = e.service_id JOIN contacts w ON w.id = e.contact_id"
    " LEFT JOIN processes p ON p.id = e.process_id"
)
LEAF = sa.text("NOT EXISTS (SELECT FROM process_tasks k WHERE k.parent_task_id = process_tasks.id)")


@pytest.mark.parametrize("table", demo.TABLES)
def test_the_same_scale_and_day_give_the_same_company(company: Company, table: str) -> None:
    assert _checksum(company(0.2), table) == _checksum(company(0.2, copy=2), table)


def test_the_same_people_work_the_same_hours_for_the_same_customers(company: Company) -> None:
    first, second = (company(0.2, copy=copy).execute(sa.text(WHOSE_HOURS)).scalar_one() for copy in (1, 2))

    assert first == second


def test_another_day_gives_another_history(company: Company) -> None:
    assert _checksum(company(0.2), "time_entries") != _checksum(company(0.2, dt.date(2026, 1, 5)), "time_entries")


def test_it_says_how_far_it_is_and_how_much_it_made(own_database: Urls) -> None:
    lines: list[str] = []

    counts = demo.load(own_database.owner, 0.1, lines.append)

    with opened(own_database.owner) as connection:
        assert counts == {table: _count(connection, table) for table in demo.TABLES}
    assert lines == ["customers 1 to 10 of 10"]
    assert min(counts.values()) > 0


def test_one_line_of_the_audit_trail_tells_of_it(company: Company) -> None:
    rows = company(0.2).execute(
        sa.text(
            "SELECT resource_type, new_values FROM audit_logs WHERE action = 'load_demo' OR resource_type = 'customers'"
        )
    )
    (resource, counts), *others = rows.all()

    assert (resource, counts["customers"], others) == ("installation", 17, [])


def test_it_leaves_no_trace_of_how_it_was_made(company: Company) -> None:
    connection = company(0.2)
    switched_off = "SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'"

    assert connection.execute(sa.text("SELECT to_regnamespace('demo')::text")).scalar_one() is None
    assert connection.execute(sa.text(switched_off)).scalar_one() == 0


def test_it_refuses_a_database_that_has_customers(own_database: Urls) -> None:
    with opened(own_database.owner) as connection:
        connection.execute(sa.insert(Customer).values(name="Acme"))

    with pytest.raises(Conflict, match="already has customers"):
        demo.load(own_database.owner, 0.1)

    with opened(own_database.owner) as connection:
        assert _count(connection, "customers") == 1


def test_it_leaves_nothing_when_it_is_interrupted(own_database: Urls) -> None:
    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.load(own_database.owner, 0.1, interrupt)

    with opened(own_database.owner) as connection:
        assert {table: _count(connection, table) for table in demo.TABLES} == dict.fromkeys(demo.TABLES, 0)
        assert connection.execute(sa.text("SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'")).scalar_one() == 0


@pytest.mark.parametrize("scale", [0, -1, 0.01, 100_000, float("nan")])
def test_it_refuses_a_scale_that_makes_no_company(own_database: Urls, scale: float) -> None:
    with pytest.raises(Invalid, match="between"):
        demo.load(own_database.owner, scale)


def test_the_product_goes_on_where_the_demo_ends(own_database: Urls) -> None:
    demo.load(own_database.owner, 0.1)
    database.configure(own_database.web, pooled=False)

    with database.session(SYSTEM) as db:
        task = db.scalars(sa.select(ProcessTask).where(LEAF, ProcessTask.status == "In Progress").limit(1)).one()
        process = db.get_one(Process, task.process_id)
        before = (process.completed_leaf_tasks, task.version)
        db.execute(sa.update(ProcessTask).where(ProcessTask.id == task.id).values(status="Completed"))
        db.refresh(process)
        db.refresh(task)

        assert (process.completed_leaf_tasks, task.version) == (before[0] + 1, before[1] + 1)


def test_its_words_are_those_of_the_vocabulary() -> None:
    assert set(words.WORDS["functional_areas"]) == set(FUNCTIONAL_AREAS)
    assert set(words.WORDS["therapeutic_areas"]) == set(TherapeuticArea)
    assert set(words.WORDS["drug_classes"]) == set(DrugClass)
    assert list(words.WORDS["tasks"]) == list(SdlcStage)


def _checksum(connection: sa.Connection, table: str) -> str:
    columns = connection.execute(COLUMNS, {"table": table}).scalar_one() or "1"
    rows = f"SELECT concat_ws('|', {columns}) AS line FROM {table}"
    return connection.execute(
        sa.text(f"SELECT md5(string_agg(line, ',' ORDER BY line)) FROM ({rows}) AS r")
    ).scalar_one()


def _count(connection: sa.Connection, table: str) -> int:
    return connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
