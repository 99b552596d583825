"""Random changes to everything the kept aggregates count, repeatable by seed; what the database refuses is skipped."""

import datetime as dt
import random
import re
import uuid
from collections import Counter, defaultdict
from typing import Any

import psycopg

STATUSES = ("Not Started", "In Progress", "Completed")
TASK_STATUSES = (*STATUSES, "Blocked")
STAGES = ("Requirements", "Design", "Development", "Testing", "Deployment", "Maintenance")
PHASES = ("Contracting", "Steady State", "Pending Termination", "Terminated")
AREAS = ("Oncology", "Neurology", "Other")
REGULATORY = ("Discovery", "Phase I", "Phase II", "Approved", "Withdrawn")
REFUSALS = (psycopg.IntegrityError, psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)

# what is done -> statement; every :name is drawn by the method or the pool of that name
CHANGES = {
    "customer": "INSERT INTO customers (id, name, created_at, contract_start_date, contract_end_date)"
    " VALUES (:new_customer, 'C', :moment, :start, :end)",
    "contract": "UPDATE customers SET contract_start_date = :start, contract_end_date = :end WHERE id = :customer",
    "open contract": "UPDATE customers SET contract_end_date = NULL WHERE id = :customer",
    "phase": "UPDATE customers SET phase = :phase WHERE id = :customer",
    "inactive": "UPDATE customers SET active = false, inactivated_at = :moment WHERE id = :customer",
    "active": "UPDATE customers SET active = true WHERE id = :customer",
    "every customer": "UPDATE customers SET phase = :phase WHERE right(id, 1) = right(:customer, 1)",
    "customer gone": "DELETE FROM customers WHERE id = :customer",
    "service": "INSERT INTO services (id, customer_id, name, monthly_hours)"
    " VALUES (:new_service, :customer, 'S', :number)",
    "allowance": "UPDATE services SET monthly_hours = :number WHERE id = :service",
    "service moves": "UPDATE services SET customer_id = :customer WHERE id = :service",
    "service gone": "DELETE FROM services WHERE id = :service",
    "team": "INSERT INTO teams (id, customer_id, name) VALUES (:new_team, :customer, 'T')",
    "team moves": "UPDATE teams SET customer_id = :customer WHERE id = :team",
    "team gone": "DELETE FROM teams WHERE id = :team AND :number > 80",
    "product": "INSERT INTO pharmaceutical_products (id, team_id, product_name, therapeutic_area, drug_class,"
    " regulatory_status) VALUES (:new_product, :team, 'P', :area, 'Biologic', :regulatory)",
    "approval": "UPDATE pharmaceutical_products SET regulatory_status = :regulatory WHERE id = :product",
    "product moves": "UPDATE pharmaceutical_products SET team_id = :team, therapeutic_area = :area WHERE id = :product",
    "product gone": "DELETE FROM pharmaceutical_products WHERE id = :product",
    "process": "INSERT INTO processes (id, customer_id, name, status, sdlc_stage, progress, estimate, created_at,"
    " start_date, due_date)"
    " VALUES (:new_process, :customer, 'P', :status, :stage, :number, :maybe, :moment, :start, :end)",
    "plan": "UPDATE processes SET start_date = :start, due_date = :end, estimate = :maybe WHERE id = :process",
    "no plan": "UPDATE processes SET start_date = NULL WHERE id = :process",
    "progress": "UPDATE processes SET progress = :number WHERE id = :process",
    "stage": "UPDATE processes SET sdlc_stage = :stage, status = :status WHERE id = :process",
    "finished": "UPDATE processes SET status = 'Completed', completed_at = :moment, started_at = NULL"
    " WHERE id = :process",
    "every process": "UPDATE processes SET estimate = estimate + 1 WHERE customer_id = :customer",
    "process moves": "UPDATE processes SET customer_id = :customer WHERE id = :process",
    "process gone": "DELETE FROM processes WHERE id = :process AND :number > 70",
    "task": "INSERT INTO process_tasks (id, process_id, title, status, due_date, completed_date, blocked_reason)"
    " VALUES (:new_task, :process, 'T', :task_status, :start, :end, 'A reason')",
    "subtask": "INSERT INTO process_tasks (id, process_id, title, due_date, parent_task_id)"
    " SELECT :new_task, process_id, 'T', :start, id FROM process_tasks WHERE id = :task",
    "task done": "UPDATE process_tasks SET status = 'Completed', completed_date = :end WHERE id = :task",
    "task again": "UPDATE process_tasks SET status = 'In Progress', due_date = :start WHERE id = :task",
    "every task": "UPDATE process_tasks SET status = :task_status, blocked_reason = 'A reason'"
    " WHERE process_id = :process",
    "task moves": "UPDATE process_tasks SET process_id = :process, parent_task_id = NULL WHERE id = :task",
    "task below": "UPDATE process_tasks SET parent_task_id = :task_too WHERE id = :task",
    "task gone": "DELETE FROM process_tasks WHERE id = :task AND :number > 50",
    "hours": "INSERT INTO time_entries (id, service_id, process_id, worked_on, hours, billable)"
    " SELECT :new_entry, s.id, (SELECT min(id) FROM processes p WHERE p.customer_id = s.customer_id AND :number > 60),"
    " :start, :number / 8.0 + 0.25, :number > 50 FROM services s WHERE s.id = :service",
    "hours corrected": "UPDATE time_entries SET hours = :number / 4.0 + 1, worked_on = :start, billable = :number > 30"
    " WHERE id = :entry",
    "hours moved": "UPDATE time_entries SET service_id = :service, process_id = NULL WHERE id = :entry",
    "hours gone": "DELETE FROM time_entries WHERE id = :entry",
    "contact": "INSERT INTO contacts (id, name, customer_id) VALUES (:new_contact, 'K', :customer)",
    "contact moves": "UPDATE contacts SET customer_id = :customer WHERE id = :contact",
    "contact gone": "DELETE FROM contacts WHERE id = :contact AND :number > 50",
    "said": "INSERT INTO communications (id, contact_id, date) VALUES (:new_communication, :contact, :start)",
    "said before": "UPDATE communications SET date = :start, contact_id = :contact WHERE id = :communication",
    "unsaid": "DELETE FROM communications WHERE id = :communication",
}
WEIGHTS = [3 if ":new_" in statement else 0.5 if "gone" in name else 1 for name, statement in CHANGES.items()]
NAME = re.compile(r":([a-z_]+)")
BASE = dt.date(2026, 6, 1)


class Churn:
    def __init__(self, conn: psycopg.Connection, seed: int, shared: dict[str, list[str]] | None = None):
        self.conn, self.dice, self.seed = conn, random.Random(seed), seed
        self.pool: dict[str, list[str]] = defaultdict(list, {k: list(v) for k, v in (shared or {}).items()})
        self.done: Counter[str] = Counter()

    def begin(self) -> "Churn":
        """Some rows to start from."""
        for change in ("customer", "service", "team", "process", "product", "task", "hours", "contact") * 4:
            self.change(change)
        return self

    def step(self) -> None:
        self.change(self.dice.choices(list(CHANGES), WEIGHTS)[0])

    def change(self, name: str) -> None:
        draw = _Draw(self)
        values = {key: draw[key] for key in NAME.findall(CHANGES[name])}
        try:
            with self.conn.transaction():
                self.conn.execute("SELECT set_config('app.source', 'import', true)")
                self.done[name] += self.conn.execute(NAME.sub(r"%(\1)s", CHANGES[name]), values).rowcount
        except REFUSALS:
            self.done["refused"] += 1


class _Draw:
    """Values for one statement."""

    def __init__(self, churn: Churn):
        self.churn, self.dice = churn, churn.dice
        self.start = BASE + dt.timedelta(days=self.dice.randrange(-300, 200))

    def __getitem__(self, name: str) -> Any:
        if name.startswith("new_"):
            id_ = str(uuid.UUID(int=self.dice.getrandbits(128)))
            self.churn.pool[name.removeprefix("new_")].append(id_)
            return id_
        if name in DRAWN:
            return DRAWN[name](self)
        pool = self.churn.pool[name.removesuffix("_too")]
        return self.dice.choice(pool) if pool else str(uuid.UUID(int=0))


DRAWN = {
    "start": lambda draw: draw.start,
    "end": lambda draw: draw.start + dt.timedelta(days=draw.dice.choice((0, 1, 2, 7, draw.dice.randrange(300)))),
    "moment": lambda draw: dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=draw.dice.randrange(900_000)),
    "number": lambda draw: draw.dice.randrange(101),
    "maybe": lambda draw: draw.dice.choice((None, 0, 8, 40, 200)),
    "status": lambda draw: draw.dice.choice(STATUSES),
    "task_status": lambda draw: draw.dice.choice(TASK_STATUSES),
    "stage": lambda draw: draw.dice.choice(STAGES),
    "phase": lambda draw: draw.dice.choice(PHASES),
    "area": lambda draw: draw.dice.choice(AREAS),
    "regulatory": lambda draw: draw.dice.choice(REGULATORY),
}
