"""An import as the browser goes through it, without the browser: upload, look, decide, check, run."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from data import db as database
from data.access import SYSTEM, Actor
from data.db import Session
from data.imports import deciding, files, ledger, plans
from data.imports.deciding import Decided
from data.imports.plans import Plan
from data.models import Import
from data.roles import PERMISSIONS
from data.sessions import actor_of
from data.vocabulary import ImportTask, Role
from jobs import imports
from tests import factories as make

CUSTOMERS = "External id,Name,Phase\nx:1,Acme,Steady State\nx:2,Beta,\n"


class Flow(NamedTuple):
    """What one person does."""

    home: Path
    actor: Actor

    @contextmanager
    def session(self) -> Iterator[Session]:
        with database.session(self.actor) as db:
            yield db

    def upload(self, content: str | bytes, name: str = "rows.csv") -> str:
        data = content.encode() if isinstance(content, str) else content
        with self.session() as db:
            import_id = ledger.begin(db, name)
        size = files.receive(self.home, import_id, name, [data], 100 << 20)
        with self.session() as db:
            ledger.arrived(db, import_id, size)
        return import_id

    def look(self, content: str | bytes, name: str = "rows.csv") -> str:
        import_id = self.upload(content, name)
        imports.work(import_id)
        return import_id

    def decide(self, import_id: str, **said: Any) -> Plan:
        """What is said of columns is by their names."""
        row = self.read(import_id)
        plan, places = Plan.of(row.plan), [column["name"] for column in row.found["columns"]]
        columns = {str(places.index(name)): field for name, field in said.pop("columns", {}).items()}
        forms = {"dates": next(iter(plan.dates), ""), "decimal": plan.decimal, "thousands": plan.thousands}
        wanted = deciding.decide(plan, row.found, Decided(**{"columns": columns, **forms, **said}))
        with self.session() as db:
            ledger.plan(db, import_id, wanted, row.plan_number, "page")
        return wanted

    def take_as(self, import_id: str, kind: str, name: str) -> None:
        row = self.read(import_id)
        wanted = plans.chosen(Plan.of(row.plan), row.found, kind, name)
        with self.session() as db:
            ledger.plan(db, import_id, wanted, row.plan_number, "page")

    def check(self, import_id: str) -> Import:
        return self._done(import_id, ImportTask.CHECK)

    def run(self, import_id: str) -> Import:
        """The difference is looked at first, as nothing else is imported."""
        self.check(import_id)
        return self._done(import_id, ImportTask.RUN)

    def ask(self, import_id: str, task: ImportTask) -> None:
        with self.session() as db:
            ledger.ask(db, import_id, task, ledger.read(db, import_id).plan_number)

    def _done(self, import_id: str, task: ImportTask) -> Import:
        self.ask(import_id, task)
        imports.work(import_id)
        return self.read(import_id)

    def read(self, import_id: str) -> Import:
        with self.session() as db:
            return ledger.read(db, import_id, samples=True)


def person(home: Path, role: Role = Role.ADMIN, **values: Any) -> Flow:
    """Somebody new with the role."""
    with database.session(SYSTEM) as db:
        user = make.user(
            db, **({"email": f"{uuid.uuid4().hex}@example.com", "role": role, "password_hash": "x"} | values)
        )
        return Flow(home, actor_of(db, user.id) or Actor(user.id, PERMISSIONS))


def totals(row: Import) -> dict[str, int]:
    return {name: number for name, number in row.outcome["total"].items() if number and name != "read"}
