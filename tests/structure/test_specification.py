"""The migrated database has everything that the specification names, under that name."""

import pytest
import sqlalchemy as sa

from tests.structure import specification
from tests.structure.specification import Column, Index

if not specification.FILE.exists():
    pytest.skip("the specification does not lie beside the project", allow_module_level=True)

TEXT = specification.FILE.read_text(encoding="utf-8")
COLUMNS = specification.columns(TEXT)
INDEXES = specification.indexes(TEXT)
RELATIONS = specification.relations(TEXT)
TABLES = sorted({column.table for column in COLUMNS})

FAMILIES = {
    "string": {"text", "character varying"},
    "uuid": {"uuid"},
    "integer": {"integer"},
    "boolean": {"boolean"},
    "date": {"date"},
    "timestamp": {"timestamp with time zone"},
    "json": {"jsonb"},
}
PARENTS = {
    "customer_id": "customers",
    "process_id": "processes",
    "team_id": "teams",
    "contact_id": "contacts",
    "responsible_contact_id": "contacts",
    "tpa_responsible_contact_id": "contacts",
    "assigned_to_id": "contacts",
    "parent_task_id": "process_tasks",
    "user_id": "users",
    "assigned_by": "users",
    "role_id": "roles",
    "session_id": "ai_chat_sessions",
}
DELETE_RULES = {"CASCADE DELETE": {"CASCADE"}, "SET NULL": {"SET NULL"}, "RESTRICT": {"RESTRICT"}}

# stated in prose: what must hold, and the constraint that holds it
UNIQUE = {
    "users": ["email"],
    "process_milestones": ["milestone_type", "process_id"],
    "user_sessions": ["session_token"],
    "user_roles": ["role_id", "user_id"],
}
CHECKS = {
    "processes": ["progress BETWEEN 0 AND 100"],
    "customers": ["contract_end_date > contract_start_date"],
    "process_tasks": ["parent_task_id <> id"],
}


@pytest.fixture(scope="module")
def inspector(engine: sa.Engine) -> sa.Inspector:
    return sa.inspect(engine)


def _column(inspector: sa.Inspector, column: Column) -> dict:
    found = {row["name"]: row for row in inspector.get_columns(column.table)}
    assert column.name in found, f"{column.table} has no {column.name}"
    return found[column.name]


def _ids(column: Column) -> str:
    return f"{column.table}.{column.name}"


def _foreign_keys(inspector: sa.Inspector, table: str, name: str) -> list[dict]:
    """The simple ones: those of a column alone."""
    return [key for key in inspector.get_foreign_keys(table) if key["constrained_columns"] == [name]]


def test_the_whole_specification_was_read() -> None:
    assert (len(TABLES), len(INDEXES)) == (24, 10)
    described = {line.split("`")[1] for line in TEXT.splitlines() if line.startswith("| `")}
    assert set(TABLES) == described
    assert len(COLUMNS) == sum(len(body.strip().splitlines()) for _, body in specification.ENTITY.findall(TEXT))


@pytest.mark.parametrize("column", COLUMNS, ids=_ids)
def test_a_column_is_there_and_of_its_kind(inspector: sa.Inspector, connection: sa.Connection, column: Column) -> None:
    _column(inspector, column)
    query = "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s"
    assert connection.exec_driver_sql(query, (column.table, column.name)).scalar() in FAMILIES[column.kind]


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.key == "PK" or "Composite PK" in c.remark], ids=_ids)
def test_a_primary_key_is_one(inspector: sa.Inspector, column: Column) -> None:
    assert column.name in inspector.get_pk_constraint(column.table)["constrained_columns"]


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.key == "UK"], ids=_ids)
def test_a_unique_key_is_one(inspector: sa.Inspector, column: Column) -> None:
    assert [column.name] in [key["column_names"] for key in inspector.get_unique_constraints(column.table)]


@pytest.mark.parametrize("column", [c for c in COLUMNS if "NOT NULL" in c.remark], ids=_ids)
def test_what_is_never_null_is_not(inspector: sa.Inspector, column: Column) -> None:
    assert not _column(inspector, column)["nullable"]


@pytest.mark.parametrize(
    "column",
    [c for c in COLUMNS if "Optional" in c.remark or "NULL for" in c.remark or "SET NULL" in c.remark],
    ids=_ids,
)
def test_what_is_optional_may_be_null(inspector: sa.Inspector, column: Column) -> None:
    assert _column(inspector, column)["nullable"]


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.key == "FK"], ids=_ids)
def test_a_foreign_key_leads_to_its_parent(inspector: sa.Inspector, column: Column) -> None:
    keys = inspector.get_foreign_keys(column.table)
    assert PARENTS[column.name] in {key["referred_table"] for key in keys if column.name in key["constrained_columns"]}


@pytest.mark.parametrize("column", [c for c in COLUMNS if any(rule in c.remark for rule in DELETE_RULES)], ids=_ids)
def test_a_foreign_key_deletes_as_stated(inspector: sa.Inspector, column: Column) -> None:
    (allowed,) = [rules for stated, rules in DELETE_RULES.items() if stated in column.remark]
    keys = inspector.get_foreign_keys(column.table)
    rules = {key["options"].get("ondelete") for key in keys if column.name in key["constrained_columns"]}
    assert rules & allowed
    assert rules <= {*allowed, None, "CASCADE"}


@pytest.mark.parametrize(
    "child",
    sorted(child for parent, child in RELATIONS if parent == "customers" and child in ("processes", "contacts")),
)
def test_a_customer_with_work_is_restricted(inspector: sa.Inspector, child: str) -> None:
    assert [key["options"]["ondelete"] for key in _foreign_keys(inspector, child, "customer_id")] == ["RESTRICT"]


@pytest.mark.parametrize(("parent", "child"), RELATIONS)
def test_a_relation_is_a_foreign_key(inspector: sa.Inspector, parent: str, child: str) -> None:
    assert parent in {key["referred_table"] for key in inspector.get_foreign_keys(child)}


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.words], ids=_ids)
def test_a_vocabulary_holds_exactly_the_stated_words(connection: sa.Connection, column: Column) -> None:
    query = (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
        " AND conkey = ARRAY[(SELECT attnum FROM pg_attribute WHERE attrelid = conrelid AND attname = %s)]"
        " AND pg_get_constraintdef(oid) LIKE '%%ARRAY[%%'"
    )
    definition = connection.exec_driver_sql(query, (column.table, column.name)).scalar_one()
    assert set(definition.split("'")[1::2]) == set(column.words)


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index.name)
def test_an_index_is_there_with_its_columns_and_method(inspector: sa.Inspector, index: Index) -> None:
    found = {row["name"]: row for row in inspector.get_indexes(index.table)}[index.name]
    assert found["column_names"] == index.columns
    assert found.get("dialect_options", {}).get("postgresql_using", "btree") == index.method


@pytest.mark.parametrize(("table", "names"), UNIQUE.items(), ids=UNIQUE)
def test_what_is_unique_in_prose_is_unique(inspector: sa.Inspector, table: str, names: list[str]) -> None:
    assert names in [sorted(key["column_names"]) for key in inspector.get_unique_constraints(table)]


@pytest.mark.parametrize(("table", "conditions"), CHECKS.items(), ids=CHECKS)
def test_what_is_checked_in_prose_is_checked(inspector: sa.Inspector, table: str, conditions: list[str]) -> None:
    checks = " ".join(
        check["sqltext"].replace("(", "").replace(")", "") for check in inspector.get_check_constraints(table)
    )
    for condition in conditions:
        low, _, rest = condition.partition(" BETWEEN ")
        wanted = [condition] if not rest else [f"{low} >= {rest.split()[0]}", f"{low} <= {rest.split()[-1]}"]
        assert all(part in checks for part in wanted)
