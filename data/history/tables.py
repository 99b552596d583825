"""The tables whose rows can be put back, what of each row is people's own, and the work list of one undo."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from data.catalog import ENTITIES
from data.entities import Entity
from data.models import Base, ContactCustomerAssignment, DocumentVersion

ENTITY_OF = {entity.table.name: entity for entity in ENTITIES.values()}
PARTS = {ContactCustomerAssignment.__tablename__: "contacts", DocumentVersion.__tablename__: "documents"}
PARENTS_FIRST = tuple(table for table in Base.metadata.sorted_tables if table.name in {*ENTITY_OF, *PARTS})

BOOKKEEPING = {"id", "version", "updated_at"}
# The database derives these from other rows; who writes them is not believed.
DERIVED: dict[str, set[str]] = {
    "processes": {"leaf_tasks", "completed_leaf_tasks"},
    "process_tasks": {"customer_id", "parent_depth"},
    "process_team": {"customer_id"},
    "time_entries": {"customer_id"},
    "pharmaceutical_products": {"customer_id"},
}
MASK = "***"  # what the trail says in place of a secret
NAMES = ("name", "title", "product_name", "milestone_type", "subject", "recipient_email", "note")

# What is to be taken back, one row a record; `verdict` is empty while it waits, then done, clash or left.
UNDOING = sa.Table(
    "undoing",
    sa.MetaData(),
    sa.Column("resource_type", sa.Text),
    sa.Column("resource_id", sa.Text),
    sa.Column("existed", sa.Boolean),
    sa.Column("stands", sa.Boolean),
    sa.Column("before", JSONB(none_as_null=True)),
    sa.Column("after", JSONB(none_as_null=True)),
    sa.Column("user_id", sa.Text),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("seen", sa.Boolean),
    sa.Column("verdict", sa.Text),
    sa.Column("fields", ARRAY(sa.Text)),  # in which it clashes
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
u = UNDOING.c
CREATED, CHANGED, DELETED = ~u.existed & u.stands, u.existed & u.stands, u.existed & ~u.stands
WAITING = u.verdict.is_(None)


class RowOf(sa.types.UserDefinedType[Any]):
    """The type of a table's rows."""

    cache_ok = True

    def __init__(self, table: str) -> None:
        self.table = table

    def get_col_spec(self, **_: Any) -> str:
        return self.table


def entity_of(table: str) -> Entity:
    """The entity that a table's records are, or are parts of."""
    return ENTITY_OF.get(table) or ENTITIES[PARTS[table]]


def ignored(table: sa.Table) -> set[str]:
    """What is not put back, because the database fills it in."""
    computed = {column.name for column in table.columns if column.computed is not None}
    return BOOKKEEPING | DERIVED.get(table.name, set()) | computed


def own_columns(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if column.name not in ignored(table)]


def of(table: sa.Table) -> sa.ColumnElement[bool]:
    return u.resource_type == table.name


def is_same(table: sa.Table, line: sa.FromClause = UNDOING) -> sa.ColumnElement[bool]:
    """That a line of the work list is about the row."""
    if "id" in table.c:
        return table.c.id == sa.cast(line.c.resource_id, table.c.id.type)
    values = sa.func.coalesce(line.c.before, line.c.after, type_=JSONB)
    return sa.and_(*(column == values[column.name].astext for column in table.primary_key))


def live(table: sa.Table) -> sa.ColumnElement[Any]:
    """The row as it is now."""
    return sa.func.to_jsonb(table.table_valued(), type_=JSONB)


def row_of(table: sa.Table, values: sa.ColumnElement[Any]) -> sa.FunctionElement[Any]:
    """Values from the trail as a row of the table."""
    return sa.func.jsonb_populate_record(sa.cast(sa.null(), RowOf(table.name)), values)


def has_key(values: sa.ColumnElement[Any], key: str) -> sa.ColumnElement[bool]:
    return values.op("?", is_comparison=True)(key)


def names_of(table: str) -> list[str]:
    """The columns, one of which a record is called by."""
    return [name for name in NAMES if name in Base.metadata.tables[table].columns]
