"""Work with a past: random processes of some customers, with the moves that brought them where they are."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

import psycopg

from tests.kpis.oracle_flow import STAGES, Work, World

TODAY = dt.date(2026, 11, 18)
ZONE = "America/Los_Angeles"
NOW = dt.datetime(2026, 11, 18, 20, tzinfo=dt.UTC)
AREAS = ("Custom Extract", "CRM Refresh", None)
CUSTOMERS = ("c1", "c2", "c3", "c4")
STEADY = ("c2", "c3")
APPROVALS = ("Pending", "Approved", "Rejected")


def build(conn: psycopg.Connection, seed: int, count: int = 160) -> World:
    """Written as the owner of the tables, because nobody else may write history."""
    dice = random.Random(seed)
    conn.execute("INSERT INTO app_settings (key, value) VALUES ('reporting_time_zone', to_jsonb(%s::text))", [ZONE])
    for customer in CUSTOMERS:
        phase = "Steady State" if customer in STEADY else "Contracting"
        conn.execute("INSERT INTO customers (id, name, phase) VALUES (%s, %s, %s)", [customer, customer.upper(), phase])
    conn.execute("INSERT INTO contacts (id, name, type) VALUES ('anna', 'Anna', 'Internal')")
    work = [_judged(_work(dice, f"p{number}"), number) for number in range(count)]
    for one in work:
        _write(conn, one)
    conn.execute("SELECT rebuild_rollups()")
    return World(work, ZoneInfo(ZONE))


def _work(dice: random.Random, id_: str) -> Work:
    moment = NOW - dt.timedelta(days=dice.uniform(1, 420))
    created, started, moves, stage = moment, None, [], dice.choice(STAGES[:2])
    if dice.random() < 0.1:  # moved on before anybody began
        moment += dt.timedelta(days=dice.uniform(0, 2))
        moves.append((moment, stage, "Development"))
        stage = "Development"
    if dice.random() < 0.9:
        moment += dt.timedelta(days=dice.expovariate(1 / 8))
        started = moment
        for _ in range(dice.randrange(9)):
            moment += dt.timedelta(days=dice.expovariate(1 / 6))
            place = STAGES.index(stage) + dice.choice((1, 1, 1, 1, -1, 2))
            if 0 <= place < len(STAGES):
                moves.append((moment, stage, STAGES[place]))
                stage = STAGES[place]
    moment += dt.timedelta(days=dice.expovariate(1 / 4))
    completed = moment if dice.random() < 0.65 else None
    if completed and dice.random() < 0.3:  # tidied up afterwards
        moves.append((completed + dt.timedelta(hours=1), stage, "Maintenance"))
        stage = "Maintenance"
    if started and dice.random() < 0.15:  # entered here when it had long begun, perhaps even ended
        created = started + dt.timedelta(days=dice.uniform(0, 60))
    return _until_now(
        dice,
        Work(id_, dice.choice(CUSTOMERS), dice.choice(AREAS), "", stage, created, started, completed, tuple(moves)),
    )


def _judged(one: Work, number: int) -> Work:
    """With what it is narrowed by, which says nothing about how it went."""
    responsible = "anna" if number % 7 == 0 else None
    return one._replace(approval=APPROVALS[number % 3], is_tpa_required=number % 5 == 0, responsible=responsible)


def _until_now(dice: random.Random, one: Work) -> Work:
    """What had happened by now."""
    moves = tuple(move for move in one.moves if move[0] <= NOW)
    stage = moves[-1][2] if moves else one.moves[0][1] if one.moves else one.stage
    started = one.started if one.started and one.started <= NOW else None
    completed = one.completed if one.completed and one.completed <= NOW else None
    status = "Completed" if completed else "In Progress" if started else "Not Started"
    return one._replace(
        moves=moves, stage=stage, started=started, completed=completed, status=status, created=min(one.created, NOW)
    )


def _write(conn: psycopg.Connection, one: Work) -> None:
    conn.execute(
        "INSERT INTO processes (id, customer_id, name, functional_area, status, sdlc_stage, created_at, started_at,"
        " completed_at, approval_status, is_tpa_required, responsible_contact_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *(one.id, one.customer_id, one.id, one.area, one.status, one.stage, one.created, one.started),
            *(one.completed, one.approval, one.is_tpa_required, one.responsible),
        ],
    )
    for at, before, after in one.moves:
        conn.execute(
            "INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, changed_at)"
            " VALUES ('processes', %s, 'sdlc_stage', %s, %s, %s)",
            [one.id, before, after, at],
        )
