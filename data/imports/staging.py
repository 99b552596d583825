"""The temporary table in which the records of one step wait: what they say, whom they mean, what became of them.

`verdict` is empty while a record waits, and then one of new, changed, same, duplicate, rejected; `before` is what some
of the changed ones were like; `new_reason` is what is wrong with it should it turn out to be new.
A related record is staged twice: as the file says it (`said_…`) and as the id it was found to mean (`f_…`).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from data.db import Session
from data.entities import Field, target_of
from data.imports.mapping import Step
from data.models import Base

Value = str | int | bool | Decimal | dt.date | dt.time | Jsonb | None
NAMED = {
    table.name: column for table in Base.metadata.tables.values() for column in table.c if column.info.get("named")
}


@dataclass(frozen=True)
class Staged:
    step: Step
    table: sa.Table

    @property
    def target(self) -> sa.Table:
        return self.step.entity.table

    @property
    def waiting(self) -> sa.ColumnElement[bool]:
        return self.table.c.verdict.is_(None)

    def fed(self) -> list[str]:
        """The fields of the entity itself that the file feeds. Its id is none: it is never given, only recognised."""
        return [name for name in self.step.feeds if "." not in name and name != "id"]

    def lookups(self) -> list[str]:
        """Those that mean another record, the narrowing ones first."""
        found = [name for name in self.step.feeds if "." in name or self.step.entity.fields[name].lookup]
        return sorted(found, key=lambda name: "." not in name)

    def kin(self) -> str:
        """The lookup that means a record of the same entity, such as a parent task."""
        own = self.target.name
        return next((name for name in self.fed() if self.step.entity.fields[name].lookup == own), "")

    def value(self, name: str) -> sa.ColumnElement[Any]:
        return self.table.c[f"f_{name}"]

    def said(self, name: str) -> sa.ColumnElement[Any]:
        return self.table.c[f"said_{name}"]


def staged(db: Session, step: Step, number: int) -> Staged:
    """Makes the table; it goes with the transaction."""
    record = Staged(step, _table(step, number))
    record.table.create(db.connection())
    return record


def _table(step: Step, number: int) -> sa.Table:
    entity = step.entity
    columns: list[sa.Column[Any]] = [
        sa.Column("item", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("row_number", sa.BigInteger, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("faulty", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("target", entity.table.c.id.type),
        sa.Column("before", JSONB),
        sa.Column("new_faulty", sa.Text),
        sa.Column("new_reason", sa.Text),
    ]
    for name in step.feeds:
        column = column_of(step, name)
        columns.append(sa.Column(f"f_{name}", column.type if target_of(column) is None else _id_type(column)))
        if target_of(column):
            columns.append(sa.Column(f"said_{name}", sa.Text))
    name = f"import_staged_{number}"
    return sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


def column_of(step: Step, name: str) -> sa.Column[Any]:
    """The column that a field stands for; behind a dot, one of the related record's."""
    own, _, further = name.partition(".")
    field = step.entity.fields[own]
    return Base.metadata.tables[field.lookup or ""].c[further] if further else step.entity.table.c[own]


def field_of(step: Step, name: str) -> Field:
    own, _, further = name.partition(".")
    return Field.of(column_of(step, name), target_of(column_of(step, name))) if further else step.entity.fields[own]


def _id_type(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    return Base.metadata.tables[target_of(column) or ""].c.id.type


def copy(db: Session, table: sa.Table, names: list[str], rows: Iterable[tuple[Value, ...]]) -> None:
    """By PostgreSQL's COPY, many times quicker than inserting."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    driver = db.connection().connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


def copied_columns(record: Staged) -> list[str]:
    prefixes = {name: "said_" if name in record.lookups() else "f_" for name in record.step.feeds}
    return ["item", "row_number", "new_faulty", "new_reason", *(f"{prefix}{name}" for name, prefix in prefixes.items())]


def copied_value(value: Any) -> Value:
    return Jsonb(value) if isinstance(value, list | dict) else value
