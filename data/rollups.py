"""Kept aggregates: read as they are now, folded now and then, rebuilt in need. See migrations/versions/0015."""

from collections.abc import Sequence

import sqlalchemy as sa

from data.db import Session, one_value
from data.models import RollupDelta

current = sa.Table(
    "current_rollups",
    sa.MetaData(),
    sa.Column("measure", sa.Text),
    sa.Column("customer_id", sa.Text),
    sa.Column("day", sa.Date),
    sa.Column("key1", sa.Text),
    sa.Column("key2", sa.Text),
    sa.Column("amount", sa.Numeric),
)


def within(db: Session, *measures: str, customers: Sequence[str] = ()) -> sa.ColumnElement[bool]:
    """Narrows a query over `current` to measures and to what the actor may see: all customers, or theirs.

    Of these only the `customers` named, where there are any.
    """
    mine = db.actor.customer_ids
    if customers:
        mine = frozenset(customers) if mine is None else mine & frozenset(customers)
    scope = current.c.customer_id == "*" if mine is None else current.c.customer_id == sa.any_(one_value(mine - {"*"}))
    return sa.and_(current.c.measure.in_(measures), scope)


def fold(db: Session) -> int:
    """Fold what was appended into the rollups; returns how many deltas that were. Two at once do no harm."""
    return db.execute(sa.select(sa.func.fold_rollups())).scalar_one()


def waiting(db: Session) -> int:
    """How many appended changes no worker has folded yet."""
    return db.execute(sa.select(sa.func.count()).select_from(RollupDelta)).scalar_one()


def version(db: Session) -> int:
    """Grows with every change that figures can show, in the moment in which they can; folding leaves it as it is."""
    return db.execute(sa.select(sa.func.figures_version())).scalar_one()


def rebuild(owner: sa.Engine) -> None:
    """Count everything anew, as the owner of the tables; writers wait meanwhile."""
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT rebuild_rollups()"))
