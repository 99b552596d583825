"""How long each KPI takes to read, for whom, and against the plain aggregate over the base tables."""

from contextlib import suppress

import sqlalchemy as sa

from benchmarks.measuring import TIMES, Figure, Place, in_turn, load, median, readers
from benchmarks.plain import statement
from data import calendar, db
from data.access import SYSTEM, Actor
from data.filters import Filters
from data.kpis import KPIS, read

TABLE = "KPIs"
MOST, MOST_FILTERED = 20, 150
FILTERED = {"area": ("Custom Extract",), "status": ("In Progress",), "phase": ("Steady State",)}


def measure(place: Place) -> list[Figure]:
    with db.session(SYSTEM) as session:
        today = calendar.now(session).date()
    figures = [
        figure
        for who, actor in readers(place.size).items()
        for name in KPIS
        for figure in _measured(place, name, f"{name}, {who}", actor, Filters(today))
    ]
    some = Filters(today, chosen=FILTERED)
    filtered = [Figure(TABLE, f"{name}, filtered", _taken(name, SYSTEM, some), most=MOST_FILTERED) for name in KPIS]
    return [*figures, *filtered, load(TABLE)]


def _measured(place: Place, name: str, what: str, actor: Actor, filters: Filters) -> list[Figure]:
    plain = statement(name, actor.customer_ids)
    if plain is None:
        return [Figure(TABLE, what, _taken(name, actor, filters), most=MOST)]
    options = {"options": "-c statement_timeout=10s"}
    engine = sa.create_engine(place.urls.superuser, isolation_level="AUTOCOMMIT", connect_args=options)
    with engine.connect() as connection:
        ours, theirs = in_turn([lambda: _read(name, actor, filters), lambda: _plainly(connection, plain)], 3)
    engine.dispose()
    return [
        Figure(TABLE, what, ours, most=MOST),
        Figure(TABLE, f"{what}: the plain aggregate takes so many times as long", theirs / ours, TIMES),
    ]


def _plainly(connection: sa.Connection, plain: str) -> None:
    """What is given up after ten seconds counts as ten."""
    with suppress(sa.exc.OperationalError):
        connection.exec_driver_sql(plain).all()


def _taken(name: str, actor: Actor, filters: Filters) -> float:
    return median(lambda: _read(name, actor, filters), 3)


def _read(name: str, actor: Actor, filters: Filters) -> None:
    with db.session(actor) as session:
        read(session, name, filters)
