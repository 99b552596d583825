"""Something of everything that figures count: the work of flow_world with plans, people, products, hours and words."""

import datetime as dt
import random
import uuid
from itertools import pairwise

import psycopg

from data.vocabulary import ApprovalStatus, CustomerPhase, DrugClass, MilestoneType, RegulatoryStatus, TherapeuticArea
from tests.kpis import flow_world
from tests.kpis.flow_world import CUSTOMERS, NOW, TODAY

PEOPLE = ("i1", "i2", "i3")
TEAMS = tuple(f"{customer}-t{number}" for customer in CUSTOMERS for number in (1, 2))
AREAS, CLASSES = list(TherapeuticArea)[:3], list(DrugClass)[:3]


def build(conn: psycopg.Connection, seed: int) -> None:
    """Written as the owner; the last of it is kept as deltas that nobody has folded yet."""
    work = flow_world.build(conn, seed, 140).work
    dice = random.Random(seed)
    conn.execute("SELECT set_config('app.source', 'import', false)")
    for place, customer in enumerate(CUSTOMERS):
        _customer(conn, dice, place, customer)
    for person in PEOPLE:
        conn.execute("INSERT INTO contacts (id, name, type) VALUES (%s, %s, 'Internal')", [person, person.upper()])
    half = len(work) // 2
    for number, one in enumerate(work):
        if number == half:
            conn.execute("SELECT rebuild_rollups()")
        _plan(conn, dice, one)
    for number in range(60):
        _product(conn, dice)
        _hours(conn, dice, 6)
        if number == half // 2:
            conn.execute("SELECT fold_rollups()")


def _day(dice: random.Random, least: int, most: int) -> dt.date:
    return TODAY + dt.timedelta(days=dice.randint(least, most))


def _customer(conn: psycopg.Connection, dice: random.Random, place: int, id_: str) -> None:
    begins = _day(dice, -500, -40)
    ends = None if place == 0 else begins.replace(year=2026, month=12, day=5 + place)
    conn.execute(
        "UPDATE customers SET phase = %s, created_at = %s, contract_start_date = %s, contract_end_date = %s"
        " WHERE id = %s",
        [list(CustomerPhase)[place + 1], NOW - dt.timedelta(days=500), begins, ends, id_],
    )
    for number in (1, 2):
        conn.execute("INSERT INTO teams (id, customer_id, name) VALUES (%s, %s, 'T')", [f"{id_}-t{number}", id_])
        conn.execute(
            "INSERT INTO services (id, customer_id, name, monthly_hours) VALUES (%s, %s, 'S', %s)",
            [f"{id_}-s{number}", id_, dice.choice([10, 40, 90])],
        )
    if place:
        conn.execute("INSERT INTO contacts (id, name, type, customer_id) VALUES (%s, 'K', 'Client', %s)", [id_, id_])
        conn.execute(
            "INSERT INTO communications (id, contact_id, type, date) VALUES (%s, %s, 'email', %s)",
            [f"{id_}-said", id_, _day(dice, -110, 2)],
        )


def _plan(conn: psycopg.Connection, dice: random.Random, one: flow_world.Work) -> None:
    start = _day(dice, -150, 20) if dice.random() < 0.85 else None
    due = (start or TODAY) + dt.timedelta(days=dice.randint(0, 150)) if dice.random() < 0.85 else None
    conn.execute(
        "UPDATE processes SET responsible_contact_id = %s, approval_status = %s, is_tpa_required = %s, start_date = %s,"
        " due_date = %s, estimate = %s, progress = %s WHERE id = %s",
        [
            *(dice.choice([*PEOPLE, None]), dice.choice(list(ApprovalStatus)), dice.random() < 0.4, start, due),
            *(dice.choice([None, 0, 10, 55]), dice.randint(0, 100), one.id),
        ],
    )
    for team in dice.sample([team for team in TEAMS if team.startswith(one.customer_id)], dice.randint(0, 2)):
        conn.execute("INSERT INTO process_team (process_id, team_id) VALUES (%s, %s)", [one.id, team])
    for kind in dice.sample(list(MilestoneType), dice.choice([0, 0, 1, 4])):
        _milestone(conn, dice, one.id, kind)
    if one.status != "Completed" and dice.random() < 0.4:
        for done in (True, False):
            _task(conn, dice, one.id, done)


def _milestone(conn: psycopg.Connection, dice: random.Random, process: str, kind: str) -> None:
    target = _day(dice, -400, 40) if dice.random() < 0.9 else None
    achieved = _day(dice, -400, 0) if dice.random() < 0.6 else None
    conn.execute(
        "INSERT INTO process_milestones (id, process_id, milestone_type, target_date, achieved_date)"
        " VALUES (%s, %s, %s, %s, %s)",
        [_id(dice), process, kind, target, achieved],
    )


def _task(conn: psycopg.Connection, dice: random.Random, process: str, done: bool) -> None:
    status, completed = ("Completed", _day(dice, -60, 0)) if done else ("Not Started", None)
    conn.execute(
        "INSERT INTO process_tasks (id, process_id, title, status, due_date, completed_date)"
        " VALUES (%s, %s, 'Task', %s, %s, %s)",
        [_id(dice), process, status, _day(dice, -80, 30), completed],
    )


def _product(conn: psycopg.Connection, dice: random.Random) -> None:
    """One with a past, as the ledger tells it."""
    at, id_ = NOW - dt.timedelta(hours=dice.randrange(24 * 1200)), _id(dice)
    course = [(dice.choice(list(RegulatoryStatus)[:5]), at)]
    while (at := at + dt.timedelta(hours=dice.randrange(1, 24 * 300))) < NOW:
        course.append((dice.choice([status for status in RegulatoryStatus if status != course[-1][0]]), at))
    conn.execute(
        "INSERT INTO pharmaceutical_products (id, team_id, product_name, therapeutic_area, drug_class,"
        " regulatory_status, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            *(id_, dice.choice(TEAMS), dice.choice(["Alphamab", "Beta p1"]), dice.choice(AREAS)),
            *(dice.choice(CLASSES), course[-1][0], course[0][1]),
        ],
    )
    for (old, _), (new, moved) in pairwise(course):
        conn.execute(
            "INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, changed_at)"
            " VALUES ('pharmaceutical_products', %s, 'regulatory_status', %s, %s, %s)",
            [id_, old, new, moved],
        )


def _hours(conn: psycopg.Connection, dice: random.Random, count: int) -> None:
    for _ in range(count):
        customer = dice.choice(CUSTOMERS)
        conn.execute(
            "INSERT INTO time_entries (id, service_id, worked_on, hours, contact_id, billable)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                *(_id(dice), f"{customer}-s{dice.choice((1, 2))}", _day(dice, -int(dice.random() * 400), 3)),
                *(dice.randrange(1, 40) / 4, dice.choice([*PEOPLE, None]), dice.random() < 0.7),
            ],
        )


def _id(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128)))
