"""Rejected rows, as they were, with the reason: kept with the transaction, then written beside the file."""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import sqlalchemy as sa

from data.db import Session
from data.errors import Invalid
from data.imports.reading import Source
from data.imports.staging import Staged, copy
from data.parsing import UNPRINTABLE

ADDED = ("row", "column", "reason")

rejections = sa.Table(
    "import_rejections",
    sa.MetaData(),
    sa.Column("source", sa.Text),
    sa.Column("row_number", sa.BigInteger),
    sa.Column("faulty", sa.Text),
    sa.Column("reason", sa.Text),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
NAMES = [column.name for column in rejections.c]


def begin(db: Session) -> None:
    rejections.create(db.connection())


def end(db: Session) -> None:
    rejections.drop(db.connection())


def keep(db: Session, rows: Iterable[tuple[str, int, str, str]]) -> None:
    copy(db, rejections, NAMES, ((source, row, _kept(column), _kept(reason)) for source, row, column, reason in rows))


def _kept(text: str) -> str:
    """What is wrong with a row may be a character that PostgreSQL does not take."""
    return UNPRINTABLE.sub("\ufffd", text)


def keep_staged(db: Session, record: Staged, source: str, prefix: str) -> None:
    """Those that were rejected after they were staged."""
    staged = record.table
    found = sa.select(sa.literal(source), staged.c.row_number, staged.c.faulty, sa.literal(prefix) + staged.c.reason)
    db.execute(sa.insert(rejections).from_select(NAMES, found.where(staged.c.verdict == "rejected")))


class Drafts:
    """Files of rejected rows: written while the transaction lasts, put in place once it has been committed."""

    def __init__(self, original: Path, folder: Path | None):
        self.original, self.folder = original, folder or original.parent
        self.waiting: list[tuple[Path, str]] = []

    def __enter__(self) -> "Drafts":
        return self

    def __exit__(self, *error: object) -> None:
        for draft, _ in self.waiting:
            draft.unlink(missing_ok=True)

    def write(self, db: Session, sources: Iterable[Source]) -> None:
        for name, source in {source.path.name: source for source in sources}.items():
            if _any(db, name):
                self.waiting.append((_draft(db, source, self.folder), _stem(source, self.original)))

    def put(self) -> list[Path]:
        return [_put(draft, self.folder, stem) for draft, stem in self.waiting]


def _any(db: Session, name: str) -> bool:
    return db.execute(sa.select(sa.exists().where(rejections.c.source == name))).scalar_one()


def _stem(source: Source, original: Path) -> str:
    """Rows of the file itself beside it under its name; rows made from it also under their own."""
    return original.name if source.path == original else f"{original.name}.{source.path.name}"


def _draft(db: Session, source: Source, folder: Path) -> Path:
    try:
        file = NamedTemporaryFile(  # noqa: SIM115 - outlives this function
            "w", dir=folder, prefix=".rejected-", delete=False, encoding="utf-8-sig", newline=""
        )
    except OSError as error:
        sentence = f"Rejected rows cannot be written to {folder} ({error.strerror}); name another folder."
        raise Invalid({"rejected": sentence}) from error
    with file:
        writer = csv.writer(file)
        writer.writerow([*_own(source), *ADDED])
        writer.writerows(_lines(db, source))
    return Path(file.name)


def _own(source: Source) -> list[str]:
    """The columns of the file; those of an earlier rejection are replaced."""
    return [name for name in source.columns if name not in ADDED]


def _lines(db: Session, source: Source) -> Iterator[list[Any]]:
    """The file is read once more, in step with the rejections: neither is held in memory."""
    complaints = _complaints(db, source.path.name)
    number, faulty, reason = next(complaints)
    for row in source.rows():
        if row.number == number:
            yield [*(_written(row.values.get(column, "")) for column in _own(source)), number, faulty, reason]
            number, faulty, reason = next(complaints, (-1, "", ""))


def _written(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _complaints(db: Session, name: str) -> Iterator[tuple[int, str, str]]:
    """One per row, in order, with all that is wrong with it."""
    whole = (
        sa.select(
            rejections.c.row_number,
            sa.func.string_agg(sa.distinct(sa.func.nullif(rejections.c.faulty, "")), ", "),
            sa.func.string_agg(sa.distinct(rejections.c.reason), " "),
        )
        .where(rejections.c.source == name)
        .group_by(rejections.c.row_number)
        .order_by(rejections.c.row_number)
    )
    found = db.execute(whole.execution_options(yield_per=1000))
    return ((number, faulty or "", reason) for number, faulty, reason in found)


def _put(draft: Path, folder: Path, stem: str) -> Path:
    """Under the first name that is free: an earlier file of rejected rows is never written over."""
    draft.chmod(0o644)
    for attempt in count(1):
        path = folder / (f"{stem}.rejected.csv" if attempt == 1 else f"{stem}.rejected-{attempt}.csv")
        try:
            os.link(draft, path)
        except FileExistsError:
            continue
        return path
    raise AssertionError
