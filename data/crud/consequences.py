"""What removing records does to others, told before it is done."""

from typing import NamedTuple

import sqlalchemy as sa

from data.access import require
from data.crud.bulk import Chosen, found
from data.db import Session
from data.entities import Entity
from data.health import is_open
from data.labels import BY_TABLE
from data.models import Base, Process

Fate = tuple[str, str]  # of one, of several
GOES: Fate = ("goes with it", "go with it")
STAYS: Fate = ("stays and no longer points to it", "stay and no longer point to it")
STANDS: Fate = ("stands in the way", "stand in the way")
FATES = {"CASCADE": GOES, "SET NULL": STAYS}  # by what a foreign key says; any other refuses
MORE_WORDS = {"document_versions": ("version", "versions")}  # what is no entity and is told of all the same


class _Tie(NamedTuple):
    """A column that holds the id of the records, and what becomes of its rows."""

    table: sa.Table
    column: str
    fate: Fate


def consequences(db: Session, entity: Entity, chosen: Chosen) -> list[str]:
    """One sentence for each kind of record that goes too, loses what it points to, or keeps the chosen from going."""
    require(db.actor, "read", entity.permission)
    ids = found(db, entity, chosen)
    if entity.put_away:
        return _of_putting_away(db, entity, ids)
    counts = [(tie, _count(db, tie, ids)) for tie in _ties(entity)]
    return [f"{_numbered(tie.table.name, count)} {tie.fate[count != 1]}." for tie, count in counts if count]


def _of_putting_away(db: Session, entity: Entity, ids: list[str]) -> list[str]:
    query = sa.select(sa.func.count()).select_from(Process).where(Process.customer_id.in_(ids), is_open())
    if entity.name == "customers" and (count := db.scalar(query)):
        return [f"{count:,} open {'process' if count == 1 else 'processes'} {STANDS[count != 1]}."]
    return [f"Nothing is lost: {'it' if len(ids) == 1 else 'they'} can be restored."]


def _ties(entity: Entity) -> list[_Tie]:
    ties: dict[tuple[str, str], _Tie] = {}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            column = next((part.parent.name for part in key.elements if part.column is entity.table.c.id), None)
            if column and (table.name in BY_TABLE or table.name in MORE_WORDS):
                fate = FATES.get((key.ondelete or "").partition(" (")[0], STANDS)
                ties.setdefault((table.name, column), _Tie(table, column, fate))
    return list(ties.values())


def _count(db: Session, tie: _Tie, ids: list[str]) -> int:
    table = tie.table
    mine = sa.select(table.c.id).where(table.c[tie.column].in_(ids))
    if tie.column == "parent_task_id":  # a whole tree goes
        tree, deeper = mine.cte(recursive=True), table.alias()
        tree = tree.union(sa.select(deeper.c.id).where(deeper.c[tie.column] == tree.c.id))
        mine = sa.select(tree.c.id).where(tree.c.id.not_in(ids))
    return db.execute(sa.select(sa.func.count()).select_from(mine.subquery())).scalar_one()


def _numbered(table: str, count: int) -> str:
    one, many = MORE_WORDS.get(table) or (BY_TABLE[table].one, BY_TABLE[table].title.lower())
    return f"{count:,} {one if count == 1 else many}"
