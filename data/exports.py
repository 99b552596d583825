"""Lists as files: exactly what is filtered, in its order, and fit to be imported again."""

import csv as comma_separated
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy.dialects.postgresql import JSONB
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data import exchange, formulas, labels, records
from data.access import require
from data.db import Session
from data.entities import Entity
from data.errors import Invalid
from data.records import Wanted

BATCH = 2_000  # rows that are read, and bytes of so many that are handed on, at a time
LONGEST_SHEET, LONGEST_CELL = 1_048_575, 32_767  # what a workbook takes
PATIENCE = "120s"  # for one fetch, and for whoever takes the rows
FORMS = {dt.date: "yyyy-mm-dd", dt.datetime: "yyyy-mm-dd hh:mm", dt.time: "hh:mm"}


def csv(db: Session, entity: Entity, wanted: Wanted) -> Iterator[bytes]:
    """As UTF-8 that says so, because spreadsheets believe anything else first."""
    rows = _rows(db, entity, wanted, "csv")
    return _encoded(chain([[head.title for head in exchange.heads(entity)]], (map(_text, row) for row in rows)))


def xlsx(db: Session, entity: Entity, wanted: Wanted, path: Path) -> None:
    """A workbook with true types, written row by row."""
    if records.counted(db, entity, wanted) > LONGEST_SHEET:
        raise Invalid({"": f"A workbook holds {LONGEST_SHEET:,} rows at most; narrow the list down, or take CSV."})
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        sheet = book.add_worksheet(entity.title[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(exchange.heads(entity)) - 1, 18)
        bold = book.add_format({"bold": True})
        forms = {kind: book.add_format({"num_format": form}) for kind, form in FORMS.items()}
        for place, head in enumerate(exchange.heads(entity)):
            sheet.write_string(0, place, head.title, bold)
        for number, row in enumerate(_rows(db, entity, wanted, "xlsx"), 1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, forms)


def _rows(db: Session, entity: Entity, wanted: Wanted, kind: str) -> Iterator[sa.Row[Any]]:
    """Through a cursor of the server's. That it was exported is written down once the last row is read."""
    require(db.actor, "export", entity.permission)
    query = _query(db, entity, wanted)
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        db.execute(sa.select(sa.func.set_config(setting, PATIENCE, True)))
    count = 0
    for count, row in enumerate(db.execute(query.execution_options(yield_per=BATCH)), 1):  # noqa: B007 - told after the last
        yield row
    said = {"format": kind, "rows": count} | {name: value for name, value in wanted._asdict().items() if value}
    db.execute(sa.select(sa.func.record_audit("export", entity.table.name, None, sa.cast(said, JSONB))))


def _query(db: Session, entity: Entity, wanted: Wanted) -> sa.Select:
    """The columns of `exchange.heads`, which begin with the record's own id."""
    query, shown = records.found(db, entity, wanted), records.columns(db, entity)
    joined: dict[str, tuple[Any, Any, Any]] = {}
    for head in exchange.heads(entity)[1:]:
        name, _, is_name = head.shows.partition("__")
        field = entity.columns.get(name) or entity.inputs.get(name) or entity.fields[name]
        column: Any = shown[name] if name in shown else getattr(entity.model, name)
        if field.lookup:
            if name not in joined:
                joined[name] = labels.named(field.lookup)
                query = query.outerjoin(joined[name][2], joined[name][0] == column)
            column = joined[name][1] if is_name else _handle(joined[name][2])
            if not labels.may_know(db, field.lookup):
                column = sa.cast(sa.null(), sa.Text) if is_name else column
        query = query.add_columns(column.label(head.shows))
    return query


def _handle(record: sa.FromClause) -> sa.ColumnElement[str]:
    """By what the importer finds a related record: the id that it had elsewhere, or ours."""
    own = sa.cast(record.c.id, sa.Text)
    return sa.func.coalesce(record.c.external_id, own) if "external_id" in record.c else own


def _encoded(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = comma_separated.writer(text)
    for number, row in enumerate(rows):
        writer.writerow(row)
        if number % BATCH == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _text(value: Any) -> str:
    write = TEXTS.get(type(value))
    return write(value) if write else formulas.kept(str(value))


TEXTS: dict[type, Callable[[Any], str]] = {  # by the very type: a word of a vocabulary is a text like any other
    type(None): lambda value: "",
    bool: lambda value: "yes" if value else "no",
    list: ", ".join,
    dt.time: lambda value: value.isoformat("minutes" if not value.second else "seconds"),
    **dict.fromkeys((int, float, Decimal, dt.date, dt.datetime), str),
}


def _write(sheet: Worksheet, row: int, place: int, value: Any, forms: dict[type, Format]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, place, value)
        case int() | Decimal() | float():
            sheet.write_number(row, place, float(value))
        case dt.date() | dt.time():
            sheet.write_datetime(row, place, value, forms[type(value)])
        case _:
            _write_words(sheet, row, place, ", ".join(value) if isinstance(value, list) else str(value))


def _write_words(sheet: Worksheet, row: int, place: int, words: str) -> None:
    """As they are: in a cell of text nothing is run."""
    if len(words) > LONGEST_CELL:
        sentence = f"Row {row} has a text of {len(words):,} characters, and a workbook's cell takes {LONGEST_CELL:,}."
        raise Invalid({"": f"{sentence} Take CSV instead."})
    sheet.write_string(row, place, formulas.told_apart(words))
