"""How long a page of fifty records takes, in each order and under some filters."""

from contextlib import suppress

from benchmarks.measuring import Figure, Place, load, median, readers
from data import db, records
from data.access import Actor
from data.catalog import ENTITIES
from data.entities import Entity
from data.errors import Invalid
from data.records import Wanted

TABLE = "List pages of 50"
MOST = 20
LISTS = ("customers", "contacts", "processes", "tasks", "hours")
FILTERS = {
    "customers": {"phase": {"filterType": "set", "values": ["Steady State"]}},
    "processes": {"status": {"filterType": "set", "values": ["In Progress"]}},
    "tasks": {"status": {"filterType": "set", "values": ["Blocked"]}},
}
WORDS = {"customers": "alder", "contacts": "silva", "processes": "claims", "tasks": "step 3"}


def measure(place: Place) -> list[Figure]:
    figures = []
    for who, actor in readers(place.size).items():
        for name in LISTS:
            figures += _measured(ENTITIES[name], actor, f"{name}, {who}")
    return [*figures, load(TABLE)]


def _measured(entity: Entity, actor: Actor, what: str) -> list[Figure]:
    name = entity.name
    sorts = {f"{field} {way}": _sorted(field, way) for field in entity.columns for way in ("asc", "desc")}
    taken = {said: spent for said, wanted in sorts.items() if (spent := _offered(actor, entity, wanted)) is not None}
    slowest = max(taken, key=taken.__getitem__)
    figures = [
        Figure(TABLE, f"{what}: as it opens", _taken(actor, entity, Wanted()), most=MOST),
        Figure(TABLE, f"{what}: orders refused, as too many to sort", len(sorts) - len(taken), "", most=0),
        Figure(TABLE, f"{what}: median of the other orders", sorted(taken.values())[len(taken) // 2], most=MOST),
        Figure(TABLE, f"{what}: the slowest order ({slowest})", taken[slowest], most=MOST),
        Figure(TABLE, f"{what}: orders over {MOST} ms", sum(spent > MOST for spent in taken.values()), "", most=0),
    ]
    if name in FILTERS:
        wanted = Wanted(filters=FILTERS[name])
        figures.append(Figure(TABLE, f"{what}: filtered", _taken(actor, entity, wanted), most=MOST))
    if name in WORDS:
        wanted = Wanted(words=WORDS[name])
        figures.append(
            Figure(TABLE, f"{what}: with the words “{WORDS[name]}”", _taken(actor, entity, wanted), most=MOST)
        )
    return figures


def _offered(actor: Actor, entity: Entity, wanted: Wanted) -> float | None:
    """None of an order that so long a list is not given in."""
    with suppress(Invalid):
        return _taken(actor, entity, wanted)
    return None


def _sorted(field: str, way: str) -> Wanted:
    return Wanted(sort=({"colId": field, "sort": way},))


def _taken(actor: Actor, entity: Entity, wanted: Wanted) -> float:
    def read() -> None:
        with db.session(actor) as session:
            records.page(session, entity, wanted, 0, 50)

    return median(read, 3)
