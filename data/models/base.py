"""What every model is made of: the declarative base, the id types, names, moments and closed vocabularies."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"  # also keeps out 'infinity', which no driver can load
FIRST_MOMENT, LAST_MOMENT = (f"TIMESTAMPTZ '{day} 00:00+00'" for day in (FIRST_DAY, LAST_DAY))

Id = Annotated[str, mapped_column(sa.Text, primary_key=True, server_default=sa.text("new_id()"))]
UuidId = Annotated[str, mapped_column(sa.Uuid(as_uuid=False), primary_key=True, server_default=sa.text("new_uuid()"))]
Uuid = Annotated[str, mapped_column(sa.Uuid(as_uuid=False))]
Name = Annotated[str, mapped_column(sa.String(300), info={"named": True})]
Line = Annotated[str, mapped_column(sa.String(300))]
Code = Annotated[str, mapped_column(sa.String(100))]
Words = Annotated[str, mapped_column(sa.Text)]
Json = Annotated[dict[str, Any], mapped_column(JSONB, server_default=sa.text("'{}'::jsonb"))]
JsonList = Annotated[list[str], mapped_column(JSONB, server_default=sa.text("'[]'::jsonb"))]
Moment = Annotated[dt.datetime, mapped_column(sa.DateTime(timezone=True))]
Created = Annotated[dt.datetime, mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())]


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {dt.datetime: sa.DateTime(timezone=True), str: sa.Text}  # noqa: RUF012 - read by SQLAlchemy


class Editable:
    """A record people edit: the database stamps it and counts its versions (trigger `stamp`)."""

    created_at: Mapped[Created]
    updated_at: Mapped[dt.datetime] = mapped_column(server_default=sa.func.now(), server_onupdate=sa.FetchedValue())
    version: Mapped[int] = mapped_column(server_default="1", server_onupdate=sa.FetchedValue())

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "version_id_generator": False}


def words(vocabulary: type[StrEnum], *, default: bool = True, **options: Any) -> Any:
    """A column that holds one of the vocabulary's words, its first by default, enforced by a CHECK."""
    kind = sa.Enum(
        vocabulary, native_enum=False, create_constraint=True, length=64, values_callable=lambda e: [m.value for m in e]
    )
    first = next(iter(vocabulary))
    return mapped_column(kind, server_default=first.value if default else None, **options)


def reference(target: str, ondelete: str, **options: Any) -> Any:
    """An indexed foreign key column."""
    return mapped_column(sa.ForeignKey(target, ondelete=ondelete), index=options.pop("index", True), **options)


def address(column: str) -> str:
    """The condition that a column holds an e-mail address, as far as SQL can tell: in lower case, no blanks."""
    return f"{column} = lower({column}) AND {column} ~ '^[^\\x01-\\x20\\x7f@]+@[^\\x01-\\x20\\x7f@]+$'"


def add_plain_checks(metadata: sa.MetaData) -> None:
    """Dates and moments stay within the calendar of business, names are not blank: for every table alike."""
    for table in metadata.tables.values():
        moments = [column.name for column in table.columns if isinstance(column.type, sa.DateTime)]
        if moments:
            _check(
                table, " AND ".join(f"{name} BETWEEN {FIRST_MOMENT} AND {LAST_MOMENT}" for name in moments), "moments"
            )
        for column in list(table.columns):
            if (
                isinstance(column.type, sa.Date)
                and column.computed is None
                and table.name not in ("rollups", "rollup_deltas")
            ):
                _check(table, f"{column.name} BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'", f"{column.name}_range")
            if column.info.get("named"):
                _check(table, f"length(btrim({column.name})) > 0", f"{column.name}_not_blank")


def _check(table: sa.Table, text: str, name: str) -> None:
    table.append_constraint(sa.CheckConstraint(text, name=name))


def by_words(table: str, column: str, *within: str) -> sa.Index:
    """An index along which a list is sorted by a column's words, whatever their capitals."""
    name = f"ix_{table}_lower_{column}_id"
    return sa.Index(name, sa.text(f"lower({column})"), "id", postgresql_include=list(within))
