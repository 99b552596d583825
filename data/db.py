"""The database session: one short transaction per unit of work, always on behalf of an actor."""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import orm

from data.access import Actor
from data.models import Base, Customer
from data.violations import explained

POOL_SIZE = 6
SERVER_OPTIONS = {
    "role": "dm_crm_app",  # whoever connects works with the application's rights only
    "statement_timeout": "8000",
    "lock_timeout": "4000",
    "idle_in_transaction_session_timeout": "15000",
    "timezone": "UTC",
    "plan_cache_mode": "force_custom_plan",  # a generic plan turned a 0.6 ms search into a second
}


class Session(orm.Session):
    @property
    def actor(self) -> Actor:
        return self.info["actor"]

    @property
    def change_set_id(self) -> str:
        """What everything written in this transaction carries, so that it can be undone as one."""
        return self.info["change_set_id"]

    @property
    def moment(self) -> str | None:
        """Of a steady session: whoever is told the same word sees the same rows. None where it follows own writing."""
        return self.info["moment"]


# Which transactions can be seen, of which database, since when it runs: numbers begin anew where a backup is restored.
MOMENT = sa.text(
    "CASE WHEN pg_current_xact_id_if_assigned() IS NULL"
    " THEN concat_ws(' ', pg_current_snapshot(), current_database(), pg_postmaster_start_time()) END"
)
NONE = sa.null()

open_session = orm.sessionmaker(class_=Session, expire_on_commit=False)  # bound once, at start-up


def configure(url: str, *, pooled: bool = True, **options: str) -> sa.Engine:
    """Bind sessions to a database. Call it after a fork, never before."""
    pool = {"pool_size": POOL_SIZE, "max_overflow": 2, "pool_timeout": 3, "pool_recycle": 1800, "pool_pre_ping": True}
    settings = " ".join(f"-c {name}={value}" for name, value in (SERVER_OPTIONS | options).items())
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"connect_timeout": 3, "application_name": "dm_crm", "options": settings},
        **(pool if pooled else {"poolclass": sa.NullPool}),
    )
    open_session.configure(bind=engine)
    return engine


@contextmanager
def session(
    actor: Actor, *, reason: str | None = None, source: str | None = None, steady: bool = False
) -> Iterator[Session]:
    """Commit on leaving the block, roll back on an exception. `source` is 'import' for rows that are history.

    In a steady one all statements see the rows of one moment; it is for reading.
    """
    with explained(), open_session.begin() as db:
        if steady:
            _hold_still(db)
        db.info["actor"] = actor
        said = _introduction(actor, reason, source)
        *_, db.info["change_set_id"], db.info["moment"] = db.execute(said.add_columns(MOMENT if steady else NONE)).one()
        yield db


def _hold_still(db: Session) -> None:
    """A connection that somebody has given us is in a transaction of theirs, whose kind stays as it is."""
    if isinstance(db.bind, sa.Engine):
        db.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def one_value(ids: Iterable[str]) -> sa.BindParameter[list[str]]:
    """Ids for `column == sa.any_(…)`: two hundred customers as so many values cost more than what is asked of them."""
    return sa.literal(sorted(ids), sa.ARRAY(sa.Text))


def _introduction(actor: Actor, reason: str | None, source: str | None) -> sa.Select:
    """Tells the database, for this transaction only, who is writing and why."""
    said = {"user_id": actor.user_id, "ip": actor.ip_address, "user_agent": actor.user_agent}
    said |= {"reason": reason, "source": source, "scope": _scope(actor)}
    settings = [sa.func.set_config(f"app.{name}", value or "", True) for name, value in said.items()]
    change_set = sa.func.set_config("app.change_set_id", sa.cast(sa.func.new_uuid(), sa.Text), True)
    return sa.select(*settings, change_set)


def _scope(actor: Actor) -> str:
    """Whose records the transaction sees, for row-level security: all customers', some, or nobody's."""
    if actor.customer_ids is None:
        return "*" if actor.permissions else ""
    return ",".join(sorted(actor.customer_ids))


@sa.event.listens_for(Session, "do_orm_execute")
def _narrow(state: orm.ORMExecuteState) -> None:
    """The same in every query's own words, so that its plan starts from the reader's customers."""
    if (mine := state.session.info["actor"].customer_ids) is None or state.is_column_load:
        return
    state.statement = state.statement.options(*_criteria(mine))


@functools.lru_cache(maxsize=256)
def _criteria(mine: frozenset[str]) -> list[orm.interfaces.ORMOption]:
    """Said of whatever the model is called in the query: a plain expression is not adapted to an alias in a join."""
    ids = one_value(mine)
    columns = {mapper.class_: mapper.columns.get("customer_id") for mapper in Base.registry.mappers}
    owned = [model for model, column in columns.items() if column is not None and not column.nullable]
    return [
        orm.with_loader_criteria(Customer, lambda cls: cls.id == sa.any_(ids), include_aliases=True),
        *(
            orm.with_loader_criteria(model, lambda cls: cls.customer_id == sa.any_(ids), include_aliases=True)
            for model in owned
        ),
    ]
