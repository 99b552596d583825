"""An import from beginning to end: every step of a mapping over a file, in one transaction."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import installation
from data.access import Actor, require
from data.db import Session, session
from data.errors import Conflict, Forbidden
from data.imports import rejecting, sampling, settling
from data.imports.account import Account, Result
from data.imports.mapping import Mapping, Step
from data.imports.preparing import prepared
from data.imports.reading import Source
from data.imports.shaping import Shaped, shape
from data.imports.staging import Staged, copied_columns, copied_value, copy, staged

BATCH = 5_000
REMEMBERED = 50_000  # records of a step, so that most repetitions are known before they are staged
UNHASHABLE = {"choices", "json"}
SETTINGS = {
    "statement_timeout": "0",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "0",
    "plan_cache_mode": "auto",  # the checks of foreign keys run once a row: planning each anew took a third of the time
    "work_mem": "64MB",
}
Watch = Callable[[str, int, int], None]  # what is going on, how many more are done, of about how many


class Busy(Conflict):
    """Another import is running."""


def _unwatched(title: str, done: int, total: int) -> None: ...


def _untold(db: Session) -> None: ...


def _unnoted(db: Session, accounts: list[Account]) -> None: ...


@dataclass(frozen=True)
class Manner:
    dry_run: bool = False
    rejected_folder: Path | None = None  # beside the file where none is said
    watch: Watch = _unwatched
    begun: Callable[[Session], None] = _untold  # who may have to interrupt it is told the session
    note: Callable[[Session, list[Account]], None] = _unnoted  # is written with the rows, or not at all


def run(actor: Actor, source: Source, mapping: Mapping, manner: Manner | None = None) -> Result:
    """Import the file as the mapping says. Nothing is written if the two do not fit, or if anything else goes wrong."""
    manner, began = manner or Manner(), time.monotonic()
    _require_rights(actor, mapping)
    sources = prepared(source, mapping)
    with rejecting.Drafts(source.path, manner.rejected_folder) as drafts:
        with session(actor, source="import", reason=f"import {source.path.name}") as db:
            _begin(db)
            manner.begun(db)
            ours = _with_our_phones(db, mapping)
            works = [_Work(ours, step, rows) for step, rows in zip(ours.steps, sources, strict=True)]
            accounts = [work.carry_out(db, number, manner.watch) for number, work in enumerate(works)]
            samples = sampling.Samples([work.samples for work in works], sampling.complaints(db))
            drafts.write(db, sources)
            _end(db, manner, accounts)
        files = drafts.put()
    seconds = time.monotonic() - began
    return Result(source.about, accounts, files, seconds, committed=not manner.dry_run, samples=samples)


def _require_rights(actor: Actor, mapping: Mapping) -> None:
    for step in mapping.steps:
        require(actor, "create", step.entity.permission)
        require(actor, "update", step.entity.permission)
    if actor.customer_ids is not None:
        raise Forbidden("An import may concern any customer; it is for those who may see all of them.")


def _begin(db: Session) -> None:
    """A long transaction by design, and one at a time: two at once could each create the same customer."""
    for name, value in SETTINGS.items():
        db.execute(sa.select(sa.func.set_config(name, value, True)))
    lock = sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended("dm_crm.import", 0))
    if not db.execute(sa.select(lock)).scalar_one():
        raise Busy("Another import is running; try again when it has ended.")
    rejecting.begin(db)


def _with_our_phones(db: Session, mapping: Mapping) -> Mapping:
    """A number without a country is of the installation's, a setting."""
    region = installation.read(db)["default_phone_region"]
    return replace(mapping, formats=replace(mapping.formats, phone_region=region))


def _end(db: Session, manner: Manner, accounts: list[Account]) -> None:
    rejecting.end(db)
    if manner.dry_run:
        db.rollback()
    else:
        manner.note(db, accounts)


class _Work:
    """One step: its rows are shaped, staged, settled and counted."""

    def __init__(self, mapping: Mapping, step: Step, source: Source):
        self.mapping, self.step, self.source = mapping, step, source
        self.account = Account(step.title)
        self.items = count()
        self.samples: sampling.Sample = {}
        self.known: set[tuple[Any, ...]] | None = None if self._unhashable() else set()

    def _unhashable(self) -> bool:
        fields = self.step.entity.fields
        return any(fields[name.partition(".")[0]].kind in UNHASHABLE for name in self.step.feeds)

    def carry_out(self, db: Session, number: int, watch: Watch) -> Account:
        title = self.account.title
        record = staged(db, self.step, number)
        for batch in _batches(self._shaped(watch)):
            self._stage(db, record, batch)
        settling.settle(db, record, lambda done: watch(f"{title}: writing", done, self.account.read))
        self._tally(db, record)
        self.samples = sampling.take(db, record)
        rejecting.keep_staged(db, record, self.source.path.name, self._prefix())
        record.table.drop(db.connection())
        assert self.account.adds_up(), self.account
        return self.account

    def _shaped(self, watch: Watch) -> Iterator[Shaped]:
        for row in self.source.rows():
            watch(f"{self.account.title}: reading", 1, self.source.about_rows)
            yield from shape(self.mapping, self.step, row)

    def _stage(self, db: Session, record: Staged, batch: list[Shaped]) -> None:
        self.account.read += len(batch)
        complaints = [(shaped.row, *complaint) for shaped in batch for complaint in shaped.complaints]
        self.account.rejected += sum(bool(shaped.complaints) for shaped in batch)
        self.account.left_out += sum(shaped.values is None and not shaped.complaints for shaped in batch)
        name, prefix = self.source.path.name, self._prefix()
        rejecting.keep(db, ((name, row, column, f"{prefix}{reason}") for row, column, reason in complaints))
        copy(db, record.table, copied_columns(record), self._unknown(batch))

    def _unknown(self, batch: Iterable[Shaped]) -> Iterator[tuple[Any, ...]]:
        """Those not seen before, as far as is remembered; SQL finds the rest."""
        for shaped in batch:
            if shaped.values is None:
                continue
            values = tuple(shaped.values.values())
            if self.known is not None and values in self.known:
                self.account.duplicate += 1
                continue
            if self.known is not None and len(self.known) < REMEMBERED:
                self.known.add(values)
            yield (next(self.items), shaped.row, *shaped.if_new, *map(copied_value, values))

    def _prefix(self) -> str:
        """Where several steps complain about a row, each says what it was making of it."""
        return f"{self.step.title}: " if len(self.mapping.steps) > 1 else ""

    def _tally(self, db: Session, record: Staged) -> None:
        verdict = record.table.c.verdict
        for name, number in db.execute(sa.select(verdict, sa.func.count()).group_by(verdict)):
            setattr(self.account, name, getattr(self.account, name) + number)


def _batches(shaped: Iterator[Shaped]) -> Iterator[list[Shaped]]:
    while batch := list(islice(shaped, BATCH)):
        yield batch
