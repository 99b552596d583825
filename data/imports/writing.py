"""Rows into the table, in slices; a row that the database refuses is found by halving and set aside."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.db import Session
from data.errors import DomainError, Invalid
from data.imports.resolving import reject, with_default
from data.imports.staging import Staged
from data.violations import explain

SLICE = 10_000
PROBE = 1_000  # how many are searched at a time for those that the database refuses
REFUSALS = (sa.exc.IntegrityError, sa.exc.DataError)
Expression = sa.ColumnElement[Any]
Progress = Callable[[int], None]


def leave_same(db: Session, record: Staged, ready: Expression) -> None:
    """What differs in nothing is not touched: no new version, no line in the audit trail."""
    staged, target = record.table, record.target
    found = record.waiting & ready & (staged.c.target == target.c.id)
    alike = sa.and_(*(_kept(record, name).is_not_distinct_from(target.c[name]) for name in record.fed()))
    db.execute(sa.update(staged).where(found, alike).values(verdict="same"))


def change(db: Session, record: Staged, ready: Expression, progress: Progress) -> None:
    mine = record.table.c.target == record.target.c.id
    chosen = ready & record.table.c.target.is_not(None)
    values = {name: _kept(record, name) for name in record.fed() if name not in record.step.key}

    def update(these: Expression) -> sa.Executable:
        return sa.update(record.target).where(mine, these).values(values)

    if values:
        _Slices(db, record, chosen, "changed", update).write(progress)


def insert(db: Session, record: Staged, ready: Expression, progress: Progress) -> None:
    names = record.fed()
    values = [with_default(record, name) for name in names]
    chosen = ready & record.table.c.target.is_(None)

    def add(these: Expression) -> sa.Executable:
        rows = sa.select(*values).where(these).order_by(record.table.c.item)
        return sa.insert(record.target).from_select(names, rows, include_defaults=False)

    _Slices(db, record, chosen, "new", add).write(progress)


def _kept(record: Staged, name: str) -> Expression:
    """A blank leaves alone what must have a value, and empties what may be empty."""
    column, value = record.target.c[name], record.value(name)
    return value if column.nullable else sa.func.coalesce(value, column)


@dataclass(frozen=True)
class _Slices:
    """The chosen records that wait, a slice at a time, each written by one statement."""

    db: Session
    record: Staged
    chosen: Expression
    verdict: str
    statement: Callable[[Expression], sa.Executable]

    def write(self, progress: Progress) -> None:
        item = self.record.table.c.item
        following = sa.select(item).where(self.record.waiting, self.chosen).order_by(item).limit(SLICE)
        items = self.db.execute(following).scalars().all()
        while items:
            self._attempt(items)
            progress(len(items))
            items = self.db.execute(following.where(item > items[-1])).scalars().all()

    def _attempt(self, items: Sequence[int]) -> None:
        try:
            with _savepoint(self.db):
                self.db.execute(self.statement(self._these(items)))
        except REFUSALS as error:
            self._set_aside(items, error)
        else:
            self.db.execute(sa.update(self.record.table).where(self._these(items)).values(verdict=self.verdict))

    def _these(self, items: Sequence[int]) -> Expression:
        return self.record.waiting & self.chosen & self.record.table.c.item.between(items[0], items[-1])

    def _set_aside(self, items: Sequence[int], error: sa.exc.DBAPIError) -> None:
        """The records that are refused are rejected; the others are written."""
        if len(items) > PROBE:
            for start in range(0, len(items), PROBE):
                self._attempt(items[start : start + PROBE])
            return
        refused = self._probed(items)
        if not refused:
            raise error
        for item, reason in refused.items():
            self._reject(item, reason)
        if len(refused) < len(items):
            self._attempt(items)

    def _probed(self, items: Sequence[int]) -> dict[int, sa.exc.DBAPIError]:
        """Which are refused, and why. The search itself is undone: many savepoints kept exhaust the server's locks."""
        refused: dict[int, sa.exc.DBAPIError] = {}
        self.db.execute(sa.text("SAVEPOINT import_probe"))
        self._search(items, refused)
        self.db.execute(sa.text("ROLLBACK TO SAVEPOINT import_probe"))
        self.db.execute(sa.text("RELEASE SAVEPOINT import_probe"))
        return refused

    def _search(self, items: Sequence[int], refused: dict[int, sa.exc.DBAPIError]) -> None:
        try:
            with _savepoint(self.db):
                self.db.execute(self.statement(self._these(items)))
        except REFUSALS as error:
            if len(items) == 1:
                refused[items[0]] = error
                return
            half = len(items) // 2
            self._search(items[:half], refused)
            self._search(items[half:], refused)

    def _reject(self, item: int, error: sa.exc.DBAPIError) -> None:
        field, reason = _reason(error)
        column = self.record.step.column_of(field) if field else ""
        reject(self.db, self.record, self.record.table.c.item == item, column, reason)


@contextmanager
def _savepoint(db: Session) -> Iterator[None]:
    """Gone after the block, also after a refusal: SQLAlchemy's own stays open then, and a thousand open ones nest."""
    db.execute(sa.text("SAVEPOINT import_piece"))
    try:
        yield
    except REFUSALS:
        db.execute(sa.text("ROLLBACK TO SAVEPOINT import_piece"))
        db.execute(sa.text("RELEASE SAVEPOINT import_piece"))
        raise
    db.execute(sa.text("RELEASE SAVEPOINT import_piece"))


def _reason(error: sa.exc.DBAPIError) -> tuple[str, str]:
    """The field and the sentence for what the database says."""
    explained = explain(error)
    if isinstance(explained, Invalid):
        field, reason = next(iter(explained.messages.items()))
        return field, reason
    if isinstance(explained, DomainError):
        return "", str(explained)
    return "", f"The database refuses it: {str(error.orig).splitlines()[0]}."
